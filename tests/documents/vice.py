"""A drilling vice, small enough to read: what the documents of these tests are made from."""

from __future__ import annotations

import re
import zlib
from functools import cache
from pathlib import Path

from gmp_cad.documents.bom import bom_rows
from gmp_cad.documents.dossier.chapters import (
    ContractSheet,
    DossierInput,
    FixtureChapter,
    PartChapter,
)
from gmp_cad.documents.plan.contract import Contract, contract_context
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.templating.template import load
from gmp_cad.errors import Where
from gmp_cad.evidence import MassProperties, Measurement
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.process.conditions import CuttingConditions
from gmp_cad.process.operations import OperationRow
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import parse
from gmp_cad.spec.workshop import Tool, Workshop, parse_workshop

HOSTILE = (
    "#let x = 1", '<script>alert("&")</script>', "{{ 7*7 }}", "{% raw %}", "l'arête \\ \"gauche\"",
    "$x_1^2$ *gras* _it_ `code` @ref #[a]", "=1+1", "// rien /* non */", "\\u{41} ~ -- ---", "]] } ) ;",
)  # fmt: skip

SPEC = """
[part]
number = "ET-01"
title = "Semelle"
material = "EN-GJL-250"
general_tolerances = "ISO 2768-m"
surface_texture = "Ra 6,3"
revision = "B"

[dimensions]
length = { size = "200 ±0,2", between = ["<X", ">X"] }
height = { size = "28 ±0,05", between = ["base", "top"] }
step = { size = "18 ±0,05", between = ["base", "ledge"] }
shoulder = { size = "60 ±0,1", between = ["left", "wall"] }
bore = { size = "⌀16 H7 Ⓔ", ra = "Ra 1,6", note = "guidage" }
bolts = "2× M8-6H"
mounts = { size = "4× ⌀9", note = "fixation sur la table" }
pitch = { size = "[22]", between = ["left", "bore"] }

[features]
base = "<Z"
top = ">Z"
left = "<X"

[datums]
A = "base"

[tolerances]
bore_position = { symbol = "position", value = "⌀0,05", on = "bore", datums = ["A"] }
top_parallel = { symbol = "parallelism", value = "0,04", on = "top", datums = ["A"] }
"""

PLAN = """
author = "Z. L."
date = "2026-01-15"

[stock]
form = "casting"
allowance = 3

[[phase]]
number = 10
title = "Fraisage"
machine = "CU-3AX"
workholding = "étau"
program = "O1010"
coolant = "à sec"
origin = ["base", "front", "left"]

[[phase]]
number = 20
title = "Fraisage"
machine = "CU-3AX"
fixture = "semelle_ph20"
program = "O1020"
coolant = "à sec"
setup_time = 45
note = "Première pièce contrôlée avant la série."
clamping = [{ on = "back", force = 8000 }, { on = "right", force = 3000 }]
[[phase.operation]]
kind = "face_milling"
makes = ["top"]
[[phase.operation]]
kind = "reaming"
makes = ["bore"]
[[phase.dimension]]
name = "Cf201"
size = "28 ±0,05"
between = ["base", "top"]

[[phase]]
number = 30
title = "Contrôle"
workholding = "marbre"
"""

PRODUCT = """
[product]
number = "ET-00"
title = "Étau de perçage"
quantity = 25
mass_budget = "≤ 9 kg"

[project]
owner = "IUT — GMP"
author = "Équipe étau"
checker = "Enseignant GMP"
date = "2026-01-15"
rate = "100/mois"
affair = "SAÉ 4"

[[item]]
ref = 1
part = "semelle"

[[item]]
ref = 13
name = "vis_mors"
standard = "ISO 4762 - M8x40 - 8.8"
quantity = 2
note = "Loctite 243"
"""

FIXTURE = """
[fixture]
number = "MT-20"
title = "Montage de fraisage"
workpiece = "semelle"
phase = 20

[locators]
pion = 1
"pion.2" = [2, 3]

[[item]]
ref = 1
name = "pion"
standard = "ISO 8734 - 8x24 - A"
quantity = 2
"""


@cache
def part() -> PartSpec:
    return parse(SPEC, "parts/semelle/spec.toml", PartSpec).model_copy(update={"name": "semelle"})


@cache
def plan() -> ProcessPlan:
    read = parse(PLAN, "parts/semelle/process.toml", ProcessPlan)
    return read.model_copy(update={"part": "semelle"})


@cache
def product() -> ProductSpec:
    return parse(PRODUCT, "parts/product.toml", ProductSpec)


@cache
def fixture() -> FixtureSpec:
    read = parse(FIXTURE, "fixtures_design/semelle_ph20/fixture.toml", FixtureSpec)
    return read.model_copy(update={"name": "semelle_ph20"})


@cache
def workshop() -> Workshop:
    return parse_workshop(None)


@cache
def templates() -> dict[str, str]:
    return load(Path("nowhere"))


def phase(number: str = "20") -> Phase:
    return next(p for p in plan().phases if str(p.number) == number)


def cut(**changes: object) -> CuttingConditions:
    values: dict[str, object] = {
        "vc": 160.0, "n": 808.4, "f": None, "fz": 0.2, "vf": 808.4, "ap": 4.5, "ae": 46.0,
        "passes": 2, "finish_ap": 0.5, "diameter_mm": 63.0, "constant_speed": False, "fc": 1200.0,
        "power_kw": 3.2, "limits_hit": (), "time_min": 0.408, "source": Message("table"),
        "overridden": (),
    }  # fmt: skip
    return CuttingConditions(**(values | changes))


def tool(title: str, holder: str = "") -> Tool:
    return Tool(id="T1", title=title, kind="end_mill", holder=holder)


def rows() -> tuple[OperationRow, ...]:
    reamed = cut(
        vc=10.0,
        n=199.0,
        f=0.4,
        fz=None,
        vf=79.6,
        ap=0.125,
        ae=None,
        passes=1,
        finish_ap=None,
        time_min=0.375,
    )
    return (
        OperationRow(number="20.a", designation=Message("Locate and clamp"), manual_min=0.6),
        OperationRow(
            number="20.1", designation=Message("Face-mill {surfaces}, {stage}", surfaces="1", stage="E puis F"),
            operation=0, cf=("Cf201",), tool=tool("fraise à surfacer ⌀63 z5 K20", "cône 40"), offset="1/1",
            conditions=cut(), gauges=("micromètre 25–50",), technological_min=0.408,
        ),
        OperationRow(
            number="20.2", designation=Message("{text}", text="Épauler 2-3 — E puis F, en reprise sur la base usinée en phase 10"),
            operation=1, cf=("Cf202", "Cf203"), tool=tool("fraise 2 tailles ⌀20 z4 carbure"), offset="2/2",
            conditions=cut(vc=110.0, n=1750.7, fz=0.1, vf=700.3, ap=5.0, finish_ap=0.3, passes=5, ae=18.0, time_min=0.471),
            gauges=("micromètre 0–25", "micromètre 50–75"), technological_min=0.471,
        ),
        OperationRow(
            number="20.3", designation=Message("Ream {surfaces} ⌀{diameter}", surfaces="4", diameter=16.0), operation=2,
            cf=("Cf204",), tool=tool("alésoir HSS ⌀16 H7"), offset="6/6", conditions=reamed,
            gauges=("tampon lisse 16 H7",), technological_min=0.375,
        ),
        OperationRow(number="20.z", designation=Message("Unclamp, deburr, inspect"), manual_min=0.45),
    )  # fmt: skip


def contract(**changes: object) -> Contract:
    values: dict[str, object] = {
        "project": product().project, "product": product(), "part": part(), "plan": plan(),
        "phase": phase(), "machine": workshop().machine("CU-3AX"), "rows": rows(),
        "fixtures": {"semelle_ph20": "MT-20"},
    }  # fmt: skip
    return Contract(**(values | changes))


def picture(width: float = 200.0, height: float = 90.0, text: str = "vue de face") -> Picture:
    svg = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}" font-family="DejaVu Sans">'
        f'<rect x="0.2" y="0.2" width="{width - 0.4}" height="{height - 0.4}" fill="none" stroke="#000" stroke-width="0.35"/>'
        f'<path d="M20,{height - 20} H{width - 40} V30 H90 V20 H20 Z" fill="none" stroke="#000" stroke-width="0.5"/>'
        '<path d="M20,20 H90" stroke="#E30613" stroke-width="1.2"/>'
        f'<text x="30" y="15" font-size="4">{text}</text></svg>\n'
    )
    return Picture(svg=svg, alt="Croquis de la phase")


def mass() -> MassProperties:
    return MassProperties(
        volume_mm3=586000.0, area_mm2=91000.0, mass_kg=4.2192, centre_of_mass_mm=(1.25, 0.0, 11.5),
        inertia_kg_mm2=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
        bounding_box_mm=(-100.0, -65.0, 0.0, 100.0, 65.0, 28.0),
    )  # fmt: skip


def measurements() -> tuple[Measurement, ...]:
    def one(name: str, value: float, **more: object) -> Measurement:
        return Measurement(
            dimension=name, outcome="measured", unit="mm", expected=value, observed=value, **more
        )

    return (
        one("length", 200.0), one("height", 28.0), one("step", 18.0), one("shoulder", 60.1),
        one("bore", 16.0, found_by="size"), one("bolts", 6.8, instances=(6.8, 6.8), expected_count=2),
        one("mounts", 9.0, instances=(9.0, 9.0, 9.0, 9.0), expected_count=4),
    )  # fmt: skip


def finding(subject: str, status: Status, check: str = "dimension.measured") -> Finding:
    return Finding(
        check=check, code="x", status=status, subject=subject, expected=60.0, observed=60.1, unit="mm",
        message=Message("{size}: {what} is {observed:.6f} {unit} instead of {expected:.6f} {unit}", size="60 ±0,1",
                        what=Message("the size"), observed=60.1, expected=60.0, unit="mm"),
        hint=Message("tag the face after that operation, or name it in [features]"),
        where=Where("parts/semelle/spec.toml", "dimensions.shoulder", 14),
    )  # fmt: skip


def findings() -> tuple[Finding, ...]:
    passed = [finding(f"semelle.{m.dimension}", Status.PASS) for m in measurements()
              if m.dimension != "shoulder"]  # fmt: skip
    return (
        *passed,
        finding("semelle.shoulder", Status.FAIL),
        finding("semelle.pitch", Status.SKIP),
        finding("semelle.ph20", Status.WARN, "CP15"),
        finding("product", Status.PASS, "product.interference"),
        finding("product", Status.PASS, "product.mass"),
    )


def dossier(**changes: object) -> DossierInput:
    bom = bom_rows(
        product(), {"semelle": part()}, {"semelle": 4.2192, "vis_mors": 0.0213}, {}, "fr"
    )
    sketch = picture(281, 130)
    sheets = tuple(
        ContractSheet(
            context=contract_context(contract(phase=phase(n)), sketch, f"semelle-{n}.svg", "fr"),
            svg=sketch.svg, link=f"parts/semelle/phases/contrat-{n}.pdf",
        )
        for n in ("10", "20")
    )  # fmt: skip
    chapter = PartChapter(
        spec=part(), mass=mass(), measurements=measurements(), plan=plan(), contracts=sheets,
        drawing=(picture(420, 297, "dessin de définition"), picture(297, 210, "feuille 2")),
        models={"step": "parts/semelle/semelle.step"},
    )  # fmt: skip
    fixture_bom = bom_rows(fixture(), {}, {"pion": 0.0095}, {"pion": 1}, "fr")
    values: dict[str, object] = {
        "project": product().project, "product": product(), "workshop": workshop(),
        "parts": (chapter,), "bom": bom, "picture": picture(180, 120, "étau"),
        "drawing": (picture(420, 297, "ensemble"),), "mass_kg": 4.2618,
        "centre_of_mass_mm": (1.0, 0.0, 20.123), "findings": findings(),
        "fixtures": (FixtureChapter(spec=fixture(), bom=fixture_bom, mass_kg=2.4, picture=picture(150, 80)),),
    }  # fmt: skip
    return DossierInput(**(values | changes))


def unpacked(data: bytes) -> bytes:
    """Return a PDF's text with its compressed object streams unpacked beside it."""
    found = [data]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


def page_count(data: bytes) -> int:
    """Return the number of pages of a PDF."""
    return len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", unpacked(data)))
