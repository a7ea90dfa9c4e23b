"""The sketch of a contrat de phase from what was derived and decided: a value for the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gmp_cad.documents.printing.figures import number_ranges, signed
from gmp_cad.drawing.annotation import Callout, Frame
from gmp_cad.drawing.phase.manufactured import callout_of
from gmp_cad.drawing.phase.values import Mark, PhaseSketch, RedSurface, SketchNote
from gmp_cad.drawing.specified_part.belonging import is_derived
from gmp_cad.drawing.specified_part.wording import frame_of
from gmp_cad.evidence import (
    ClampForce,
    FaceGeometry,
    HoldingSign,
    LocatingNormal,
    Projection,
    ToolPose,
    Vector,
)
from gmp_cad.language import Message, english, number, spoken, translate
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.faces import Array, faces_of, made_faces, same_feature, unit, vector
from gmp_cad.process.locating import CONTACT_NORMALS
from gmp_cad.process.texture import usual_ra_um
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.part import GeometricTolerance
from gmp_cad.spec.process import Phase
from gmp_cad.spec.texture import Texture, parse_texture, print_texture
from gmp_cad.spec.workholding import Locating

_SAME_MM, _PARALLEL = 1e-3, 1e-6
_DIRECTIONS = 3
_EACH_ITS_SIGN, _LEAST_SHARED = (
    6,
    3,
)  # surfaces: of more, the texture that so many share is told once
_BY_COUNT = english({
    1: "point contact", 2: "line contact", 3: "plane contact", 4: "long centring", 5: "long cone",
})  # fmt: skip
_CONTACTS = english({
    "plane": "plane contact", "short_centring": "short centring", "long_centring": "long centring",
    "short_vee": "short vee", "long_vee": "long vee", "centre": "fixed centre",
    "sliding_centre": "sliding centre", "locating_pin": "locating pin", "relieved_pin": "relieved pin",
})  # fmt: skip
_CLAMPS = english({
    "jaw": "jaw", "strap": "strap clamp", "screw": "screw", "chuck": "chuck", "toggle": "toggle clamp",
    "tailstock": "tailstock", "collet": "collet",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseFigure:
    """What the sketch of a phase is drawn from; ``cuts``: the section views that it asked for.

    ``holding``: the technological signs; without them the normals and clamps are drawn. ``tools``: at
    the end of their cuts, each with its number (``T2``), the one that tells most first; ``fixture``:
    how it is seen in the same views.
    """

    work: PhaseWork
    views: tuple[Projection, ...]
    normals: tuple[LocatingNormal, ...]
    clamps: tuple[ClampForce, ...]
    lang: str
    holding: tuple[HoldingSign, ...] = ()
    tools: tuple[tuple[ToolPose, str], ...] = ()
    fixture: tuple[Projection, ...] = ()
    cuts: tuple[Projection, ...] = ()


def phase_sketch_of(figure: PhaseFigure) -> PhaseSketch:
    """Return the sketch: surfaces made, location, clamping, origins, manufactured dimensions."""
    work, phase = figure.work, figure.work.phase
    callouts = tuple(_callouts(figure))
    shared = _shared_texture(work, figure.lang)
    framed = _framed(work, callouts)
    return PhaseSketch(
        views=figure.views,
        faces=work.leaving.faces,
        cuts=figure.cuts,
        surfaces=tuple(
            replace(surface, texture="") if surface.texture == shared else surface
            for surface in _surfaces(work, {t.id for _, ts in framed for t in ts}, figure.lang)
        ),
        callouts=tuple(
            replace(callout, frames=tuple(frame_of(t, figure.lang) for t in tolerances))
            for callout, tolerances in framed
        ),
        normals=figure.normals,
        clamps=figure.clamps,
        holding=figure.holding,
        tools=figure.tools,
        fixture=figure.fixture,
        rotation=_rotation(figure) if figure.tools and phase.turning else None,
        axes=machine_axes(phase),
        marks=_marks(program_origin(work), part_origin(figure.normals)),
        notes=(*_notes(figure), *_texture_note(figure, shared)),
        title=f"{work.spec.part.number} {phase.id}",
    )


def _callouts(figure: PhaseFigure) -> Iterator[Callout]:
    """Yield the manufactured dimensions that have a place on the workpiece."""
    work = figure.work
    for cf in work.phase.dimensions:
        names = cf.between or (cf.on, "")
        ends = tuple(_ends(work, name) if name else () for name in names)
        callout = callout_of(cf, (ends[0], ends[1]), figure.lang)
        if callout is not None:
            yield callout


def _framed(
    work: PhaseWork, callouts: Sequence[Callout]
) -> list[tuple[Callout, list[GeometricTolerance]]]:
    """Return the callouts with the tolerances of their axes: a frame stands on the dimension line."""
    realised = [t for t in _realised(work) if is_derived(t)]
    found = []
    for callout in callouts:
        own = [
            t for t in realised
            if callout.kind == "diameter"
            and set(callout.faces) & {f.index for f in _ends(work, t.on)}
        ]  # fmt: skip
        realised = [t for t in realised if t not in own]
        found.append((callout, own))
    return found


def _realised(work: PhaseWork) -> list[GeometricTolerance]:
    """Return the geometric tolerances that the phase realises."""
    return [work.spec.tolerances[n] for n in work.phase.tolerances if n in work.spec.tolerances]


def machine_axes(phase: Phase) -> tuple[tuple[str, Vector], ...]:
    """Return X, Y, Z of the machine (ISO 841) in the part's frame; a lathe has X and Z."""
    z, x = AXES[phase.spindle], AXES[phase.x_axis]
    if phase.turning:
        return ("X", x), ("Z", z)
    return ("X", x), ("Y", vector(np.asarray(np.cross(z, x), dtype=float))), ("Z", z)


def _surfaces(work: PhaseWork, hung: set[str], lang: str) -> Iterator[RedSurface]:
    """Yield the surfaces made, one for each number; ``hung``: tolerances that stand on a callout."""
    together: dict[str, list[str]] = {}
    for name in work.leaving.made:
        together.setdefault(str(work.numbers.get(name, name)), []).append(name)
    for surface, names in together.items():
        texture = next(filter(None, (_texture(work, name) for name in names)), None)
        yield RedSurface(
            number=surface,
            faces=tuple(dict.fromkeys(i for name in names for i in work.leaving.made[name])),
            texture=print_texture(texture, lang) if texture else "",
            frames=tuple(_frames(work, names, hung, lang)),
        )


def _texture(work: PhaseWork, name: str) -> Texture | None:
    """Return the texture due at the end of the phase: the drawing's where no later phase cuts again."""
    if not any(same_feature(name, other) for other in work.later):
        return work.spec.texture_of(name.split("[", maxsplit=1)[0])
    makers = [op for op in work.phase.operations if any(same_feature(name, m) for m in op.makes)]
    usual = usual_ra_um(makers[-1]) if makers else None
    return None if usual is None else parse_texture(f"Ra {usual:g}")


def _shared_texture(work: PhaseWork, lang: str) -> str:
    """Return the texture that a note says for all its surfaces: the most frequent one of many."""
    textures = [s.texture for s in _surfaces(work, set(), lang) if s.texture]
    count, texture = max(((textures.count(t), t) for t in sorted(set(textures))), default=(0, ""))
    return texture if len(textures) > _EACH_ITS_SIGN and count >= _LEAST_SHARED else ""


def _texture_note(figure: PhaseFigure, shared: str) -> Iterator[SketchNote]:
    """Yield ``Ra 6,3 : surfaces 3 à 8`` for the texture that is told once for all."""
    numbers = [
        int(s.number) for s in _surfaces(figure.work, set(), figure.lang) if shared
        and s.texture == shared and s.number.isdigit()
    ]  # fmt: skip
    if numbers:
        ranges = number_ranges(sorted(numbers), figure.lang)
        text = Message("{texture}: surfaces {numbers}", texture=shared, numbers=ranges)
        yield SketchNote(text=text.say(figure.lang), red=True)


def _frames(work: PhaseWork, names: Sequence[str], hung: set[str], lang: str) -> Iterator[Frame]:
    """Yield the frames of tolerances of the surface itself."""
    for tolerance in _realised(work):
        if tolerance.on in names and tolerance.id not in hung:
            faces = _ends(work, tolerance.on)
            round_about = bool(faces) and all(face.surface != "plane" for face in faces)
            yield frame_of(tolerance, lang, median=round_about and is_derived(tolerance))


def _ends(work: PhaseWork, name: str) -> tuple[FaceGeometry, ...]:
    return made_faces(work.leaving, name) or faces_of(work.leaving, name)


def program_origin(work: PhaseWork) -> Vector | None:
    """Return the program origin OP: the point given, or where its three features meet."""
    origin = work.phase.origin
    if len(origin) == 3 and all(isinstance(value, float) for value in origin):
        return (float(origin[0]), float(origin[1]), float(origin[2]))
    faces = [found[0] for name in origin if (found := _ends(work, str(name)))]
    return _meeting([(f.point, f.direction, f.surface == "plane") for f in faces])


def _rotation(figure: PhaseFigure) -> tuple[Vector, Vector] | None:
    """Return the free end of a workpiece that turns, on its axis, and the way from the chuck to it."""
    on_axis = part_origin(figure.normals) or program_origin(figure.work)
    if on_axis is None:
        return None
    away = np.asarray(AXES[figure.work.phase.spindle])
    points = [p for face in figure.work.leaving.faces for loop in face.outline for p in loop]
    far = max((float(np.asarray(p) @ away) for p in points), default=0.0)
    start = np.asarray(on_axis)
    return vector(start + (far - float(start @ away)) * away), vector(away)


def part_origin(normals: Sequence[LocatingNormal]) -> Vector | None:
    """Return Op, where the locating planes and axes meet; None when they do not fix a point.

    Normals of several directions on one surface centre it: they stand for its axis (in turning Op
    is where this meets the plane of the axial stop).
    """
    groups: dict[str, list[LocatingNormal]] = {}
    for normal in normals:
        groups.setdefault(normal.on, []).append(normal)
    found: list[tuple[Vector, Vector, bool]] = []
    for group in groups.values():
        found += _constraints(group)
    return _meeting(found)


def _constraints(group: Sequence[LocatingNormal]) -> list[tuple[Vector, Vector, bool]]:
    """Return the planes of the normals on one surface, or its axis (point, direction, is a plane)."""
    planes = [(n.point, n.direction, True) for n in group]
    directions = np.asarray([n.direction for n in group])
    if np.linalg.matrix_rank(directions, tol=_PARALLEL) != 2:
        return planes
    axis = vector(unit(np.asarray(np.linalg.svd(directions)[2][-1])))
    # each normal points at the axis: across both it gives no distance
    sides = [np.asarray(np.cross(axis, n.direction), dtype=float) for n in group]
    points = [np.asarray(n.point) for n in group]
    levels = [float(s @ p) for s, p in zip(sides, points, strict=True)]
    foot = np.linalg.lstsq(np.asarray(sides), np.asarray(levels), rcond=None)[0]
    return [(vector(np.asarray(foot)), axis, False)]


def _meeting(constraints: Sequence[tuple[Vector, Vector, bool]]) -> Vector | None:
    """Return the point where planes (normal) and axes (direction) meet; None if it is not fixed.

    The earlier one goes before: a relieved pin that only turns the part does not move the point that
    a plane and a full pin have fixed already.
    """
    rows: list[Array] = []
    values: list[float] = []
    for point, direction, is_plane in constraints:
        axis = np.asarray(direction, dtype=float)
        for row in [axis] if is_plane else _across(axis):
            if np.linalg.matrix_rank(np.asarray([*rows, row]), tol=_PARALLEL) > len(rows):
                rows.append(row)
                values.append(float(row @ np.asarray(point)))
    if len(rows) < _DIRECTIONS:
        return None
    x, y, z = (round(float(v), 9) + 0.0 for v in np.linalg.solve(np.asarray(rows), values))
    return (x, y, z)


def _across(axis: Array) -> list[Array]:
    """Return two directions across an axis."""
    aside = np.eye(3)[int(np.argmin(np.abs(axis)))]
    first = unit(np.asarray(np.cross(axis, aside), dtype=np.float64))
    return [first, np.asarray(np.cross(axis, first), dtype=np.float64)]


def _marks(origin: Vector | None, location: Vector | None) -> tuple[Mark, ...]:
    """Return OP and, where it is another point, Op."""
    if origin is None:
        return ()
    if location is None:
        return (Mark(point=origin, label="OP"),)
    if np.linalg.norm(np.asarray(origin) - np.asarray(location)) < _SAME_MM:
        return (Mark(point=origin, label="OP ≡ Op"),)
    return (Mark(point=origin, label="OP"), Mark(point=location, label="Op", origin=False))


def _notes(figure: PhaseFigure) -> Iterator[SketchNote]:
    phase, lang = figure.work.phase, figure.lang
    if phase.locating:
        yield SketchNote(text=translate("Locating", lang), heading=True)
        yield from (SketchNote(text=text) for text in locating_lines(figure))
    if phase.clamping:
        yield SketchNote(text=translate("Clamping", lang), heading=True)
        yield from (SketchNote(text=text) for text in clamping_lines(figure.work, lang))
    numbers = sorted(
        {figure.work.numbers[n] for n in figure.work.leaving.made if n in figure.work.numbers}
    )
    if numbers:
        surfaces = Message(
            "surfaces machined in the phase: {numbers}", numbers=number_ranges(numbers, lang)
        )
        yield SketchNote(text=f"— {surfaces.say(lang)}", red=True)
    yield from _offsets(figure)


def _offsets(figure: PhaseFigure) -> Iterator[SketchNote]:
    """Yield ``OP/Op : X 50 ; Z −12`` where the program origin is not the part's (domain: §1.2)."""
    origin, location = program_origin(figure.work), part_origin(figure.normals)
    if origin is None or location is None:
        return
    apart = np.asarray(origin) - np.asarray(location)
    if np.linalg.norm(apart) >= _SAME_MM:
        steps = (
            f"{label} {signed(float(apart @ np.asarray(axis)), figure.lang)}"
            for label, axis in machine_axes(figure.work.phase)
        )
        yield SketchNote(text=f"OP/Op : {' ; '.join(steps)}")


def locating_lines(figure: PhaseFigure) -> Iterator[str]:
    """Yield ``Appui plan 1-2-3 / A (usinée)`` for each contact of the location."""
    first = 1
    for locating in figure.work.phase.locating:
        indices = [n for n in figure.normals if first <= n.index < first + locating.normals]
        first += locating.normals
        state = english("machined" if all(n.machined for n in indices) else "raw")
        shown = "-".join(str(n.index) for n in indices)
        where = place_name(figure.work, locating.on, figure.lang)
        label = translate(_contact(locating), figure.lang)
        yield f"{label[:1].upper()}{label[1:]} {shown} / {where} ({translate(state, figure.lang)})"


def _contact(locating: Locating) -> str:
    if locating.contact in CONTACT_NORMALS or locating.contact == "plane":
        return _CONTACTS[locating.contact]
    return _BY_COUNT[locating.normals]


def clamping_lines(work: PhaseWork, lang: str) -> Iterator[str]:
    """Yield one line per kind, place and force of clamp, with their number: ``3 × bride / …``."""
    counts: dict[tuple[str, str, float], int] = {}
    for clamping in work.phase.clamping:
        key = (clamping.kind, clamping.on, clamping.force)
        counts[key] = counts.get(key, 0) + 1
    for (kind, on, force), count in counts.items():
        label = translate(_CLAMPS[kind], lang)
        shown = f"{count} × {label}" if count > 1 else f"{label[:1].upper()}{label[1:]}"
        yield f"{shown} / {place_name(work, on, lang)} — {number(force / 1000, lang)} kN"


def place_name(work: PhaseWork, name: str, lang: str) -> str:
    """Return how people name a surface: datum letter, surface number, side of the stock, or name."""
    letter = next((letter for letter, on in work.spec.datums.items() if on == name), "")
    if letter:
        return letter
    if name in work.numbers:
        return Message("surface {number}", number=work.numbers[name]).say(lang)
    return spoken(name, lang)
