"""The gamme d'assemblage: steps in an order that the geometry allows, tools, checks, times.

The order is that in which the exploded view puts the parts together: each along a way that is free
while all that comes later is not there yet; fasteners follow the last part that they fasten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents.drawings.ensemble import Assembled, fit_text, placed_parts
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH, centiminutes, date_text, or_dash
from gmp_cad.drawing.assembly.assembling import assembling_order
from gmp_cad.drawing.assembly.explosion import Move, item_of
from gmp_cad.language import Message, english, number, translate, written
from gmp_cad.spec.product import Fit, Item, ProductSpec, Project, fit_dimension
from gmp_cad.standards.assembly_times import assembly_time_min
from gmp_cad.standards.fasteners import Fastener
from gmp_cad.standards.standard_parts import parse_designation
from gmp_cad.standards.tightening import FRICTION, tightening_torque

TEMPLATE = "assemblage_page.typ.j2"
_CHAPTER = 6
COLUMNS = english((
    "No.", "Item", "Qty", "Operation", "After", "Tools", "Checking", "Time\ncmin",
))  # fmt: skip
_SCREWS = ("screw", "set_screw")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyStep:
    """One step: so many pieces of an item put in place. ``after``: numbers of the steps it needs.

    ``minutes``: for all its pieces, its check included.
    """

    number: int
    item: str
    ref: int
    quantity: int
    operation: Message
    after: tuple[int, ...]
    tools: Message
    inspection: Message
    minutes: float


def assembling_moves(assembled: Assembled, moves: Sequence[Move]) -> tuple[Move, ...]:
    """Return the moves of the exploded view with each fastener as early as it can go in."""
    partners = {
        item.name: frozenset(_partners(assembled, item.name)) - {item.name}
        for item in assembled.spec.items
    }
    return assembling_order(placed_parts(assembled), moves, partners)


def assembly_steps(assembled: Assembled, moves: Sequence[Move]) -> tuple[AssemblyStep, ...]:
    """Return the steps in the order of ``moves``; pieces of one item that follow each other share one."""
    groups: list[list[Move]] = []
    for move in moves:
        if groups and item_of(groups[-1][0].part) == item_of(move.part):
            groups[-1].append(move)
        else:
            groups.append([move])
    steps: list[AssemblyStep] = []
    for group in groups:
        item = assembled.spec.item(item_of(group[0].part))
        if item is not None:
            steps.append(_step(assembled, item, group, steps))
    return tuple(steps)


def _step(
    assembled: Assembled, item: Item, group: Sequence[Move], before: Sequence[AssemblyStep]
) -> AssemblyStep:
    held = {item_of(move.holder) for move in group if move.holder}
    joined = {name for name in _partners(assembled, item.name) if name != item.name}
    after = tuple(step.number for step in before if step.item in held | joined)
    there = [step.item for step in before]
    action = _fastened(item) if item.standard else _placed(assembled, item, there)
    tools, operation, inspection, actions = action
    minutes = len(group) * sum(assembly_time_min(name) for name in actions)
    return AssemblyStep(
        number=len(before) + 1, item=item.name, ref=item.ref, quantity=len(group),
        operation=operation, after=after, tools=tools, inspection=inspection, minutes=minutes,
    )  # fmt: skip


def _partners(assembled: Assembled, name: str) -> Iterator[str]:
    """Yield the items that a fit or a joint joins with this one."""
    for fit in assembled.spec.fits:
        pair = (fit.hole.partition(".")[0], fit.shaft.partition(".")[0])
        if name in pair:
            yield from pair
    for joint in assembled.spec.joints:
        if name in (joint.a, joint.b):
            yield from (joint.a, joint.b)


_Action = tuple[Message, Message, Message, tuple[str, ...]]


def _fastened(item: Item) -> _Action:
    part = parse_designation(item.standard or "")
    what = {"what": item.standard or ""}
    if part.kind in _SCREWS or part.kind == "nut":
        verb = (
            Message("Screw on and tighten the nut {what}", **what)
            if part.kind == "nut"
            else Message("Screw in and tighten the screw {what}", **what)
        )
        return _key(part), verb, _torque(part), ("screw", "tighten")
    if part.kind == "pin":
        tools = Message("mallet, pin punch ⌀{diameter}", diameter=part.diameter)
        return (tools, Message("Drive in the pin {what}", **what), Message("flush, no play"),
                ("drive_pin", "check"))  # fmt: skip
    return Message("by hand"), Message("Put on {what}", **what), Message(""), ("place",)


def _key(part: Fastener) -> Message:
    across = part.dimensions.get("s")
    if across is None:
        return Message("torque wrench")
    if part.standard in ("ISO 4014", "ISO 4017", "ISO 4032"):
        return Message("spanner {size}, torque wrench", size=across)
    return Message("hexagon key {size}, torque wrench", size=across)


def _torque(part: Fastener) -> Message:
    """Return the torque of a property class; set screws and nuts without one are just tight."""
    if part.kind != "screw" or "." not in part.grade:
        return Message("tight")
    torque = tightening_torque(part.diameter, part.grade)
    return Message("torque {torque} N·m (class {grade}, µ = {friction})",
                   torque=float(f"{torque:.2g}"), grade=part.grade, friction=FRICTION)  # fmt: skip


def _placed(assembled: Assembled, item: Item, there: Sequence[str]) -> _Action:
    spec = assembled.parts[item.name].part
    what = {"what": f"{spec.number} {spec.title}"}
    if not there:
        return (Message("bench, soft jaws"), Message("Set down {what}", **what),
                Message("clean, deburred"), ("place", "check"))  # fmt: skip
    fits = [fit for fit in assembled.spec.fits if _joins(fit, item.name, there)]
    kinds = {fit.kind for fit in fits}
    if "interference" in kinds:
        return (Message("press"), Message("Press in {what}", **what), _said(assembled, fits),
                ("press", "check"))  # fmt: skip
    if fits:
        slides = "clearance" in kinds
        verb = Message("Slide in {what}", **what) if slides else Message("Fit {what}", **what)
        tools = Message("by hand, oil") if slides else Message("mallet")
        return tools, verb, _said(assembled, fits), ("slide" if slides else "insert", "check")
    threaded = [j for j in assembled.spec.joints if j.kind == "thread" and
                {j.a, j.b} & set(there) and item.name in (j.a, j.b)]  # fmt: skip
    if threaded:
        return (Message("by hand"), Message("Screw in {what}", **what), Message("turns freely"),
                ("screw", "check"))  # fmt: skip
    return Message("by hand"), Message("Set in place {what}", **what), Message(""), ("place",)


def _joins(fit: Fit, name: str, there: Sequence[str]) -> bool:
    pair = {fit.hole.partition(".")[0], fit.shaft.partition(".")[0]}
    return name in pair and bool((pair - {name}) & set(there))


def _said(assembled: Assembled, fits: Sequence[Fit]) -> Message:
    """Return the fits with their play or interference (µm), the first two."""
    told = [text for fit in fits if (text := _fit(assembled, fit)) is not None]
    told = list(dict.fromkeys(told))[:2]
    if not told:
        return Message("slides freely")
    return told[0] if len(told) == 1 else Message("{a} ; {b}", a=told[0], b=told[1])


def _fit(assembled: Assembled, fit: Fit) -> Message | None:
    hole, shaft = (
        fit_dimension(assembled.spec, assembled.parts, line) for line in (fit.hole, fit.shaft)
    )
    if hole is None or shaft is None or hole.limits is None or shaft.limits is None:
        return None
    least, most = (1000 * (hole.limits[i] - shaft.limits[1 - i]) for i in (0, 1))
    name = {"fit": written(fit_text(hole, shaft, "en"))}
    if most <= 0:
        return Message("{fit}: interference {least} … {most} µm", **name, least=round(-most),
                       most=round(-least))  # fmt: skip
    return Message("{fit}: play {least} … {most} µm", **name, least=round(least), most=round(most))


def assembly_document(
    steps: Sequence[AssemblyStep], product: ProductSpec, project: Project, lang: str
) -> EmbeddedDocument:
    """Return the assembly plan of the product as a document."""
    identity = product.product
    title = Message("Assembly plan — {number} {product}", number=identity.number,
                    product=identity.title).say(lang)  # fmt: skip
    whole = sum(step.minutes for step in steps)
    total = Message(
        "a product: {time} cmin      batch of {count}: {hours} h", time=centiminutes(whole, lang),
        count=identity.quantity, hours=number(identity.quantity * whole / 60, lang, 1),
    )  # fmt: skip
    context: dict[str, Any] = {
        "block": product_block(product, project, english("Assembly plan"), lang),
        "columns": [translate(column, lang) for column in COLUMNS],
        "rows": [_row(step, lang) for step in steps],
        "total": total.say(lang),
        "sources": translate(
            "Order: each part along a free way, what comes later not yet there (exploded view). Times: "
            "usual times of manual assembly. Torques: FD E 25-030, 0.9 Re.",
            lang,
        ),
    }
    return EmbeddedDocument(chapter=_CHAPTER, title=title, template=TEMPLATE, context=context)


def _row(step: AssemblyStep, lang: str) -> list[str]:
    return [
        str(10 * step.number), str(step.ref), str(step.quantity), step.operation.say(lang),
        ", ".join(str(10 * n) for n in step.after) or DASH, or_dash(step.tools.say(lang)),
        or_dash(step.inspection.say(lang)), centiminutes(step.minutes, lang),
    ]  # fmt: skip


def product_block(product: ProductSpec, project: Project, kind: str, lang: str) -> dict[str, Any]:
    """Return the title block of a document of the product."""
    identity = product.product
    row = english((
        ("Assembly", f"{identity.number} {identity.title}", 2.4),
        ("Revision", identity.revision, 0.7), ("Batch", str(identity.quantity), 0.7),
        ("Rate", project.rate, 0.9), ("Author", project.author, 1.3),
        ("Date", date_text(project.date, lang), 1.0), ("Checked by", project.checker, 1.3),
    ))  # fmt: skip
    return {
        "kind": translate(kind, lang),
        "owner": project.owner,
        "department": project.department,
        "fields": [[{"label": translate(k, lang), "value": or_dash(v), "share": share}
                    for k, v, share in row]],
    }  # fmt: skip
