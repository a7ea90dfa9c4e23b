"""Whether the kernel can be loaded and computes: tried in a process of its own, which may crash."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gmp_cad.doctor.libraries import installs
from gmp_cad.doctor.packages import pip, wanted, whole
from gmp_cad.doctor.symptom import Level, Symptom
from gmp_cad.language import Message

AREA = "kernel"
_TRIAL = "gmp_cad.kernel.trial"
_PATIENCE_S = 60.0
_LIBRARY = re.compile(r"(lib[\w+.-]+\.so[\w.]*): cannot open shared object file")
_BROUGHT = re.compile(r"(libvtk[\w+.-]+\.so[\w.]*): cannot open shared object file")  # by pip
_TOO_OLD = re.compile(r"version [`'](GLIBC(?:XX)?_[\d.]+)' not found")
_MISSING = re.compile(r"No module named '(\w+)'")  # of one that is there in part, the kernel is
_REDISTRIBUTABLE = "winget install --id Microsoft.VCRedist.2015+.x64"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of the trial: how it ended (None: not in time), what it said, what it complained of."""

    code: int | None
    said: str
    complained: str


class Trying:
    """A trial that runs while other things are looked at."""

    def __init__(self, program: str = sys.executable) -> None:
        home = str(Path(__file__).parents[2])
        path = os.pathsep.join(p for p in (os.environ.get("PYTHONPATH"), home) if p)
        self._began = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [program, "-P", "-m", _TRIAL], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}, text=True,
            encoding="utf-8", errors="replace",
        )  # fmt: skip

    def ended(self) -> Trial:
        """Wait for the end of the trial, or give it up."""
        left = max(0.1, _PATIENCE_S - (time.monotonic() - self._began))
        try:
            said, complained = self._process.communicate(timeout=left)
        except subprocess.TimeoutExpired:
            self._process.kill()
            said, complained = self._process.communicate()
            return Trial(code=None, said=said, complained=complained)
        return Trial(code=self._process.returncode, said=said, complained=complained)


def look(trial: Trial, *, torn: bool = False) -> Iterator[Symptom]:
    """Yield what the trial shows of the kernel, then of CadQuery.

    ``torn``: the files of the binding are not as one package wrote them, which must be mended first.
    """
    steps = [json.loads(line) for line in trial.said.splitlines() if line.startswith("{")]
    for step in steps:
        yield Symptom(area=AREA, name=step["name"], level=Level.OK, told=_works(step))
    if trial.code != 0:
        found = _broken(trial, "kernel" if not steps else "cadquery")
        first = Message("mend the files of the binding first")
        yield replace(found, remedy=first, command="") if torn else found


def _works(step: dict[str, str]) -> Message:
    if step["name"] == "kernel":
        return Message("the geometry kernel computes: OCCT {version}", version=step["version"])
    return Message("CadQuery {version} loads", version=step["version"])


def _broken(trial: Trial, name: str) -> Symptom:
    """Return what stopped the trial, in the words of whoever can mend it."""
    text = trial.complained
    if trial.code is None:
        told, remedy, command = (
            Message("the kernel was not loaded within {seconds} s", seconds=int(_PATIENCE_S)),
            Message("look whether a virus scanner or a network drive holds it up"), "",
        )  # fmt: skip
    elif found := _BROUGHT.search(text):
        told = Message(
            "{name} is missing: the package vtk is, or is of another version", name=found[1]
        )
        remedy = Message("install the kernel again, with what it needs")
        command = pip("install", "--force-reinstall", wanted("cadquery-ocp"))
    elif found := _LIBRARY.search(text):
        told = Message(
            "the system library {name} is missing: the geometry kernel needs it", name=found[1]
        )
        command = installs(found[1])
        remedy = Message("install it") if command else Message("install the package that holds it")
    elif found := _TOO_OLD.search(text):
        told, remedy, command = (
            Message("this system is too old for the kernel: it lacks {symbol}", symbol=found[1]),
            Message("take a system of 2021 or later, or a container of one"), "",
        )  # fmt: skip
    elif "DLL load failed" in text:
        told, remedy, command = (
            Message("Windows cannot load the kernel: {reason}", reason=_last(text)),
            Message("install the Visual C++ redistributable of Microsoft"), _REDISTRIBUTABLE,
        )  # fmt: skip
    elif "incompatible architecture" in text:
        told, remedy, command = (
            Message("the kernel is for another processor than this Python"),
            Message("use a Python for this processor (not one that runs by Rosetta), and install anew"), "",
        )  # fmt: skip
    elif found := _MISSING.search(text):
        told = Message("the Python package {name} is missing", name=found[1])
        remedy, command = Message("install gmp_cad again, with all that it needs"), whole()
    else:
        told = _died(trial)
        remedy = Message("install the kernel again")
        kernel = map(wanted, ("cadquery", "cadquery-ocp"))
        command = pip("install", "--force-reinstall", "--no-deps", *kernel)
    return Symptom(
        area=AREA, name=name, level=Level.PROBLEM, told=told, remedy=remedy, command=command
    )


def _died(trial: Trial) -> Message:
    code = trial.code or 0
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return Message("the kernel crashes when it is loaded ({signal})", signal=name)
    if code > 0xFFFF:  # an exception of Windows (NTSTATUS)
        return Message("the kernel crashes when it is loaded ({signal})", signal=f"{code:#x}")
    return Message("the kernel cannot be loaded: {reason}", reason=_last(trial.complained))


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "?"
