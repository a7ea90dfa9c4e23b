"""The site that opens from disk, made from everything before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gmp_cad.build.dossier_graph import shown_outputs
from gmp_cad.build.graph import Result
from gmp_cad.build.task import Task


def site_tasks(params: Mapping[str, Any], results: Mapping[str, Result]) -> list[Task]:
    """Return the task of the page; ``params`` are those of ``dossier_graph.shown_params``."""
    return [
        Task(
            id="site:all", body="gmp_cad.build.site_bodies:site", family="documents",
            params=params, wants=tuple(shown_outputs(results)), publish={"html": "index.html"},
        )
    ]  # fmt: skip
