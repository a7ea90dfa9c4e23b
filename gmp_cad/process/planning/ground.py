"""What comes after cutting: heat treatment, then grinding of the faces that ask for it."""

from __future__ import annotations

from collections.abc import Sequence

from gmp_cad.language import Message
from gmp_cad.process.planning.draft import DraftOperation, DraftPhase
from gmp_cad.process.planning.location import Finished, prism
from gmp_cad.process.planning.names import NameBook
from gmp_cad.process.planning.part_view import PartView, opposite
from gmp_cad.process.planning.quality import is_ground


def finishing(
    view: PartView, frame: tuple[str, str, str], finished: Finished, names: NameBook
) -> list[DraftPhase]:
    """Return the treatment that the part asks for, and a grinding phase for each side.

    The datum side first, then the others; milling left what the wheel takes (``LEFT_TO``).
    """
    sides = [*frame, *(opposite(side) for side in frame)]
    ground = [(s, [f for f in view.extremes(s) if _wanted(view, f)]) for s in sides]
    phases = _treatment(view)
    for side, faces in ground:
        if faces:
            phases.append(_grinding(view, side, faces, frame, (finished, names)))
    return phases


def _wanted(view: PartView, face: int) -> bool:
    return not view.reach(face).raw and is_ground(view, [face])


def _treatment(view: PartView) -> list[DraftPhase]:
    text = view.spec.part.treatment
    oven = next((m for m in view.workshop.machines if m.kind == "heat_treatment"), None)
    if not text or oven is None:
        return []
    told = Message("{text}", text=text)
    operation = DraftOperation(kind="manual", makes=(), title=told, manual_time=10.0)
    return [
        DraftPhase(
            title=Message("Heat treatment"), machine=oven.id, spindle="+Z", x_axis="+X",
            workholding=Message("Hardening basket"), operations=(operation,), setup_time=60.0,
            loading_time=1.0, why=(Message("hardened before grinding: the wheel takes the distortion"),),
        )
    ]  # fmt: skip


def _grinding(
    view: PartView, side: str, faces: Sequence[int], frame: tuple[str, str, str],
    known: tuple[Finished, NameBook],
) -> DraftPhase:  # fmt: skip
    finished, names = known
    grinder = next((m for m in view.workshop.machines if m.kind == "grinding"), None)
    held = prism(view, side, frame, faces, finished, names)
    operation = DraftOperation(
        kind="grinding", makes=names.cover(faces, "face"), faces=frozenset(faces),
        why=Message("the wheel gives IT and Ra after the treatment"),
    )  # fmt: skip
    return DraftPhase(
        title=Message("Surface grinding"), machine=grinder.id if grinder else "?", spindle=side,
        x_axis="+Y" if side[1] == "X" else "+X", workholding=Message("Grinding vice"),
        origin=held.origin, locating=held.locating, clamping=held.clamping,
        operations=(operation,), setup_time=25.0, loading_time=1.0, coolant=Message("Emulsion 3 %"),
        why=(Message("ground on the machined supports, the datum first"),),
    )  # fmt: skip
