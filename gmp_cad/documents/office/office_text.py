"""The text of templates of Word and Excel: Jinja2 in a sandbox, forgiving on spelling, strict on fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import jinja2
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from gmp_cad.documents.office.office_package import OfficeTemplate, clean
from gmp_cad.documents.templating.template_error import TemplateError
from gmp_cad.errors import suggestion
from gmp_cad.language import Message, number, translate

_FUNCTIONS = frozenset({"t", "lang", "range", "loop"})
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# Spaces that Word sets by itself before : ; ? ! and inside guillemets, and its quotation marks.
_TYPED = str.maketrans(
    {"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "“": '"', "”": '"', "«": '"',
     "»": '"', "‘": "'", "’": "'", "‑": "-", "–": "-"}
)  # fmt: skip
# What filling a template may raise for what is written in it.
FAULTS = (
    jinja2.TemplateError, ArithmeticError, TypeError, ValueError, LookupError, SyntaxError,
    RecursionError, MemoryError,
)  # fmt: skip
_MOST_SHOWN = 12
_MOST_TURNS = 10_000  # of all range() of a document: no form has more lines


class UnknownFieldError(jinja2.UndefinedError):
    """A field that there is not; ``known``: those that there are in its place."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = sorted(known)


class _Unknown(jinja2.StrictUndefined):
    """A field that there is not: any use of it is an error that knows its neighbours."""

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None,
        exc: type[jinja2.TemplateRuntimeError] = jinja2.UndefinedError,
    ) -> None:  # fmt: skip
        super().__init__(hint, obj, name, exc)
        known = [str(key) for key in obj] if isinstance(obj, Mapping) else []
        self._undefined_exception = partial(_raised, str(name or hint), known)  # type: ignore[assignment]


def _raised(name: str, known: list[str], _said: str) -> UnknownFieldError:
    return UnknownFieldError(name, known)


class _FieldContext(Context):
    """Names are found whatever their capitals and accents: Word writes the first letter large."""

    def resolve_or_missing(self, key: str) -> Any:
        found = super().resolve_or_missing(key)
        if found is missing:
            same = _alike(key, self.parent)
            return missing if same is None else self.parent[same]
        return found


class FieldEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2 as templates of Word and Excel use it; ``lang`` is that of the document."""

    context_class = _FieldContext
    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, lang: str, *, escaped: bool) -> None:
        super().__init__(undefined=_Unknown, autoescape=escaped, finalize=_finalize)
        self.turns = 0
        self.globals = {"lang": lang, "t": partial(translate, lang=lang), "range": self._range}
        self.filters["num"] = lambda value, decimals=None: number(value, lang, decimals)

    def _range(self, *bounds: int) -> range:
        turns = range(*bounds)
        self.turns += len(turns)
        if self.turns > _MOST_TURNS:
            raise OverflowError("range() > " + str(_MOST_TURNS))
        return turns

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return a product of numbers; neither powers nor texts many times over fill a page."""
        if operator == "**" or not all(isinstance(x, int | float) for x in (left, right)):
            raise OverflowError(operator)
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a field of a field, whatever its capitals and accents."""
        return super().getattr(obj, _known_as(attribute, obj))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return a field of a field written in brackets."""
        name = _known_as(argument, obj) if isinstance(argument, str) else argument
        return super().getitem(obj, name)


def _known_as(name: str, obj: Any) -> str:
    if isinstance(obj, Mapping) and name not in obj:
        return _alike(name, obj) or name
    return name


def _alike(name: str, known: Iterable[str]) -> str | None:
    wanted = folded(name)
    return next((k for k in known if isinstance(k, str) and folded(k) == wanted), None)


def folded(name: str) -> str:
    """Return a name without capitals and accents."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _finalize(value: Any) -> Any:
    """Write a text without what no file of Office can hold; pictures and unknown fields pass."""
    if isinstance(value, jinja2.Undefined) or hasattr(value, "__html__"):
        return value
    return "" if value is None else clean(str(value))


def as_typed(text: str) -> str:
    """Return text whose fields are written with plain spaces and quotation marks."""
    return _TAG.sub(lambda found: found.group(0).translate(_TYPED), text)


def refusal(
    template: OfficeTemplate, error: Exception, fields: Iterable[str], near: str
) -> TemplateError:
    """Return what is wrong with a template in one message: which field, or Jinja2's own words.

    ``fields``: names known at the top; ``near``: part, paragraph or cell.
    """
    if isinstance(error, UnknownFieldError):
        known = error.known or sorted(set(fields) - _FUNCTIONS)
        hint = suggestion(error.name, known) or _listed(known)
        return template.error(
            Message("there is no field {name!r}", name=error.name), hint, near
        )  # fmt: skip
    if isinstance(error, jinja2.TemplateSyntaxError):
        hint = Message("fields are written {example}, each brace twice", example="{{ piece }}")
        return template.error(
            Message("a field or a loop is not written well: {reason}", reason=str(error.message)),
            hint, near,
        )  # fmt: skip
    reason = str(error) or type(error).__name__
    return template.error(
        Message("the template cannot be filled: {reason}", reason=reason),
        Message("gmp-cad fill --fields lists the fields that may be used"), near,
    )  # fmt: skip


def _listed(known: list[str]) -> Message:
    shown = ", ".join(known[:_MOST_SHOWN]) + (" …" if len(known) > _MOST_SHOWN else "")
    return Message("known here: {names}", names=shown)
