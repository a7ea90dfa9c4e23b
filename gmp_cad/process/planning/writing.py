"""A proposed plan as the text of ``process.toml``, with the reasons as comments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from gmp_cad.language import LANGUAGES, Message
from gmp_cad.process.planning.draft import (
    Draft,
    DraftContact,
    DraftDimension,
    DraftOperation,
    DraftPhase,
    DraftStock,
)

_HEAD = Message("Proposed by gmp-cad plan: read it, change what you know better, then build.")


def toml_text(draft: Draft, title: str, lang: str = "fr") -> str:
    """Return ``process.toml``; parsing it gives the plan of the draft, without a warning.

    The keys stand in a fixed order; lengths mm, forces N, times min. Comments are in ``lang``, what
    documents show is written in every language.
    """
    lines = [*_comments([Message("{title}: process plan", title=title), _HEAD], lang)]
    if name_lines(draft):
        told = Message("It needs these names in [features] of spec.toml:")
        lines += [*_comments([told], lang)]
        lines += [f"#   {line}" for line in name_lines(draft)]
    signed = (
        ("author", draft.author), ("checker", draft.checker), ("date", draft.date),
        ("drawing_revision", draft.revision),
    )  # fmt: skip
    lines += [*_comments(draft.remarks, lang), *_keys(signed)]
    lines += ["", *_stock(draft.stock, lang)]
    for i, phase in enumerate(draft.phases, 1):
        lines += _phase(phase, 10 * i, draft.program, lang)
    return "\n".join(lines) + "\n"


def name_lines(draft: Draft) -> list[str]:
    """Return the lines that ``[features]`` of the specification still needs."""
    return [f"{name.name} = {_quoted(name.selector)}" for name in draft.names if name.selector]


def _comments(messages: Iterable[Message | None], lang: str) -> Iterator[str]:
    for message in messages:
        if message is not None:
            yield f"# {message.say(lang)}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, Message):
        said = {lang: value.say(lang) for lang in LANGUAGES}
        if len(set(said.values())) == 1:
            return _quoted(said[LANGUAGES[0]])
        pairs = ", ".join(f"{lang} = {_quoted(text)}" for lang, text in said.items())
        return f"{{ {pairs} }}"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float):
        return f"{round(value, 4):g}" if abs(value) < 1e5 else f"{value:.1f}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    return str(value)


def _keys(pairs: Iterable[tuple[str, object]]) -> list[str]:
    """Return ``key = value`` for what is given; an empty value is left to its default."""
    return [f"{key} = {_value(value)}" for key, value in pairs if value not in ("", None, ())]


def _stock(stock: DraftStock, lang: str) -> list[str]:
    pairs = (
        ("form", stock.form), ("size", stock.size), ("allowance", stock.allowance),
        ("axis", stock.axis), ("offset", stock.offset if any(stock.offset) else ()),
        ("note", stock.note),
    )  # fmt: skip
    return [*_comments([stock.why], lang), "[stock]", *_keys(pairs)]


def _phase(phase: DraftPhase, number: int, program: str, lang: str) -> list[str]:
    pairs = (
        ("number", number), ("title", phase.title), ("machine", phase.machine),
        ("workholding", phase.workholding),
        ("program", f"O{program}{number:02d}" if phase.program else ""), ("coolant", phase.coolant),
        ("setup_time", phase.setup_time), ("loading_time", phase.loading_time),
        ("note", phase.note), ("spindle", phase.spindle), ("x_axis", phase.x_axis),
        ("origin", phase.origin),
    )  # fmt: skip
    lines = ["", *_comments(phase.why, lang), "[[phase]]", *_keys(pairs)]
    lines += _table("locating", phase.locating)
    lines += _table("clamping", phase.clamping)
    lines += _keys([("tolerances", phase.tolerances)])
    for operation in phase.operations:
        lines += _operation(operation, lang)
    for i, dimension in enumerate(phase.dimensions, 1):
        lines += _dimension(dimension, dimension_name(number, i))
    return lines


def dimension_name(phase: int, index: int) -> str:
    """Return the name of a manufactured dimension: ``Cf201`` is the first of phase 20."""
    return f"Cf{phase // 10}{index:02d}"


def _table(key: str, contacts: tuple[DraftContact, ...]) -> list[str]:
    if not contacts:
        return []
    return [f"{key} = [", *(f"  {_contact(c)}," for c in contacts), "]"]


def _contact(contact: DraftContact) -> str:
    pairs = (
        ("on", contact.on), ("normals", contact.normals or None), ("contact", contact.contact),
        ("points", contact.points), ("seating", contact.seating), ("force", contact.force),
        ("kind", contact.kind),
    )  # fmt: skip
    return "{ " + ", ".join(_keys(pairs)) + " }"


def _operation(operation: DraftOperation, lang: str) -> list[str]:
    stage = operation.stage if operation.stage != "finish" else ""
    pairs = (
        ("kind", operation.kind), ("makes", operation.makes), ("stage", stage),
        ("allowance", operation.allowance), ("depth", operation.depth), ("tool", operation.tool),
        ("title", operation.title), ("gauge", operation.gauge),
        ("manual_time", operation.manual_time),
    )  # fmt: skip
    told = _comments([operation.why, operation.missing], lang)
    return ["", *told, "[[phase.operation]]", *_keys(pairs)]


def _dimension(dimension: DraftDimension, name: str) -> list[str]:
    kind = dimension.kind if dimension.kind != "Cm" else ""
    pairs = (
        ("name", name), ("size", dimension.size), ("between", dimension.between),
        ("on", dimension.on), ("kind", kind), ("gauge", dimension.gauge),
    )  # fmt: skip
    return ["", "[[phase.dimension]]", *_keys(pairs)]
