"""What people read: messages written in English in the code, translated by one catalogue.

A :class:`Message` keeps its template and its values apart, so that the same finding prints in
French or English. The catalogue is a gettext file, ``locale/fr/LC_MESSAGES/gmp_cad.po``: English
template → French template.
"""

from __future__ import annotations

import json
import pkgutil
import re
import string
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TypeVar

Value = "str | int | float | bool | None | Message"
LANGUAGES = ("fr", "en")

T = TypeVar("T")

# How a number is written: `.3f`, `+.1f`, `g`; nothing that fills a page with spaces.
_FORM = re.compile(r"[-+]?(?:\.\d{1,2})?[a-zA-Z%]?")
_NOTATION = ","  # a text whose numbers take the decimal sign of the language
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_DEEPEST = 8  # messages inside of messages
_LARGEST = 10**300
_ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)


class Message:
    """A sentence with named values, immutable, hashable and JSON-able.

    The template uses ``str.format`` fields (``{name}``, ``{value:.3f}``, ``{word!r}``), and for
    what agrees with a number ``{count:part|parts}``: the words for one and those for several.
    """

    __slots__ = ("template", "values")

    template: str
    values: tuple[tuple[str, object], ...]

    def __init__(self, template: str, **values: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", tuple(sorted(values.items())))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Message is immutable: cannot set {name!r}")

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Message)
            and self.template == other.template
            and self.values == other.values
        )

    def __hash__(self) -> int:
        return hash((self.template, self.values))

    def __repr__(self) -> str:
        return f"Message({self.template!r}, {dict(self.values)!r})"

    def __str__(self) -> str:
        return self.say("en")

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self.template, dict(self.values))

    def say(self, lang: str) -> str:
        """Return the sentence in ``lang`` ("fr" or "en"); decimals follow the language."""
        template = translate(self.template, lang)
        return _Formatter(lang).vformat(template, (), dict(self.values))

    def to_json(self) -> dict[str, object]:
        """Return a JSON-able form that :meth:`from_json` reads back."""
        return {
            "template": _unicode(self.template),
            "values": {
                k: {"message": v.to_json()} if isinstance(v, Message) else _unicode(v)
                for k, v in self.values
            },
        }

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> object:
        from pydantic_core import core_schema  # noqa: PLC0415 - only evidence files need it

        return core_schema.no_info_plain_validator_function(
            lambda v: v if isinstance(v, Message) else Message.from_json(v),
            serialization=core_schema.plain_serializer_function_ser_schema(Message.to_json),
        )

    @staticmethod
    def from_json(data: Mapping[str, object]) -> Message:
        """Return the message that :meth:`to_json` described.

        Raises ``ValueError`` where it describes none that can be said: what comes from a process
        that ran code of strangers may be anything.
        """
        return _described(data, 0)


def _unicode(value: T) -> T | str:
    """Return a value; of a text, with names of files that are no UTF-8 escaped in it."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    return value


def _described(data: object, depth: int) -> Message:
    if not isinstance(data, Mapping) or depth > _DEEPEST:
        raise ValueError("no message")
    template, values = data.get("template"), data.get("values")
    if not isinstance(template, str) or not isinstance(values, Mapping):
        raise ValueError("no message")  # noqa: TRY004 - as documented
    known = {
        name: _described(value.get("message"), depth + 1) if isinstance(value, Mapping) else value
        for name, value in values.items()
    }
    if any(isinstance(v, int) and abs(v) > _LARGEST for v in known.values()):
        raise ValueError("a number of a message is none")
    _require_sayable(template, tuple((name, type(value)) for name, value in known.items()))
    return Message(template, **known)


@lru_cache(maxsize=10_000)
def _require_sayable(template: str, kinds: tuple[tuple[str, type], ...]) -> None:
    """Require that values of these types can be said in every language; raise ValueError."""
    try:
        samples = {name: _SAMPLES[kind] for name, kind in kinds}
        for lang in LANGUAGES:
            Message(template, **samples).say(lang)
    except (TypeError, LookupError, AttributeError) as error:
        raise ValueError("a message that cannot be said") from error


def _restore(template: str, values: dict[str, object]) -> Message:
    return Message(template, **values)


_SAMPLES: Mapping[type, object] = {
    str: "x", int: 1, float: 1.5, bool: True, type(None): None, Message: Message("{x}", x="x"),
}  # fmt: skip


class _Formatter(string.Formatter):
    """Formats floats with at most six significant digits and the language's decimal sign."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def get_field(self, field_name: str, _args: object, values: object) -> tuple[object, str]:
        """Return a value by its name alone: no attribute or item of it can be reached."""
        assert isinstance(values, Mapping)
        if field_name not in values:
            raise ValueError(f"a message has no value {field_name[:40]!r}")
        return values[field_name], field_name

    def convert_field(self, value: object, conversion: str | None) -> object:
        if conversion == "r" and isinstance(value, str) and self.lang == "fr":
            return f"« {value} »"
        return super().convert_field(value, conversion)

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Message):
            return value.say(self.lang)
        if "|" in format_spec:
            return _agreed(value, format_spec, self.lang)
        if format_spec == _NOTATION:
            return _POINT.sub(",", str(value)) if self.lang == "fr" else str(value)
        if not _FORM.fullmatch(format_spec):
            raise ValueError(f"a value of a message cannot be written as {format_spec[:40]!r}")
        if isinstance(value, float):
            text = format(value, format_spec) if format_spec else number(value, "en")
            return text.replace(".", ",") if self.lang == "fr" else text
        return str(super().format_field(value, format_spec))


def _agreed(value: object, forms: str, lang: str) -> str:
    """Return the form of "one|several" that agrees with a number.

    English says one of 1 alone; French of all that is less than 2, zero too ("0 pièce").
    """
    if not isinstance(value, int | float):
        raise ValueError(f"nothing agrees with {str(value)[:40]!r}: it is no number")  # noqa: TRY004 - as above
    one, _, several = forms.partition("|")
    alone = abs(value) < 2 if lang == "fr" else value == 1
    return one if alone else several


@cache
def _catalogue(lang: str) -> Mapping[str, str]:
    if lang == "en":
        return {}
    data = pkgutil.get_data("gmp_cad", f"locale/{lang}/LC_MESSAGES/gmp_cad.po")
    assert data is not None
    return _entries(data.decode("utf-8"))


def _entries(text: str) -> Mapping[str, str]:
    """Return the translated entries of a gettext catalogue without contexts and plurals.

    Every command waits for it: three thousand entries are read in five milliseconds. Texts that a
    translator's editor wrapped over several lines are joined first.
    """
    joined = text.replace("\r\n", "\n").replace('"\n"', "")
    return {_unescaped(t): _unescaped(said) for t, said in _ENTRY.findall(joined)}


def _unescaped(text: str) -> str:
    """Return what a PO string says; it escapes as JSON does."""
    return str(json.loads(f'"{text}"')) if "\\" in text else text


def word(name: str) -> Message:
    """Return a word of the files or of evidence (``spot_drilling``) as people say it."""
    return Message(name.replace("_", " ").replace(".", " "))


def named(name: str) -> Message:
    """Return the name of a surface as people say it: of a feature, one instance, a raw side.

    ``pocket_floor``, ``hole[2]``, ``stock <X``. Names of models are English: those in the catalogue
    are translated, others are spelt out.
    """
    stem, _, rest = name.partition("[")
    stem, _, selector = stem.partition(" ")
    said = word(stem)
    if rest:
        said = Message("{name} {instance}", name=said, instance=rest.rstrip("]"))
    if selector[:1] in {"<", ">"}:
        side = f"{'−' if selector[0] == '<' else '+'}{selector[1:]}"
        return Message("{name}, {where}", name=said, where=Message("side {side}", side=side))
    if selector.startswith("%"):
        return Message("{name}, {where}", name=said, where=word(selector[1:].lower()))
    return said


def written(text: str) -> Message:
    """Return a notation of drawings (``⌀8.5 H7``), given with points, with the decimal sign as said."""
    return Message("{text:,}", text=text)


def spoken(name: str, lang: str) -> str:
    """Return the name of a surface (see :func:`named`) in a language."""
    return named(name).say(lang)


def english(texts: T) -> T:
    """Mark texts that are English here and translated where they are shown; return them.

    The catalogue's tool (``tools/catalogue.py``) takes from what is written in the call: a text; of
    a dictionary the values; of a list all its texts, or the first text of each of its rows.
    """
    return texts


def translate(text: str, lang: str) -> str:
    """Return ``text`` (an English template or label) in ``lang``, or itself if not translated."""
    return _catalogue(lang).get(text, text)


def number(value: float, lang: str, decimals: int | None = None) -> str:
    """Return a number as documents print it: ``decimals`` places, or as few as are needed.

    Without ``decimals`` at most six significant digits; never an exponent; never ``-0``.
    """
    if decimals is not None:
        text = f"{value:.{decimals}f}"
    else:
        text = f"{float(f'{value:.6g}'):.9f}".rstrip("0").rstrip(".")
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace(".", ",") if lang == "fr" else text
