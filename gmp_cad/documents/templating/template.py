"""How Jinja2 writes Typst and HTML from templates, always escaped.

A template can do nothing but fill in: it runs in Jinja2's sandbox, reaches no file but the other
templates, and its loops and its text are bounded. Whatever it does wrong is a
:class:`TemplateError` with its file, its line and a caret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Never, Self

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gmp_cad.documents.templating.signs import html_signs
from gmp_cad.documents.templating.template_error import Spot, TemplateError, line_of, template_error
from gmp_cad.documents.templating.template_files import (
    FOLDER,
    OFFICE,
    TEXT_ENDINGS,
    TYPST_ENDINGS,
    find,
    packaged_folder,
)  # fmt: skip
from gmp_cad.documents.templating.template_reason import jinja_reason, unknown_field
from gmp_cad.documents.templating.template_trace import Trace, marking, traced
from gmp_cad.documents.templating.typography import typeset, typeset_html
from gmp_cad.errors import InvalidInputError, Problem, suggestion
from gmp_cad.language import Message, number, translate
from gmp_cad.spec.toml import read_text

__all__ = ["OFFICE", "Raw", "TemplateError", "load", "packaged_folder", "quoted", "render"]

# The dossier of a project of a hundred parts has some 10 million characters.
_MAX_CHARACTERS = 100_000_000
_MAX_TURNS = 100_000  # of all range() of one document
_MAX_PRODUCT = 100_000  # characters or items that `*` makes
_SHOWN_REASON = 300
_FINISHED = Message("a template computes nothing: every field arrives as finished text")


class Raw(str):
    """Text that is Typst source already and must not be quoted again."""

    __slots__ = ()


class Rendered(str):
    """A text that templates wrote, and how to find which line of them wrote a place of it."""

    __slots__ = ("_again", "templates")

    _again: Callable[[], Trace]
    templates: Mapping[str, str]

    def __new__(cls, text: str, again: Callable[[], Trace], templates: Mapping[str, str]) -> Self:
        made = super().__new__(cls, text)
        made._again, made.templates = again, templates
        return made

    def spot(self, line: int, column: int) -> Spot | None:
        """Return the place in a template that wrote a place of this text (line from 1, column from 0)."""
        trace = self._again()
        return trace.spot(line, column, self.templates) if trace.text == self else None


class _Unknown(str):
    """What Jinja2 says of an unknown field, with the names that are known beside it."""

    __slots__ = ("known", "name")

    known: list[str]
    name: str


class _Strict(jinja2.StrictUndefined):
    """An unknown field: an error at once, which can say what may be meant."""

    @property
    def _undefined_message(self) -> str:
        said = _Unknown(super()._undefined_message)
        said.name = str(self._undefined_name)
        there = isinstance(self._undefined_obj, Mapping)
        said.known = sorted(map(str, self._undefined_obj)) if there else []
        return said


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, with what multiplies and what counts bounded too."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.turns = 0
        self.globals["range"] = self._range
        for chance in (self.globals, self.filters):  # another text at each build
            chance.pop("lipsum", None)
            chance.pop("random", None)

    def _range(self, *bounds: int) -> range:
        turns = range(*bounds)
        self.turns += len(turns)
        if self.turns > _MAX_TURNS:
            raise OverflowError("Range too big.")
        return turns

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        many = [x for x in (left, right) if isinstance(x, int)]
        sized = [len(x) for x in (left, right) if hasattr(x, "__len__")]
        size = max(map(abs, many), default=0) * max(sized, default=1)
        if operator == "**" or size > _MAX_PRODUCT:
            raise OverflowError("Product too big.")
        return super().call_binop(context, operator, left, right)


def load(project: Path) -> dict[str, str]:
    """Return the text of every template that is text, by name; the project's own come first.

    Raises :class:`~gmp_cad.errors.InvalidInputError` with every file that cannot be read.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name, path in find(project).items():
        if name.endswith(TEXT_ENDINGS):
            try:
                found[name] = read_text(path, f"{FOLDER}/{name}")
            except InvalidInputError as error:
                problems.extend(error.problems)
    if problems:
        raise InvalidInputError(problems)
    return found


def typst_files(templates: Mapping[str, str]) -> dict[str, str]:
    """Return the templates that Typst itself reads: ``gmp.typ``, and what a project puts beside it."""
    return {name: text for name, text in templates.items() if name.endswith(TYPST_ENDINGS)}


def used(templates: Mapping[str, str], *names: str) -> dict[str, str]:
    """Return the named templates and all that they name in quotes, directly or through others.

    A document that is made of these alone is not written again when another template changes.
    """
    found: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = templates[name]
            quotes = re.findall(r"""["']([^"'\n]+)["']""", templates[name])
            waiting.extend(word for word in quotes if word in templates)
    return dict(sorted(found.items()))


def quoted(value: object) -> Raw:
    """Return a value as a Typst string literal, whatever it contains."""
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    text = text.replace("\n", "\\n").replace("\r", "").replace("\t", "\\t")
    return Raw('"' + "".join(c if c >= " " else f"\\u{{{ord(c):x}}}" for c in text) + '"')


def _finalize(value: Any, lang: str) -> Any:
    """Write a value in Typst markup: as a string expression, so that no content is ever code."""
    if isinstance(value, Raw | jinja2.Undefined):
        return value
    return Raw(f"#{quoted(typeset(str(value), lang))};")


class _Loader(jinja2.BaseLoader):
    """Templates by name, each under its own name in a traceback."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self.templates = dict(templates)

    def get_source(
        self, _environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return the text of a template, and its name as that of its file."""
        if template not in self.templates:
            raise jinja2.TemplateNotFound(template)
        return self.templates[template], template, lambda: True

    def list_templates(self) -> list[str]:
        """Return the names of the templates."""
        return sorted(self.templates)


def environment(templates: Mapping[str, str], lang: str, *, html: bool) -> jinja2.Environment:
    """Return what renders templates: HTML is autoescaped, in Typst every value becomes a string."""
    made = _Sandbox(
        loader=_Loader(templates),
        undefined=_Strict,
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    if html:
        made.filters["signs"] = html_signs
        made.finalize = partial(typeset_html, lang=lang)
    else:
        made.finalize = partial(_finalize, lang=lang)
    made.globals["lang"] = Raw(lang)
    made.globals["t"] = partial(translate, lang=lang)
    made.filters["q"] = lambda v: quoted(typeset(str(v), lang))
    made.filters["raw"] = lambda v: Raw(str(v))
    made.filters["num"] = lambda v, decimals=None: number(v, lang, decimals)
    return made


def is_html(name: str) -> bool:
    """Return whether a template is HTML; the others are Typst."""
    return name.endswith(".html.j2")


def render(templates: Mapping[str, str], name: str, context: Mapping[str, Any], lang: str) -> str:
    """Return the template ``name`` filled with ``context``.

    Names ending in ``.html.j2`` are HTML (autoescaped); the others are Typst (every value becomes
    a string). Raises :class:`TemplateError` with the template's file, line and column.
    """
    made = environment(templates, lang, html=is_html(name))
    try:
        text = _joined(made.get_template(name).generate(**context))
    except Exception as error:  # noqa: BLE001 - contexts are plain data: what fails is the template
        _refuse(error, name, context, templates)
    return Rendered(text, partial(_traced, templates, name, context, lang), templates)


def _joined(chunks: Iterable[str]) -> str:
    kept, size = [], 0
    for chunk in chunks:
        kept.append(chunk)
        size += len(chunk)
        if size > _MAX_CHARACTERS:
            raise OverflowError("Text too long.")
    return "".join(kept)


def _traced(
    templates: Mapping[str, str], name: str, context: Mapping[str, Any], lang: str
) -> Trace:
    made = environment(templates, lang, html=is_html(name))
    marks = marking(made)
    return traced("".join(made.get_template(name).generate(**context)), marks)


def _refuse(
    error: Exception, name: str, context: Mapping[str, Any], templates: Mapping[str, str]
) -> Never:
    """Raise what a template did wrong as one clear error."""
    spot = _place(error.__traceback__, name, templates)
    words = re.findall(r"'(.*?)'", str(error))[::-1]
    fault, hint = jinja_reason(str(error)[:_SHOWN_REASON] or type(error).__name__)
    if isinstance(error, jinja2.TemplateSyntaxError):
        spot = Spot(error.name or name, error.lineno)
        spot = unclosed(templates, spot, str(error.message)) or spot
    elif isinstance(error, jinja2.TemplateNotFound):
        words = [error.name or ""]
        fault = Message("there is no template {name!r}", name=words[0])
        hint = suggestion(words[0], templates) or Message(
            "a template reads only docs_templates/ and the pictures of its document"
        )
    elif isinstance(error, jinja2.UndefinedError) and isinstance(error.message, _Unknown):
        words = [error.message.name]
        fault, hint = unknown_field(words[0], error.message.known or sorted(context), spot.file)
    elif isinstance(error, TypeError | ArithmeticError | ValueError):
        hint = hint or _FINISHED
    raise template_error(fault, hint, located(spot, words, templates), templates) from error


def _place(trace: TracebackType | None, name: str, templates: Mapping[str, str]) -> Spot:
    """Return the innermost template line of a traceback."""
    spot = Spot(name)
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in templates:
            spot = Spot(file, trace.tb_lineno)
        trace = trace.tb_next
    return spot


def located(spot: Spot, words: Iterable[str], templates: Mapping[str, str]) -> Spot:
    """Return the place with its column: that of the first of the words that its line holds."""
    text = line_of(templates, spot)
    if text is None or spot.column is not None:
        return spot
    for word in filter(None, words):
        pattern = rf"(?<!\w){re.escape(word)}(?!\w)" if word.isidentifier() else re.escape(word)
        if found := re.search(pattern, text):
            return Spot(spot.file, spot.line, found.start())
    opening = re.search(r"\{[{%]|\S", text)
    return Spot(spot.file, spot.line, opening.start() if opening else 0)


def unclosed(templates: Mapping[str, str], spot: Spot, said: str) -> Spot | None:
    """Return where the block begins that a template does not close, None for another fault."""
    block = re.search(r"needs to be closed is '(\w+)'", said)
    text = templates.get(spot.file, "")
    if block is None:
        return None
    kind, opened = block[1], []
    for tag in re.finditer(r"\{%[-+]?\s*(\w+)", text):
        if tag[1] == kind:
            opened.append(tag.start())
        elif tag[1] == f"end{kind}" and opened:
            opened.pop()
    if not opened:
        return None
    before = text[: opened[-1]]
    return Spot(spot.file, before.count("\n") + 1, len(before) - before.rfind("\n") - 1)
