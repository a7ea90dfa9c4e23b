"""The task that shows a fixture in the machining views of its phase, for the sketch of its contract."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.build.drawing_graph import APPROXIMATE, VIEWS_TIMEOUT_S
from gmp_cad.build.part_graph import machining_views
from gmp_cad.build.product_graph import AssemblyPlace, placed
from gmp_cad.build.task import Task
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.project import ProjectFiles

_KERNEL = "gmp_cad.build.fixture_kernel_bodies"


def fixture_outline_tasks(project: ProjectFiles, place: AssemblyPlace) -> Iterator[Task]:
    """Yield the projection of a fixture with its workpiece in it, which hides what is behind.

    None for a fixture that no phase of a plan calls.
    """
    spec = place.spec
    plan = project.plans.get(spec.fixture.workpiece) if isinstance(spec, FixtureSpec) else None
    phase = next((p for p in plan.phases if p.fixture == place.key), None) if plan else None
    if phase is None:
        return
    views = [{key: view[key] for key in ("name", "right", "up")} for view in machining_views(phase)]
    yield Task(
        id=f"fixture_outline:{place.key}", body=f"{_KERNEL}:outlines",
        params={"defaults": dict(spec.defaults()), "views": views}, needs=placed(place),
        fallback=APPROXIMATE, timeout_s=VIEWS_TIMEOUT_S,
    )  # fmt: skip
