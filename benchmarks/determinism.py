"""The same bytes whatever surrounds a build: a long test, its outcome kept as figures.

``python benchmarks/determinism.py [--keep] [small] [example]``:

- small: a part with a plan and a fixture in a product that moves, built in surroundings that share
  nothing (see ``tests/surroundings.py``: order of tasks, workers, folder, date, locale, zone, hashes,
  names, threads, rights, terminal), and from caches with another past: killed in the middle again
  and again; filled by another version of the project first; part by part; shared between projects;
  in English; at a limit. Each must give the bytes of the first.
- example: the whole example twice at the same time: on one core, and with two workers.

A difference is told by file, member, line or byte, with both sides of it; then the exit code is 1.
Another processor is imitated as far as its libraries let it be (no AVX, no FMA in the C library, numpy
and OpenBLAS). Not covered, since one machine cannot: other architectures and operating systems, other
versions of the packages.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from tests.build.scene_project import project as scene_project  # noqa: E402
from tests.byte_difference import first_difference  # noqa: E402
from tests.surroundings import (  # noqa: E402
    OLDER_PROCESSOR,
    ONE,
    OTHER,
    Ran,
    Surroundings,
    copied,
    missing,
    run,
    task_ids,
)

KEPT = Path(__file__).with_suffix(".json")
KILLS = 8
LONGEST_S = 8.0  # until a kill
JAPANESE = replace(OTHER, folder="日本", seed=3, locale="ja_JP", date="+400d", terminal=False)
GERMAN = replace(OTHER, folder="Gerät", seed=4, locale="de_DE", date="-30d", terminal=False, jobs=3)


class Compared:
    """Builds compared to the first of their kind; what was found of each."""

    def __init__(self, source: Path, scratch: Path) -> None:
        self.source, self.scratch = source, scratch
        self.tasks = task_ids(source)
        self.found: dict[str, str] = {}
        self.differences = 0

    def run(self, around: Surroundings, *arguments: str, kill_after_s: float | None = None) -> Ran:
        """Build; a build that was not killed and did not come to its end is an error."""
        ran = run(
            self.source, self.scratch, around, *arguments, tasks=self.tasks,
            kill_after_s=kill_after_s,
        )  # fmt: skip
        if kill_after_s is None and ran.code not in (0, 1):
            raise RuntimeError(ran.told[-3000:])
        return ran

    def told(self, name: str, one: Path, other: Path) -> None:
        """Compare two folders, and keep what was found."""
        difference = first_difference(one, other)
        self.differences += bool(difference)
        self.found[name] = difference or "the same bytes"
        print(f"{name}: {self.found[name]}", flush=True)


def small(scratch: Path) -> Compared:
    """Compare builds of the small project."""
    compared = Compared(scene_project(scratch / "source"), scratch)
    one = compared.run(ONE)
    compared.told("other surroundings", one.output, compared.run(OTHER).output)
    for name, way in WAYS.items():
        compared.told(name, one.output, way(compared).output)
    for name, arguments in (("en", ("--lang", "en")), ("at-mmc", ("--at", "mmc"))):
        mine, theirs = (compared.run(around, *arguments).output for around in (ONE, JAPANESE))
        compared.told(name, mine / name, theirs / name)
    return compared


def _killed(compared: Compared) -> Ran:
    rng = random.Random(5)
    for _ in range(KILLS):
        compared.run(JAPANESE, kill_after_s=rng.uniform(0.3, LONGEST_S))
    return compared.run(JAPANESE)


def _another_version(compared: Compared) -> Ran:
    """Build the project with another bore and another tolerance first."""
    project = copied(compared.source, compared.scratch, GERMAN, compared.tasks)
    spec = project / "parts" / "cale" / "spec.toml"
    text = spec.read_text("utf-8")
    for changed in (("⌀16 H7 Ⓔ", "⌀18 H7 Ⓔ"), ("80 ±0,1", "80 ±0,2")):
        spec.write_text(text.replace(*changed), "utf-8")
        compared.run(GERMAN)
    spec.write_text(text, "utf-8")
    return compared.run(GERMAN)


def _part_by_part(compared: Compared) -> Ran:
    around = replace(GERMAN, folder="part by part", seed=6)
    for subject in ("cale_ph10", "cale", "product"):
        compared.run(around, subject)
    return compared.run(around)


def _shared(compared: Compared) -> Ran:
    """Build with a cache that two projects filled, one of them with another spec."""
    store = str(compared.scratch / "shared store")
    compared.run(replace(GERMAN, folder="a first", seed=7), "cale", "--cache", store)
    compared.run(replace(ONE, folder="a second", seed=8), "--cache", store)
    return compared.run(replace(OTHER, folder="the third", seed=9), "--cache", store)


def _older_processor(compared: Compared) -> Ran:
    environment = {**GERMAN.environment, **OLDER_PROCESSOR}
    return compared.run(replace(GERMAN, folder="older", seed=10, environment=environment))


WAYS: dict[str, Callable[[Compared], Ran]] = {
    f"killed {KILLS} times": _killed, "after another version": _another_version,
    "part by part": _part_by_part, "shared cache": _shared, "older processor": _older_processor,
}  # fmt: skip


def example(scratch: Path) -> Compared:
    """Compare two builds of the example."""
    source = scratch / "source"
    for name in ("parts", "fixtures_design", "docs_templates"):
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=skipped)
    compared = Compared(source, scratch)
    with ThreadPoolExecutor(2) as pool:  # at the same time: each disturbs the other
        one, other = pool.map(compared.run, (ONE, OTHER))
    compared.told("example", one.output, other.output)
    files = [p for p in one.output.rglob("*") if p.is_file()]
    size = sum(p.stat().st_size for p in files)
    compared.found |= {"files": str(len(files)), "MiB": str(round(size / 2**20))}
    return compared


MEASURES = {"small": small, "example": example}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measure", nargs="*", default=list(MEASURES), help=", ".join(MEASURES))
    parser.add_argument("--keep", action="store_true", help="write what is found to a file")
    options = parser.parse_args()
    found: dict[str, object] = {"command": "python benchmarks/determinism.py --keep"}
    differences = 0
    for name in options.measure:
        with tempfile.TemporaryDirectory(prefix="gmp-bench-") as folder:
            compared = MEASURES[name](Path(folder))
        found[name] = compared.found
        differences += compared.differences
    found["left out, not on this machine"] = list(missing())
    if options.keep:
        kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
        text = json.dumps({**kept, **found}, indent=1, ensure_ascii=False)
        KEPT.write_text(text + "\n", "utf-8")
    return int(differences > 0)


if __name__ == "__main__":
    sys.exit(main())
