"""The tasks of the shaded pictures: each solid meshed once, then seen alone or in its assembly.

A picture depends on meshes, places and colours alone; it is made without the kernel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gmp_cad.build.assembly.product_graph import (
    STEEL_COLOUR,
    WORKPIECE_COLOUR,
    AssemblyPlace,
)
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.drawing.phase.machining_views import milling_views, turning_views
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Input, Task
from gmp_cad.evidence import WORKPIECE
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.process import Phase
from gmp_cad.spec.product import Assembly
from gmp_cad.spec.project import ProjectFiles

_KERNEL = "gmp_cad.build.site.shaded_kernel_bodies"
_BODIES = "gmp_cad.build.site.shaded_bodies"
_SHADED = "shaded"
_STOCK = "00"
_UPRIGHT = (AXES["+X"], AXES["+Z"])


def part_pictures(
    _project: ProjectFiles, place: PartPlace, _documents: Mapping[str, Any]
) -> Iterator[Task]:
    """Yield the picture of a part, and those of its workpiece after each phase of its plan."""
    key, colour = place.key, place.spec.part.matter.colour
    seen = Input("request", f"view_choice:{key}", "request")
    yield _mesh(key, Input("brep", f"model:{key}", "brep"))
    yield Task(
        id=f"{_SHADED}:{key}", body=f"{_BODIES}:part", family="documents", params={"colour": colour},
        needs=(Input("mesh", f"shaded_mesh:{key}", "mesh"), seen),
        publish={"png": f"{place.out}/{place.spec.name}.png"},
    )  # fmt: skip
    if place.plan is None:
        return
    fronts = {str(p.number): _front(p) for p in place.plan.phases}
    for number, front in {_STOCK: None, **fronts}.items():
        subject = f"{key}:{number}"
        states = Input("states", f"process:{key}", "states")
        yield _mesh(subject, Input("brep", f"process:{key}", f"brep-{number}"), states)
        yield Task(
            id=f"{_SHADED}:{subject}", body=f"{_BODIES}:workpiece", family="documents",
            params={"colour": colour, "front": front},
            needs=(
                *(Input(name, f"shaded_mesh:{subject}", name) for name in ("mesh", "made")), seen,
            ),
            publish={"png": f"{place.out}/phases/{number}.png"},
        )  # fmt: skip


def _front(phase: Phase) -> Any:
    """Return (right, up) of the front view of a phase in machining position."""
    arranged = turning_views if phase.turning else milling_views
    return arranged(AXES[phase.spindle], AXES[phase.x_axis])["front"]


def _mesh(subject: str, brep: Input, *states: Input) -> Task:
    phase = subject.partition(":")[2]
    return Task(
        id=f"shaded_mesh:{subject}", body=f"{_KERNEL}:mesh", params={"phase": phase} if phase else {},
        needs=(brep, *states),
    )  # fmt: skip


def assembly_picture(project: ProjectFiles, place: AssemblyPlace) -> Iterator[Task]:
    """Yield the picture of an assembly at its default position; a fixture's with its workpiece.

    A fixture stands as on the machine of its phase.
    """
    colours: dict[str, Any] = {}
    meshes = [Input("positions", f"place:{place.key}", "positions")]
    for item in place.spec.items:
        if item.part is None:
            key, colours[item.name] = f"{place.key}.{item.name}", STEEL_COLOUR
            yield _mesh(key, Input("brep", f"standard:{key}", "brep"))
        else:
            part = place.parts[item.name]
            key, colours[item.name] = part.key, part.spec.part.matter.colour
        meshes.append(Input(item.name, f"shaded_mesh:{key}", "mesh"))
    if place.workpiece is not None:
        colours[WORKPIECE] = WORKPIECE_COLOUR
        meshes.append(Input(WORKPIECE, _mesh_of(place.workpiece), "mesh"))
    yield Task(
        id=f"{_SHADED}:{place.key}", body=f"{_BODIES}:assembly", family="documents",
        params={
            "defaults": dict(place.spec.defaults()), "colours": colours,
            "front": _front_of(project, place.spec), "of": WORKPIECE if place.workpiece else None,
        },
        needs=tuple(meshes), publish={"png": f"{place.out}/{place.number}.png"},
    )  # fmt: skip


def _front_of(project: ProjectFiles, spec: Assembly) -> Any:
    """Return (right, up) of the front view of an assembly."""
    plan = project.plans.get(spec.fixture.workpiece) if isinstance(spec, FixtureSpec) else None
    if plan is not None and isinstance(spec, FixtureSpec):
        for phase in plan.phases:
            if phase.number == spec.fixture.phase:
                return _front(phase)
    return _UPRIGHT


def published_pictures(results: Mapping[str, Result]) -> Iterator[tuple[str, str]]:
    """Yield subject, as findings name it, and path of every shaded picture of a build."""
    for task_id, result in results.items():
        kind, _, subject = task_id.partition(":")
        if kind == _SHADED and result.ok:
            part, _, phase = subject.partition(":")
            yield f"{part}.ph{phase}" if phase else part, result.task.publish["png"]


def _mesh_of(solid: Input) -> str:
    """Return the task that meshes a finished part or the workpiece of a phase."""
    part, phase = solid.task.partition(":")[2], solid.output.partition("-")[2]
    return f"shaded_mesh:{part}:{phase}" if phase else f"shaded_mesh:{part}"
