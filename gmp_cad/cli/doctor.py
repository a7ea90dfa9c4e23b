"""``gmp-cad doctor``: what this machine has and lacks for gmp_cad, with what mends it.

``--json`` prints :class:`gmp_cad.cli.doctor_answer.DoctorAnswer`, published by ``gmp-cad schema
doctor``. It answers also where packages are missing: nothing but the standard library is needed.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from gmp_cad.cli.output import columns, is_styled, paint, print_json, visible
from gmp_cad.doctor.examination import examine
from gmp_cad.doctor.symptom import Level, Symptom
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message, english, translate
from gmp_cad.spec.project_folder import find_project

_SIGNS = {Level.OK: ("✓", "green"), Level.WARNING: ("!", "yellow"), Level.PROBLEM: ("✗", "red")}
_BEFORE_SIGN = re.compile(" (?=[:;?!])")
_AREAS = english({
    "packages": "Python and packages", "kernel": "Geometry kernel", "libraries": "System libraries",
    "fonts": "Fonts", "tools": "Programs", "machine": "This machine", "cache": "Cache of results",
    "project": "Project",
})  # fmt: skip


def doctor(options: argparse.Namespace) -> ExitCode:
    """Look at everything, print it, and return 1 where something must be mended."""
    found = examine(_project(options), options.lang)
    counts = Counter(symptom.level for symptom in found)
    if options.json:
        print_json({
            "version": 1, "problems": counts[Level.PROBLEM], "warnings": counts[Level.WARNING],
            "findings": [_told(symptom, options.lang) for symptom in found],
        })  # fmt: skip
    else:
        on = is_styled(sys.stdout)
        lines = [*_lines(found, options.lang, on=on), "", _end(counts).say(options.lang)]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    return ExitCode.CHECK_FAILED if counts[Level.PROBLEM] else ExitCode.OK


def _project(options: argparse.Namespace) -> Path | None:
    if options.project is not None:
        from gmp_cad.cli.build import project_of  # noqa: PLC0415 - more is loaded with it

        return project_of(options)
    try:
        return find_project(Path.cwd())
    except (UsageError, OSError):
        return None


def _told(symptom: Symptom, lang: str) -> dict[str, object]:
    return {
        "area": symptom.area, "name": symptom.name, "level": symptom.level.value,
        "message": symptom.told.say(lang), "command": symptom.command,
        "remedy": symptom.remedy.say(lang) if symptom.remedy else None,
    }  # fmt: skip


def _lines(found: Sequence[Symptom], lang: str, *, on: bool) -> Iterator[str]:
    for area, symptoms in groupby(found, key=lambda symptom: symptom.area):
        listed = list(symptoms)
        yield from ("", paint(translate(_AREAS[area], lang), "bold", on=on))
        for symptom in listed:
            if not symptom.brief:
                yield from _symptom(symptom, lang, on=on)
        brief = ", ".join(symptom.told.say(lang) for symptom in listed if symptom.brief)
        if brief:
            yield from _signed(Level.OK, brief, on=on)


def _symptom(symptom: Symptom, lang: str, *, on: bool) -> Iterator[str]:
    yield from _signed(symptom.level, symptom.told.say(lang), on=on)
    if symptom.remedy is not None:
        yield f"    → {visible(symptom.remedy.say(lang))}"
    for command in symptom.command.splitlines():  # never wrapped: it is to be pasted
        yield f"      {paint(visible(command), 'bold', on=on)}"


def _signed(level: Level, told: str, *, on: bool) -> Iterator[str]:
    sign, style = _SIGNS[level]
    told = _BEFORE_SIGN.sub("\u00a0", visible(told))  # French sets a space there, and no line end
    lines = textwrap.wrap(told, max(40, columns(sys.stdout) - 4), break_long_words=False,
                          break_on_hyphens=False)  # fmt: skip
    for first, line in enumerate(lines):
        yield f"    {line}" if first else f"  {paint(sign, style, on=on)} {line}"


def _end(counts: Counter[Level]) -> Message:
    if counts[Level.PROBLEM]:
        return Message("to be mended: {problems}; warnings: {warnings}", problems=counts[Level.PROBLEM],
                       warnings=counts[Level.WARNING])  # fmt: skip
    if counts[Level.WARNING]:
        return Message("gmp_cad works here; warnings: {warnings}", warnings=counts[Level.WARNING])
    return Message("all is well")
