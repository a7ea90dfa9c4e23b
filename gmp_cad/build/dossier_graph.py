"""The last documents of a build: the dossier and the site, from everything before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gmp_cad.build.graph import Result
from gmp_cad.build.task import Task
from gmp_cad.finding import Finding
from gmp_cad.spec.project import ProjectFiles


def dossier_tasks(
    project: ProjectFiles,
    documents: Mapping[str, Any],
    results: Mapping[str, Result],
    findings: Sequence[Finding],
) -> list[Task]:
    """Return the tasks of the dossier."""
    return []
