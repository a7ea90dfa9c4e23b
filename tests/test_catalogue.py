"""The French catalogue: complete, without entries that nothing says, and found by Babel."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "catalogue.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogue"] = module
    spec.loader.exec_module(module)
    return module


def test_no_text_is_untranslated_and_no_entry_is_unused(tool: ModuleType) -> None:
    wrong = list(tool.faults(tool.read()))
    assert not wrong, "python tools/catalogue.py, then the French of what is new into its msgstr"


def test_an_untranslated_an_unused_and_a_wrong_entry_are_found(tool: ModuleType) -> None:
    entries = tool.read()
    wrong = entries | {
        "Assembly drawing": "",
        "nobody says this": "personne ne le dit",
        "surface {number}": "surface {numero}",
    }
    assert set(tool.faults(wrong)) - set(tool.faults(entries)) == {
        f"untranslated: 'Assembly drawing' ({tool.said()['Assembly drawing']})",
        "unused: 'nobody says this'",
        "fields differ: 'surface {number}' and 'surface {numero}'",
    }


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('Message("a {b}", b=1)', ["a {b}"]),
        ('Message("a" if x else "b")', ["a", "b"]),
        ('Message("a long "\n "sentence")', ["a long sentence"]),
        ('translate("a", lang)', ["a"]),
        ("translate(name, lang)", []),
        ('@check("GM01", "a title", "a reason")\ndef f(): ...', ["a title", "a reason"]),
        ('english("a")', ["a"]),
        ('english(("a", "b"))', ["a", "b"]),
        ('english([("a", "x"), ("b", value)])', ["a", "b"]),
        ('english(((3, "a", "x"), (1, "b", "y")))', ["a", "b"]),
        ('english(((("a", "x"), ("b", "y")), (("c", "z"),)))', ["a", "b", "c"]),
        ('english({"key": "a", "other": ("b", "x")})', ["a", "b"]),
        ('english("a" if x else "b" if y else "c")', ["a", "b", "c"]),
        ('english(("a", *others))', ["a"]),
        ('"a"; print("b"); x = ("c", "d")', []),
    ],
)
def test_what_is_extracted_from_code(tool: ModuleType, code: str, texts: list[str]) -> None:
    assert tool.texts_of(code.encode()) == texts


def test_the_catalogue_is_written_sorted_with_one_text_a_line(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tool.CATALOGUE.read_bytes()
    monkeypatch.setattr(tool, "CATALOGUE", tmp_path / "fr.po")
    entries = {'b "x"\n\\y': "b «x»\n\\y", "a {n}": "a {n}", "c": ""}
    tool.write(entries)
    assert tool.read() == entries
    lines = (tmp_path / "fr.po").read_text("utf-8").splitlines()
    assert [x for x in lines if x.startswith("msgid")][1:] == [
        'msgid "a {n}"', 'msgid "b \\"x\\"\\n\\\\y"', 'msgid "c"',
    ]  # fmt: skip
    assert lines[lines.index('msgid "a {n}"') - 1] == "#, python-brace-format"
    monkeypatch.undo()
    tool.write(tool.read())
    assert tool.CATALOGUE.read_bytes() == before
