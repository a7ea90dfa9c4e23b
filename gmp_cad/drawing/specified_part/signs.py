"""Tolerance frames, datum letters and textures, each on its dimension line or its surface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gmp_cad.drawing.annotation import Frame, SurfaceMark
from gmp_cad.drawing.specified_part.belonging import Owners, faces_of, is_derived, needs_median
from gmp_cad.drawing.specified_part.wording import frame_of, texture_of
from gmp_cad.evidence import PartGeometry
from gmp_cad.spec.balloons import balloons
from gmp_cad.spec.part import Dimension, GeometricTolerance, PartSpec

# The numbers of the lines, and the language.
Said = tuple[Mapping[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One line of the specification that stands on something: a frame, a letter or a texture.

    ``line``: the line as reports call it, ``said`` its text. ``owner``: the dimension on whose
    line it stands; without one it stands on the surface ``on``, on ``faces``; on neither, it has
    no place. ``balloon``: number of a texture that is a line of its own.
    """

    line: str
    said: str
    on: str
    owner: str = ""
    faces: tuple[int, ...] = ()
    frame: Frame | None = None
    datum: str = ""
    texture: str = ""
    balloon: str = ""


def signs_of(spec: PartSpec, geometry: PartGeometry, owners: Owners, lang: str) -> tuple[Sign, ...]:
    """Return every frame, datum and texture of a specification with the place where it stands."""
    numbers = balloons(spec)
    return (
        *_datums(spec, geometry, owners),
        *(_frame(item, geometry, owners, (numbers, lang)) for item in spec.tolerances.values()),
        *_textures(spec, geometry, (numbers, lang)),
    )


def _datums(spec: PartSpec, geometry: PartGeometry, owners: Owners) -> Iterator[Sign]:
    """Yield the datum letters; a second one of the same axis stands on the surface."""
    taken: set[str] = set()
    for letter, on in spec.datums.items():
        owner = owners.of(on) or ""
        first = owner not in taken
        taken.add(owner)
        sign = Sign(line=f"datums.{letter}", said=f"{letter} : {on}", on=on, datum=letter)
        if owner and first:
            yield replace(sign, owner=owner)
        else:
            yield replace(sign, faces=_faces(on, geometry))


def _frame(
    tolerance: GeometricTolerance, geometry: PartGeometry, owners: Owners, said: Said
) -> Sign:
    numbers, lang = said
    line, on = f"tolerances.{tolerance.id}", tolerance.on
    sign = Sign(line=line, said=f"{tolerance.frame_text(lang)} : {on}", on=on)
    owner = owners.of(on) if is_derived(tolerance) else None
    if owner:
        frame = frame_of(tolerance, lang)
        return replace(sign, owner=owner, frame=replace(frame, balloon=numbers[line]))
    features = geometry.features.get(on, ())
    median = needs_median(tolerance, features)
    count = 1 if "." in on else len(features)
    frame = frame_of(tolerance, lang, median=median, features=count)
    frame = replace(frame, balloon=numbers[line])
    return replace(sign, faces=_faces(on, geometry), frame=frame)


def _textures(spec: PartSpec, geometry: PartGeometry, written: Said) -> Iterator[Sign]:
    numbers, lang = written
    for on, texture in spec.textures.items():
        said = texture_of(texture.ra, lang)
        faces = _faces(on, geometry)
        yield Sign(
            line=f"textures.{on}", said=f"{said} : {on}", on=on, faces=faces, texture=said,
            balloon=numbers[f"textures.{on}"],
        )  # fmt: skip
    for name, dimension in spec.dimensions.items():
        if dimension.ra:
            said = texture_of(dimension.ra, lang)
            yield Sign(
                line=f"{name}.ra", said=f"{said} : {name}", on=name, texture=said,
                faces=_made(dimension, geometry),
            )  # fmt: skip


def _faces(name: str, geometry: PartGeometry) -> tuple[int, ...]:
    return tuple(sorted(faces_of(geometry.features.get(name, ()))))


def _made(dimension: Dimension, geometry: PartGeometry) -> tuple[int, ...]:
    """Return the faces that a dimension makes: its own, or those it lies between."""
    if dimension.on_feature:
        return _faces(dimension.id, geometry)
    if dimension.pattern is not None:
        return _faces(dimension.pattern, geometry)
    seen = geometry.witnesses.get(dimension.id, ())
    return tuple(sorted({i for witness in seen for faces in witness.faces for i in faces}))


def marks_of(signs: Iterable[Sign]) -> tuple[SurfaceMark, ...]:
    """Return the marks of the surfaces; what stands on the same faces is one mark.

    A mark has one texture and one letter: further ones make marks of their own. It is named by
    the surface of its texture, if it has one.
    """
    marks: list[SurfaceMark] = []
    for sign in signs:
        at = next((i for i, mark in enumerate(marks) if _has_room(mark, sign)), None)
        if at is None:
            at = len(marks)
            marks.append(SurfaceMark(on=sign.on, faces=sign.faces))
        marks[at] = _joined(marks[at], sign)
    return tuple(marks)


def _has_room(mark: SurfaceMark, sign: Sign) -> bool:
    if mark.faces != sign.faces:
        return False
    return not (mark.texture and sign.texture) and not (mark.datum and sign.datum)


def _joined(mark: SurfaceMark, sign: Sign) -> SurfaceMark:
    frames: Sequence[Frame] = (sign.frame,) if sign.frame else ()
    return replace(
        mark,
        on=sign.on if sign.texture else mark.on,
        texture=mark.texture or sign.texture,
        balloon=mark.balloon or sign.balloon,
        frames=(*mark.frames, *frames),
        datum=mark.datum or sign.datum,
    )
