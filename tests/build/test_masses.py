"""An assembly weighed at its positions: mass.json, mass.csv, masses given, materials of its parts."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import numpy as np
import pytest

import gmp_cad
from gmp_cad.build.assembly import mass_graph
from gmp_cad.build.assembly.mass_bodies import assembly_masses, given_mass
from gmp_cad.build.assembly.mass_query import Asked, weigh
from gmp_cad.build.assembly.mass_record import part_mass_json
from gmp_cad.documents.product.masses import MassTable, mass_rows
from gmp_cad.engine.codec import decode, dump, encode
from gmp_cad.errors import UsageError
from gmp_cad.evidence import AssemblyPosition, MassProperties, Placement
from gmp_cad.finding import Finding
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import parse
from gmp_cad.standards.threads import metric
from tests.closed_schemas import faults
from tests.evidence.test_mass import box, matrix, turned

PRODUCT = """
[product]
number = "P-01"
title = "Palier"
mass_budget = "≤ 1 kg"
mass_margin = "5 %"
[parameters]
x = { from = 0, to = 100, default = 50 }
[[item]]
ref = 1
name = "corps"
part = "corps"
[[item]]
ref = 3
name = "roulement"
standard = "ISO 7089 - 8"
mass_kg = 0.06
[[item]]
ref = 2
name = "vis"
standard = "ISO 4762 - M6x20 - A4-70"
quantity = 2
"""
SPEC = """
[part]
number = "P-01-01"
title = "Corps"
material = "EN AW-6060"
"""


def weighed(body) -> bytes:
    found = MassProperties(
        volume_mm3=body.volume_mm3, area_mm2=body.area_mm2, mass_kg=body.mass_kg,
        centre_of_mass_mm=body.centre_mm, inertia_kg_mm2=body.inertia_kg_mm2,
        bounding_box_mm=(0.0, 0.0, 0.0, 1.0, 1.0, 1.0),
    )  # fmt: skip
    return encode(found, MassProperties)


def at(x: float) -> AssemblyPosition:
    places = {"corps": (0, 0, 0), "vis": (x, 0, 0), "vis.2": (x, 40, 0), "roulement": (0, 0, 30)}
    return AssemblyPosition(
        parameters={"x": x},
        placements=tuple(
            Placement(name=n, item=n.split(".")[0], matrix=matrix(turned((0, 0, 1), 90), p))
            for n, p in places.items()
        ),
    )


CORPS, VIS, RING = box(100, 50, 20, 2.7e-6), box(6, 6, 20, 8e-6), box(30, 30, 10)


@pytest.fixture(scope="module")
def outputs() -> dict[str, bytes]:
    given, _ = given_mass({"mass": weighed(RING)}, {"mass_kg": 0.06})
    texts = {"part": "corps", "spec_file": "s", "spec": SPEC, "materials": "[]", "lang": "fr"}
    positions = (at(0.0), at(50.0), at(100.0))
    found, _ = assembly_masses(
        {
            "positions": encode(positions, tuple[AssemblyPosition, ...]),
            "mass.corps": weighed(CORPS), "mass.vis": weighed(VIS), "mass.roulement": given["mass"],
        },
        {"subject": "product", "file": PRODUCT, "file_name": "f", "lang": "fr", "parts": {"corps": texts}},
    )  # fmt: skip
    return found


def test_mass_json_is_as_its_schema_says_and_holds_what_is_true(outputs) -> None:
    told = json.loads(outputs["json"])
    assert faults("mass", told) == []
    body, screw, ring = told["items"]
    assert [i["name"] for i in told["items"]] == ["corps", "vis", "roulement"]
    assert (body["material"], body["density_kg_m3"], body["basis"]) == (
        "EN AW-6060",
        2700,
        "material",
    )
    assert (screw["placed"], screw["density_kg_m3"], screw["standard"]) == (2, 8000, "ISO 3506")
    assert (ring["mass_kg"], ring["basis"]) == (0.06, "given")
    assert ring["solid_kg"] == pytest.approx(30 * 30 * 10 * 7850e-9, rel=1e-9)
    total = CORPS.mass_kg + 2 * VIS.mass_kg + 0.06
    assert told["budget"] == pytest.approx({"limit_kg": 1, "margin": 0.05, "reserve_kg": 1 - total})
    for position in told["positions"]:
        x = position["parameters"]["x"]
        assert position["mass_kg"] == pytest.approx(total, rel=1e-11)
        screws = 2 * VIS.mass_kg
        centre = (screws * x / total, screws * 20 / total, 0.06 * 30 / total)
        assert position["centre_of_mass_mm"] == pytest.approx(centre, rel=1e-9, abs=1e-9)
        tensor = np.array(position["inertia_kg_mm2"])
        assert (tensor == tensor.T).all()
        axes, moments = (
            np.array(position["principal"]["axes"]),
            position["principal"]["moments_kg_mm2"],
        )
        assert np.allclose(axes @ tensor @ axes.T, np.diag(moments), atol=1e-6)


def test_the_ring_is_scaled_from_its_solid(outputs) -> None:
    ring = json.loads(outputs["json"])["items"][2]
    expected = np.diag([30**2 + 10**2, 30**2 + 10**2, 2 * 30**2]) * 0.06 / 12
    assert np.allclose(ring["inertia_kg_mm2"], expected, rtol=1e-10)
    assert ring["principal"]["symmetry"] == "axis"


def test_the_table_for_people_has_units_and_adds_up(outputs) -> None:
    rows = list(csv.reader(io.StringIO(outputs["csv"].decode("utf-8-sig")), delimiter=";"))
    head, items, whole = rows[0], rows[1:4], rows[4:]
    for column in head[9:]:
        assert column.startswith("%") or column[-1] == ")"
    number = lambda text: float(text.replace(",", "."))  # noqa: E731
    masses = head.index("Masse totale (kg)")
    share = head.index("% des masses")
    assert sum(number(r[share]) for r in items) == pytest.approx(100, abs=0.02)
    assert {round(number(r[masses]), 6) for r in whole} == {
        round(sum(number(r[masses]) for r in items), 6)
    }
    assert [r[2] for r in whole] == ["ensemble, x = 0", "ensemble, x = 50", "ensemble, x = 100"]


def test_the_page_says_where_each_density_is_from_and_what_is_given(outputs) -> None:
    shown = mass_rows(decode(outputs["masses"], MassTable), "fr")
    notes = " ".join(shown["notes"])
    assert "EN 10088-1, E" in notes
    assert "masse donnée" in notes
    assert [row[4] for row in shown["rows"]] == ["2700", "7850 *", "8000"]


def test_each_item_says_on_what_its_mass_rests(outputs) -> None:
    found = decode(outputs["findings"], tuple[Finding, ...])
    assert {(f.check, f.subject, f.code) for f in found} == {
        ("product.mass", "product", "held"),
        ("product.weighed", "product.corps", "material"),
        ("product.weighed", "product.vis", "material"),
        ("product.weighed", "product.roulement", "given"),
    }


def test_a_given_mass_is_what_every_document_reads() -> None:
    spec = parse(PRODUCT, "f", ProductSpec)
    tasks = {
        t.id: t for t in mass_graph.weighing_tasks("product", spec, {"corps": _Part()}, {}, "o")
    }
    assert tasks["mass:product.vis"].params == {"density_kg_m3": 8000.0}
    assert tasks["given_mass:product.roulement"].needs[0].task == "mass:product.roulement"
    assert [i.task for i in tasks["masses:product"].needs[1:]] == [
        "mass:corps", "given_mass:product.roulement", "mass:product.vis",
    ]  # fmt: skip


class _Part:
    key = "corps"


def test_a_part_s_evidence_names_material_density_and_axes() -> None:
    from gmp_cad.build.study_bodies import part_spec

    texts = {"part": "corps", "spec_file": "s", "spec": SPEC, "materials": "[]", "lang": "fr"}
    told = json.loads(
        dump(part_mass_json(part_spec(texts), decode(weighed(CORPS), MassProperties)))
    )
    assert (told["material"], told["density_source"]) == (
        "EN AW-6060",
        "Aluminum Standards and Data",
    )
    assert told["principal"]["axes"] == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def test_a_cut_screw_is_lighter_than_a_modelled_one_by_what_the_page_says() -> None:
    """ISO 68-1: crest P/8 at d, root P/4 at d1, flanks between; the mean of the squared diameter."""
    for d in (3, 4, 5, 6, 8, 10, 12, 16, 20, 24):
        d1 = d - 1.25 * math.sqrt(3) / 2 * metric(float(d)).pitch
        mean = d * d / 8 + d1 * d1 / 4 + 5 / 8 * (d * d + d * d1 + d1 * d1) / 3
        lighter = 1 - mean / (d * d)
        assert 0.14 <= lighter <= 0.2


@pytest.mark.parametrize(
    ("subject", "values", "told"),
    [
        ("prodct", {}, "no product or fixture"),
        ("product", {"x": 1.0}, "no parameter is called"),
        ("cale", {}, "is a part"),
    ],
)
def test_what_is_asked_for_must_be_there(subject: str, values: dict, told: str) -> None:
    starter = Path(gmp_cad.__file__).parent / "starter"
    with pytest.raises(UsageError, match=told):
        weigh(starter, Asked(subject=subject, at=values, lang="fr"), lambda _e, _w: None)
