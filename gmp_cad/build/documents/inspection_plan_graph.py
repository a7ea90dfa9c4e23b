"""The tasks of a part's inspection: its plan with the record, and the form of the first article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.documents.drawing_graph import drawn_input
from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.balloons import balloons

BODIES = "gmp_cad.build.documents.inspection_plan_bodies"
_SHARED = ("document.typ.j2", "gmp.typ", "plan_header.typ.j2")
PLAN_PAGE, ARTICLE_PAGE = "controle_page.typ.j2", "premier_article_page.typ.j2"


def inspection_tasks(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the study of a part's inspection, and its documents; none where nothing is required."""
    if not balloons(place.spec):
        return
    key, plan = place.key, f"{place.folder}/process.toml"
    shared = {
        **part_texts(place, documents), "project": documents["project"],
        "product": documents["product"], "workshop": documents["workshop"],
        "lang": documents["lang"],
        **({"plan_file": plan, "plan": documents["files"][plan]} if place.plan else {}),
    }  # fmt: skip
    yield Task(
        id=f"inspection_plan:{key}", body=f"{BODIES}:inspection_study", family="documents",
        params={**shared, "templates": _templates(documents, PLAN_PAGE)},
        needs=(Input("geometry", f"geometry:{key}", "geometry"),),
        wants=drawn_input(place, "balloons"),
        publish={
            kind: f"{place.out}/fiche_controle.{kind}" for kind in ("pdf", "xlsx", "csv")
        },
    )  # fmt: skip
    yield Task(
        id=f"first_article:{key}", body=f"{BODIES}:first_article", family="documents",
        params={**shared, "templates": _templates(documents, ARTICLE_PAGE)},
        needs=(Input("rows", f"inspection_plan:{key}", "rows"),),
        publish={"pdf": f"{place.out}/premier_article.pdf"},
    )  # fmt: skip


def inspected_input(place: PartPlace) -> Input:
    """Return the verdicts on the inspection plan, for the coverage of the specification."""
    return Input("findings.inspection", f"inspection_plan:{place.key}", "findings")


def _templates(documents: dict[str, Any], page: str) -> dict[str, str]:
    return {name: documents["templates"][name] for name in (page, *_SHARED)}
