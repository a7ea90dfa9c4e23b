"""A fixture on the machine's table: its keys in the slot, its setting features, the origins.

Lengths mm; points and directions in the frame of the workpiece.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gmp_cad.evidence import WORKPIECE, Feature, PartGeometry, Placement, Vector
from gmp_cad.process.faces import Array, unit, vector
from gmp_cad.process.size_limits import size_limits
from gmp_cad.spec.fixture import FixtureSpec, TableLocation
from gmp_cad.spec.notation import parse
from gmp_cad.spec.part import PartSpec

Matrix = tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A feature on which PREF is taken: its line, a point of it, its axis or outward normal."""

    line: str
    bore: bool
    point: Vector
    direction: Vector
    diameter_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A tenon in the slot: the middle of its two guiding faces, and their normal."""

    placement: str
    middle: Vector
    across: Vector


@dataclass(frozen=True, kw_only=True)
class TableStanding:
    """How a fixture stands on the table, from its specification and its geometry.

    ``parts`` and ``geometry`` by item name; ``placements`` at the default parameters.
    """

    spec: FixtureSpec
    parts: Mapping[str, PartSpec]
    geometry: Mapping[str, PartGeometry]
    placements: Sequence[Placement]

    @property
    def table(self) -> TableLocation | None:
        """What the specification says."""
        return self.spec.table

    @cached_property
    def _frames(self) -> Mapping[str, Array]:
        """Matrix of each placement in the frame of the workpiece."""
        seat = next(p for p in self.placements if p.item == WORKPIECE)
        back = np.linalg.inv(np.array(seat.matrix))
        return {p.name: back @ np.array(p.matrix) for p in self.placements}

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The tenons whose guiding faces are known."""
        found = [self._key(name) for name in (self.table.keys if self.table else ())]
        return tuple(key for key in found if key is not None)

    def _key(self, name: str) -> Key | None:
        assert self.table is not None
        assert self.table.width is not None
        item, _, line = self.table.width.partition(".")
        part, geometry = self.parts.get(item), self.geometry.get(item)
        dimension = part.dimensions.get(line) if part else None
        if geometry is None or dimension is None or not dimension.between:
            return None
        ends = [geometry.features.get(end, ()) for end in dimension.between]
        if not all(ends) or name not in self._frames or name.partition(".")[0] != item:
            return None
        points = [self._point(name, end[0].point) for end in ends]
        across = self._direction(name, ends[0][0].direction)
        gap = float((points[1] - points[0]) @ across)
        return Key(
            placement=name, middle=vector(points[0] + gap / 2 * across), across=vector(across)
        )

    def _point(self, name: str, point: Vector) -> Array:
        return np.asarray((self._frames[name] @ np.array([*point, 1.0]))[:3])

    def _direction(self, name: str, direction: Vector) -> Array:
        return unit(self._frames[name][:3, :3] @ np.array(direction))

    @property
    def misalignment_mm(self) -> float:
        """How far the keys are out of one line: the largest offset across the first one."""
        if len(self.keys) < 2:
            return 0.0
        first = self.keys[0]
        across = np.array(first.across)
        twisted = max(float(np.linalg.norm(np.cross(key.across, across))) for key in self.keys[1:])
        offsets = [abs(float((np.array(k.middle) - first.middle) @ across)) for k in self.keys[1:]]
        return max(*offsets, twisted * self.spacing_mm, 0.0) if offsets else 0.0

    @property
    def spacing_mm(self) -> float:
        """The largest distance of two keys along the slot, or of pin and relieved pin."""
        places = [key.middle for key in self.keys]
        if self.table is not None and self.table.pin and self.table.relieved:
            names = (self.table.pin, self.table.relieved)
            places = [vector(self._frames[n][:3, 3]) for n in names if n in self._frames]
        return max((math.dist(a, b) for a in places for b in places), default=0.0)

    @property
    def play_mm(self) -> tuple[float, float] | None:
        """Least and greatest play of a key in the slot; None where a limit is not known."""
        table = self.table
        if table is None or table.slot is None or table.width is None:
            return None
        item, _, line = table.width.partition(".")
        part = self.parts.get(item)
        slot = size_limits(parse(table.slot))
        key = part.dimensions[line].limits if part and line in part.dimensions else None
        if slot is None or key is None:
            return None
        return slot[0] - key[1], slot[1] - key[0]

    @property
    def tilt_mm_per_100(self) -> float | None:
        """How far the fixture may turn in the slot, mm over 100 mm: greatest play over spacing."""
        play = self.play_mm
        return play[1] / self.spacing_mm * 100 if play and self.spacing_mm else None

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """The setting features that the geometry has."""
        lines = self.table.setting if self.table else ()
        found = [self._setting(line) for line in lines]
        return tuple(setting for setting in found if setting is not None)

    def _setting(self, line: str) -> Setting | None:
        item, _, name = line.partition(".")
        stem, _, rest = name.partition("[")
        features: Sequence[Feature] = (
            self.geometry[item].features.get(stem, ()) if item in self.geometry else ()
        )
        place = int(rest.rstrip("]") or 1) - 1 if rest.rstrip("]").isdigit() or not rest else 0
        if place >= len(features) or item not in self._frames:
            return None
        feature = features[place]
        bore = feature.surface == "cylinder" and feature.hollow
        if feature.surface != "plane" and not bore:
            return None
        return Setting(
            line=line, bore=bore, point=vector(self._point(item, feature.point)),
            direction=vector(self._direction(item, feature.direction)),
            diameter_mm=2 * feature.radius_mm if bore else 0.0,
        )  # fmt: skip
