"""Options, ini-settings and markers of the plugin. Light: every start of pytest reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from gmp_cad.pytest_plugin.session import Session

SESSION: pytest.StashKey[Session] = pytest.StashKey()

MARKERS = (
    "part: a verdict on a part as a whole (gmp_cad)",
    "dimension: a line of [dimensions] of a specification (gmp_cad)",
    "tolerance: a line of [tolerances] of a specification (gmp_cad)",
    "datum: a line of [datums] of a specification (gmp_cad)",
    "texture: a line of [textures] of a specification (gmp_cad)",
    "model: the script of a part (gmp_cad)",
    "process: a process plan and its phases (gmp_cad)",
    "product: the product (gmp_cad)",
    "fixture: a fixture and its own parts (gmp_cad)",
    "baseline: the geometry of a part against its accepted one (gmp_cad)",
    "sweep: a model at random sizes within their limits (gmp_cad)",
    "parts_at(*conditions): run the test with its parts nominal, middle, mmc or lmc (gmp_cad)",
)
_LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run was asked for. ``sweep``: how many random sizes each model is tried at."""

    lang: str
    strict: bool
    sandbox: bool
    sweep: int


def add_options(parser: pytest.Parser) -> None:
    """Add the options, each with an ini-setting of the same name."""
    group = parser.getgroup("gmp_cad", "gmp_cad: verdicts of a CAD project")
    group.addoption(
        "--gmp-cad-lang", choices=_LANGUAGES, help="language of the verdicts (ini: gmp_cad_lang)"
    )
    group.addoption(
        "--gmp-cad-strict", action="store_true", default=None,
        help="a line of a specification that arrives nowhere fails (ini: gmp_cad_strict)",
    )  # fmt: skip
    group.addoption(
        "--gmp-cad-sandbox", action="store_true", default=None,
        help="run the scripts of the project confined, as gmp-cad --sandbox does"
        " (ini: gmp_cad_sandbox)",
    )  # fmt: skip
    group.addoption(
        "--gmp-cad-sweep", metavar="N", type=int,
        help="build each part at N random sets of sizes within their limits, and the product at"
        " N random positions (ini: gmp_cad_sweep; needs hypothesis)",
    )  # fmt: skip
    parser.addini("gmp_cad_lang", "language of the verdicts: fr or en", default="fr")
    parser.addini("gmp_cad_strict", "a line that arrives nowhere fails", type="bool", default=False)
    parser.addini(
        "gmp_cad_sandbox", "run the scripts of the project confined", type="bool", default=False
    )
    parser.addini("gmp_cad_sweep", "random sets of sizes for each model", default="0")


def options_of(config: pytest.Config) -> Options:
    """Return what the command line and the ini-file ask for; raise UsageError for nonsense."""

    def chosen(name: str) -> object:
        given = config.getoption(name)
        return config.getini(name) if given is None else given

    lang, sweep = str(chosen("gmp_cad_lang")), str(chosen("gmp_cad_sweep"))
    if lang not in _LANGUAGES:
        raise pytest.UsageError(f"gmp_cad_lang = {lang!r}: expected fr or en")
    if not sweep.isdecimal():
        raise pytest.UsageError(f"gmp_cad_sweep = {sweep!r}: expected a number, 0 for none")
    return Options(
        lang=lang, strict=bool(chosen("gmp_cad_strict")),
        sandbox=bool(chosen("gmp_cad_sandbox")), sweep=int(sweep),
    )  # fmt: skip
