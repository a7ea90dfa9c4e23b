"""What a build is asked for. Light: a build with nothing to do loads no more than this."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gmp_cad.spec.condition import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to build: what, in which language, with how many workers.

    ``strict``: a line of a specification that arrives nowhere fails the build. ``condition``: at
    which of their limits the parts are built; documents are of the nominal parts alone. ``cache``:
    the folder of a store that other projects and checkouts share (none: the project's own). ``into``:
    where the outputs go (none: into the project's ``output/``); ``kept``: where the history of the
    project is (none: in its ``.gmp-cache/``). ``accepting``: baselines are to be written anew and
    are not read. ``model_timeout_s``: how long a
    script of the project may run (none: two minutes). ``sandbox``: scripts of the project run
    confined, and what they give reaches no other project.
    """

    subjects: tuple[str, ...] = ()
    lang: str = "fr"
    jobs: int | None = None
    verdicts_only: bool = False
    strict: bool = False
    condition: Condition = Condition.NOMINAL
    cache: Path | None = None
    into: Path | None = None
    kept: Path | None = None
    model_timeout_s: float | None = None
    sandbox: bool = False
    accepting: bool = False

    @property
    def asked(self) -> str:
        """What is asked for, in one line: builds of the same are made in the same stages."""
        kind = "verdicts" if self.verdicts_only else "all"
        return " ".join([kind, self.condition, self.lang, *sorted(self.subjects)])


def output_folder(
    root: Path, lang: str, condition: Condition = Condition.NOMINAL, into: Path | None = None
) -> Path:
    """Return where the outputs go: nominal and French at the top; ``en``, ``at-mmc`` below."""
    top = root / "output" if into is None else into
    folder = top if lang == "fr" else top / lang
    return folder if condition is Condition.NOMINAL else folder / f"at-{condition}"
