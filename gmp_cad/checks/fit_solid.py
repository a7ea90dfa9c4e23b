"""Fits on solids: hole and shaft built at the same limit, measured, and placed in the assembly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.checks.engagement import engagements
from gmp_cad.checks.mating import FitLine, Pair, pair_of
from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import AssemblyPosition, Gap, Overlap, PartGeometry
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.product import Fit
from gmp_cad.spec.targets import Condition

AGREEMENT_MM = 1e-3
SKIN_SHARE = 0.01
LEAST_SHARE = 0.5  # of a round interference: keyways and crossing bores take some of its ring


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLimit:
    """An assembly whose items are built at a condition.

    ``sizes``: diameters and widths measured on the solids by line ``item.dimension``, one an
    instance (mm); ``geometry``: by item; ``positions``: where all stands, and what overlaps.
    """

    condition: Condition
    sizes: Mapping[str, tuple[float, ...]]
    geometry: Mapping[str, PartGeometry]
    positions: Sequence[AssemblyPosition]


@dataclass(frozen=True, slots=True, kw_only=True)
class SolidFit:
    """A fit at a condition: sizes of the solids (mm), clearance there and on paper (µm)."""

    pair: Pair
    condition: Condition
    hole_mm: float
    shaft_mm: float
    paper_um: float

    @property
    def clearance_um(self) -> float:
        """Clearance of the solids; an interference is negative."""
        return (self.hole_mm - self.shaft_mm) * 1000


def solid_fit(evidence: AssemblyEvidence, fit: Fit, at: AtLimit) -> SolidFit | None:
    """Return a fit as the solids show it, the tightest pair at MMC and the loosest elsewhere."""
    pair = pair_of(evidence, fit)
    holes, shafts = at.sizes.get(fit.hole), at.sizes.get(fit.shaft)
    if isinstance(pair, Message) or not holes or not shafts:
        return None
    tight = at.condition is Condition.MMC
    return SolidFit(
        pair=pair,
        condition=at.condition,
        hole_mm=min(holes) if tight else max(holes),
        shaft_mm=max(shafts) if tight else min(shafts),
        paper_um=(_paper(pair.hole, at.condition, hole=True) - _paper(pair.shaft, at.condition))
        * 1000,
    )


def _paper(line: FitLine, condition: Condition, *, hole: bool = False) -> float:
    """Return the size (mm) of a line at a condition, from its limits alone."""
    return {
        Condition.NOMINAL: line.nominal,
        Condition.MIDDLE: (line.lower + line.upper) / 2,
        Condition.MMC: line.lower if hole else line.upper,
        Condition.LMC: line.upper if hole else line.lower,
    }[condition]


@dataclass(frozen=True, slots=True)
class _Skin:
    """A fit by which two placements engage, over so much area (mm²)."""

    seen: SolidFit
    area_mm2: float

    @property
    def wall_mm(self) -> float:
        """How deep the one stands in the other; negative where there is clearance."""
        return (self.seen.shaft_mm - self.seen.hole_mm) / 2


_Skins = Mapping[frozenset[str], Sequence[_Skin]]


@check(
    "product.fit_solid",
    "Fits on solids at their limits",
    "The smallest hole with the largest shaft, and the reverse, are built, measured and put together: "
    "they must show the clearance or the interference that the limits give on paper.",
)
def solid_fits(evidence: AssemblyEvidence, limits: Sequence[AtLimit]) -> Iterator[Finding]:
    """Yield what is wrong with each declared fit at each condition, or one PASS."""
    engaged = [[_skins(evidence, at, position) for position in at.positions] for at in limits]
    for fit in evidence.spec.fits:
        verdicts = Verdicts(
            "product.fit_solid", f"{evidence.subject}.{fit.hole}/{fit.shaft}", fit.where
        )
        if isinstance(reason := pair_of(evidence, fit), Message):
            yield verdicts.skipped("no_pair", reason)
            continue
        if not limits:
            yield verdicts.skipped("not_built", Message("no part was built at its limits"))
            continue
        found = [(at, solid_fit(evidence, fit, at)) for at in limits]
        wrong = [
            f for (at, seen), skins in zip(found, engaged, strict=True)
            for f in _wrong(evidence, at, seen, skins, verdicts)
        ]  # fmt: skip
        yield from wrong
        if not wrong:
            said = [_told(seen) for _, seen in found if seen is not None]
            message = Message(" · ".join(f"{{at{i}}}" for i in range(len(said))),
                              **{f"at{i}": text for i, text in enumerate(said)})  # fmt: skip
            yield verdicts.passed("agrees", message)


def _told(seen: SolidFit) -> Message:
    return Message(
        "{condition}/{condition}: {hole} in the slot, {shaft} in between, {clearance} µm"
        if seen.pair.flat
        else "{condition}/{condition}: ⌀{hole} in the hole, ⌀{shaft} on the shaft, {clearance} µm",
        condition=seen.condition.upper(), hole=seen.hole_mm, shaft=seen.shaft_mm,
        clearance=round(seen.clearance_um, 3),
    )  # fmt: skip


def _wrong(
    evidence: AssemblyEvidence,
    at: AtLimit,
    seen: SolidFit | None,
    engaged: Sequence[_Skins],
    verdicts: Verdicts,
) -> Iterator[Finding]:
    condition = at.condition.upper()
    if seen is None:
        message = Message("at {condition}, one of the two is not measured", condition=condition)
        yield verdicts.failed("not_measured", message)
        return
    if abs(seen.clearance_um - seen.paper_um) > AGREEMENT_MM * 1000:
        message = Message(
            "at {condition}, the solids show {clearance} µm, the limits give {paper} µm",
            condition=condition, clearance=round(seen.clearance_um, 3),
            paper=round(seen.paper_um, 3),
        )  # fmt: skip
        yield verdicts.failed(
            "different", message, expected=seen.paper_um, observed=seen.clearance_um, unit="µm"
        )
    yield from _together(evidence, at, seen, engaged, verdicts)


def _together(
    evidence: AssemblyEvidence,
    at: AtLimit,
    seen: SolidFit,
    engaged: Sequence[_Skins],
    verdicts: Verdicts,
) -> Iterator[Finding]:
    """Yield the first position at which the placed solids show something else than the fit."""
    condition = at.condition.upper()
    if not at.positions:
        message = Message("at {condition}, the assembly was not placed", condition=condition)
        yield verdicts.failed("not_placed", message)
    for position, skins in zip(at.positions, engaged, strict=True):
        own = {pair: fits for pair, fits in skins.items() if any(s.seen == seen for s in fits)}
        if not own:
            message = Message(
                "at {condition}, the assembly does not bring the two into one middle plane"
                if seen.pair.flat
                else "at {condition}, the assembly does not bring the two onto one axis",
                condition=condition,
            )
            hint = Message("place each part by what centres it: a face moves with its dimension")
            yield verdicts.warned("apart", message, hint=hint)
            return
        overlaps = {frozenset((o.a, o.b)): o for o in position.overlaps}
        gaps = {frozenset((g.a, g.b)): g for g in position.gaps}
        unknown = {frozenset(u[:2]) for u in position.unjudged}
        for pair, fits in own.items():
            fault = _fault(evidence, fits, overlaps.get(pair))
            if fault is None and pair not in overlaps and pair not in unknown:
                fault = _apart(fits, gaps.get(pair))
            if fault is not None:
                message = Message("at {condition}, {fault}", condition=condition, fault=fault)
                yield verdicts.failed("together", message)
                return


def _skins(evidence: AssemblyEvidence, at: AtLimit, position: AssemblyPosition) -> _Skins:
    """Return the fits by which each pair of placements engages: they share its one overlap."""
    found: dict[frozenset[str], list[_Skin]] = {}
    for fit in evidence.spec.fits:
        seen = solid_fit(evidence, fit, at)
        if seen is not None:
            for pair, area in _engaged(at, seen, position).items():
                found.setdefault(pair, []).append(_Skin(seen, area))
    return found


def _engaged(
    at: AtLimit, seen: SolidFit, position: AssemblyPosition
) -> dict[frozenset[str], float]:
    """Return the area (mm²) over which each pair of placements engages, all faces together."""
    areas: dict[frozenset[str], float] = {}
    for engagement in engagements(
        position.placements, at.geometry,
        (seen.pair.hole, seen.hole_mm), (seen.pair.shaft, seen.shaft_mm),
    ):  # fmt: skip
        pair = frozenset((engagement.hole, engagement.shaft))
        areas[pair] = areas.get(pair, 0.0) + engagement.contact.area_mm2
    return areas


def _fault(
    evidence: AssemblyEvidence, skins: Sequence[_Skin], overlap: Overlap | None
) -> Message | None:
    """Return what an engaged pair shows wrongly: an overlap with clearance, or one that is not the interference."""
    contact_mm = evidence.spec.contact_mm
    tight = [s for s in skins if 2 * s.wall_mm > contact_mm]
    if not tight:
        if overlap is None or overlap.depth_mm <= contact_mm:
            return None
        return Message(
            "the solids overlap by {depth} mm although the fit has {clearance} µm of clearance",
            depth=round(overlap.depth_mm, 6), clearance=round(skins[0].seen.clearance_um, 3),
        )  # fmt: skip
    if overlap is None:
        return Message("the solids do not overlap although the fit interferes")
    flat = any(s.seen.pair.flat for s in tight)
    skin_mm, skin_mm3 = max(s.wall_mm for s in tight), sum(s.wall_mm * s.area_mm2 for s in tight)
    # The round ends of a key reach past its flat faces; a crossing bore takes some of the volume.
    if not flat and overlap.volume_mm3 < skin_mm3 * LEAST_SHARE:
        return Message(
            "the overlap ({volume:.4f} mm³) is less than half of the interference over the engaged faces"
            " ({skin:.4f} mm³)", volume=overlap.volume_mm3, skin=skin_mm3,
        )  # fmt: skip
    thin = flat and overlap.depth_mm <= skin_mm + contact_mm
    if thin or overlap.volume_mm3 <= skin_mm3 * (1 + SKIN_SHARE):
        return None
    return Message(
        "the overlap ({volume:.4f} mm³) is more than the interference over the engaged faces ({skin:.4f} mm³)",
        volume=overlap.volume_mm3, skin=skin_mm3,
    )  # fmt: skip


def _apart(skins: Sequence[_Skin], gap: Gap | None) -> Message | None:
    """Return how two placements that engage with clearance stand farther apart than it leaves."""
    widest_mm = min(-s.wall_mm for s in skins)
    if gap is None:
        return Message("the solids are not near each other")
    if gap.distance_mm - gap.error_mm <= widest_mm + AGREEMENT_MM:
        return None
    return Message(
        "the solids are {gap} mm apart although the fit leaves {wall} mm on each side",
        gap=round(gap.distance_mm, 6), wall=round(widest_mm, 6),
    )  # fmt: skip


def tight_pairs(evidence: AssemblyEvidence, at: AtLimit) -> frozenset[frozenset[str]]:
    """Return the pairs of placements whose overlap is, at every position, the interference of their fits."""
    explained: dict[frozenset[str], bool] = {}
    for position in at.positions:
        engaged = _skins(evidence, at, position)
        for overlap in position.overlaps:
            if overlap.depth_mm > evidence.spec.contact_mm:
                pair = frozenset((overlap.a, overlap.b))
                skins = engaged.get(pair)
                fits = skins is not None and _fault(evidence, skins, overlap) is None
                explained[pair] = explained.get(pair, True) and fits
    return frozenset(pair for pair, fits in explained.items() if fits)
