"""``gmp-cad schema``: the JSON Schemas of the project's files and of what the commands write."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from gmp_cad.build.results.published import OUTPUTS, output_schema
from gmp_cad.build.results.published_batch import BatchSummary, BatchTimes
from gmp_cad.cli.adopt_answer import AdoptAnswer
from gmp_cad.cli.approve_answer import ApproveAnswer
from gmp_cad.cli.cache_answer import CacheAnswer
from gmp_cad.cli.ci import CiAnswer
from gmp_cad.cli.doctor_answer import DoctorAnswer
from gmp_cad.cli.dry_run_answer import DryRunAnswer
from gmp_cad.cli.explain_answer import ExplainAnswer
from gmp_cad.cli.fill_answer import FillAnswer
from gmp_cad.cli.fit import FitAnswer
from gmp_cad.cli.inspect_answer import InspectAnswer
from gmp_cad.cli.interference_answer import LooseInterference
from gmp_cad.cli.material import MaterialAnswer, MaterialList
from gmp_cad.cli.output import print_json
from gmp_cad.cli.plan_answer import PlanAnswer
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.cli.stats_answer import StatsAnswer
from gmp_cad.cli.templates_answer import TemplatesAnswer
from gmp_cad.cli.thread import ThreadAnswer
from gmp_cad.cli.tolerance import ToleranceAnswer
from gmp_cad.cli.watch_answer import WatchLine
from gmp_cad.documents.comparison.difference import Difference
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode
from gmp_cad.language import Message
from gmp_cad.spec.schema import FILES, VERSION, file_schema

# What the summary of a class holds: name → type, file.
_OF_A_CLASS: Mapping[str, tuple[Any, str]] = {
    "batch": (BatchSummary, "batch/batch.json"),
    "batch_times": (BatchTimes, "batch/times.json"),
}
# What the desk answers with --json: name → type, command.
_ANSWERS: Mapping[str, tuple[Any, str]] = {
    "fit": (FitAnswer, "gmp-cad fit TEXT"),
    "tolerance": (ToleranceAnswer, "gmp-cad tolerance TEXT"),
    "thread": (ThreadAnswer, "gmp-cad thread TEXT"),
    "material": (MaterialAnswer, "gmp-cad material NAME"),
    "materials": (MaterialList, "gmp-cad material"),
    "interference_file": (LooseInterference, "gmp-cad interference FILE"),
    "inspect": (InspectAnswer, "gmp-cad inspect FILE"),
    "plan": (PlanAnswer, "gmp-cad plan PART"),
    "fill": (FillAnswer, "gmp-cad fill TEMPLATE"),
    "templates": (TemplatesAnswer, "gmp-cad templates ACTION"),
    "cache": (CacheAnswer, "gmp-cad cache ACTION"),
    "ci": (CiAnswer, "gmp-cad ci"),
    "adopt": (AdoptAnswer, "gmp-cad adopt SOURCE"),
    "stats": (StatsAnswer, "gmp-cad stats"),
    "explain": (ExplainAnswer, "gmp-cad explain SUBJECT"),
    "dry_run": (DryRunAnswer, "gmp-cad build --dry-run"),
    "diff": (Difference, "gmp-cad diff"),
    "doctor": (DoctorAnswer, "gmp-cad doctor"),
    "approve": (ApproveAnswer, "gmp-cad approve"),
    "watch": (WatchLine, "gmp-cad watch"),
}


def schema(options: argparse.Namespace) -> ExitCode:
    """Print a schema, write one or all of them into a folder, or list them."""
    if options.write is not None:
        _write(options)
    elif options.name is not None:
        sys.stdout.write(text_of(options.name, options.lang))
    elif options.json:
        print_json({"version": VERSION, "schemas": _titles(options.lang)})
    else:
        _list(options.lang)
    return ExitCode.OK


def schemas(lang: str) -> Mapping[str, Callable[[], dict[str, Any]]]:
    """Return how each schema is made, those of a project's files first."""
    files = {name: partial(file_schema, name, lang) for name in FILES}
    outputs = {
        name: partial(output_schema, name, *kind)
        for name, kind in {**OUTPUTS, **_OF_A_CLASS}.items()
    }
    answers = {
        name: partial(output_schema, name, kind, f"{command} --json")
        for name, (kind, command) in _ANSWERS.items()
    }
    return files | outputs | answers


def text_of(name: str, lang: str) -> str:
    """Return a schema as text."""
    return json.dumps(schemas(lang)[name](), ensure_ascii=False, indent=1) + "\n"


def file_texts(lang: str) -> Mapping[str, str]:
    """Return the schemas of a project's files as texts, by file name."""
    return {f"{name}.json": text_of(name, lang) for name in FILES}


def _titles(lang: str) -> dict[str, str]:
    return {name: made()["title"] for name, made in schemas(lang).items()}


def _write(options: argparse.Namespace) -> None:
    folder = Path(options.write)
    names = schemas(options.lang) if options.name is None else [options.name]
    written = []
    for name in names:
        path = folder / f"{name}.json"
        write_atomically(path, text_of(name, options.lang).encode("utf-8"))
        written.append(str(path))
    if options.json:
        print_json({"version": VERSION, "files": written})
    else:
        sys.stdout.write("".join(f"→ {path}\n" for path in written))


def _list(lang: str) -> None:
    rows = tuple(_titles(lang).items())
    note = Message(
        "gmp-cad schema NAME prints one; --write schema writes them all into the folder schema. "
        "A file of the project asks for its own on its first line: {line}",
        line="#:schema ../../schema/spec.json",
    )
    title = Message("JSON Schemas, version {version}", version=VERSION)
    show(Sheet(title=title.say(lang), blocks=(Grid(rows=rows, left=True), note.say(lang))))
