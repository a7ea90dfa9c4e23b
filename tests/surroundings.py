"""Surroundings of a build: everything that must not show in what it publishes.

``run`` builds a project as a person would, by the command, in surroundings of one's choice. Every
Python process of the build (the command and its workers) notes what it saw of them, so that a test
can tell that they were there. What needs a program that is not installed (libfaketime, localedef,
unshare) is left out, and ``missing`` says so.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gmp_cad.build import project_graph
from gmp_cad.engine.history import History
from gmp_cad.spec.project import load_project

ROOT = Path(__file__).parents[1]
_DEFINITIONS = Path("/usr/share/i18n/locales")
_THREADS = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_MAX_THREADS"),
    *("RAYON_NUM_THREADS", "CSF_NumThreads"),
)
# Runs at the start of every interpreter: the C library takes the locale too, and what is seen is told.
_WITNESS = """
import datetime, json, locale, math, os, sys, time, zlib
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
os.umask(umask := os.umask(0))
digits = repr([math.exp(i * 0.013) * math.sin(i * 0.37) for i in range(999)])
seen = {
    "date": datetime.date.today().isoformat(), "zone": time.strftime("%z"),
    "point": locale.localeconv()["decimal_point"], "umask": umask,
    "hash": sys.flags.hash_randomization and hash("gmp"), "home": os.path.expanduser("~"),
    "host": os.uname().nodename if hasattr(os, "uname") else "",
    "threads": os.environ.get("OMP_NUM_THREADS"), "terminal": sys.stdout and sys.stdout.isatty(),
    "digits": zlib.crc32(digits.encode()),
    "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0,
}
with open(os.path.join(os.environ["GMP_CAD_SEEN"], f"{os.getpid()}.json"), "w") as file:
    json.dump(seen, file)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where, when and how a build runs. ``seed`` gives the order of files and of tasks."""

    folder: str
    jobs: int
    seed: int
    date: str = ""  # how far it is from today, as libfaketime writes it
    locale: str = "C"
    environment: Mapping[str, str] = field(default_factory=dict)
    threads: int = 0  # as the libraries choose
    cores: int = 0  # all
    umask: int = 0o022
    host: str = ""
    files: int = 0  # open at once, as the system allows
    terminal: bool = False
    linked: bool = False  # the project is reached through a symbolic link
    relative: bool = False  # and named from its parent folder


ONE = Surroundings(
    folder="a", jobs=1, seed=1, date="-2500d", threads=1, cores=1, umask=0o077,
    host="first", relative=True,
    environment={
        "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0", "COLUMNS": "20", "NO_COLOR": "1",
    },
)  # fmt: skip
OTHER = Surroundings(
    folder="Élève d'à côté/projet n° 2 " + "long " * 12 + "fin", jobs=2, seed=2,
    date="+4200d", locale="tr_TR", threads=3, umask=0o002, host="second",
    files=256, terminal=True, linked=True,
    environment={
        "TZ": "America/St_Johns", "PYTHONHASHSEED": "4242", "COLUMNS": "200",
        "TERM": "xterm-256color", "FORCE_COLOR": "1",
    },
)  # fmt: skip


# What the libraries choose by the processor, chosen as on one without AVX and FMA: sines, powers and
# products of matrices then differ in their last digits (glibc on x86; elsewhere it changes nothing).
OLDER_PROCESSOR = {
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F,-AVX2_Usable,-FMA_Usable",
    "OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A build that ran: its project, its exit code, its words, what its processes saw."""

    project: Path
    code: int
    told: str
    seen: tuple[Mapping[str, object], ...]

    @property
    def output(self) -> Path:
        """The folder of what was published."""
        return self.project / "output"


def task_ids(root: Path) -> list[str]:
    """Return the ids of the tasks of a project, as far as they are known before it is built."""
    project = load_project(root)
    documents = project_graph.document_settings(project, "fr")
    return [task.id for task in project_graph.evidence_tasks(project, documents)]


def missing() -> tuple[str, ...]:
    """Return what the surroundings lack on this machine."""
    lacks = {"libfaketime": _faketime() is None, "localedef": not _can_define()}
    lacks["another host name (root on Linux)"] = not _can_unshare()
    return tuple(name for name, absent in lacks.items() if absent)


def run(source: Path, scratch: Path, around: Surroundings, *arguments: str,
        tasks: Sequence[str] = (), kill_after_s: float | None = None) -> Ran:  # fmt: skip
    """Build a copy of the project at ``source`` below ``scratch``; a second time where it stands.

    With ``kill_after_s`` the command is killed then (SIGKILL; not at a terminal).

    ``tasks``: ids of those that the history is to have seconds of, at random: the longest of last
    time start first, so that these give another order.
    """
    project = copied(source, scratch, around, tasks)
    place = _linked(project, scratch) if around.linked else project
    beside = _folder(scratch / f"beside {around.seed}")
    seen = _folder(beside / "seen")
    cwd, name = (place.parent, place.name) if around.relative else (beside, str(place))
    command = [
        *_prefix(around), sys.executable, "-m", "gmp_cad", "--project", name, "build",
        "-j", str(around.jobs), *arguments,
    ]  # fmt: skip
    environment = _environment(around, beside, seen)
    code, told = _call(command, (cwd, environment), around, kill_after_s)
    notes = tuple(json.loads(file.read_text("utf-8")) for file in sorted(seen.iterdir()))
    return Ran(project=project, code=code, told=told, seen=notes)


def copied(source: Path, scratch: Path, around: Surroundings, tasks: Sequence[str] = ()) -> Path:
    """Return the copy of the project in its folder; made once."""
    project = scratch / around.folder
    if not project.exists():
        _copy(source, project, random.Random(around.seed))
        _shuffle(project, tasks, random.Random(around.seed))
    return project


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _copy(source: Path, target: Path, rng: random.Random) -> None:
    """Copy the project's files in any order, with any times: folders list them differently."""
    skipped = {"output", ".gmp-cache", "__pycache__"}
    paths = [p for p in sorted(source.rglob("*")) if not skipped & {*p.relative_to(source).parts}]
    rng.shuffle(paths)
    for path in paths:
        copy = target / path.relative_to(source)
        if path.is_dir():
            _folder(copy)
        else:
            _folder(copy.parent)
            shutil.copyfile(path, copy)
            moment = rng.randrange(2**30)
            os.utime(copy, (moment, moment))


def _shuffle(project: Path, tasks: Sequence[str], rng: random.Random) -> None:
    history = History(project / ".gmp-cache" / "history.json")
    for task in tasks:
        history.note(task, {}, rng.uniform(0, 100))
    history.save()


def _linked(project: Path, scratch: Path) -> Path:
    link = scratch / f"lien {project.name[:8]}"
    if not link.exists():
        link.symlink_to(project, target_is_directory=True)
    return link


def _environment(around: Surroundings, beside: Path, seen: Path) -> dict[str, str]:
    """Return the environment of the command: nothing of ours but where programs are."""
    (beside / "sitecustomize.py").write_text(_WITNESS, "utf-8")
    person = f"élève{around.seed}"
    found = {
        "PATH": os.environ["PATH"], "HOME": str(_folder(beside / "home")), "USER": person,
        "LOGNAME": person, "HOSTNAME": around.host, "TMPDIR": str(_folder(beside / "tmp é")),
        "PYTHONPATH": os.pathsep.join((str(beside), str(ROOT))), "GMP_CAD_SEEN": str(seen),
        **around.environment,
    }  # fmt: skip
    if around.threads:
        found |= dict.fromkeys(_THREADS, str(around.threads))
    if around.locale == "C":
        found["LC_ALL"] = "C"
    elif _can_define():
        found |= {"LC_ALL": f"{around.locale}.UTF-8", "LOCPATH": str(_locales(around, beside))}
    if around.date and _faketime() is not None:
        found |= {
            "FAKETIME": around.date, "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip
    return found


def _locales(around: Surroundings, beside: Path) -> Path:
    folder = beside / "locales"
    target = _folder(folder) / f"{around.locale}.UTF-8"
    if not target.exists():
        subprocess.run(
            ["localedef", "-i", around.locale, "-f", "UTF-8", str(target)],
            check=False, capture_output=True,
        )  # fmt: skip
    return folder


def _prefix(around: Surroundings) -> Iterator[str]:
    if around.host and _can_unshare():
        yield from ("unshare", "--uts", "sh", "-c", 'hostname "$0"; exec "$@"', around.host)
    if around.cores and shutil.which("taskset"):
        yield from ("taskset", "-c", ",".join(str(c) for c in _cores()[: around.cores]))
    if around.date and (library := _faketime()) is not None:
        # of this process on: the library tidies up where its first process ends
        yield from ("env", f"LD_PRELOAD={library}")


def _cores() -> list[int]:
    return sorted(os.sched_getaffinity(0))


def _call(
    command: Sequence[str], place: tuple[Path, Mapping[str, str]], around: Surroundings,
    kill_after_s: float | None,
) -> tuple[int, str]:  # fmt: skip
    """Run the command, at a terminal or without, and return its exit code and its words."""
    options = {
        "cwd": place[0], "env": place[1], "umask": around.umask, "stdin": subprocess.DEVNULL
    }  # fmt: skip
    if around.files:
        command = ["sh", "-c", f'ulimit -n {around.files}; exec "$@"', "sh", *command]
    if not around.terminal or sys.platform == "win32":
        process = subprocess.Popen(
            command, **options, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        try:
            told, _ = process.communicate(timeout=kill_after_s)
        except subprocess.TimeoutExpired:
            process.kill()
            told, _ = process.communicate()
            for left in (f"faketime_shm_{process.pid}", f"sem.faketime_sem_{process.pid}"):
                Path("/dev/shm", left).unlink(missing_ok=True)
        return process.returncode, told.decode("utf-8", "replace")
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, **options, stdout=theirs, stderr=theirs)
    os.close(theirs)
    told = b"".join(_read(ours))
    os.close(ours)
    return process.wait(), told.decode("utf-8", "replace")


def _read(terminal: int) -> Iterator[bytes]:
    """Yield what comes out of a terminal; its end is an error on Linux."""
    try:
        while data := os.read(terminal, 65536):
            yield data
    except OSError:
        return


def _faketime() -> Path | None:
    found = sorted(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))
    return found[0] if found and sys.platform == "linux" else None


def _can_define() -> bool:
    return shutil.which("localedef") is not None and (_DEFINITIONS / "tr_TR").exists()


def _can_unshare() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("unshare") is not None
