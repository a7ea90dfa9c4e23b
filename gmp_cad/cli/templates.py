"""``gmp-cad templates``: which there are, what each may read, a copy to edit, and every fault of it."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from gmp_cad.cli.output import columns, is_styled, paint, print_json, visible
from gmp_cad.cli.templates_answer import FaultLine, FieldLine, Format, TemplateLine, TemplatesAnswer
from gmp_cad.documents.templating.template_fields import Field, registry
from gmp_cad.documents.templating.template_files import (
    FOLDER,
    OFFICE,
    files,
    find,
    own_folder,
    packaged_folder,
)  # fmt: skip
from gmp_cad.errors import ExitCode, UsageError, suggestion
from gmp_cad.language import Message

_PARTS = "parts"  # that of spec.layout, which loads pydantic: a list starts at once
_FORMATS: Mapping[str, Format] = {
    ".typ.j2": "Typst", ".typ": "Typst", ".html.j2": "HTML", ".toml": "TOML", ".css": "CSS",
    ".js": "JavaScript", ".docx": "Word", ".xlsx": "Excel", ".svg": "SVG",
}  # fmt: skip
_EJECTED = Message(
    "edit them, then: gmp-cad templates check, gmp-cad build; without the file the packaged one is read again"
)


def templates(options: argparse.Namespace) -> ExitCode:
    """List templates, show one, copy some into the project, or check them."""
    actions = {"list": _list, "show": _show, "eject": _eject, "check": _check}
    return actions[options.action](options)


def _project(options: argparse.Namespace) -> Path | None:
    """Return the project, None outside one; no file of it is read."""
    if options.project is not None:
        return _required(options)
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / _PARTS).is_dir()), None)


def _required(options: argparse.Namespace) -> Path:
    from gmp_cad.cli.build import project_of  # noqa: PLC0415 - a list waits for no project

    return project_of(options)


def _found(options: argparse.Namespace) -> dict[str, Path]:
    project = _project(options)
    return find(project) if project is not None else files(packaged_folder())


def _named(options: argparse.Namespace, found: Mapping[str, Path]) -> list[str]:
    for name in options.names:
        if name not in found:
            raise UsageError(
                Message("there is no template {name!r}", name=name),
                suggestion(name, found) or Message("see gmp-cad templates list"),
            )
    return list(dict.fromkeys(options.names))


def _line(name: str, path: Path, lang: str) -> TemplateLine:
    known = registry().get(name)
    return {
        "name": name,
        "makes": known.makes[lang] if known else "",
        "output": known.output if known else "",
        "format": next(kind for end, kind in _FORMATS.items() if name.endswith(end)),
        "of": "package" if path.parent == packaged_folder() else "project",
    }


def _answer(lines: Sequence[TemplateLine]) -> TemplatesAnswer:
    return {"version": 1, "templates": list(lines)}


def _list(options: argparse.Namespace) -> ExitCode:
    lines = [_line(name, path, options.lang) for name, path in sorted(_found(options).items())]
    if options.json:
        print_json(_answer(lines))
        return ExitCode.OK
    title = Message("{count} {count:template|templates}", count=len(lines)).say(options.lang)
    pairs = [
        (_named_line(line, options.lang), f"{line['format']} · {line['makes']}".strip(" ·"))
        for line in lines
    ]
    note = Message("gmp-cad templates show NAME: its fields; eject NAME: a copy to edit")
    _print(title, [pairs], note.say(options.lang))
    return ExitCode.OK


def _named_line(line: TemplateLine, lang: str) -> str:
    own = Message(" (the project's own)").say(lang) if line["of"] == "project" else ""
    return line["name"] + own


def _print(title: str, groups: Sequence[Sequence[tuple[str, str]]], note: str = "") -> None:
    """Print names with what they are beside them, as wide as the terminal is."""
    width, on = columns(sys.stdout), is_styled(sys.stdout)
    out = [paint(visible(title), "bold", on=on)]
    for group in groups:
        label = min(max((len(name) for name, _ in group), default=0), width // 2) + 2
        out += [""] if group else []
        for name, said in group:
            lines = textwrap.wrap(visible(said), max(20, width - label - 2)) or [""]
            beside = len(name) + 2 <= label
            out += [] if beside else [f"  {visible(name)}"]
            first = visible(name) if beside else ""
            out += [f"  {first:{label}}{lines[0]}".rstrip()]
            out += [f"  {'':{label}}{rest}" for rest in lines[1:]]
    out += ["", *textwrap.wrap(note, width)] if note else []
    sys.stdout.write("".join(f"{line}\n" for line in out))


def _show(options: argparse.Namespace) -> ExitCode:
    found = _found(options)
    names = _named(options, found)
    if not names:
        raise UsageError(
            Message("missing: {what}", what="NAME"), Message("see gmp-cad templates list")
        )
    if options.json:
        answer = _answer([_line(name, found[name], options.lang) for name in names])
        answer["fields"] = {name: _field_lines(name, options.lang) for name in names}
        if options.source:
            answer["source"] = {name: _text(found[name]) for name in names if not _is_office(name)}
        print_json(answer)
        return ExitCode.OK
    for name in names:
        if options.source:
            sys.stdout.write(_source(found[name]))
        else:
            _show_one(_line(name, found[name], options.lang), options.lang)
    return ExitCode.OK


def _is_office(name: str) -> bool:
    return name.endswith(OFFICE)


def _text(path: Path) -> str:
    return path.read_text("utf-8-sig")


def _source(path: Path) -> str:
    if _is_office(path.name):
        raise UsageError(
            Message("{name} is no text: open it in its office program", name=path.name),
            Message("gmp-cad templates eject NAME gives a copy"),
        )
    return _text(path)


def _show_one(line: TemplateLine, lang: str) -> None:
    place = Message("the project's own") if line["of"] == "project" else Message("packaged")
    about = [(Message("Makes"), line["makes"]), (Message("Output"), line["output"]),
             (Message("Format"), f"{line['format']} ({place.say(lang)})")]  # fmt: skip
    fields = [(f["path"], f["meaning"]) for f in _field_lines(line["name"], lang)]
    _print(line["name"], [[(label.say(lang), text) for label, text in about if text], fields])


def _field_lines(name: str, lang: str) -> list[FieldLine]:
    known = registry().get(name)
    return [_field_line(field, lang) for field in known.every] if known else []


def _field_line(field: Field, lang: str) -> FieldLine:
    return {"path": field.path, "meaning": field.said(lang), "optional": field.optional}


def _eject(options: argparse.Namespace) -> ExitCode:
    project = _required(options)
    packaged = files(packaged_folder())
    names = _named(options, packaged)
    if not names:
        raise UsageError(
            Message("missing: {what}", what="NAME"), Message("see gmp-cad templates list")
        )
    folder = own_folder(project)
    there = [name for name in names if (folder / name).exists()]
    if there and not options.force:
        raise UsageError(
            Message("{names}: the project has its own already", names=", ".join(there)),
            Message("--force replaces it by the packaged one: what was changed in it is lost"),
        )
    from gmp_cad.engine.files.atomic_file import write_atomically  # noqa: PLC0415 - only where a file is written

    for name in names:
        write_atomically(folder / name, packaged[name].read_bytes())
    written = [f"{FOLDER}/{name}" for name in names]
    if options.json:
        answer = _answer([_line(name, folder / name, options.lang) for name in names])
        print_json({**answer, "written": written})
    else:
        sys.stdout.write("".join(f"→ {path}\n" for path in written))
        sys.stdout.write(_EJECTED.say(options.lang) + "\n")
    return ExitCode.OK


def _check(options: argparse.Namespace) -> ExitCode:
    project = _project(options)
    found = _found(options)
    own = _own(project) if project is not None else []
    names = list(found) if options.all or project is None else own
    names = _named(options, {**found, **dict.fromkeys(own, Path())}) or names
    from gmp_cad.build.documents.template_check import check  # noqa: PLC0415 - Jinja2 and Typst wait for a check
    from gmp_cad.documents.templating.template import load  # noqa: PLC0415

    office = {name: path.read_bytes() for name, path in found.items() if _is_office(name)}
    faults = check(load(project or Path("nowhere")), office, names, options.lang)
    lines: list[FaultLine] = [
        {
            "file": fault.where.file, "line": fault.where.line, "column": fault.where.column,
            "message": fault.message.say(options.lang), "warning": fault.warning,
            "hint": fault.hint.say(options.lang) if fault.hint else None,
        }
        for fault in faults
    ]  # fmt: skip
    if options.json:
        shown = [_line(name, found[name], options.lang) for name in names if name in found]
        print_json({**_answer(shown), "faults": lines})
    else:
        _tell(lines, len(names), options.lang)
    return ExitCode.OK if all(fault.warning for fault in faults) else ExitCode.USAGE


def _own(project: Path) -> list[str]:
    """Return every file of the project's folder of templates, those with a strange name too."""
    folder = own_folder(project)
    if not folder.is_dir():
        return []
    return sorted(
        path.name for path in folder.iterdir()
        if path.is_file() and not path.name.startswith((".", "~$")) and path.suffix != ".md"
    )  # fmt: skip


def _tell(lines: Sequence[FaultLine], checked: int, lang: str) -> None:
    on = is_styled(sys.stderr)
    for line in lines:
        steps = (line["file"], line["line"], line["column"])
        place = paint(":".join(str(s) for s in steps if s is not None), "bold", on=on)
        warned = Message("warning: ").say(lang) if line["warning"] else ""
        said = visible(warned + line["message"]).replace("\n", "\n    ")
        sys.stderr.write(f"{place}: {said}\n")
        if line["hint"]:
            sys.stderr.write(f"  → {visible(line['hint'])}\n")
    wrong = sum(not line["warning"] for line in lines)
    told = Message(
        "{checked} {checked:template|templates} read: {wrong} {wrong:fault|faults}, {warned} {warned:warning|warnings}",
        checked=checked, wrong=wrong, warned=len(lines) - wrong,
    )  # fmt: skip
    sys.stderr.write(told.say(lang) + "\n")
