"""Builds killed at random moments: what is found afterwards, and what the next build gives.

``python benchmarks/kills.py --kills 100 --seed 1`` writes ``benchmarks/kills.json``. A small project
is built in two versions, undisturbed; then over and over, each build killed (SIGKILL) at a random
moment: the whole process group, or the one that the user started alone. In between its source
changes from one version to the other, parts of its output and of its store are deleted, or all. After
each kill it is required that

- every file under its final name is that of the one or of the other version, byte for byte;
- every entry and every object of the store is whole;
- no process of the build lives three seconds later;

and whenever a build is let run to its end that its output has the bytes of the undisturbed one, and
that nothing half-written is left in project and store. Linux and macOS.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
STARTER = ROOT / "gmp_cad" / "starter"
EDIT = ("parts/cale/spec.toml", "⌀16 H7 Ⓔ", "⌀18 H7 Ⓔ")
MARK = "GMP_KILLS_MARK"  # tells the processes of a build from all others
INDEX, UNFINISHED = ".gmp-cad.json", (".tmp-", ".gmp-cad-new-")
PATIENCE_S = 30.0  # a process that has just begun loads its modules before it looks for its parent
_COMMAND = (sys.executable, "-m", "gmp_cad", "build", "-q", "-j", "2")


def contents(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file under its final name, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(mark in str(path) for mark in UNFINISHED)
    }


def damaged(store: Path) -> list[str]:
    """Return the objects and entries of a store that are not whole."""
    from gmp_cad.engine.cache.store import entry_in

    objects = [path for path in store.glob("objects/??/*") if path.is_file()]
    wrong = [
        str(path) for path in objects
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.parent.name + path.name
    ]  # fmt: skip
    entries = store.glob("entries/??/*.json")
    return wrong + [
        str(p) for p in entries if entry_in(p.read_bytes(), p.parent.name + p.stem) is None
    ]


def unfinished(project: Path) -> list[str]:
    """Return what is half-written, under names that no reader takes for final."""
    return [str(p) for p in project.rglob("*") if p.name.startswith(UNFINISHED)]


@dataclass
class Soak:
    """A project that is built and killed. ``versions``: contents of its undisturbed outputs."""

    project: Path
    versions: list[dict[str, str]]
    random: random.Random
    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def killed(self, after_s: float, *, alone: bool) -> bool:
        """Build and kill after a while; False where the build had ended by then."""
        mark = f"{os.getpid()}-{self.random.getrandbits(64):x}"
        build = self._start(mark)
        try:
            build.communicate(timeout=after_s)
        except subprocess.TimeoutExpired:
            if alone:
                build.kill()
            else:
                os.killpg(build.pid, signal.SIGKILL)
            build.wait()
            self._look(mark, f"killed after {after_s:.2f} s, {'parent' if alone else 'group'}")
            return True
        return False

    def complete(self, version: int) -> None:
        """Build to the end, and compare with the undisturbed build of this version."""
        build = self._start("complete")
        _, said = build.communicate(timeout=600)
        if build.returncode:
            last = b" ".join(said.splitlines()[-3:]).decode("utf-8", "replace")
            self.faults.append(f"a build after kills ended with {build.returncode}: {last}")
        found = contents(self.project / "output")
        if found != self.versions[version]:
            names = {*found, *self.versions[version]}
            other = sorted(n for n in names if found.get(n) != self.versions[version].get(n))
            self.faults.append(f"a build after kills gives others: {', '.join(other[:5])}")
        left = unfinished(self.project)
        if left:
            self.faults.append(f"left half-written: {', '.join(left[:5])}")
        self.counts["completed"] += 1

    def _start(self, mark: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            _COMMAND, cwd=self.project, env={**os.environ, MARK: mark},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def _look(self, mark: str, how: str) -> None:
        for path, digest in contents(self.project / "output").items():
            known = {version.get(path) for version in self.versions}
            if path == INDEX:
                json.loads((self.project / "output" / path).read_bytes())
            elif digest not in known:
                self.faults.append(f"{how}: {path} is of no version")
        self.faults += [f"{how}: damaged {path}" for path in damaged(self.project / ".gmp-cache")]
        until = time.monotonic() + PATIENCE_S
        while (living := _living(mark)) and time.monotonic() < until:
            time.sleep(0.05)
        if living:
            words = "; ".join(_words(process) for process in living)
            self.faults.append(f"{how}: alive after {PATIENCE_S:.0f} s: {words}")
            for process in living:
                process.kill()
        self.counts["half-written files left by kills"] += len(unfinished(self.project))


def _living(mark: str) -> list[psutil.Process]:
    """Return the processes that descend from a build, whoever is their parent now."""
    found = []
    for process in psutil.process_iter():
        try:
            own = process.environ().get(MARK) == mark
            if own and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def _words(process: psutil.Process) -> str:
    try:
        return f"{' '.join(process.cmdline())[-80:]} ({process.status()})"
    except psutil.Error:
        return "gone meanwhile"


def disturb(project: Path, chance: random.Random, what: str) -> None:
    """Delete some of the output, of the store, or all."""
    if what == "fresh":
        shutil.rmtree(project / ".gmp-cache", ignore_errors=True)
        shutil.rmtree(project / "output", ignore_errors=True)
    folder = {"half a store": ".gmp-cache", "half an output": "output"}.get(what)
    for path in sorted((project / folder).rglob("*")) if folder else ():
        if path.is_file() and chance.random() < 0.5:
            path.unlink()


def write_version(project: Path, version: int) -> None:
    """Write the source of a version: 0 as the starter stands, 1 with another bore."""
    name, old, new = EDIT
    text = (STARTER / name).read_text("utf-8")
    (project / name).write_text(text.replace(old, new) if version else text, "utf-8")


def frozen(folder: Path) -> Path:
    """Copy the package, so that what is edited meanwhile changes nothing; return its folder."""
    for name in ("gmp_cad", "docs_templates"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def fresh_project(folder: Path) -> Path:
    """Copy the starter."""
    shutil.copytree(STARTER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def soak(folder: Path, kills: int, seed: int, most_s: float) -> dict[str, Any]:
    """Kill so many builds, each within so many seconds; return what was found."""
    versions, seconds = [], []
    os.environ["PYTHONPATH"] = str(frozen(folder / "package"))
    for version in (0, 1):
        reference = fresh_project(folder / f"undisturbed{version}")
        write_version(reference, version)
        started = time.monotonic()
        subprocess.run(_COMMAND, cwd=reference, check=True, capture_output=True)
        seconds.append(time.monotonic() - started)
        versions.append(contents(reference / "output"))
    chance = random.Random(seed)
    run = Soak(fresh_project(folder / "project"), versions, chance)
    kinds = ("fresh", "half a store", "half an output", "edited", "as it was")
    version, done, moments = 0, 0, []
    while done < kills:
        kind = chance.choice(kinds)
        disturb(run.project, chance, kind)
        version = 1 - version if kind == "edited" else version
        write_version(run.project, version)
        after_s = chance.uniform(0.05, most_s)
        alone = chance.random() < 0.5
        if run.killed(after_s, alone=alone):
            done += 1
            moments.append(after_s)
            run.counts[kind] += 1
            run.counts["parent alone" if alone else "group"] += 1
        if done and chance.random() < 0.08:
            run.complete(version)
        print(done, *run.faults, sep="\n", file=sys.stderr)
    run.complete(version)
    return {
        "kills": done, "seed": seed, "counts": dict(sorted(run.counts.items())),
        "undisturbed_s": [round(s, 1) for s in seconds], "files": len(versions[0]),
        "killed_after_s": {"first": round(min(moments), 2), "last": round(max(moments), 2)},
        "faults": run.faults,
    }  # fmt: skip


def main() -> int:
    """Run the soak and keep its figures."""
    words = argparse.ArgumentParser()
    words.add_argument("--kills", type=int, default=100)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--within", type=float, default=12.0, help="seconds after which at most")
    words.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="gmp-kills-") as folder:
        found = soak(Path(folder), given.kills, given.seed, given.within)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    given.out.write_text(text + "\n", "utf-8")
    print(text)
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
