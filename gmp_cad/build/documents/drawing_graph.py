"""The tasks of a part's definition drawing: views, their plan, cuts, and the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.part.part_place import KERNEL, PartPlace, part_texts
from gmp_cad.documents.part.coverage import lines_of
from gmp_cad.engine.task import Input, Task

BODIES = "gmp_cad.build.documents.drawing_bodies"
# What a sheet is made of: an edited contract must not draw it again.
TEMPLATES = ("drawing.typ.j2", "gmp.typ", "sheet.toml")
# Exact hidden-line removal can crash the kernel, or hang: the polygonal one then takes its place.
APPROXIMATE = {"exact": False}
VIEWS_TIMEOUT_S = 120.0


def drawing_tasks(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the tasks that draw a part."""
    key = place.key
    brep = Input("brep", f"model:{key}", "brep")
    geometry = Input("geometry", f"geometry:{key}", "geometry")
    yield Task(
        id=f"view_choice:{key}", body=f"{BODIES}:view_choice", family="documents", params={},
        needs=(geometry,),
    )  # fmt: skip
    yield Task(
        id=f"views:{key}", body=f"{KERNEL}:views", params={},
        needs=(brep, Input("request", f"view_choice:{key}", "request")), fallback=APPROXIMATE,
        timeout_s=VIEWS_TIMEOUT_S,
    )  # fmt: skip
    params = {
        **part_texts(place, documents), "project": documents["project"],
        "choices": documents["drawing"], "lang": documents["lang"],
        "templates": {name: documents["templates"][name] for name in TEMPLATES},
    }  # fmt: skip
    seen = (geometry, Input("views", f"views:{key}", "views"))
    yield Task(
        id=f"drawing_plan:{key}", body=f"{BODIES}:drawing_plan", family="documents",
        params=params, needs=seen,
    )  # fmt: skip
    yield Task(
        id=f"cuts:{key}", body=f"{KERNEL}:cuts", params={},
        needs=(brep, Input("request", f"drawing_plan:{key}", "request")), fallback=APPROXIMATE,
        timeout_s=VIEWS_TIMEOUT_S,
    )  # fmt: skip
    yield Task(
        id=f"drawing:{key}", body=f"{BODIES}:drawing", family="documents", params=params,
        needs=(
            *seen, Input("plan", f"drawing_plan:{key}", "plan"),
            Input("cuts", f"cuts:{key}", "cuts"), Input("mass", f"mass:{key}", "mass"),
        ),
        publish={kind: f"{place.out}/drawing.{kind}" for kind in ("pdf", "svg", "dxf")},
    )  # fmt: skip


def drawn_input(place: PartPlace, output: str) -> tuple[Input, ...]:
    """Return what a drawing tells of the lines of a specification, for who waits for it.

    A part without lines is judged without a drawing, which takes most of the time.
    """
    written = next(lines_of(place.spec), None) is not None
    return (Input(output, f"drawing:{place.key}", output),) if written else ()
