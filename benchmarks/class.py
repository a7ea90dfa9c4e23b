"""A class of 200 projects, 40 of them broken in ten ways: the others complete, killed and resumed.

``python benchmarks/class.py [--projects 200] [--jobs 2]`` builds the verdicts of the class in a
sandbox, kills the run by SIGKILL once, resumes it, runs it a third time with nothing to do, and
compares a sample of whole projects with builds of their own, byte by byte. What does not hold ends
the script with an error; the figures go to ``benchmarks/class.json``. Minutes, not for every day.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.build.class_of_projects import BROKEN, contents, good

HERE = Path(__file__).parent
GMP_CAD = (sys.executable, "-m", "gmp_cad")
EVERY = 5  # one project in five is broken
SAMPLE = 5
MODEL_TIMEOUT_S = 20
KILLED_AFTER = 0.25  # of the projects


def main() -> None:
    """Make the class, run it, check it, write the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--projects", type=int, default=200)
    asked.add_argument("--jobs", type=int, default=2)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="class-") as folder:
        figures = measured(Path(folder), options.projects, options.jobs)
    (HERE / "class.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


def measured(top: Path, count: int, jobs: int) -> dict[str, object]:
    """Return the figures of a class of so many projects; raise AssertionError where one is wrong."""
    broken = make(top / "classe", count)
    batch = (
        *GMP_CAD, "batch", "classe", "--check", "-q", "-j", str(jobs),
        "--model-timeout", str(MODEL_TIMEOUT_S),
    )  # fmt: skip
    started = time.monotonic()
    done_when_killed = killed((*batch, "--output", "out"), top, int(count * KILLED_AFTER))
    first = time.monotonic() - started
    resumed = run((*batch, "--output", "out"), top)
    used = cpu_s(top / "out" / ".gmp-cad")
    told = json.loads((top / "out" / "batch.json").read_bytes())
    check(told, broken, count)
    again = run((*batch, "--output", "out"), top)
    same = {
        name: data
        for name, data in contents(top / "out").items()
        if name.startswith(("batch.", "index"))
    }
    assert same["batch.json"] == (top / "out" / "batch.json").read_bytes()
    assert json.loads(same["batch.json"]) == told, "the second run tells something else"
    compared = equal_to_single_builds(top, jobs)
    return {
        "projects": count, "broken": len(broken), "jobs": jobs, "cores": os.cpu_count(),
        "load_at_start": round(os.getloadavg()[0], 1),
        "killed_after_projects": done_when_killed,
        "wall_s": round(first + resumed, 1), "wall_per_project_s": round((first + resumed) / count, 2),
        "cpu_of_tasks_s": round(used, 1), "nothing_to_do_s": round(again, 1),
        "nothing_to_do_ratio": round(again / (first + resumed), 4),
        "states": told["states"], "compared_with_single_builds": compared,
    }  # fmt: skip


def make(folder: Path, count: int) -> dict[str, str]:
    """Write the class; return the broken projects with the way in which each is."""
    kinds = list(BROKEN)
    broken = {}
    for number in range(count):
        name = f"etu{number:03d}"
        if number % EVERY == EVERY - 1:
            kind = kinds[number // EVERY % len(kinds)]
            broken[name] = kind
            BROKEN[kind][0](folder / name, number)
        else:
            good(folder / name, number, length=30 + number)
    return broken


def killed(command: tuple[str, ...], top: Path, wanted: int) -> int:
    """Start the run, kill it when so many projects are done; return how many were."""
    process = subprocess.Popen(command, cwd=top)
    kept = top / "out" / ".gmp-cad"
    while len(list(kept.glob("*.json"))) < wanted:
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.05)
    process.kill()
    process.wait()
    for path in kept.glob("*.json"):
        json.loads(path.read_bytes())  # whole, or not there
    return len(list(kept.glob("*.json")))


def run(command: tuple[str, ...], top: Path) -> float:
    """Run to the end; return the time by the clock (s)."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=top, check=False)
    assert done.returncode == 2, done.returncode
    return time.monotonic() - started


def check(told: dict[str, object], broken: dict[str, str], count: int) -> None:
    """Require that each good project is complete and holds, and each broken one says why."""
    projects = {p["project"]: p for p in told["projects"]}  # type: ignore[attr-defined]
    assert told["complete"]
    assert len(projects) == count
    for name, project in projects.items():
        if name in broken:
            assert project["state"] in BROKEN[broken[name]][1], (name, broken[name], project)
        else:
            assert project["state"] == "built", project
            assert project["counts"]["FAIL"] == project["counts"]["ERROR"] == 0, project
    assert not told["similarity"]["same"], "all solids differ"  # type: ignore[index]
    assert sum(Counter(broken.values()).values()) == count // EVERY


def equal_to_single_builds(top: Path, jobs: int) -> int:
    """Build a sample with documents in a batch and alone; return how many files are the same."""
    names = [f"etu{number:03d}" for number in range(0, SAMPLE * EVERY, EVERY)]
    (top / "sample").mkdir()
    for name in names:
        for copy in ("sample", "alone"):
            shutil.copytree(top / "classe" / name / "parts", top / copy / name / "parts")
    command = (*GMP_CAD, "batch", "sample", "--output", "sample-out", "-q", "-j", str(jobs))
    subprocess.run(command, cwd=top, check=True)
    files = 0
    for name in names:
        alone = (*GMP_CAD, "--project", f"alone/{name}", "build", "-q", "-j", str(jobs))
        subprocess.run(alone, cwd=top, check=True)
        ours, theirs = (contents(top / copy / name / "output") for copy in ("sample", "alone"))
        assert ours.keys() == theirs.keys(), name
        different = [file for file in ours if ours[file] != theirs[file]]
        assert not different, (name, different)
        files += len(ours)
    return files


def cpu_s(kept: Path) -> float:
    """Return the CPU time of all tasks that gave a result (s), from the histories of the projects."""
    total = 0.0
    for path in kept.glob("*/history.json"):
        tasks = json.loads(path.read_bytes())["tasks"]
        total += sum(float(task.get("seconds") or 0.0) for task in tasks.values())
    return total


if __name__ == "__main__":
    main()
