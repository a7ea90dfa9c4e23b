"""The tasks that verify a fixture: its contacts, the way in, the ways of the tools, its dossier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.product_graph import AssemblyPlace, assembly_texts, item_inputs, placed
from gmp_cad.build.task import Input, Task
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.project import ProjectFiles

_KERNEL = "gmp_cad.build.fixture_kernel_bodies"
_STUDIES = "gmp_cad.build.fixture_bodies"
# What the dossier is made of: another template that changes must not write it again.
TEMPLATES = ("montage_page.typ.j2", "document.typ.j2", "gmp.typ", "plan_header.typ.j2")


def fixture_tasks(
    project: ProjectFiles, place: AssemblyPlace, documents: dict[str, Any]
) -> Iterator[Task]:
    """Yield the verification of a fixture that stands around a phase of a plan."""
    spec = place.spec
    if not isinstance(spec, FixtureSpec) or spec.fixture.workpiece not in project.plans:
        return
    params, derived = _params(project, place, spec, documents)
    key = place.key
    yield Task(
        id=f"fixture_plan:{key}", body=f"{_STUDIES}:fixture_plan", family="documents",
        params=params, needs=derived,
    )  # fmt: skip
    yield from _observing(place, spec)
    seen = (
        Input("positions", f"overlaps:{key}", "positions"), *item_inputs(place), *derived,
        Input("contacts", f"fixture_contacts:{key}", "contacts"),
        Input("loading", f"fixture_loading:{key}", "loading"),
        Input("clearances", f"fixture_tools:{key}", "clearances"),
    )  # fmt: skip
    yield Task(
        id=f"fixture_study:{key}", body=f"{_STUDIES}:fixture_study", family="documents",
        params=params, needs=seen,
    )  # fmt: skip
    yield Task(
        id=f"fixture_dossier:{key}", body=f"{_STUDIES}:fixture_dossier", family="documents",
        params={
            **params, "project": documents["project"],
            "templates": {name: documents["templates"][name] for name in TEMPLATES},
        },
        needs=(*seen, Input("rows", f"study:{key}", "rows"),
               Input("views", f"product_views:{key}", "views"),
               Input("findings", f"fixture_study:{key}", "findings")),
        wants=tuple(Input(n, f"ensemble:{key}", n) for n in ("svg", "svg2")),
        publish={"pdf": f"{place.out}/dossier.pdf"},
    )  # fmt: skip


def _params(
    project: ProjectFiles, place: AssemblyPlace, spec: FixtureSpec, documents: dict[str, Any]
) -> tuple[dict[str, Any], tuple[Input, ...]]:
    """Return the texts of the fixture, its workpiece and the plan; and the in-process states."""
    part = spec.fixture.workpiece
    plan = f"parts/{part}/process.toml"
    params = {
        "subject": place.key, **assembly_texts(place, documents),
        "workpiece": _workpiece_texts(project, part, documents),
        "plan_file": plan, "plan": documents["files"][plan],
        "phase": str(spec.fixture.phase), "workshop": documents["workshop"],
        "lang": documents["lang"],
    }  # fmt: skip
    derived = tuple(Input(n, f"process:{part}", n) for n in ("states", "removals"))
    return params, derived


def _workpiece_texts(project: ProjectFiles, part: str, documents: dict[str, Any]) -> dict[str, Any]:
    return {
        "part": part, "spec_file": f"parts/{part}/spec.toml",
        "spec": documents["files"][f"parts/{part}/spec.toml"],
        "materials": documents["materials"], "lang": documents["lang"], "number": project.parts[part].part.number,
    }  # fmt: skip


def _observing(place: AssemblyPlace, spec: FixtureSpec) -> Iterator[Task]:
    """Yield the tasks of the kernel; none of them knows a force."""
    key, solids = place.key, placed(place)
    shared = {"defaults": dict(spec.defaults())}
    yield Task(
        id=f"fixture_contacts:{key}", body=f"{_KERNEL}:contacts",
        params={**shared, "tolerance_mm": spec.contact_mm, "clamps": sorted(spec.clamping())},
        needs=solids,
    )  # fmt: skip
    yield Task(
        id=f"fixture_loading:{key}", body=f"{_KERNEL}:loading", params=shared,
        needs=(*solids, Input("request", f"fixture_plan:{key}", "request")),
    )  # fmt: skip
    yield Task(
        id=f"fixture_tools:{key}", body=f"{_KERNEL}:clearances", params=shared,
        needs=(*solids, *(Input(n, f"fixture_plan:{key}", n) for n in ("poses", "guides"))),
    )  # fmt: skip
