"""The files of exchange of a part: STEP with its PMI, read back by a fresh reader; STL, GLB, 3MF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.part.part_place import KERNEL, PartPlace, part_texts
from gmp_cad.build.part.slices import pmi_slice
from gmp_cad.engine.task import Input, Task
from gmp_cad.language import LANGUAGES
from gmp_cad.spec.part import PartSpec

INSPECTION = "gmp_cad.build.inspect_bodies"
PMI = "gmp_cad.build.part.pmi_bodies"


def part_colour(spec: PartSpec) -> tuple[float, float, float]:
    """Return the colour (RGB 0–1) of the part's material."""
    return spec.part.matter.colour


def step_metadata(spec: PartSpec, documents: dict[str, Any]) -> dict[str, Any]:
    """Return what the STEP header and product say of a part, whatever the documents' language."""
    identity, header = spec.part, documents["exchanged"]
    return {
        "product_name": identity.title, "product_number": identity.number, "title": identity.title,
        "author": identity.author or header["author"], "organisation": header["owner"],
        "date": header["date"], "material": identity.material_name,
        "density_kg_m3": identity.density_kg_m3,
        "colour": part_colour(spec), "revision": identity.revision,
    }  # fmt: skip


def annotated_step_task(place: PartPlace, documents: dict[str, Any]) -> Task:
    """Return the task that writes a part as STEP with its PMI."""
    return Task(
        id=f"step:{place.key}", body=f"{KERNEL}:annotated_step",
        params={
            "part": place.key, "spec": pmi_slice(place.spec),
            "product": step_metadata(place.spec, documents),
        },
        needs=(
            Input("brep", f"model:{place.key}", "brep"),
            Input("geometry", f"geometry:{place.key}", "geometry"),
        ),
        publish={"step": f"{place.out}/{place.spec.name}.step"},
    )  # fmt: skip


def export_tasks(place: PartPlace) -> Iterator[Task]:
    """Yield the mass of a part and its STL, GLB and 3MF files."""
    brep = Input("brep", f"model:{place.key}", "brep")
    name, density = place.spec.name, place.spec.part.density_kg_m3
    target = f"{place.out}/{name}"
    look = {"name": place.spec.part.title, "colour": part_colour(place.spec)}
    yield Task(
        id=f"mass:{place.key}", body=f"{KERNEL}:mass", params={"density_kg_m3": density}, needs=(brep,)
    )  # fmt: skip
    yield Task(
        id=f"meshes:{place.key}", body=f"{KERNEL}:meshes",
        params=look, needs=(brep,), publish={ext: f"{target}.{ext}" for ext in ("stl", "glb")},
    )  # fmt: skip
    yield Task(
        id=f"3mf:{place.key}", body=f"{KERNEL}:part_3mf", params=look, needs=(brep,),
        publish={"3mf": f"{target}.3mf"},
    )  # fmt: skip


def read_back_tasks(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the reading of the STEP file by a fresh reader, and its verdict.

    The file of exchange is one for all languages: it says its texts as the project's own language.
    """
    key = place.key
    yield Task(
        id=f"pmi:{key}", body=f"{INSPECTION}:model", params={},
        needs=(Input("step", f"step:{key}", "step"),),
    )  # fmt: skip
    yield Task(
        id=f"pmi_study:{key}", body=f"{PMI}:read_back", family="documents",
        params={**part_texts(place, documents), "lang": LANGUAGES[0]},
        needs=(
            Input("model", f"pmi:{key}", "model"),
            Input("geometry", f"geometry:{key}", "geometry"),
            Input("omissions", f"step:{key}", "omissions"),
        ),
    )  # fmt: skip
