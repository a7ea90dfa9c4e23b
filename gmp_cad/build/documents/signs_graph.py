"""The tasks that look for signs in the project's texts that no font of the documents holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.engine.task import Task


def part_signs_tasks(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the task of a part: its specification and its plan."""
    files = [f"{place.folder}/{name}" for name in ("spec.toml", "process.toml")]
    yield from _task(place.key, files, documents)


def assembly_signs_tasks(place: AssemblyPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the task of an assembly; with the product goes the workshop."""
    workshop = [] if place.workpiece else ["workshop.toml"]
    yield from _task(place.key, [place.file, *workshop], documents)


def _task(key: str, files: list[str], documents: dict[str, Any]) -> Iterator[Task]:
    texts = {file: documents["files"][file] for file in files if file in documents["files"]}
    yield Task(
        id=f"signs:{key}", body="gmp_cad.build.documents.signs_bodies:signs", family="documents",
        params={"subject": key, "texts": texts, "lang": documents["lang"]},
    )  # fmt: skip
