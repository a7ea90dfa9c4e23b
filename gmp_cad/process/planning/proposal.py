"""A proposed process plan: stock, phases from the datum on, operations, contacts, dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gmp_cad.language import Message
from gmp_cad.process.planning import location
from gmp_cad.process.planning.choices import Choices
from gmp_cad.process.planning.directions import Assigned, assign
from gmp_cad.process.planning.draft import Draft, DraftOperation, DraftPhase, DraftStock
from gmp_cad.process.planning.ground import finishing
from gmp_cad.process.planning.holes import Hole, holes_of
from gmp_cad.process.planning.location import Finished, Held
from gmp_cad.process.planning.manufactured import with_dimensions
from gmp_cad.process.planning.milled import milling_operations
from gmp_cad.process.planning.names import NameBook
from gmp_cad.process.planning.part_view import PartView, opposite
from gmp_cad.process.planning.stock_choice import block_stock, round_stock
from gmp_cad.process.planning.turned import Turned, lathe_operations, turned
from gmp_cad.spec.axes import AXES


def propose(view: PartView, choices: Choices) -> Draft:
    """Return a complete plan for a part, made only from what ``view`` says; the same every time.

    Sources: datum first, raw faces once, few setups (domain practice, APEF); number of operations
    by quality (``stages.csv``).
    """
    names = NameBook(view)
    holes = holes_of(view)
    part = None if view.casting else turned(view, choices)
    if part is None:
        stock, phases, left = _prismatic(view, holes, names, choices)
    else:
        stock, phases, left = _round(view, part, holes, names, choices)
    machined = with_dimensions(view, stock, [p for p in phases if p.operations], names)
    remarks = [
        Message("no tool along an axis of the part reaches {name}: give its operation by hand",
                name=name)
        for name in names.cover(left, "reste")
    ]  # fmt: skip
    remarks += [
        Message("{name}: no selector tells its face from others; name it with .tag() in model.py",
                name=name.name)
        for name in names.added.values()
        if not name.selector
    ]  # fmt: skip
    digits = "".join(c for c in view.spec.part.number if c.isdigit())
    return Draft(
        stock=stock, phases=(*machined, _inspection(view)), names=tuple(names.added.values()),
        remarks=tuple(remarks), revision=view.spec.part.revision, program=(digits or "1")[-2:].zfill(2),
    )  # fmt: skip


def _prismatic(
    view: PartView, holes: Sequence[Hole], names: NameBook, choices: Choices
) -> tuple[DraftStock, list[DraftPhase], tuple[int, ...]]:
    frame = location.frame_of(view)
    assigned = assign(view, view.to_machine, holes, choices, opposite(frame[0]))
    finished = Finished()
    phases: list[DraftPhase] = []
    for spindle, faces, whole in _order(assigned, frame, view):
        part = [f for f in faces if f not in finished.faces]
        bores = holes if whole else ()
        if not part:
            continue
        held = location.prism(view, spindle, frame, part, finished, names)
        operations = milling_operations(view, spindle, part, bores, names, choices)
        phases.append(_milling_phase(view, spindle, operations, held, _why(phases, frame)))
        finished.faces |= set(part)
    return block_stock(view), [*phases, *finishing(view, frame, finished, names)], assigned.left


def _order(
    assigned: Assigned, frame: tuple[str, str, str], view: PartView
) -> list[tuple[str, tuple[int, ...], bool]]:
    """Return the phases: the faces A, B and C alone, then every side with all its shapes."""
    first = []
    for side in frame:
        planes = tuple(f for f in view.extremes(side) if assigned.spindles.get(f) == side)
        if planes:
            first.append((side, planes, False))
    others = [opposite(side) for side in frame]
    rest = [(side, assigned.of(side), True) for side in (*others, *frame)]
    if len(first) == 1 and not any(assigned.of(n) for n in others):
        return [(frame[0], assigned.of(frame[0]), True), *rest]
    return [*first, *rest]


def _why(before: Sequence[DraftPhase], frame: tuple[str, str, str]) -> Message:
    if not before:
        return Message("first the datum face, from raw faces that serve once")
    if len(before) < len(frame):
        return Message("the next locating face, square to the datum")
    return Message("located on finished faces: every dimension starts at them")


def _milling_phase(
    view: PartView, spindle: str, operations: tuple[DraftOperation, ...], held: Held, why: Message
) -> DraftPhase:
    kinds = {operation.kind for operation in operations}
    words = [(head, tail) for head, tail, wanted in _TITLES if wanted & kinds] or [_TITLES[0][:2]]
    title = words[0][0]
    for _, tail in words[1:]:
        title = Message("{title}, {operation}", title=title, operation=tail)
    return DraftPhase(
        title=title, machine=_machine(view, "milling"), spindle=spindle,
        x_axis="+Y" if spindle[1] == "X" else "+X", workholding=held.workholding, program=True,
        origin=held.origin, locating=held.locating, clamping=held.clamping, operations=operations,
        setup_time=20.0 + 5.0 * len({o.tool for o in operations}), loading_time=1.0,
        coolant=Message("Emulsion 6 %"), why=(why,),
    )  # fmt: skip


_MILLING = frozenset(
    {"face_milling", "shoulder_milling", "contour_milling", "slot_milling", "pocket_milling",
     "chamfering"}
)  # fmt: skip
# how a title begins with the work, how it goes on with it, operations
_TITLES: tuple[tuple[Message, Message, frozenset[str]], ...] = (
    (Message("Milling"), Message("milling"), _MILLING),
    (Message("Drilling"), Message("drilling"),
     frozenset({"drilling", "spot_drilling", "counterboring", "countersinking"})),
    (Message("Bore finishing"), Message("bore finishing"), frozenset({"reaming", "boring"})),
    (Message("Tapping"), Message("tapping"), frozenset({"tapping"})),
)  # fmt: skip


def _machine(view: PartView, kind: str) -> str:
    """Return the first numerical machine of a kind, else any of the kind."""
    fitting = [m for m in view.workshop.machines if m.kind == kind]
    best = next((m for m in fitting if m.numerical), fitting[0] if fitting else None)
    return best.id if best else "?"


def _round(
    view: PartView, part: Turned, holes: Sequence[Hole], names: NameBook, choices: Choices
) -> tuple[DraftStock, list[DraftPhase], tuple[int, ...]]:
    stock = round_stock(view, part)
    finished = Finished()
    on_axis = [h for h in holes if set(h.walls) <= set(part.sides)]
    phases: list[DraftPhase] = []
    for spindle in (part.first, opposite(part.first)):
        operations = lathe_operations(view, part, spindle, on_axis, names, choices)
        if not operations:
            continue
        held = (
            location.chuck_finished(view, part, spindle, finished, names)
            if phases
            else location.chuck_raw(view, part, stock)
        )
        phases.append(_turning_phase(view, spindle, operations, held, first=not phases))
        finished.faces |= {f for operation in operations for f in operation.faces}
    rest = [f for f in view.to_machine if f not in finished.faces]
    others = [h for h in holes if not h.faces & finished.faces]
    assigned = assign(view, rest, others, choices, part.first, outer=False)
    for spindle in AXES:
        faces = assigned.of(spindle)
        if faces:
            held = location.round_on_mill(view, part, spindle, faces, finished, names)
            operations = milling_operations(view, spindle, faces, others, names, choices)
            why = Message("after turning: located on the finished rounds")
            phases.append(_milling_phase(view, spindle, operations, held, why))
            finished.faces |= set(faces)
    return stock, phases, assigned.left


def _turning_phase(
    view: PartView, spindle: str, operations: Iterable[DraftOperation], held: Held, *, first: bool
) -> DraftPhase:
    listed = tuple(operations)
    threaded = any(o.kind == "threading" for o in listed)
    title = Message("Turning, threading" if threaded else "Turning")
    why = (
        Message("first on the raw bar: the end, then all that this side reaches")
        if first
        else Message("turned round: held by what the first phase finished")
    )
    return DraftPhase(
        title=title, machine=_machine(view, "turning"), spindle=spindle,
        x_axis="+Y" if spindle[1] == "X" else "+X", workholding=held.workholding, program=True,
        origin=held.origin, locating=held.locating, clamping=held.clamping, operations=listed,
        setup_time=25.0, loading_time=0.8, coolant=Message("Emulsion 6 %"), why=(why,),
    )  # fmt: skip


def _inspection(view: PartView) -> DraftPhase:
    """Return the last phase: what a drawing asks for is measured before the part leaves."""
    title = Message(
        "Inspect the dimensions and the geometrical tolerances of the definition drawing"
    )
    operation = DraftOperation(kind="manual", makes=(), title=title, gauge="MMT", manual_time=5.0)
    if view.workshop.gauge("MMT") is None:
        operation = replace(operation, gauge="")
    return DraftPhase(
        title=Message("Final inspection"), machine=_machine(view, "inspection"), spindle="+Z", x_axis="+X",
        workholding=Message("Surface plate, CMM"), operations=(operation,), setup_time=10.0, loading_time=0.5,
        why=(Message("the part leaves when its drawing is proven"),),
    )  # fmt: skip
