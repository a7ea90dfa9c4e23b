"""Every part of the example: nothing left out, and within the rules of the schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange import step
from gmp_cad.kernel.exchange.pmi.annotation import pmi_of
from gmp_cad.kernel.measuring.features import resolve_features
from gmp_cad.kernel.scripts.run import run_model
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.spec.project import load_project
from gmp_cad.spec.values import PartIdentity, Values, by_name, values_of
from tests.kernel.ap242 import faults
from tests.kernel.pmi_part import META

ROOT = Path(__file__).parents[2]
PARTS = load_project(ROOT).parts


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_line_of_a_part_is_carried(name: str) -> None:
    spec = PARTS[name]
    part = spec.part
    identity = PartIdentity(part.number, part.title, part.material_name)
    values = Values(by_name(values_of(spec)), identity)
    result = run_model(ROOT / "parts" / name / "model.py", ROOT, values, part.bodies)
    shape = brep.from_bytes(brep.to_bytes(result.solid))
    faces = face_geometries(shape)
    geometry, _ = resolve_features(shape, faces, spec, result.run.named_faces)
    pmi = pmi_of(spec, geometry)
    assert pmi.omissions == ()
    lines = {getattr(item, "line", "").split("[")[0] for item in pmi.items}
    assert {*spec.dimensions, *spec.tolerances} <= lines
    data = step.write_part(shape, META, step.PartPmi(annotations=pmi, faces=faces))
    assert faults(data) == []
