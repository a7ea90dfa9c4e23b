"""Where a part is held, drawn from the front and from above: normals, clamps, the deciding force.

A scheme in SVG (mm of paper): the part in machining position in thin lines, seen along the machine's
axes, the view from above below the front view (first angle).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.documents.picture import Picture
from gmp_cad.evidence import FaceGeometry, PhaseState, Vector
from gmp_cad.language import Message
from gmp_cad.process.clamping import ClampingStudy
from gmp_cad.process.faces import Array
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Phase

_WIDTH, _HEIGHT = 174.0, 96.0
_MARGIN, _GAP = 17.0, 24.0
_ARROW, _HEAD = 9.0, 2.6
_INK, _GREEN, _BLUE, _RED = "#14181F", "#0B6B3A", "#12406B", "#C40510"
_END_ON = 0.3


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
    for view in _views(phase, entering):
        for face in entering.faces:
            parts += _outline(view, face)
        for sign in (*_normals(study), *_clamps(study), *_force(study)):
            parts += _drawn(view, sign)
    body = "".join(parts)
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:g}mm" height="{_HEIGHT:g}mm" '
        f'viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" font-family="DejaVu Sans" font-size="2.6">{body}</svg>'
    )
    alt = Message("normals, clamps and the deciding force of phase {phase}", phase=study.phase)
    return Picture(svg=text, alt=alt.say(lang))


def _views(phase: Phase, entering: PhaseState) -> tuple[_View, _View]:
    """Return the front view and the view from above, both at one scale, one under the other."""
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
    top = (_HEIGHT - scale * (spans[1] + spans[2]) - _GAP) / 2
    front = top + scale * float((corners @ z).max())
    below = top + scale * spans[2] + _GAP + scale * float((corners @ y).max())
    return _View(x, z, scale, left, front), _View(x, y, scale, left, below)


def _outline(view: _View, face: FaceGeometry) -> Iterator[str]:
    """Draw the edges of a face that the eye sees."""
    if face.surface == "plane" and float(np.array(face.direction) @ view.towards) < _END_ON:
        return
    for wire in face.outline:
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in map(view.at, wire))
        yield (
            f'<polygon points="{points}" fill="none" stroke="#8A929C" stroke-width="0.18" '
            f'stroke-linejoin="round"/>'
        )


def _normals(study: ClampingStudy) -> Iterator[_Sign]:
    for support in study.supports:
        yield _Sign(support.point, support.direction, str(support.index), _GREEN)


def _clamps(study: ClampingStudy) -> Iterator[_Sign]:
    for clamp in study.clamps:
        for i, (point, direction) in enumerate(clamp.places):
            force = f"{round(clamp.declared_n)} N" if i == 0 else ""
            yield _Sign(point, direction, force, _BLUE, hollow=True)


def _force(study: ClampingStudy) -> Iterator[_Sign]:
    if study.decisive is not None and study.decisive.case.force_n > 0:
        case = study.decisive.case
        way = np.array(case.force) / case.force_n
        x, y, z = (float(c) for c in way)
        yield _Sign(case.point, (x, y, z), f"{round(case.force_n)} N", _RED)


def _drawn(view: _View, sign: _Sign) -> Iterator[str]:
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
        yield _text(x + 2.2, y - 1.6, sign.label, sign.colour)
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
    yield _text(tail[0] - 2.2 * u, tail[1] - 2.2 * v + 0.9, sign.label, sign.colour, u)


def _text(x: float, y: float, text: str, colour: str, way: float | None = None) -> str:
    """Return a label; beside the tail of an arrow it stands on the side the arrow comes from."""
    if not text:
        return ""
    anchor = "start" if way is None else "middle"
    if way is not None and abs(way) > 0.5:
        anchor = "end" if way > 0 else "start"
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" fill="{colour}" '
        f'stroke="#FFFFFF" stroke-width="0.7" paint-order="stroke">{text}</text>'
    )
