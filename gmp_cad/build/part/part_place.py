"""Where a part of the project stands, and what the tasks around it share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan

KERNEL = "gmp_cad.build.kernel_bodies"
STUDIES = "gmp_cad.build.study_bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPlace:
    """A part of the project or of a fixture: its key, its folder, its specification.

    ``key`` is unique in the build (``semelle``, ``semelle_ph20.base``); ``folder`` is relative to
    the project; ``out`` is its folder under ``output/``.
    """

    key: str
    folder: str
    out: str
    spec: PartSpec
    plan: ProcessPlan | None = None


def part_texts(place: PartPlace, documents: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part's specification as text, with what its reading depends on."""
    spec = f"{place.folder}/spec.toml"
    return {
        "part": place.key, "spec_file": spec, "spec": documents["files"][spec],
        "materials": documents["materials"], "lang": documents["lang"],
    }  # fmt: skip


def file_texts(place: PartPlace, documents: dict[str, Any]) -> dict[str, Any]:
    """Return the part's files as text, under the names by which the bodies know them."""
    texts, plan = part_texts(place, documents), f"{place.folder}/process.toml"
    if place.plan is not None:
        texts |= {"plan_file": plan, "plan": documents["files"][plan]}
    return texts
