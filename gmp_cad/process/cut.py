"""One cut: what is to be removed, with what, and the conditions chosen so far."""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.language import Message
from gmp_cad.process import cutting
from gmp_cad.spec.operation import Operation, OperationKind, Stage
from gmp_cad.spec.workshop import Machine, Tool
from gmp_cad.standards.materials import Material

# Approach before each travel.
APPROACH_MM = 2.0

_K = OperationKind
FAMILY: dict[OperationKind, str] = {
    _K.FACE_MILLING: "milling", _K.SHOULDER_MILLING: "milling", _K.CONTOUR_MILLING: "milling",
    _K.SLOT_MILLING: "milling", _K.POCKET_MILLING: "milling", _K.CHAMFERING: "milling",
    _K.SPOT_DRILLING: "hole", _K.DRILLING: "hole", _K.BORING: "boring", _K.REAMING: "hole",
    _K.COUNTERBORING: "hole", _K.COUNTERSINKING: "hole", _K.CENTRE_DRILLING: "hole",
    _K.TAPPING: "tapping", _K.TURNING: "turning", _K.FACING: "facing", _K.GROOVING: "plunging",
    _K.PARTING: "plunging", _K.THREADING: "threading",
}  # fmt: skip

# As the in-process workpiece is derived (½F 0.3 to 0.8 mm).
LEFT_BY = {Stage.ROUGH: 0.5, Stage.SEMI_FINISH: 0.3, Stage.FINISH: 0.0}

_POINTED = ("turning", "boring_bar", "grooving", "parting", "threading")
PART_TURNS = frozenset({"turning", "boring", "facing", "plunging", "threading"})


def family_of(operation: Operation, tool: Tool) -> str | None:
    """Return how the operation moves (a key of the times), None if it does not cut chips."""
    family = FAMILY.get(operation.kind)
    return "turning" if family == "milling" and tool.kind in _POINTED else family


def left_by(operation: Operation) -> float:
    """Return the stock (mm a side) that milling and turning leave on what they make."""
    return operation.allowance if operation.allowance is not None else LEFT_BY[operation.stage]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutGeometry:
    """What an operation has to clear, in mm.

    ``diameter_mm``: of the surface before the cut when the part turns, of the hole otherwise;
    ``inner_diameter_mm``: where a facing or grooving cut ends, or of the hole before it is
    enlarged. ``length_mm``: one travel along the feed; ``depth_mm``: material across it, all passes
    together; ``width_mm``: extent across the feed that a mill must cover. ``count``: features made
    one after the other; ``depths_mm``: sum of the depths of holes, of which ``length_mm`` is the
    deepest. ``steps_mm``: (radial depth, length) of each cylinder of a turned profile.
    ``side_mm``: stock on the walls of a pocket roughed before, ``contour_mm``: their developed
    length.
    """

    diameter_mm: float = 0.0
    inner_diameter_mm: float = 0.0
    length_mm: float = 0.0
    depth_mm: float = 0.0
    width_mm: float = 0.0
    count: int = 1
    pitch_mm: float | None = None
    steps_mm: tuple[tuple[float, float], ...] = ()
    side_mm: float = 0.0
    contour_mm: float = 0.0
    depths_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The six things that conditions depend on, and what was chosen so far.

    ``ra_um``: the finest Ra that the drawing asks of the surfaces made, None for none.
    """

    operation: Operation
    tool: Tool
    machine: Machine
    material: Material
    geometry: CutGeometry
    family: str
    source: Message
    diameter: float
    vc: float
    n: float
    feed: float
    ap: float = 0.0
    ae: float | None = None
    lanes: int = 1
    passes: int = 1
    finish_ap: float | None = None
    limits: tuple[str, ...] = ()
    ra_um: float | None = None

    @property
    def teeth(self) -> int:
        """Teeth that multiply the feed: those of a mill, otherwise 1."""
        return (self.tool.teeth or 1) if self.family == "milling" else 1

    @property
    def vf(self) -> float:
        """Feed speed, mm/min."""
        if self.family in ("tapping", "threading"):
            return cutting.tapping_feed(self.n, self.feed)
        return cutting.milling_feed(self.n, self.feed, self.teeth)

    @property
    def chip_rate(self) -> float:
        """Material removed per minute, cm³/min."""
        if self.family == "milling":
            return cutting.milling_chip_rate(self.ap, self.ae or 0.0, self.vf)
        if self.family in ("hole", "tapping"):
            inner = max(self.diameter - 2 * self.ap, 0.0)
            whole = cutting.drilling_chip_rate(self.diameter, self.vf)
            return whole - cutting.drilling_chip_rate(inner, self.vf)
        return cutting.turning_chip_rate(self.vc, self.ap, self.feed)

    @property
    def theoretical_ra_um(self) -> float | None:
        """Ra (µm) that a round nose leaves in turning and boring, None for other motions."""
        radius = self.tool.nose_radius_mm
        if radius is None or self.family not in ("turning", "boring", "facing"):
            return None
        return cutting.theoretical_roughness(self.feed, radius)

    @property
    def constant_speed(self) -> bool:
        """Whether it runs at constant cutting speed (G96): facing and parting on an NC lathe."""
        return self.family in ("facing", "plunging") and self.machine.numerical
