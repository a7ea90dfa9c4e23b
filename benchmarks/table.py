"""The figures that are kept, as one page: ``docs/benchmarks.md``, from the JSON files beside this.

``python benchmarks/table.py`` writes the page (``--check``: says whether it is as it would be
written). The machine and the versions in its head are those of whoever runs it: run it where the
benchmarks were run.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
PACKAGES = ("cadquery", "cadquery-ocp", "numpy", "shapely", "typst")
SAME = "the same bytes"

Row = tuple[str, str]


def kept(name: str) -> dict[str, Any]:
    """Return the kept figures of a benchmark."""
    found: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    return found


def pipeline() -> Iterator[Row]:
    """Yield what a build costs beside CadQuery alone, what a second build and a second worker give."""
    figures = kept("pipeline")
    cost, workers, again = figures["overhead"], figures["workers"], figures["no_op"]
    yield "CPU of our tasks over bare CadQuery, its load counted", spread(cost["counting_the_load"])
    yield "the same, CadQuery loaded before", spread(cost)
    yield "of it the engine: store, keys, processes", spread(cost["engine"])
    yield (
        "a cold build of the starter over one with nothing to do",
        f"{again['cold_over_no_op_wall']:.0f}",
    )
    yield "one worker over two, wall", f"{workers['one_over_two_wall']:.2f}"
    yield (
        "two processes that share nothing, the bound of it",
        (f"{workers['two_independent_processes']:.2f}"),
    )


def spread(figure: dict[str, Any]) -> str:
    """Return a median with the lowest and the highest run."""
    return f"{figure['median']:.2f} ({figure['lowest']:.2f} … {figure['highest']:.2f})"


def interference() -> Iterator[Row]:
    """Yield the time of other methods over ours, 1000 bolted cells, nothing alike."""
    for method, said in (
        ("boxes", "CadQuery `intersect`, pairs whose boxes meet"),
        ("pairs", "CadQuery `intersect`, all pairs (scaled)"),
        ("mesh", "triangles, R-tree, manifold3d"), ("moved", "ours, one nut moved"),
    ):  # fmt: skip
        figure = kept("interference")["random"][method]["at"]["1000"]
        yield said, f"{figure['times_ours']:.2f}, {figure['wrong']} wrong"
    ours = kept("interference")["random"]["ours"]
    yield (
        "ours: wrong verdicts; growth with the number of cells",
        (f"{ours['at']['1000']['wrong']}; N^{ours['growth_last']:.2f}"),
    )


def engines() -> Iterator[Row]:
    """Yield 200 tasks under other engines over ours, and what each loses when one crashes."""
    figures = kept("engines")
    for name, figure in figures["200 tasks"].items():
        crash = figures["crash"][name]
        end = f"{crash['lost']} of {crash['of']} lost" if crash["ended"] else "does not end"
        yield name, f"cold {figure['cold']:.2f}, again {figure['again']:.2f}; a crash: {end}"


def watch() -> Iterator[Row]:
    """Yield the time from a save to what is shown, over a cold build of the starter."""
    figures = kept("watch")
    for stage in ("solid", "page", "verdicts"):
        median, worst = (
            figures[f"share_of_a_cold_build_{which}"][stage] for which in ("median", "worst")
        )
        yield f"{stage}, share of a cold build: median, worst", f"{median:.3f}, {worst:.3f}"


def drawings() -> Iterator[Row]:
    """Yield the scores of the definition drawings."""
    scores = kept("drawings")
    yield (
        f"{len(scores)} drawings: overlaps, missing, doubled",
        ", ".join(
            str(sum(one[fault] for one in scores.values()))
            for fault in ("overlaps", "missing", "doubled")
        ),
    )
    totals = [one["total"] for one in scores.values()]
    yield "score of 100: lowest, highest", f"{min(totals)}, {max(totals)}"


def robustness() -> Iterator[Row]:
    """Yield builds that were disturbed: bytes, kills, a class with broken projects, a cluster."""
    small, example = kept("determinism")["small"], kept("determinism")["example"]
    same = sum(found == SAME for found in (*small.values(), example["example"]))
    yield "surroundings that give the same bytes", f"{same} of {len(small) + 1}"
    kills = kept("kills")
    yield (
        f"{kills['kills']} kills at random: half-written files; faults",
        (f"{kills['counts']['half-written files left by kills']}; {len(kills['faults'])}"),
    )
    group = kept("class")
    yield (
        f"class of {group['projects']} projects, {group['broken']} broken: built",
        (f"{group['states']['built']}"),
    )
    yield "the class again, share of the first time", f"{group['nothing_to_do_ratio']:.3f}"
    cluster = kept("dask_cluster")
    one = cluster["builds"]["local: 2 processes"]["cpu_s"]
    far = cluster["builds"]["cluster: 1 worker of 2 threads"]["cpu_s"]
    yield "CPU on a cluster (one worker of two threads) over this machine alone", f"{far / one:.2f}"


SECTIONS = {
    "A build (`pipeline.py`)": pipeline,
    "Interference, time over ours (`interference.py`)": interference,
    "200 small tasks, time over ours (`engines.py`)": engines,
    "A save while watching (`watch.py`)": watch,
    "Drawings (`drawings.py`)": drawings,
    "Disturbed (`determinism.py`, `kills.py`, `class.py`, `dask_cluster.py`)": robustness,
}


def page(head: str) -> str:
    """Return the page: ``head`` says the machine and the versions."""
    parts = ["# Figures", INTRODUCTION, head]
    for title, rows in SECTIONS.items():
        table = "\n".join(f"| {said} | {figure} |" for said, figure in rows())
        parts.append(f"## {title}\n\n| what | figure |\n|---|---|\n{table}")
    return "\n\n".join(parts) + "\n"


INTRODUCTION = """\
Written by `python benchmarks/table.py` from the figures that the benchmarks keep (`--keep`). All are ratios of one run on one machine, which others used
too: read them as orders of size. What each measures is told at the head of its script."""


def machine() -> str:
    """Return the machine and the versions in a line."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Machine: {os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}; {versions}."
    )


def main() -> int:
    """Write the page, or say whether its figures are those that are kept."""
    if "--check" in sys.argv[1:]:
        found = PAGE.read_text("utf-8")
        return int(found != page(found.split("\n\n")[2]))
    PAGE.write_text(page(machine()), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
