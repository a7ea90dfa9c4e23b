"""``gmp-cad adopt``: scripts and STEP files of a repository become parts under test.

The files stay where they are and as they are. ``--json`` prints
:class:`gmp_cad.cli.adopt_answer.AdoptAnswer`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from gmp_cad.build.adoption.adoption import adopt as run_adoption
from gmp_cad.build.adoption.adoption_outcome import Adoption, Refused
from gmp_cad.build.adoption.adoption_targets import Wishes, asked, project_to_be
from gmp_cad.cli import terminal
from gmp_cad.cli.adopt_answer import answer
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.output import print_json
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode, UsageError, worst
from gmp_cad.language import Message
from gmp_cad.spec.layout import ASSEMBLY, PARTS, PRODUCT
from gmp_cad.spec.workshop import parse_workshop

_IGNORED = ("output/", ".gmp-cache/")
_IGNORE = ".gitignore"


def adopt(options: argparse.Namespace) -> ExitCode:
    """Adopt what is asked; code 2 where a file is none of these, 3 where a script fails."""
    root = project_to_be(options.project, Path.cwd())
    _require_material(root, options.material)
    what = asked(options.sources, root, Path.cwd())
    wishes = Wishes(
        material=options.material, whole=options.whole, lang=options.lang, jobs=options.jobs
    )
    require_system_libraries()
    with ExitStack() as stack:
        kept = cache_of(options) or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        listener = stack.enter_context(terminal.progress(options))
        found = run_adoption(root, what, wishes, kept, listener)
    ignored = _ignore(root) if found.parts else []
    if options.json:
        print_json(dict(answer(found, str(root), [*_files(found), *ignored], options.lang)))
    else:
        _show(found, ignored, options.lang)
    unfit = ExitCode.USAGE if what.problems else ExitCode.OK
    failed = any(r.failed for r in found.refused[len(what.problems) :])
    return worst((unfit, ExitCode.TOOL_FAILED if failed else ExitCode.OK))


def _require_material(root: Path, name: str) -> None:
    path = root / "workshop.toml"
    text = path.read_text("utf-8") if path.is_file() else None
    known = parse_workshop(text, path.name).materials
    if name and known.lacks(name):
        raise UsageError(
            Message("no material {name!r}", name=name),
            known.suggestion(name),
        )


def _ignore(root: Path) -> list[str]:
    """Add to a repository's ``.gitignore`` what is generated, where it is not there yet."""
    if not (root / ".git").exists():
        return []
    path = root / _IGNORE
    text = path.read_text("utf-8") if path.is_file() else ""
    written = {line.strip().strip("/") for line in text.splitlines()}
    missing = [line for line in _IGNORED if line.strip("/") not in written]
    if missing:
        start = text if not text or text.endswith("\n") else f"{text}\n"
        write_atomically(path, (start + "".join(f"{line}\n" for line in missing)).encode())
    return [_IGNORE] if missing else []


def _files(found: Adoption) -> list[str]:
    folders = [f"{PARTS}/{part.name}" for part in found.parts if part.written]
    files = [f"{folder}/{file}" for folder in folders for file in ("model.py", "spec.toml")]
    if found.product is not None and found.product.written:
        files += [f"{PARTS}/{PRODUCT}", f"{PARTS}/{ASSEMBLY}"]
    return files


def _show(found: Adoption, ignored: list[str], lang: str) -> None:
    written = [part for part in found.parts if part.written]
    out = terminal.console()
    for part in written:
        out.print(
            terminal.plain(f"{PARTS}/{part.name}  ←  {_told(part.source, part.solids, lang)}")
        )
    product = found.product
    if product is not None and product.written:
        told = Message(
            "{source}, {pieces} {pieces:piece|pieces} of {parts} {parts:part|parts}",
            source=product.source, pieces=product.pieces, parts=product.parts,
        ).say(lang)  # fmt: skip
        out.print(terminal.plain(f"{PARTS}/{PRODUCT}  ←  {told}"))
    out.print(
        terminal.plain(Message("adopted: {count} {count:part|parts}", count=len(written)).say(lang))
    )
    for remark in _remarks(found, ignored, lang):
        out.print(terminal.plain(remark))


def _told(source: str, solids: int, lang: str) -> str:
    if solids == 1:
        return source
    return Message("{source}, {count} {count:solid|solids}", source=source, count=solids).say(lang)


def _remarks(found: Adoption, ignored: list[str], lang: str) -> Iterator[str]:
    yield from (note.say(lang) for note in found.notes)
    there = sum(not part.written for part in found.parts)
    if there:
        yield Message("already adopted, left as they are: {count}", count=there).say(lang)
    for refused in found.refused:
        yield _refusal(refused, lang)
    if found.passed_over:
        names = ", ".join(found.passed_over)
        told = Message("scripts that show nothing, passed over: {names}", names=names).say(lang)
        example = f"{found.passed_over[0]}::NAME(…)"
        hint = Message("a function's result is adopted by its call: {example}", example=example)
        yield f"{told}\n  → {hint.say(lang)}"
    if ignored:
        yield Message("added to {file}: {lines}", file=_IGNORE, lines=" ".join(_IGNORED)).say(lang)
    if found.parts:
        yield Message(
            "next: {commands}", commands="gmp-cad approve --all, gmp-cad check, gmp-cad ci"
        ).say(lang)


def _refusal(refused: Refused, lang: str) -> str:
    place = f" ({refused.where})" if refused.where else ""
    message = Message("not adopted: {source}: {reason}", source=refused.source,
                      reason=refused.message).say(lang) + place  # fmt: skip
    return f"{message}\n  → {refused.hint.say(lang)}" if refused.hint else message
