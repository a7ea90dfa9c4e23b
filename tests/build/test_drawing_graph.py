"""What waits for a drawing."""

from __future__ import annotations

from gmp_cad.build.documents.drawing_graph import drawn_input
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.engine.task import Input
from gmp_cad.spec.part import PartSpec
from tests.documents import vice


def place(spec: PartSpec) -> PartPlace:
    return PartPlace(key="semelle", folder="parts/semelle", out="parts/semelle", spec=spec)


def test_a_part_without_lines_is_judged_without_a_drawing() -> None:
    spec = vice.part()
    assert drawn_input(place(spec), "drawn") == (Input("drawn", "drawing:semelle", "drawn"),)
    empty = spec.model_copy(
        update={name: {} for name in ("dimensions", "tolerances", "datums", "textures")}
    )
    assert drawn_input(place(empty), "drawn") == ()
