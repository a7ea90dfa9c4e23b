"""Suggestions that repair a bad location: the smallest change that works, proven by recomputation.

In this order: points moved as far apart as their face allows; a contact with fewer normals; a
contact more, on a face that exists and that the phase does not machine; then two of these changes.
Of equal changes the one that gives the location of best quality is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from gmp_cad.evidence import LocatingNormal, PhaseState
from gmp_cad.language import Message, word
from gmp_cad.process.faces import faces_of, same_feature
from gmp_cad.process.isostatism import Isostatism, isostatism
from gmp_cad.process.locating import place_normals
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Phase
from gmp_cad.spec.workholding import Locating

_SHORTER = {"long_centring": "short_centring", "long_vee": "short_vee"}
_MOST_ON_PLANE = 3
# Faces too small for a locator of ⌀10 are not proposed.
_LEAST_AREA_MM2 = 80.0

Scheme = tuple[Locating, ...]
Accepts = Callable[[tuple[LocatingNormal, ...], Isostatism], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A location that works: what to change, its contacts, and what it then is."""

    change: Message
    locating: Scheme
    result: Isostatism

    @property
    def hint(self) -> Message:
        """The change with the proof: normals, rank, quality."""
        return Message(
            "{change}: {normals} {normals:normal|normals}, rank {rank}, quality {quality}",
            change=self.change, normals=self.result.normals, rank=self.result.rank,
            quality=round(self.result.quality, 3),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Change:
    says: Message
    scheme: Scheme


def wanted_rank(phase: Phase) -> int:
    """Return the freedoms that a location removes: 6, or 5 where the part turns about its axis."""
    return 5 if phase.turning else 6


def repair(phase: Phase, entering: PhaseState, accepts: Accepts) -> Repair | None:
    """Return the smallest change of ``phase.locating`` that ``accepts`` takes; None if none does.

    ``accepts`` judges the placed normals and their isostatism, besides h = 0, which always holds.
    """
    first = phase.locating
    single = (_spread, _fewer, _more)
    for step in single:
        found = _best(phase, entering, step(first, phase, entering), accepts)
        if found is not None:
            return found
    twice = chain.from_iterable(
        (_Change(_both(a, b), b.scheme) for b in again(a.scheme, phase, entering))
        for once, again in ((_spread, _more), (_fewer, _more), (_fewer, _fewer))
        for a in once(first, phase, entering)
    )
    return _best(phase, entering, twice, accepts)


def _both(a: _Change, b: _Change) -> Message:
    return Message("{first}, and {second}", first=a.says, second=b.says)


def _best(
    phase: Phase, entering: PhaseState, changes: Iterator[_Change], accepts: Accepts
) -> Repair | None:
    found: list[tuple[float, int, Repair]] = []
    for i, change in enumerate(changes):
        normals = place_normals(phase.model_copy(update={"locating": change.scheme}), entering)
        if len(normals) != sum(contact.normals for contact in change.scheme):
            continue
        result = isostatism(normals)
        if result.hyperstatic == 0 and accepts(normals, result):
            fixed = Repair(change=change.says, locating=change.scheme, result=result)
            found.append((-round(result.quality, 4), i, fixed))
    return min(found, key=lambda entry: entry[:2])[2] if found else None


def _spread(scheme: Scheme, _phase: Phase, _entering: PhaseState) -> Iterator[_Change]:
    """Yield the scheme with one contact placed as far apart as its face allows."""
    for i, contact in enumerate(scheme):
        if contact.points and contact.normals > 1:
            apart = contact.model_copy(update={"points": ()})
            message = Message(
                "move the {count} points on {face} apart, off one line (leave out points)",
                count=contact.normals, face=contact.on,
            )  # fmt: skip
            yield _Change(message, (*scheme[:i], apart, *scheme[i + 1 :]))


def _fewer(scheme: Scheme, _phase: Phase, _entering: PhaseState) -> Iterator[_Change]:
    """Yield the scheme with fewer normals on one contact, or without it."""
    for i, contact in enumerate(scheme):
        before, after = scheme[:i], scheme[i + 1 :]
        shorter = _SHORTER.get(contact.contact)
        if shorter is not None:
            less = contact.model_copy(update={"contact": shorter, "normals": 2, "points": ()})
            message = Message("make the contact on {face} a {contact} (2 normals instead of 4)",
                              face=contact.on, contact=word(shorter))  # fmt: skip
            yield _Change(message, (*before, less, *after))
        elif contact.contact in ("", "plane"):
            for count in range(contact.normals - 1, 0, -1):
                less = contact.model_copy(
                    update={"normals": count, "points": contact.points[:count]}
                )
                message = Message("keep {count} of the {normals} normals on {face}", count=count,
                                  normals=contact.normals, face=contact.on)  # fmt: skip
                yield _Change(message, (*before, less, *after))
        if len(scheme) > 1:
            message = Message("leave out the contact on {face}", face=contact.on)
            yield _Change(message, (*before, *after))


def _more(scheme: Scheme, phase: Phase, entering: PhaseState) -> Iterator[_Change]:
    """Yield the scheme with normals added on a plane face, by number, then by face."""
    room = 6 - sum(contact.normals for contact in scheme)
    for count in range(1, min(room, _MOST_ON_PLANE) + 1):
        for face in _faces(phase, entering):
            more = Locating(on=face, normals=count)
            message = Message(
                "add {count} {count:normal|normals} on {face}", count=count, face=face
            )
            yield _Change(message, (*scheme, more))


def _faces(phase: Phase, entering: PhaseState) -> list[str]:
    """Return the faces that can take a locator: plane, not machined, not under the tool.

    Those machined before come first, then the largest.
    """
    made = {feature for op in phase.operations for feature in op.makes}
    tool = np.array(AXES[phase.spindle])
    found = []
    for name in sorted(entering.features):
        faces = faces_of(entering, name)
        usable = (
            faces
            and all(f.surface == "plane" and f.outline for f in faces)
            and not any(same_feature(name, other) for other in made)
            and float(np.dot(faces[0].direction, tool)) < 0.5
        )
        area = max((f.area_mm2 for f in faces), default=0.0)
        if usable and area >= _LEAST_AREA_MM2:
            found.append((name not in entering.machined, -round(area, 3), name))
    return [name for *_, name in sorted(found)]
