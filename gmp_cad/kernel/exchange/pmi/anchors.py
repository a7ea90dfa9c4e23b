"""Where PMI holds on to the text that OCCT wrote: its product, its units, its faces.

OCCT writes the faces of a solid in the order of the B-rep, outer shell first, but gives them no
name: each is taken by its place and compared with the face whose index it should have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.errors import KernelError
from gmp_cad.evidence import FaceGeometry, SurfaceKind, Vector
from gmp_cad.kernel import vector
from gmp_cad.language import Message

_START = re.compile(r"\n(#\d+) = ")
_REFERENCE = re.compile(r"#\d+")
_BREPS = ("MANIFOLD_SOLID_BREP", "BREP_WITH_VOIDS")
_KINDS: Mapping[str, SurfaceKind] = {
    "PLANE": "plane", "CYLINDRICAL_SURFACE": "cylinder", "CONICAL_SURFACE": "cone",
    "SPHERICAL_SURFACE": "sphere", "TOROIDAL_SURFACE": "torus",
}  # fmt: skip
_NEAR_MM = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """Ids (``#12``) of the entities of one part that PMI refers to, and the first free number.

    ``faces``: by their index in the B-rep.
    """

    product: str
    shape: str
    representation: str
    context: str
    millimetre: str
    faces: tuple[str, ...]
    free: int


class _Text:
    """Entities of a Part 21 text, looked up by id."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = {found[1]: found.end() for found in _START.finditer(text)}

    def body(self, entity: str) -> str:
        """Return an entity from its keyword on, without line breaks."""
        start = self.places[entity]
        return self.text[start : self.text.index(";", start)].replace("\n", "")

    def keyword(self, entity: str) -> str:
        return self.body(entity).split("(", 1)[0]

    def references(self, entity: str) -> list[str]:
        return _REFERENCE.findall(self.body(entity))

    def only(self, keyword: str) -> str:
        found = [e for e in self.places if self.text.startswith(f"{keyword}(", self.places[e])]
        if len(found) != 1:
            raise _not_a_part()
        return found[0]


def anchors(text: str, faces: Sequence[FaceGeometry]) -> Anchors:
    """Return what PMI refers to in the text of one part, whose B-rep has ``faces``.

    Raises KernelError when the text is not that of the part.
    """
    entities = _Text(text)
    shape, representation = entities.references(entities.only("SHAPE_DEFINITION_REPRESENTATION"))
    *items, context = entities.references(representation)
    written = [face for item in items for face in _faces(entities, item)]
    if len(written) > len(faces):
        written = _once(entities, written, faces)
    if len(written) != len(faces) or not all(
        _is_face(entities, *pair) for pair in zip(written, faces, strict=True)
    ):
        raise _not_a_part()
    return Anchors(
        product=entities.references(shape)[0],
        shape=shape,
        representation=representation,
        context=context,
        millimetre=next(
            unit for unit in entities.references(context) if "LENGTH_UNIT" in entities.body(unit)
        ),
        faces=tuple(written),
        free=max(int(entity[1:]) for entity in entities.places) + 1,
    )


def _once(entities: _Text, written: list[str], faces: Sequence[FaceGeometry]) -> list[str]:
    """Return each face once: one that two solids share is written for both, and is one of the B-rep."""
    found: list[str] = []
    for face in written:
        if len(found) < len(faces) and _is_face(entities, face, faces[len(found)]):
            found.append(face)
        elif not any(_is_face(entities, face, before) for before in faces[: len(found)]):
            raise _not_a_part()
    return found


def _not_a_part() -> KernelError:
    return KernelError(Message("the faces of the STEP file are not those of the part"))


def _faces(entities: _Text, item: str) -> Iterator[str]:
    """Yield the faces below a solid, a shell or an oriented shell, in the order written."""
    keyword = entities.keyword(item)
    if keyword == "CLOSED_SHELL":
        yield from entities.references(item)
    elif keyword in (*_BREPS, "ORIENTED_CLOSED_SHELL"):
        for part in entities.references(item):
            yield from _faces(entities, part)


def _is_face(entities: _Text, face: str, geometry: FaceGeometry) -> bool:
    """Tell whether an entity is the face with this geometry, as far as analytic surfaces show it."""
    surface = entities.references(face)[-1]
    kind = _KINDS.get(entities.keyword(surface))
    if kind is None:
        return True
    placement, *_ = entities.references(surface)
    point, *directions = entities.references(placement)
    lies = _LIES[kind]
    sizes = entities.body(surface).split(placement)[1].strip(",) ").split(",")
    return (
        kind == geometry.surface
        and lies(vector.minus(_numbers(entities.body(point)), geometry.point), geometry) <= _NEAR_MM
        and (kind not in _ROUND or abs(float(sizes[-1]) - geometry.radius_mm) <= _NEAR_MM)
        and (kind == "sphere" or _is_parallel(_numbers(entities.body(directions[0])), geometry))
    )


_ROUND = ("cylinder", "sphere", "torus")


def _numbers(body: str) -> Vector:
    x, y, z = (float(number) for number in body.rsplit("(", 1)[1].strip(") ").split(","))
    return (x, y, z)


def _is_parallel(direction: Vector, geometry: FaceGeometry) -> bool:
    return vector.undirected_angle_deg(direction, geometry.direction) <= _NEAR_MM


def _off_plane(offset: Vector, geometry: FaceGeometry) -> float:
    return abs(vector.dot(offset, geometry.direction))


def _off_axis(offset: Vector, geometry: FaceGeometry) -> float:
    return vector.norm(vector.off_axis(offset, (0.0, 0.0, 0.0), geometry.direction))


def _off_centre(offset: Vector, _geometry: FaceGeometry) -> float:
    return vector.norm(offset)


_LIES: Mapping[SurfaceKind, Callable[[Vector, FaceGeometry], float]] = {
    "plane": _off_plane, "cylinder": _off_axis, "cone": _off_axis, "sphere": _off_centre,
    "torus": _off_centre,
}  # fmt: skip
