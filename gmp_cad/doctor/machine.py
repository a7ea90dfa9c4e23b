"""The machine and its settings: cores, memory, what the terminal shows, how long paths may be."""

from __future__ import annotations

import codecs
import locale
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from gmp_cad.doctor.symptom import Level, Symptom
from gmp_cad.language import Message

AREA = "machine"
_PER_WORKER_GB, _LEAST_GB = (
    1.2,
    2.0,
)  # as the pool counts; below, the kernel and one part do not fit
_LONGEST = 260  # MAX_PATH of Windows, with the drive and the end
_BELOW = 120  # how long the names are that a build makes below a project
_UTF8 = "utf-8"


def look(root: Path | None) -> Iterator[Symptom]:
    """Yield what is found of the machine; ``root``: the project, if inside one."""
    yield _power()
    yield _encoding(os.environ, locale.getpreferredencoding(False))
    yield from _temporary()
    yield from paths(root or Path.cwd(), windows=os.name == "nt", long_allowed=_long_allowed)


def _power() -> Symptom:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    total = _memory_gb()
    if total is None:
        told = Message("{cores} {cores:core|cores}", cores=cores or 1)
        return Symptom(area=AREA, name="power", level=Level.OK, told=told)
    told = Message(
        "{cores} {cores:core|cores}, {memory:.1f} GB of memory", cores=cores or 1, memory=total
    )
    if total >= _LEAST_GB:
        return Symptom(area=AREA, name="power", level=Level.OK, told=told)
    return Symptom(area=AREA, name="power", level=Level.WARNING, told=told,
                   remedy=Message("a worker takes {memory:.1f} GB: run one alone", memory=_PER_WORKER_GB),
                   command="gmp-cad build -j 1")  # fmt: skip


def _memory_gb() -> float | None:
    try:
        import psutil  # noqa: PLC0415 - it may be missing

        return float(psutil.virtual_memory().total) / 1e9
    except ImportError:
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        return None


def _encoding(environment: Mapping[str, str], preferred: str) -> Symptom:
    """Return whether the terminal shows what is written on drawings (⌀, ±, é)."""
    try:
        plain = codecs.lookup(preferred).name
    except LookupError:
        plain = preferred
    if os.name == "nt":
        plain = _console() or plain
    told = Message("the terminal writes {encoding}", encoding=plain)
    if plain == _UTF8:
        return Symptom(area=AREA, name="encoding", level=Level.OK, told=told)
    named = next(
        (environment[n] for n in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(n)), "C"
    )
    command = "chcp 65001" if os.name == "nt" else "export LC_ALL=C.UTF-8"
    return Symptom(
        area=AREA, name="encoding", level=Level.WARNING,
        told=Message("the terminal writes {encoding} (locale {name}): signs such as ⌀ may show wrongly",
                     encoding=plain, name=named),
        command=command,
    )  # fmt: skip


def _console() -> str:
    """Return the encoding of the console of Windows, "" where there is none."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        page = ctypes.windll.kernel32.GetConsoleOutputCP()
        return _UTF8 if page == 65001 else f"cp{page}" if page else ""
    return ""


def _temporary() -> Iterator[Symptom]:
    try:
        with tempfile.TemporaryFile():
            pass
    except OSError as error:
        yield Symptom(
            area=AREA, name="temporary", level=Level.PROBLEM,
            told=Message("there is no folder for temporary files that can be written"),
            remedy=Message("make room or give rights in /tmp, or name another folder in TMPDIR ({reason})",
                           reason=error.strerror or str(error)),
        )  # fmt: skip


def paths(root: Path, *, windows: bool, long_allowed: object) -> Iterator[Symptom]:
    """Yield whether names below ``root`` can be too long for Windows, or not ASCII there.

    ``long_allowed``: called to know whether long paths are switched on.
    """
    if not windows:
        return
    text = str(root)
    if len(text) + _BELOW > _LONGEST and callable(long_allowed) and not long_allowed():
        yield Symptom(
            area=AREA, name="long_path", level=Level.WARNING,
            told=Message("{folder}: names below it can be longer than the {count} characters of Windows",
                         folder=text, count=_LONGEST),
            remedy=Message("move the project nearer to the drive, or allow long paths (as administrator)"),
            command="reg add HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem /v LongPathsEnabled /t REG_DWORD /d 1 /f",
        )  # fmt: skip
    if not text.isascii():
        yield Symptom(
            area=AREA, name="ascii_path", level=Level.WARNING,
            told=Message("{folder}: other programs may not open files below a name with such letters",
                         folder=text),
            remedy=Message("if one does not, move the project to a folder of plain letters"),
        )  # fmt: skip


def _long_allowed() -> bool:
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - Windows only

        try:
            place = r"SYSTEM\CurrentControlSet\Control\FileSystem"
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
        except OSError:
            return False
    return True
