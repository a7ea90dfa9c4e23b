"""Messages: values kept apart, numbers in the language, one complete French catalogue."""

from __future__ import annotations

import io
import pickle
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from gmp_cad import language
from gmp_cad.language import Message, number, spoken, translate, written

ROOT = Path(__file__).parents[1] / "gmp_cad"


@cache
def catalogue() -> dict[str, str]:
    """The catalogue as Babel, another reader than ours, understands it."""
    with (ROOT / "locale/fr/LC_MESSAGES/gmp_cad.po").open("rb") as file:
        entries = read_po(file, abort_invalid=True)
    assert not any(m.fuzzy or m.context or m.pluralizable for m in entries if m.id)
    return {m.id: m.string for m in entries if m.id}


def test_a_message_prints_numbers_in_its_language() -> None:
    message = Message("height {value} mm", value=12.5)
    assert message.say("en") == "height 12.5 mm"
    assert message.say("fr").endswith("12,5 mm")


def test_a_notation_in_a_message_takes_the_decimal_sign_of_its_language() -> None:
    message = Message("{size}.", size=written("⌀8.5 +0.02/0 ↧12"))
    assert message.say("en") == "⌀8.5 +0.02/0 ↧12."
    assert message.say("fr") == "⌀8,5 +0,02/0 ↧12."
    assert Message.from_json(message.to_json()) == message


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (0, "0 parts", "0 pièce"),
        (1, "1 part", "1 pièce"),
        (1.5, "1.5 parts", "1,5 pièce"),
        (2, "2 parts", "2 pièces"),
        (-1, "-1 parts", "-1 pièce"),
    ],
)
def test_words_agree_with_their_number_as_each_language_counts(
    count: float, english: str, french: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """French says one of all that is less than 2 (Grevisse, Le Bon Usage), English of 1 alone."""
    said = {"{count} {count:part|parts}": "{count} {count:pièce|pièces}"}
    monkeypatch.setattr(language, "_catalogue", {"fr": said, "en": {}}.__getitem__)
    message = Message("{count} {count:part|parts}", count=count)
    assert (message.say("en"), message.say("fr")) == (english, french)


def test_no_text_leaves_the_plural_to_the_reader() -> None:
    """Neither "part(s)" nor "pièce(s)": a choice in the text says it right."""
    lazy = re.compile(r"\w\((?:s|es|x|e|ne)\)")
    assert not [text for pair in catalogue().items() for text in pair if lazy.search(text)]


def test_a_message_is_immutable_and_comes_back_from_json_and_pickle() -> None:
    inner = Message("inner {a}", a=1)
    message = Message("outer {b}", b=inner)
    assert Message.from_json(message.to_json()) == message
    assert pickle.loads(pickle.dumps(message)) == message
    with pytest.raises(AttributeError):
        message.template = "x"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.1 + 0.2, None, "0,3"),
        (1e-7, None, "0,0000001"),
        (1234567.0, None, "1234570"),
        (-0.0001, 2, "0,00"),
        (2.0, 1, "2,0"),
    ],
)
def test_numbers_have_no_exponent_and_no_negative_zero(
    value: float, decimals: int | None, expected: str
) -> None:
    assert number(value, "fr", decimals) == expected


def test_the_quick_reader_of_the_catalogue_reads_what_babel_reads() -> None:
    language._catalogue.cache_clear()
    assert dict(language._catalogue("fr")) == catalogue()
    assert len(catalogue()) > 500


def test_the_quick_reader_reads_a_catalogue_that_a_translators_editor_wrote() -> None:
    written = Catalog(locale="fr")
    texts = {
        'say "a \\ b"': "dire « a \\ b »",
        "two\nlines\tand a tab": "deux\nlignes\tet une tabulation",
        "a long sentence, " * 12: "une longue phrase, " * 12,
        "not translated yet": "",
    }
    for english, french in texts.items():
        written.add(english, french)
    file = io.BytesIO()
    write_po(file, written, width=76)
    for text in (file.getvalue().decode(), file.getvalue().decode().replace("\n", "\r\n")):
        assert language._entries(text) == {e: f for e, f in texts.items() if f}


def test_an_unknown_text_stays_as_it_is() -> None:
    assert translate("no such text", "fr") == "no such text"


INNER = {"message": {"template": "x", "values": {}}}


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("{m.say.__globals__[pkgutil].os.environ[HOME]}", {"m": INNER}),
        ("{m.values}", {"m": INNER}),
        ("{m[0]}", {"m": "text"}),
        ("{0}", {}),
        ("{}", {}),
        ("{m:>9999999999}", {"m": "x"}),
        ("{m:0999999999d}", {"m": 1}),
        ("{m:.999999999f}", {"m": 1.0}),
        ("{m:{w}}", {"m": "x", "w": ">9999999999"}),
        ("{m:.3f}", {"m": "no number"}),
        ("{m:.3f}", {"m": None}),
        ("{m:part|parts}", {"m": "no number"}),
        ("{m:part|parts}", {"m": None}),
        ("{m", {"m": 1}),
        ("{m!z}", {"m": 1}),
        ("{n}", {"m": 1}),
        ("x", {"m": [1]}),
        ("x", {"m": {"message": [1]}}),
        ("x", []),
        (["x"], {}),
    ],
)
def test_what_cannot_be_said_is_no_message(template: object, values: object) -> None:
    """What a process answers that ran code of strangers reaches nothing here, and fills nothing."""
    with pytest.raises(ValueError, match=r"."):
        Message.from_json({"template": template, "values": values})


def test_messages_inside_of_messages_have_an_end() -> None:
    data: dict[str, object] = {"template": "x", "values": {}}
    for _ in range(50):
        data = {"template": "{m}", "values": {"m": {"message": data}}}
    with pytest.raises(ValueError, match="no message"):
        Message.from_json(data)


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("pocket_floor", "fond de poche", "pocket floor"),
        ("dowels[2]", "trous de goupille 2", "dowels 2"),
        ("stock >Z[1]", "brut 1, côté +Z de la pièce", "stock 1, side +Z"),
        ("stock <X", "brut, côté −X de la pièce", "stock, side −X"),
        ("stock %CYLINDER", "brut, cylindre", "stock, cylinder"),
        ("my_own_name", "my own name", "my own name"),
    ],
)
def test_surfaces_are_named_as_people_say_them(name: str, french: str, english: str) -> None:
    assert (spoken(name, "fr"), spoken(name, "en")) == (french, english)
