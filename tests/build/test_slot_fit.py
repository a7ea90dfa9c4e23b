"""A tongue that slides in a slot, from files to ``fits.json``: the slot by its faces, the tongue by size."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gmp_cad.build.project_build import Settings, build
from gmp_cad.errors import ExitCode
from gmp_cad.finding import Status

pytestmark = pytest.mark.soak
PART = '[part]\nnumber = "{number}"\ntitle = "Guide"\nmaterial = "C45"\n[dimensions]\n'
FILES = {
    "socle/spec.toml": PART.format(number="GL-01")
    + """slot = { size = "12 H8 Ⓔ", between = ["left", "right"] }
length = { size = "60", between = ["<Y", ">Y"] }
""",
    "socle/model.py": """import cadquery as cq


def build(d):
    block = cq.Workplane().box(40, d.length, 20, centered=(True, True, False))
    slot = cq.Workplane(origin=(0, 0, 12)).box(d.slot, d.length, 8, centered=(True, True, False))
    part = block.cut(slot)
    walls = part.faces("|X").filter(lambda f: abs(f.Center().x) < d.slot)
    walls.faces("<X").tag("left")
    walls.faces(">X").tag("right")
    return part
""",
    "languette/spec.toml": PART.format(number="GL-02")
    + """tongue = "12 f7 Ⓔ"
length = { size = "25", between = ["<Y", ">Y"] }
""",
    "languette/model.py": """import cadquery as cq


def build(d):
    return cq.Workplane().box(d.tongue, d.length, 10, centered=(True, True, False))
""",
    "assembly.py": """import cadquery as cq


def build(parts, d):
    assembly = cq.Assembly(name="guide")
    assembly.add(parts["socle"], name="socle")
    assembly.add(parts["languette"], name="languette", loc=cq.Location((0, d.travel, 12)))
    return assembly
""",
    "product.toml": """[product]
number = "GL-00"
title = "Guidage"
[parameters]
travel = { from = 0, to = 25, default = 0 }
[[item]]
ref = 1
part = "socle"
[[item]]
ref = 2
part = "languette"
[[fit]]
hole = "socle.slot"
shaft = "languette.tongue"
kind = "clearance"
""",
}


def project(root: Path, **changes: tuple[str, str]) -> Path:
    for name, text in FILES.items():
        path = root / "parts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        old, new = changes.get(path.parent.name + "_" + path.stem, ("", ""))
        assert old in text
        path.write_text(text.replace(old, new) if old else text, "utf-8")
    return root


def fits_of(result) -> dict[str, tuple[str, Status]]:
    return {f.check: (f.code, f.status) for f in result.findings if "fit" in f.check}


def test_a_tongue_slides_in_its_slot_by_the_tables_on_paper_and_on_solids(tmp_path: Path) -> None:
    """ISO 286-2 at 12 mm: H8 +27/0 µm, f7 −16/−34 µm."""
    root = project(tmp_path)
    result = build(root, Settings(jobs=2))
    assert result.exit_code is ExitCode.OK
    assert fits_of(result) == {
        "product.fit": ("clearance", Status.PASS), "product.fit_solid": ("agrees", Status.PASS),
    }  # fmt: skip
    (fit,) = json.loads((root / "output/product/fits.json").read_text("utf-8"))["fits"]
    assert fit["paper"]["clearance_um"] == pytest.approx({"min": 16, "max": 61}, abs=1e-6)
    assert fit["solid"]["mmc"] == pytest.approx(
        {"hole_mm": 12.0, "shaft_mm": 11.984, "clearance_um": 16}, abs=1e-6
    )
    assert fit["solid"]["lmc"] == pytest.approx(
        {"hole_mm": 12.027, "shaft_mm": 11.966, "clearance_um": 61}, abs=1e-6
    )
    # from y = 12.5 to the end of the slot at 30; its walls are 8 deep
    assert fit["engaged_mm"] == pytest.approx(17.5, abs=1e-9)
    assert fit["engaged_depth_mm"] == pytest.approx(8.0, abs=1e-9)
    assert fit["offset_mm"] == pytest.approx(0.0, abs=1e-9)


def test_a_tongue_that_leaves_its_slot_at_the_end_of_its_travel_fails(tmp_path: Path) -> None:
    result = build(project(tmp_path, parts_product=("to = 25", "to = 50")), Settings(jobs=2))
    codes = {f.code for f in result.findings if f.check == "product.fit"}
    assert codes == {"not_in_place", "idle"}
    assert result.exit_code is ExitCode.CHECK_FAILED
