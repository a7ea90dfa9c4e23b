"""Names and texts that files may hold: what every platform can store and every document print."""

from __future__ import annotations

import datetime as dt
import keyword
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
)

from gmp_cad.language import LANGUAGES, Message
from gmp_cad.spec.fault import InvalidValueError, refuse, shown

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{i}" for i in range(10)), *(f"lpt{i}" for i in range(10))]
)
# Bidirectional classes of the embeddings, overrides and isolates of Unicode (UAX 9).
_TURNING = frozenset(["LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"])
# Attributes that ``d`` has itself (gmp_cad.spec.values.Values).
_OF_D = frozenset({"part", "names_read"})


def check_name(name: str) -> str:
    """Return ``name`` if it may name a part, a dimension or a feature on every platform."""
    if not _NAME.fullmatch(name) or len(name) > 60:
        raise InvalidValueError(
            Message("{name!r} is not a name: expected a–z, then a–z, 0–9 or _", name=name[:80])
        )
    if name in _RESERVED:
        message = Message("{name!r} is a reserved file name on Windows", name=name)
        raise InvalidValueError(message, Message("choose another name"))
    if keyword.iskeyword(name) or name in _OF_D:
        message = Message(
            "{name!r} is a word of Python or of d: d.{name} would not read it", name=name
        )
        raise InvalidValueError(message, Message("choose another name"))
    return name


def is_name(name: str) -> bool:
    """Return whether :func:`check_name` accepts the name."""
    try:
        return bool(check_name(name))
    except InvalidValueError:
        return False


def shaped(pattern: str, **rest: int) -> WithJsonSchema:
    """Return what an editor checks of a text; reading says more, and better."""
    return WithJsonSchema({"type": "string", "pattern": f"^({pattern})$", **rest})


Name = Annotated[str, AfterValidator(check_name), shaped(_NAME.pattern, maxLength=60)]


def check_line(text: str) -> str:
    """Return ``text`` if documents can print it on a line: visible, no control characters."""
    if not text.strip():
        raise InvalidValueError(Message("the text is empty"))
    return check_note(text, "")


def check_note(text: str, breaks: str = "\n\t") -> str:
    """Return ``text`` if documents can print it; ``breaks`` are the control characters allowed.

    XML, and with it Word, Excel and SVG, holds no control characters and no U+FFFE; PDF/A no
    private ones and no U+FEFF. What turns the order of reading about would turn that of the text
    behind it too.
    """
    if text.isprintable():  # none of the categories below: nearly every text, at once
        return text
    for character in text:
        if character not in breaks and (fault := _unprintable(character)):
            raise fault
    return text


def _unprintable(character: str) -> InvalidValueError | None:
    category, code = unicodedata.category(character), f"U+{ord(character):04X}"
    if category in ("Cc", "Cs"):
        return InvalidValueError(Message("the text holds the control character {code}", code=code))
    if unicodedata.bidirectional(character) in _TURNING:
        return InvalidValueError(
            Message("the text holds {code}, which turns the order of reading about", code=code),
            Message("leave it out: Arabic and Hebrew read from right to left by themselves"),
        )
    if category in ("Co", "Zl", "Zp") or character == "\N{ZERO WIDTH NO-BREAK SPACE}" or (
        0xFDD0 <= ord(character) <= 0xFDEF or ord(character) & 0xFFFE == 0xFFFE
    ):  # fmt: skip
        return InvalidValueError(
            Message("the text holds {code}, which no document can print", code=code),
            Message("leave it out, or write it in other words"),
        )
    return None


def _in_language(most: int, check: Callable[[str], str]) -> Callable[[Any, ValidationInfo], Any]:
    """Return a validator that chooses the documents' language in ``{ fr = "…", en = "…" }``.

    Every language is held to ``check`` and to ``most`` characters; the one that is not written is
    replaced by the other. A plain text is left alone: it is the same in all languages.
    """

    def read(value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, Mapping):
            return value
        if not value:
            message = Message("a text in several languages is empty")
            raise InvalidValueError(message, Message("write fr, en, or both"))
        refuse(_language_faults(value, most, check))
        wanted = getattr(info.context, "lang", LANGUAGES[0])
        return value.get(wanted) or next(iter(value.values()))

    return read


def _language_faults(
    value: Mapping[str, Any], most: int, check: Callable[[str], str]
) -> Iterator[InvalidValueError]:
    for lang, text in value.items():
        if lang not in LANGUAGES:
            yield InvalidValueError(
                Message("{name!r} is no language of the documents", name=str(lang)[:60]),
                Message("one of: {names}", names=", ".join(LANGUAGES)), (lang,),
            )  # fmt: skip
        elif not isinstance(text, str):
            message = Message("expected text in quotes, found {found}", found=shown(text))
            yield InvalidValueError(message, keys=(lang,))
        elif len(text) > most:
            message = Message("the text has {count} characters", count=len(text))
            hint = Message("at most {limit} characters", limit=most)
            yield InvalidValueError(message, hint, (lang,))
        else:
            try:
                check(text)
            except InvalidValueError as error:
                yield InvalidValueError(error.message, error.hint, (lang,))


def _worded(most: int, check: Callable[[str], str]) -> tuple[Any, ...]:
    """Return what makes a text one that may be written in several languages."""
    text = {"type": "string", "maxLength": most}
    several = {
        "type": "object", "properties": dict.fromkeys(LANGUAGES, text),
        "additionalProperties": False, "minProperties": 1,
    }  # fmt: skip
    return (
        BeforeValidator(_in_language(most, check)),
        WithJsonSchema({"anyOf": [text, several]}),
    )


def _check_remark(text: str) -> str:
    return check_note(text, "")


Text = Annotated[str, Field(max_length=200), AfterValidator(check_line)]
Note = Annotated[str, Field(max_length=2000), AfterValidator(check_note)]
# One line of a drawing's notes, or nothing.
Remark = Annotated[str, Field(max_length=200), AfterValidator(_check_remark)]
# The same, for what documents show: in one language, or in several.
ShownText = Annotated[Text, *_worded(200, check_line)]
ShownNote = Annotated[Note, *_worded(2000, check_note)]
ShownRemark = Annotated[Remark, *_worded(200, _check_remark)]


_INSTANCE = re.compile(r"([a-z][a-z0-9_]*)\s*\[\s*(.*?)\s*\]")


def check_feature(text: str) -> str:
    """Return the name of a feature, an instance ``holes[1]`` or a selector; refuse ``holes[0]``."""
    if not text.strip():
        raise InvalidValueError(Message("expected a feature or a selector, found an empty text"))
    found = _INSTANCE.fullmatch(text.strip())
    if found and not re.fullmatch(r"[1-9][0-9]{0,3}", found[2]):
        raise InvalidValueError(
            Message("{text!r} is no instance: they count from 1", text=text[:60]),
            Message("write {example}", example=f"{found[1]}[1]"),
        )
    return check_note(text)


FeatureText = Annotated[str, Field(max_length=200), AfterValidator(check_feature)]
OptionalFeature = Annotated[
    str, Field(max_length=200), AfterValidator(lambda text: text and check_feature(text))
]


def _check_datum(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{1,2}", text):
        raise InvalidValueError(
            Message("{name!r} is no datum: expected one or two capitals A–Z", name=text[:60])
        )
    return text


DatumName = Annotated[str, AfterValidator(_check_datum), shaped("[A-Z]{1,2}")]

# Folders that the build fills: what is there is no source of anything.
_GENERATED = frozenset({"output", ".gmp-cache"})
_UNSAFE = re.compile(r'[\\/:*?"<>|]')


def check_number(text: str) -> str:
    """Return a drawing number if files can be called by it on every platform."""
    stem = text.partition(".")[0].strip().casefold()
    if (
        _UNSAFE.search(text)
        or text != text.strip(" .")
        or stem in _RESERVED
        or text.startswith("-")
    ):
        raise InvalidValueError(
            Message("{number!r} cannot name a file on every platform", number=text[:60]),
            Message("write letters, digits, - and _, for example ET-00"),
        )
    return text


Number = Annotated[
    str, Field(max_length=60), AfterValidator(check_line), AfterValidator(check_number)
]


def _iso_date(value: Any) -> Any:
    """Read a date written without quotes too; refuse a day that does not exist."""
    if type(value) is dt.date:
        return value.isoformat()
    if not isinstance(value, str) or not value:
        return value
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return dt.date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise InvalidValueError(
        Message("expected a date (year-month-day), found {found!r}", found=value[:60]),
        Message("for example 2026-01-15"),
    )


Date = Annotated[str, BeforeValidator(_iso_date), shaped("|[0-9]{4}-[0-9]{2}-[0-9]{2}")]


def check_file(text: str) -> None:
    """Refuse the name of a file outside the project, or one that not every platform reads."""
    inside = not text.startswith("/") and ".." not in text.split("/")
    if not inside or "\\" in text or ":" in text or not text.isprintable():
        raise InvalidValueError(
            Message("{file!r} is no file of the project", file=text[:60]),
            Message("write its path from the project's folder, with / between the names"),
            ("file",),
        )
    if text.partition("/")[0] in _GENERATED:
        raise InvalidValueError(
            Message("{file!r} is written by the build itself", file=text[:60]),
            Message("copy it beside the files that you write"),
            ("file",),
        )
