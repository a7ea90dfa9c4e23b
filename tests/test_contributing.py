"""CONTRIBUTING.md tells where a line belongs: what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from gmp_cad.checks import pmi_expected
from gmp_cad.kernel.exchange.pmi import dimensions
from gmp_cad.kernel.measuring import sizes
from gmp_cad.quality.gauges import MEANS, measurand
from gmp_cad.spec.size import THREADS, Kind

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


def test_each_kind_of_dimension_is_known_wherever_kinds_are() -> None:
    every = set(Kind)
    assert set(sizes._READERS) == every
    assert set(pmi_expected._TYPES) == every
    assert set(dimensions._TYPES) | THREADS == every
    assert {measurand(kind, internal=inside) for kind in Kind for inside in (True, False)} <= set(
        MEANS
    )
