"""CONTRIBUTING.md tells where a line belongs: what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
SECTION = PAGE[PAGE.index("## Where does it belong") : PAGE.index("## Tests")]
PATHS = re.compile(r"`([\w./]+/(?:[\w.]+)?|[\w/]+\.(?:py|toml|csv|j2))`")


def test_every_package_of_the_house_is_in_the_table() -> None:
    folders = (p.name for p in (ROOT / "gmp_cad").iterdir() if (p / "__init__.py").is_file())
    assert {f"`{name}/`" for name in folders} <= set(re.findall(r"`\w+/`", SECTION))


def test_what_the_section_names_is_there() -> None:
    named = [name for name in PATHS.findall(SECTION) if "NAME" not in name]
    assert len(named) > 30
    places = (ROOT, ROOT / "gmp_cad", ROOT / "gmp_cad/standards/data", ROOT / "docs_templates",
              ROOT / "gmp_cad/build/documents")  # fmt: skip
    known = {name for name in named if any((place / name).exists() for place in places)}
    assert set(named) <= known
