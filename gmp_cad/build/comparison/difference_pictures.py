"""The tasks that show what differs between two builds: parts as pictures and scenes, documents by page.

What they give is gathered by :func:`shown` when they have ended: paths are relative to the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gmp_cad.build.comparison.compared import Compared, ComparedFile, ComparedPart
from gmp_cad.build.site.scene_graph import viewer_tasks, viewer_version
from gmp_cad.documents.comparison.difference import PageChange, Picture
from gmp_cad.documents.site.scene_slot import VIEWER, mesh_file, scene_file
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Input, Task

_KERNEL = "gmp_cad.build.comparison.part_picture_kernel_bodies"
_BODIES = "gmp_cad.build.comparison.part_picture_bodies"
_CHANGES = ("added", "removed")
_VIEWS = ("overall", "close-up")
_SHOWS: tuple[Literal["before", "after", "both"], ...] = ("before", "after", "both")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was drawn: by part or document, and every file of it: digest by path in the report.

    ``undrawn``: the parts and documents whose tasks failed.
    """

    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)
    scenes: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, tuple[PageChange, ...]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    undrawn: tuple[str, ...] = ()


def shown_tasks(compared: Compared, sheet: str = "") -> Iterator[Task]:
    """Yield the tasks of all that differs; ``sheet``: text of the template of the drawings' sheets."""
    parts = [part for part in compared.parts if part.differs]
    for part in parts:
        yield from _pictures(part)
        if viewer_version() is not None:
            yield from _scene(part, compared.lang)
    if parts:
        yield from viewer_tasks({"lang": compared.lang})
    for file in compared.files:
        if file.before != file.after:
            yield _pages(file, compared.lang, sheet)


def _pictures(part: ComparedPart) -> Iterator[Task]:
    states = part.inputs()
    yield Task(
        id=f"difference_mesh:{part.key}", body=f"{_KERNEL}:meshes", params={}, needs=states,
        wants=part.material(),
    )  # fmt: skip
    mesh = f"difference_mesh:{part.key}"
    yield Task(
        id=f"difference_pictures:{part.key}", body=f"{_BODIES}:pictures", family="documents",
        params={"colour": part.colour},
        needs=(*(Input(s.alias, mesh, s.alias) for s in states), Input("lumps", mesh, "lumps")),
        wants=tuple(Input(name, mesh, name) for name in _CHANGES),
    )  # fmt: skip


def _scene(part: ComparedPart, lang: str) -> Iterator[Task]:
    key = part.key
    solids = (*part.inputs(), *part.material())
    yield Task(
        id=f"difference_layers:{key}", body=f"{_KERNEL}:layers", params={"key": key},
        needs=part.inputs(), wants=part.material(), publish={"js": mesh_file(key)},
    )  # fmt: skip
    yield Task(
        id=f"difference_scene:{key}", body=f"{_BODIES}:scene", family="documents",
        params={"key": key, "mesh": key, "title": part.title, "colour": part.colour, "lang": lang},
        needs=(Input("mesh", f"difference_layers:{key}", "js"),),
        wants=solids, publish={"js": scene_file(key)},
    )  # fmt: skip


def _pages(file: ComparedFile, lang: str, sheet: str) -> Task:
    return Task(
        id=f"difference_pages:{file.path}", body="gmp_cad.build.comparison.page_bodies:compare",
        family="documents", params={"path": file.path, "lang": lang, "sheet": sheet},
        needs=file.inputs(),
    )  # fmt: skip


def shown(compared: Compared, store: Store, results: Mapping[str, Result]) -> Shown:
    """Gather what the tasks of :func:`shown_tasks` gave."""
    files: dict[str, str] = {}
    pictures: dict[str, tuple[Picture, ...]] = {}
    scenes: dict[str, str] = {}
    for part in compared.parts:
        made = _outputs(results, f"difference_pictures:{part.key}")
        pictures[part.key] = _drawn(part, made)
        files |= {p.file: made[f"{p.view}-{p.shows}"] for p in pictures[part.key]}
        scene, layers = (
            _outputs(results, f"{kind}:{part.key}") for kind in ("difference_scene", "difference_layers")
        )  # fmt: skip
        if scene and layers and (viewer := _outputs(results, "viewer:all")):
            scenes[part.key] = scene_file(part.key)
            files |= {
                scene_file(part.key): scene["js"], mesh_file(part.key): layers["js"], VIEWER: viewer["js"],
            }  # fmt: skip
    pages: dict[str, tuple[PageChange, ...]] = {}
    for file in compared.files:
        made = dict(_outputs(results, f"difference_pages:{file.path}"))
        if told := made.pop("told", ""):
            pages[file.path] = decode(store.get(told), tuple[PageChange, ...])
            files |= made
    return Shown(
        pictures=pictures, scenes=scenes, pages=pages, files=files, undrawn=_undrawn(results)
    )


def _drawn(part: ComparedPart, made: Mapping[str, str]) -> tuple[Picture, ...]:
    return tuple(
        Picture(view=view, shows=shows, file=f"{part.out}/{view}-{shows}.png")
        for view in _VIEWS
        for shows in _SHOWS
        if f"{view}-{shows}" in made
    )


def _outputs(results: Mapping[str, Result], task: str) -> Mapping[str, str]:
    result = results.get(task)
    return result.outcome.outputs if result is not None and result.ok else {}


def _undrawn(results: Mapping[str, Result]) -> tuple[str, ...]:
    kinds = ("difference_pictures", "difference_pages")
    failed = (r.id.partition(":") for r in results.values() if not r.ok)
    return tuple(sorted(subject for kind, _, subject in failed if kind in kinds))
