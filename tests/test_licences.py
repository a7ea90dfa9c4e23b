"""The licences of what gmp_cad needs: read from the packages, told on a page, none that binds who uses it."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from packaging.requirements import Requirement

from gmp_cad.drawing.font.build import font_bytes
from gmp_cad.drawing.font.fallback import font_folder

ROOT = Path(__file__).parents[1]
_SPEC = importlib.util.spec_from_file_location("licences", ROOT / "tools/licences.py")
assert _SPEC is not None
assert _SPEC.loader is not None
tool = importlib.util.module_from_spec(_SPEC)
sys.modules["licences"] = tool  # a frozen class of its looks itself up there
_SPEC.loader.exec_module(tool)

_PAGE = (ROOT / "docs/licences.md").read_text("utf-8")


def table(name: str) -> dict[str, str]:
    """Return the rows of a table of the page: package, licence."""
    block = re.search(rf"(?s)<!-- {name} -->\n(.*?)<!-- end -->", _PAGE)
    assert block is not None
    rows = re.findall(r"(?m)^\| ([^|]+) \| ([^|]+) \| [^|]*\|$", block[1])
    return {package: licence for package, licence in rows if package not in ("Package", "---")}


def asked(extra: str = "") -> set[str]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = told["optional-dependencies"][extra] if extra else told["dependencies"]
    return {_spelled(Requirement(line).name) for line in lines}


def _spelled(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_page_lists_what_is_asked_for() -> None:
    assert set(table("direct")) == asked()
    for extra in ("viewer", "dask", "test"):
        assert asked(extra) <= set(table(extra))
    assert asked("dev") <= {*table("dev"), *table("dask"), *table("test")}


@pytest.mark.skipif(sys.platform != "linux", reason="the page was written on Linux")
def test_the_page_says_what_the_packages_say() -> None:
    pins = re.findall(r"(?m)^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8"))
    listed = {row for name in ("direct", "indirect", *tool.EXTRAS) for row in table(name)}
    ours = [(name, pinned) for name, pinned in pins if _spelled(name) in listed]
    assert len(ours) > 100
    if other := [name for name, pinned in ours if not _is_installed(name, pinned)]:
        pytest.skip(f"the page is that of constraints.txt; other versions of {', '.join(other)}")
    assert tool.filled(_PAGE) == _PAGE


def _is_installed(name: str, pinned: str) -> bool:
    try:
        return version(name) == pinned
    except PackageNotFoundError:
        return False


def test_nothing_that_always_comes_is_under_gpl_or_agpl() -> None:
    rows = table("direct") | table("indirect")
    assert rows["docxtpl"] == "LGPL-2.1-only"  # the table tells the weaker ones
    assert [name for name, told in rows.items() if tool.binds(told)] == []
    # Nothing is without a licence, nor with a name that says nothing.
    assert {name for name, told in rows.items() if told.strip() in ("", "UNKNOWN")} == set()


@pytest.mark.parametrize(
    ("said", "strong"),
    {
        "LGPL-2.1-only": False, "GPL-3.0-only": True, "AGPL-3.0-or-later": True,
        "MIT AND GPL-2.0-only": True, "LGPL-3.0-or-later AND MIT": False,
    }.items(),
)  # fmt: skip
def test_strong_copyleft_is_known(said: str, *, strong: bool) -> None:
    assert tool.binds(said) is strong


def test_a_package_that_is_not_there_has_no_licence() -> None:
    assert tool.licence("no-such-package-of-anybody") == ""


def test_fonts_of_documents_may_be_embedded() -> None:
    """Bits 0 to 3 of fsType (OpenType, OS/2): 0 is installable embedding, without restriction."""
    files = [p for p in font_folder().glob("*.ttf") if p.name.startswith(("DejaVuSans", "STIX"))]
    assert len(files) > 4
    kinds = {p.name: TTFont(p, lazy=True)["OS/2"].fsType & 0b1111 for p in files}
    kinds["ours"] = TTFont(BytesIO(font_bytes("⌀A")))["OS/2"].fsType & 0b1111
    assert set(kinds.values()) == {0}, kinds
