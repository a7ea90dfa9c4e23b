"""Every fault of a template in one run: syntax, fields, filters, includes, what leaves its folder.

Nothing is rendered: a field that no document of today fills is checked too. What only compiling
shows is told by :mod:`gmp_cad.documents.template_sample`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jinja2
from jinja2 import nodes

from gmp_cad.documents.templating.template import environment, is_html, located, unclosed
from gmp_cad.documents.templating.template_error import Spot, shown
from gmp_cad.documents.templating.template_fields import registry, tree
from gmp_cad.documents.templating.template_reason import jinja_reason, typst_reason
from gmp_cad.documents.templating.template_scope import Reader
from gmp_cad.errors import Where
from gmp_cad.language import Message

_MAX_SYNTAX = 20  # a template with more wrong lines is another kind of file
_TYPST_ENDS = (".typ", ".typ.j2")
_OUTSIDE_HTML = re.compile(
    r"""(?:\b(?:src|href|action|data|poster|srcset)\s*=\s*["']?|url\(\s*["']?|@import\s+["'])"""
    r"""(?P<url>(?:https?:)?//[^\s"')>]*)""",
    re.IGNORECASE,
)
_PACKAGE = re.compile(r'\b(?:import|include)\s*"(?P<name>@[^"]*)"')
_OUTSIDE_TYPST = re.compile(
    r'(?<!\{% )(?<!\{%- )\b(?:read|image|include|import|json|csv|toml|yaml|xml|cbor|plugin)\s*\(?\s*"(?P<path>(?:/|\.\./)[^"]*)"'
)
_IMAGE = re.compile(r"\bimage\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a template: where, what, what to do; a warning does not stop the document."""

    where: Where
    message: Message
    hint: Message | None = None
    warning: bool = False


@dataclass(slots=True)
class _Faults:
    """The faults found so far, each once."""

    templates: Mapping[str, str]
    found: dict[tuple[Any, ...], Fault] = field(default_factory=dict)

    def add(
        self, spot: Spot, message: Message, hint: Message | None = None, *, warning: bool = False
    ) -> None:
        key = (spot.file, spot.line, spot.column, message)
        told = shown(message, spot, self.templates)
        self.found[key] = Fault(where=spot.where, message=told, hint=hint, warning=warning)

    def report(
        self, file: str, line: int, words: Sequence[str], message: Message, hint: Message | None,
        stops: bool,
    ) -> None:  # fmt: skip
        spot = located(Spot(file, line), words, self.templates)
        self.add(spot, message, hint, warning=not stops)


def lint(templates: Mapping[str, str], name: str) -> tuple[Fault, ...]:
    """Return every fault of a template, in the order of its lines; ``templates`` are all by name."""
    faults = _Faults(templates)
    if name.endswith(".j2"):
        _jinja(templates, name, faults)
    if name.endswith(_TYPST_ENDS):
        _typst(templates[name], name, faults)
    elif is_html(name):
        _html(templates[name], name, faults)
    found = faults.found.values()
    return tuple(sorted(found, key=lambda f: (f.where.file != name, f.where.file, f.where.line or 0, f.where.column or 0)))  # fmt: skip


def _jinja(templates: Mapping[str, str], name: str, faults: _Faults) -> None:
    made = environment(templates, "fr", html=is_html(name))
    body = _parsed(made, templates, name, faults)
    if body is None:
        return
    described = registry().get(name)
    root = tree(described.every) if described else None
    is_open = described is None or not described.fields
    reader = Reader(
        environment=made, parsed=lambda other: _quietly(made, templates, other),
        described=lambda other: bool(registry().get(other)), report=faults.report, file=name,
        template=name, open=is_open,
    )  # fmt: skip
    scope: dict[str, object] = dict(root.children) if root else {}
    reader.read(body.body, scope)
    reader.read_uncalled(scope)


def _quietly(
    made: jinja2.Environment, templates: Mapping[str, str], name: str
) -> nodes.Template | None:
    """Return another template's syntax tree, None where it is faulty: it is told under its name."""
    try:
        return made.parse(templates[name], name)
    except jinja2.TemplateSyntaxError:
        return None


def _parsed(
    made: jinja2.Environment, templates: Mapping[str, str], name: str, faults: _Faults
) -> nodes.Template | None:
    """Return the syntax tree; where there is none, report every wrong line.

    A wrong expression is blanked and the rest read again; a wrong tag ends the reading, since
    what follows would be told as wrong because of it.
    """
    lines = templates[name].split("\n")
    for _ in range(_MAX_SYNTAX):
        try:
            body = made.parse("\n".join(lines), name)
        except jinja2.TemplateSyntaxError as error:
            said = str(error.message)
            spot = unclosed(templates, Spot(name, error.lineno), said) or Spot(name, error.lineno)
            words = re.findall(r"'(.*?)'", said)[::-1]
            faults.add(located(spot, words, templates), *jinja_reason(said))
            index = error.lineno - 1
            if not 0 <= index < len(lines) or "{%" in lines[index] or "{{" not in lines[index]:
                return None
            lines[index] = ""
        else:
            return None if faults.found else body
    return None


def _typst(text: str, name: str, faults: _Faults) -> None:
    for found in _PACKAGE.finditer(text):
        faults.add(_spot(text, name, found.start("name")), *typst_reason("package not found"))
    for found in _OUTSIDE_TYPST.finditer(text):
        said = f'path `"{found["path"]}"` would escape the project root'
        faults.add(_spot(text, name, found.start("path")), *typst_reason(said))
    for start in _without_alt(text):
        faults.add(_spot(text, name, start), *typst_reason("missing alt text"))


def _without_alt(text: str) -> Iterator[int]:
    """Yield where pictures begin that have no alternative text among their arguments."""
    for found in _IMAGE.finditer(text):
        depth, end = 1, found.end()
        while end < len(text) and depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if "alt:" not in text[found.end() : end] and "//" not in line:
            yield found.start()


def _html(text: str, name: str, faults: _Faults) -> None:
    hint = Message("the page opens without a network: keep everything inside it")
    for found in _OUTSIDE_HTML.finditer(text):
        message = Message("the page loads or links outside: {url}", url=found["url"])
        faults.add(_spot(text, name, found.start("url")), message, hint)


def _spot(text: str, name: str, at: int) -> Spot:
    before = text[:at]
    return Spot(name, before.count("\n") + 1, at - before.rfind("\n") - 1)
