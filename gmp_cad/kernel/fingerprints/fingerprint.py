"""What a part is recognised by, computed from its stored B-rep and what was observed on it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import cadquery as cq

from gmp_cad.evidence import MassProperties, Measurement, PartGeometry, Vector
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.evidence.mass import body_of, principal_axes
from gmp_cad.kernel.fingerprints.census import census
from gmp_cad.kernel.fingerprints.chords import chords
from gmp_cad.kernel.fingerprints.second_moments import mm3_per_kg, second_moments
from gmp_cad.kernel.fingerprints.skin import skin_integrals
from gmp_cad.kernel.fingerprints.surface_print import surface_prints

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def kernel_name() -> str:
    """Return what computed it: the versions of CadQuery and of OCCT's binding."""
    return f"cadquery {version('cadquery')}, OCCT {version('cadquery-ocp')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What was observed on the part: its faces and names, its measures, its mass."""

    geometry: PartGeometry
    measurements: Sequence[Measurement]
    properties: MassProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What the part is made of."""

    material: str
    density_kg_m3: float


def fingerprint(
    shape: cq.Shape, observed: Observed, matter: Matter, names: Iterable[str]
) -> Fingerprint:
    """Return what ``shape`` is recognised by; ``names`` are those that the specification means.

    Nothing depends on the order of faces, on seams, on how faces and edges are divided, nor on how
    names and dimensions were found. Lengths in mm, in the part's frame.
    """
    faces, properties = observed.geometry.faces, observed.properties
    found = census(shape, faces)
    second = second_moments(properties)
    skins = {
        skin: skin_integrals(shape, [faces[index] for index in skin], found.outlines[skin])
        for skin in found.skins
    }
    return Fingerprint(
        kernel=kernel_name(),
        material=matter.material,
        density_kg_m3=matter.density_kg_m3,
        volume_mm3=properties.volume_mm3,
        area_mm2=properties.area_mm2,
        centre_mm=properties.centre_of_mass_mm,
        second_moments_mm5=second,
        principal_moments_mm5=_principal(properties),
        bounding_box_mm=properties.bounding_box_mm,
        chords_mm=chords(shape, properties, second),
        border_mm2=found.border_mm2,
        census=found.counts,
        dimensions=_dimensions(observed.measurements),
        surfaces=surface_prints(faces, skins, _names(observed.geometry, names)),
    )


def _principal(properties: MassProperties) -> Vector:
    per = mm3_per_kg(properties)
    a, b, c = principal_axes(body_of(properties)).moments_kg_mm2
    return (a * per, b * per, c * per)


def _dimensions(measurements: Iterable[Measurement]) -> dict[str, tuple[float, ...]]:
    """Return the instances of every line that was measured, and those of its details."""
    found: dict[str, tuple[float, ...]] = {}
    for one in measurements:
        if one.outcome == "measured":
            found[one.dimension] = tuple(sorted(one.instances))
            found |= {f"{one.dimension}.{name}": (seen,) for name, _, seen in one.details}
    return found


def _names(geometry: PartGeometry, names: Iterable[str]) -> Mapping[int, tuple[str, ...]]:
    """Return by which names of the specification each face is known."""
    found: dict[int, set[str]] = defaultdict(set)
    for name in _plain(names):
        for feature in geometry.features.get(name, ()):
            for face in feature.faces:
                found[face].add(name)
    return {face: tuple(sorted(own)) for face, own in found.items()}


def _plain(names: Iterable[str]) -> Sequence[str]:
    """Return the names, and of ``holes[1]`` or a selector nothing."""
    return [name for name in dict.fromkeys(names) if _NAME.fullmatch(name)]
