"""Where a part is held, drawn from the front and from above: normals, clamps, the deciding force.

A scheme in SVG (mm of paper): the part in machining position in thin lines, seen along the machine's
axes, the view from above below the front view (first angle).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.documents.printing.picture import Picture
from gmp_cad.evidence import FaceGeometry, PhaseState, Vector
from gmp_cad.language import Message
from gmp_cad.process.clamping import ClampingStudy
from gmp_cad.process.faces import Array
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Phase

_WIDTH, _HEIGHT = 174.0, 96.0
_MARGIN, _GAP = 14.0, 24.0
_ARROW, _HEAD = 9.0, 2.6
_GREY, _GREEN, _BLUE, _RED = "#555B63", "#0B6B3A", "#12406B", "#C40510"
_LINE = 2.9  # room that a label takes upwards, mm
_CHARACTER = 1.75  # mm, of its widest digits and letters with the gap to the next label
_LEVEL = 0.5  # an arrow is level rather than upright from there
_END_ON = 0.3
# Left, top, right and bottom of a label, mm of paper.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _View:
    right: Array
    up: Array
    scale: float
    x0: float
    y0: float

    def at(self, point: Sequence[float] | Array) -> tuple[float, float]:
        """Return the place of a point on paper, y downwards."""
        place = np.array(point)
        return (
            self.x0 + self.scale * float(place @ self.right),
            self.y0 - self.scale * float(place @ self.up),
        )

    @property
    def towards(self) -> Array:
        """Direction from the part to the eye."""
        return np.cross(self.right, self.up)


@dataclass(frozen=True, slots=True)
class _Sign:
    point: Vector
    direction: Vector
    label: str
    colour: str
    hollow: bool = False


def clamping_picture(
    phase: Phase, entering: PhaseState, study: ClampingStudy, lang: str
) -> Picture:
    """Return the scheme of a phase's contacts."""
    parts: list[str] = []
    views, height = _views(phase, entering)
    for view, name in zip(views, (Message("front view"), Message("view from above")), strict=True):
        for face in entering.faces:
            parts += _outline(view, face)
        labels: list[Box] = []
        for sign in (*_normals(study), *_clamps(study), *_force(study)):
            parts += _drawn(view, sign, labels)
        parts.append(_text(1.0, view.at(_middle(entering))[1], name.say(lang), _GREY))
    body = "".join(parts)
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:g}mm" height="{height:.1f}mm" '
        f'viewBox="0 0 {_WIDTH:g} {height:.1f}" font-family="DejaVu Sans" font-size="2.6">{body}</svg>'
    )
    alt = Message("normals, clamps and the deciding force of phase {phase}", phase=study.phase)
    return Picture(svg=text, alt=alt.say(lang))


def _views(phase: Phase, entering: PhaseState) -> tuple[tuple[_View, _View], float]:
    """Return the front view and the view from above at one scale, and the height that they take."""
    z, x = np.array(AXES[phase.spindle]), np.array(AXES[phase.x_axis])
    if phase.turning:
        z, x = x, z
    y = np.cross(z, x)
    box = np.array(entering.box_mm)
    corners = np.array([[box[i], box[j], box[k]] for i in (0, 3) for j in (1, 4) for k in (2, 5)])
    spans = [float(np.ptp(corners @ axis)) for axis in (x, y, z)]
    scale = min(
        (_WIDTH - 2 * _MARGIN) / spans[0],
        (_HEIGHT - 2 * _MARGIN - _GAP) / (spans[1] + spans[2]),
    )
    left = (_WIDTH - scale * spans[0]) / 2 - scale * float((corners @ x).min())
    front = _MARGIN + scale * float((corners @ z).max())
    below = _MARGIN + scale * spans[2] + _GAP + scale * float((corners @ y).max())
    height = 2 * _MARGIN + _GAP + _LINE + scale * (spans[1] + spans[2])
    return (_View(x, z, scale, left, front), _View(x, y, scale, left, below)), height


def _outline(view: _View, face: FaceGeometry) -> Iterator[str]:
    """Draw the edges of a face that the eye sees."""
    if face.surface == "plane" and float(np.array(face.direction) @ view.towards) < _END_ON:
        return
    if face.surface == "cylinder" and not face.hollow:
        yield from _silhouette(view, face)
    for wire in face.outline:
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in map(view.at, wire))
        yield (
            f'<polygon points="{points}" fill="none" stroke="#8A929C" stroke-width="0.18" '
            f'stroke-linejoin="round"/>'
        )


def _silhouette(view: _View, face: FaceGeometry) -> Iterator[str]:
    """Draw the two generatrices of a whole cylinder that is seen from the side."""
    axis = np.array(face.direction)
    if abs(float(axis @ view.towards)) > _END_ON or face.angle_deg < 359:
        return
    across = np.cross(axis, view.towards)
    for side in (-face.radius_mm, face.radius_mm):
        ends = [np.array(face.point) + t * axis + side * across for t in face.span_mm]
        (x1, y1), (x2, y2) = map(view.at, ends)
        yield (
            f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" '
            f'stroke="#8A929C" stroke-width="0.18"/>'
        )


def _normals(study: ClampingStudy) -> Iterator[_Sign]:
    for support in study.supports:
        if not support.carried:
            yield _Sign(support.point, support.direction, str(support.index), _GREEN)


def _clamps(study: ClampingStudy) -> Iterator[_Sign]:
    for number, clamp in enumerate(study.clamps, start=1):
        for i, (point, direction) in enumerate(clamp.places):
            yield _Sign(point, direction, "" if i else f"S{number}", _BLUE, hollow=True)


def _force(study: ClampingStudy) -> Iterator[_Sign]:
    if study.decisive is not None and study.decisive.case.force_n > 0:
        case = study.decisive.case
        way = np.array(case.force) / case.force_n
        x, y, z = (float(c) for c in way)
        yield _Sign(case.point, (x, y, z), f"{round(case.force_n)} N", _RED)


def _middle(entering: PhaseState) -> Array:
    box = np.array(entering.box_mm)
    return np.asarray((box[:3] + box[3:]) / 2)


def _free(
    at: tuple[float, float], label: tuple[str, float | None], labels: list[Box]
) -> tuple[float, float]:
    """Return the place of a label, moved down until it stands clear of those before it.

    ``label``: its text, and the side that it stands on, as for :func:`_text`.
    """
    x, y = at
    width, anchor = _CHARACTER * len(label[0]), _anchor(label[1])
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
    while any(
        left < x1 and x0 < left + width and y - _LINE < y1 and y0 < y for x0, y0, x1, y1 in labels
    ):
        y += _LINE / 2
    labels.append((left, y - _LINE, left + width, y))
    return x, y


def _drawn(view: _View, sign: _Sign, labels: list[Box]) -> Iterator[str]:
    """Draw an arrow whose tip touches the point, or a circle where it is seen end-on."""
    x, y = view.at(sign.point)
    way = np.array(sign.direction)
    flat = (float(way @ view.right), -float(way @ view.up))
    size = math.hypot(*flat)
    fill = "#FFFFFF" if sign.hollow else sign.colour
    if size < _END_ON:
        yield (
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.5" fill="#FFFFFF" stroke="{sign.colour}" '
            f'stroke-width="0.3"/><circle cx="{x:.2f}" cy="{y:.2f}" r="0.5" fill="{sign.colour}"/>'
        )
        beside = (2.2, 3.4) if sign.hollow else (-2.2, -1.6)
        way_out = None if sign.hollow else 1.0
        if sign.label:
            at = _free((x + beside[0], y + beside[1]), (sign.label, way_out), labels)
            yield _text(*at, sign.label, sign.colour, way_out)
        return
    u, v = flat[0] / size, flat[1] / size
    tail = (x - _ARROW * u, y - _ARROW * v)
    neck = (x - _HEAD * u, y - _HEAD * v)
    head = [(x, y), (neck[0] - v, neck[1] + u), (neck[0] + v, neck[1] - u)]
    points = " ".join(f"{a:.2f},{b:.2f}" for a, b in head)
    yield (
        f'<line x1="{tail[0]:.2f}" y1="{tail[1]:.2f}" x2="{neck[0]:.2f}" y2="{neck[1]:.2f}" '
        f'stroke="{sign.colour}" stroke-width="0.4"/><polygon points="{points}" fill="{fill}" '
        f'stroke="{sign.colour}" stroke-width="0.3" stroke-linejoin="round"/>'
    )
    if sign.label:
        at = _free((tail[0] - 2.2 * u, tail[1] - 2.2 * v + 0.9), (sign.label, u), labels)
        yield _text(*at, sign.label, sign.colour, u)


def _text(x: float, y: float, text: str, colour: str, way: float | None = None) -> str:
    """Return a label; beside the tail of an arrow it stands on the side the arrow comes from."""
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{_anchor(way)}" fill="{colour}" '
        f'stroke="#FFFFFF" stroke-width="0.7" paint-order="stroke">{text}</text>'
    )


def _anchor(way: float | None) -> str:
    if way is None:
        return "start"
    if abs(way) <= _LEVEL:
        return "middle"
    return "end" if way > 0 else "start"
