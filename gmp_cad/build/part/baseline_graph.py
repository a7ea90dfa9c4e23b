"""The tasks that tell a part's geometry from the accepted one. Of the nominal part alone."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.part.slices import verified_slice
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.layout import BASELINE
from gmp_cad.spec.project import ProjectFiles


def baseline_tasks(project: ProjectFiles, place: PartPlace) -> Iterator[Task]:
    """Yield what computes a part's fingerprint, and what compares it with its baseline."""
    key, identity = place.key, place.spec.part
    yield Task(
        id=f"fingerprint:{key}", body="gmp_cad.build.part.fingerprint_kernel_bodies:fingerprint",
        params={
            "spec": verified_slice(place.spec), "material": identity.material_name,
            "density_kg_m3": identity.density_kg_m3,
        },
        needs=(
            Input("brep", f"model:{key}", "brep"),
            Input("geometry", f"geometry:{key}", "geometry"),
            Input("measurements", f"geometry:{key}", "measurements"),
            Input("mass", f"mass:{key}", "mass"),
        ),
    )  # fmt: skip
    file = f"{place.folder}/{BASELINE}"
    yield Task(
        id=f"baseline:{key}", body="gmp_cad.build.part.baseline_bodies:verdict", family="documents",
        params={"part": key, "file": file},
        needs=(Input("fingerprint", f"fingerprint:{key}", "fingerprint"),),
        files={"baseline": file} if place.folder in project.baselines else {},
    )  # fmt: skip
