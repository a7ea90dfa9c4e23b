"""By how much two fingerprints may differ and be one: the table, and what follows from it.

The kernel builds to 1e-7 mm (two points nearer are one to it), weighs to 1e-12 and writes to the last
digit; what a model gives twice with the same kernel agrees to far less than this table allows.
Another version of the kernel may intersect surfaces otherwise, within its own tolerance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from gmp_cad.evidence.fingerprint import Fingerprint, Skin

PLACE_MM = 0.005  # of a centre that the file tells to a micrometre


# A free-form face reaches farther or less far in OCCT's boxes when it is divided otherwise: by so
# much of the diagonal. Its integrals do not differ.
_FREEFORM_BOX = 0.01
_OWN_BORDER = 0.1  # of what borders leave uncertain of areas: what they do of a skin; seen: 0.0002
_INWARD = 0.4  # of what borders leave uncertain of areas: what they do of volumes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """One row of the table.

    ``relative``: of volumes, areas, moments and lengths; ``length_mm``: at least so much of any
    length or place; ``border``: of the area that approximated edges leave uncertain; ``box_mm``: of
    a side of the box; ``chord``: of the diagonal, for lengths along lines; ``angle_deg``: at least
    so much of a measured angle.
    """

    relative: float
    length_mm: float
    border: float
    box_mm: float
    chord: float
    angle_deg: float


SAME_KERNEL = Tolerance(
    relative=1e-9, length_mm=1e-7, border=10.0, box_mm=1e-6, chord=1e-6, angle_deg=1e-7,
)  # fmt: skip
OTHER_KERNEL = Tolerance(
    relative=1e-7, length_mm=1e-5, border=100.0, box_mm=1e-5, chord=1e-5, angle_deg=1e-5,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a row allows between two parts of this size.

    ``freeform_mm2``: area of its free-form skins.
    """

    table: Tolerance
    diagonal_mm: float
    border_mm2: float
    freeform_mm2: float

    @property
    def length_mm(self) -> float:
        """Of a coordinate, a radius, how far a surface may have moved."""
        return max(self.table.relative * self.diagonal_mm, self.table.length_mm)

    @property
    def box_mm(self) -> float:
        """Of a side of the bounding box."""
        if self.freeform_mm2:
            return _FREEFORM_BOX * self.diagonal_mm
        return max(self.length_mm, self.table.box_mm)

    @property
    def chord_mm(self) -> float:
        """Of a length along a line."""
        return self.table.chord * self.diagonal_mm

    @property
    def _border_mm2(self) -> float:
        return self.table.border * self.border_mm2

    def share(self, value: float) -> float:
        """Of a number that has no other tolerance."""
        return self.table.relative * abs(value)

    def area_mm2(self, area: float) -> float:
        """Of the area of one surface, whose borders may lie a little elsewhere."""
        return self.share(area) + self.length_mm * math.sqrt(area) + self._border_mm2

    def volume_mm3(self, volume: float) -> float:
        """Of a volume: what borders leave uncertain lies at most half a diagonal from the middle."""
        return self.share(volume) + _INWARD * self._border_mm2 * self.diagonal_mm / 6

    def moment_mm5(self, moment: float) -> float:
        """Of a second moment of volume."""
        return self.share(moment) + _INWARD * self._border_mm2 * (self.diagonal_mm / 2) ** 3 / 5

    def skin(self, skin: Skin, area: float, order: int) -> float:
        """Of an integral of this order (0: volume) between a skin and its centre."""
        uncertain = self.share(area) + self._own_border_mm2(skin)
        return uncertain / 3 * max(skin.reach_mm, math.sqrt(area)) ** (order + 1)

    def skin_centre_mm(self, skin: Skin, area: float) -> float:
        """Of the centre of a skin."""
        return max(self.length_mm, self._own_border_mm2(skin) / area * skin.reach_mm)

    def _own_border_mm2(self, skin: Skin) -> float:
        return _OWN_BORDER * self.table.border * skin.border_mm2

    def dimension(self, value: float) -> float:
        """Of a measured size, in mm or degrees."""
        return max(self.share(value), self.table.length_mm, self.table.angle_deg)


def allowed_between(before: Fingerprint, after: Fingerprint) -> Allowed:
    """Return what the table allows between two fingerprints: more where the kernels differ."""
    box = after.bounding_box_mm
    return Allowed(
        table=SAME_KERNEL if before.kernel == after.kernel else OTHER_KERNEL,
        diagonal_mm=math.dist(box[:3], box[3:]),
        border_mm2=max(before.border_mm2, after.border_mm2),
        freeform_mm2=max(map(_freeform_mm2, (before, after))),
    )


def _freeform_mm2(found: Fingerprint) -> float:
    return sum(one.area_mm2 for one in found.surfaces if one.surface == "freeform")
