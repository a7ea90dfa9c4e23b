"""``gmp-cad interference``: how the parts of an assembly stand to each other, two by two.

Of the project's product, with the verdicts of ``gmp-cad check product``; or of a STEP file or a
CadQuery script as it stands. ``--json`` prints ``interference.json``, for a file with what was read
of it (:class:`gmp_cad.cli.interference_answer.LooseInterference`).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from gmp_cad.build.assembly.loose_assembly import Source, compare
from gmp_cad.build.project_build import Settings
from gmp_cad.build.project_build import build as run_build
from gmp_cad.cli import terminal
from gmp_cad.cli.build import project_of
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.interference_answer import answer
from gmp_cad.cli.output import print_json
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.documents.office.tab import tab_csv
from gmp_cad.documents.product.interference import (
    SEVERITY,
    VERDICTS,
    WorstPair,
    explanation,
    figure,
    interference_tab,
    met_on_the_way,
    volume_text,
    where_text,
    worst_pairs,
)
from gmp_cad.engine.cache.cache_place import store_folder
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode, UsageError, worst
from gmp_cad.finding import Status
from gmp_cad.language import Message, number, translate
from gmp_cad.spec.product import Assembly

_STUDY = "study:product"
_SHOWN = 5  # names in a line
_WORTH = ("interference", "unjudged", "intended")


def interference(options: argparse.Namespace) -> ExitCode:
    """Compare the parts of the product, or of a file; code 1 where two of them interfere."""
    if options.file is None:
        told, code = _of_product(options)
    else:
        told, code = _of_file(options), ExitCode.OK
    if told is None:
        return code
    if options.csv is not None:
        write_atomically(options.csv, tab_csv(interference_tab(told, options.lang), options.lang))
    if options.json:
        print_json(told)
    else:
        _show(told, options)
    return worst((code, _code(told)))


def _code(told: Mapping[str, Any]) -> ExitCode:
    """Return 1 where something interferes, now or on its way, or is not known."""
    on_its_way = any(
        (pair["overlap"] or {}).get("verdict") == "interference"
        for sweep in told["sweeps"]
        for pair in sweep["pairs"]
    )
    counts = told["counts"]
    bad = counts["interference"] or counts["unjudged"] or on_its_way or told.get("left_out")
    return ExitCode.CHECK_FAILED if bad else ExitCode.OK


def _of_file(options: argparse.Namespace) -> dict[str, Any]:
    limits = Assembly.model_validate(_given(options))
    source = Source(path=options.file, name=options.name)
    require_system_libraries()
    with ExitStack() as stack:
        kept = cache_of(options) or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        listener = stack.enter_context(terminal.progress(options))
        found = compare(source, limits.near_mm, kept, options.jobs, listener)
    return dict(answer(found, limits, options.file.name, options.lang))


def _given(options: argparse.Namespace) -> dict[str, float]:
    limits = {"near_mm": options.near, "contact_mm": options.contact}
    return {name: value for name, value in limits.items() if value is not None}


def _of_product(options: argparse.Namespace) -> tuple[dict[str, Any] | None, ExitCode]:
    """Return the product's ``interference.json``; None, and the code, where it cannot be had."""
    if _given(options) or options.name is not None:
        raise UsageError(
            Message("--near, --contact and --name go with a file"),
            Message("those of the product stand in product.toml: near_mm, contact_mm"),
        )
    root = project_of(options)
    require_system_libraries()
    settings = Settings(
        subjects=("product",),
        lang=options.lang,
        jobs=options.jobs,
        verdicts_only=True,
        cache=cache_of(options),
    )
    with terminal.progress(options) as listener:
        built = run_build(root, settings, listener)
    study = built.results.get(_STUDY)
    if study is None or not study.ok:
        if options.json:
            print_json(built.report)
        else:
            terminal.show_verdicts(built.findings, options.lang, verbose=False)
        return None, worst((built.exit_code, ExitCode.TOOL_FAILED))
    failed = [f for f in built.findings if f.status is Status.ERROR]
    terminal.show_verdicts(failed, options.lang, verbose=False)
    code = built.exit_code if failed else ExitCode.OK
    content = Store(store_folder(root, settings.cache)).get(study.outcome.outputs["interference"])
    return json.loads(content), code


# ---- for people ----


def _show(told: Mapping[str, Any], options: argparse.Namespace) -> None:
    lang = options.lang
    pairs = met_on_the_way(told)
    pairs += [p for p in worst_pairs(told) if options.all or p.verdict in _WORTH]
    blocks: list[Grid | str] = [_counts(told, lang)]
    if pairs:
        blocks.append(
            Grid(rows=tuple((f"{p.a} – {p.b}", _told(p, lang)) for p in pairs), left=True)
        )
    blocks += [message.say(lang) for message in _remarks(told, lang, all_shown=options.all)]
    title = Message("Interference of parts: {source}", source=told.get("source", "product.toml"))
    show(Sheet(title=title.say(lang), blocks=tuple(blocks)))


def _counts(told: Mapping[str, Any], lang: str) -> Grid:
    rows = tuple(
        (translate(VERDICTS[verdict], lang), str(told["counts"][verdict])) for verdict in SEVERITY
    )
    return Grid(rows=rows)


def _told(pair: WorstPair, lang: str) -> str:
    """Return how two parts stand: verdict, depth or distance, volume, place, what explains it."""
    said = [translate(VERDICTS[pair.verdict], lang)]
    if pair.depth_mm is not None:
        depth = figure(pair.depth_mm, lang)
        volume = volume_text(pair.found["volume_mm3"], lang)
        said.append(
            Message("depth {depth} mm, {volume} mm³", depth=depth, volume=volume).say(lang)
        )  # fmt: skip
    elif pair.distance_mm:
        said.append(
            Message("{distance} mm apart", distance=figure(pair.distance_mm, lang)).say(lang)
        )
    places = (
        pair.found.get("points_mm", ()) if pair.depth_mm is None else (pair.found["centre_mm"],)
    )
    if places:
        said.append(" … ".join(dict.fromkeys(_point(point, lang) for point in places)))
    if pair.parameters:
        said.append(where_text(pair, lang))
    return ", ".join(text for text in (*said, explanation(pair.found, lang)) if text)


def _point(point: tuple[float, float, float], lang: str) -> str:
    return f"({' ; '.join(number(round(c, 3) + 0.0, lang) for c in point)})"


def _remarks(told: Mapping[str, Any], lang: str, *, all_shown: bool) -> Iterator[Message]:
    if "source" in told:
        yield Message(
            "{leaves} {leaves:part|parts} in place, {parts} different",
            leaves=told["leaves"], parts=len(told["parts"]),
        )  # fmt: skip
    yield Message(
        "pairs not counted are farther apart than {near} mm; a contact penetrates by at most {contact} mm",
        near=number(told["near_mm"], lang), contact=number(told["contact_mm"], lang),
    )  # fmt: skip
    for note in told.get("notes", ()):
        yield Message("{note}", note=note)
    reasons: dict[str, list[str]] = {}
    for leaf in told.get("left_out", ()):
        reasons.setdefault(leaf["reason"], []).append(leaf["name"])
    for reason, names in reasons.items():
        shown = ", ".join(names[:_SHOWN]) + (f" … ({len(names)})" if len(names) > _SHOWN else "")
        yield Message("{name} is compared with nothing: {reason}", name=shown, reason=reason)
    if not all_shown and any(told["counts"][verdict] for verdict in ("contact", "clear")):
        yield Message("--all lists the contacts and the gaps too, --json and --csv say all of them")
