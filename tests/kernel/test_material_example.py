"""Micrometres on the parts of the example: what came and went is exact, and its sums hold."""

from __future__ import annotations

from pathlib import Path

import cadquery as cq
import pytest

from gmp_cad.kernel.fingerprints.material import material_change
from gmp_cad.kernel.scripts.run import run_model
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.project import load_project
from gmp_cad.spec.targets import Target, at
from gmp_cad.spec.values import by_name, values_of

ROOT = Path(__file__).parents[2]
UM = 1e-3
# a bore and a position, fillets, cross-drilled holes, thin crescents on many tangent faces
CHANGED = {
    "semelle": ("dowels", "bolt_position", "fillet", "corner", "height", "pocket_radius"),
    "manivelle": ("pin_offset", "hub_position"),
    "mors_mobile": ("guide_pitch",),
}
CASES = [(part, line) for part, lines in CHANGED.items() for line in lines]


@pytest.fixture(scope="module")
def specs():
    return load_project(ROOT).parts


def built(part: str, spec: PartSpec) -> cq.Shape:
    script = ROOT / "parts" / part / "model.py"
    return run_model(script, ROOT, values_of(spec), spec.part.bodies).solid


@pytest.mark.soak
@pytest.mark.parametrize(("part", "line"), CASES)
def test_one_micrometre_more(specs, part: str, line: str) -> None:
    spec = specs[part]
    value = float(by_name(values_of(spec))[line])
    longer = at(spec, {line: Target(value=value + UM)})
    told = material_change(built(part, spec), built(part, longer)).difference
    changed = told.added_mm3 + told.removed_mm3
    assert told.method == "exact"
    assert 0 < changed < 1e-3 * told.before_mm3
    assert told.error_mm3 <= 0.1 * changed
    grown = told.after_mm3 - told.before_mm3
    assert told.added_mm3 - told.removed_mm3 == pytest.approx(grown, abs=told.error_mm3 + 1e-9)
    for lumps, whole in ((told.added, told.added_mm3), (told.removed, told.removed_mm3)):
        assert sum(lump.volume_mm3 for lump in lumps) == pytest.approx(
            whole, abs=1e-12 + 1e-9 * whole
        )


@pytest.mark.soak
def test_fillets_of_a_casting_that_were_forgotten(specs, tmp_path: Path) -> None:
    """A fillet of radius r along a concave edge of length l adds (1 − π/4) r² l."""
    script = ROOT / "parts" / "semelle" / "model.py"
    text = script.read_text("utf-8")
    line = 'return feet.fillet(d.fillet).tag("fillet")'
    assert line in text
    (tmp_path / "parts").mkdir()
    bare = tmp_path / "parts" / "model.py"
    bare.write_text(text.replace(line, "return shape"), "utf-8")
    spec = specs["semelle"]
    without = run_model(bare, tmp_path, values_of(spec), 1).solid
    told = material_change(built("semelle", spec), without).difference
    sizes = by_name(values_of(spec))
    length = float(sizes["overhang"]) + float(sizes["dowel_position"])
    expected = 2 * (1 - 3.141592653589793 / 4) * float(sizes["fillet"]) ** 2 * length
    assert told.removed_mm3 == pytest.approx(expected, rel=1e-9)
    assert told.added_mm3 == 0
    assert len(told.removed) == 2
