"""The task of an assembly's parts list as a workbook; other workbooks come with their documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace
from gmp_cad.engine.task import Input, Task


def workbook_tasks(place: AssemblyPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the workbook of the parts list of an assembly."""
    yield Task(
        id=f"bom_workbook:{place.key}", body="gmp_cad.build.documents.workbook_bodies:bom",
        family="documents",
        params={
            "project": documents["project"], "lang": documents["lang"], "number": place.number,
            "title": place.title, "revision": place.revision,
        },
        needs=(Input("rows", f"study:{place.key}", "rows"),),
        publish={"xlsx": f"{place.out}/bom.xlsx"},
    )  # fmt: skip
