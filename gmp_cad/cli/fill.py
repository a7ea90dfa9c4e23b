"""``gmp-cad fill``: a school's own template of Word or Excel, filled from the project.

``--json`` prints :class:`gmp_cad.cli.fill_answer.FillAnswer`, published by ``gmp-cad schema fill``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gmp_cad.build.documents.filling import Subject, fields, fill
from gmp_cad.cli import terminal
from gmp_cad.cli.build import project_of
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.fill_answer import FieldLine, FillAnswer, RowLines
from gmp_cad.cli.output import print_json
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.documents.office.school_field_sets import FIELD_SETS
from gmp_cad.documents.office.school_fields import Field
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.templating.template_files import OFFICE
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message, english

_VALUE_WIDTH = 40


def fill_template(options: argparse.Namespace) -> ExitCode:
    """Fill a template and write it beside itself; or list the fields that one may use."""
    root, subject = project_of(options), _subject(options)
    if options.fields:
        require_system_libraries()
        _list(options, subject, fields(root, subject, options.lang, cache_of(options)))
        return ExitCode.OK
    template = _template(options)
    output = options.output or _beside(template, subject)
    if output.suffix.lower() != template.suffix.lower():
        raise UsageError(
            Message("the output must end in {ending}, as the template does", ending=template.suffix)
        )
    if output.resolve() == template.resolve():
        raise UsageError(Message("the output is the template itself"))
    if output.exists() and not options.force:
        raise UsageError(
            Message("{file} exists already", file=output.name),
            Message("give --force to replace it, or --output with another name"),
        )
    require_system_libraries()
    made = fill(root, subject, (template, template.name), options.lang, cache_of(options))
    write_atomically(output, made.content)
    remarks = [remark.say(options.lang) for remark in made.remarks]
    if options.json:
        print_json(dict(_answer(subject, template.name, str(output), remarks)))
        return ExitCode.OK
    out = terminal.console()
    for remark in remarks:
        out.print(terminal.plain(remark))
    out.print(terminal.plain(f"→ {output}"))
    return ExitCode.OK


def _subject(options: argparse.Namespace) -> Subject:
    if options.phase is None:
        return Subject(part=options.part or "")
    part, slash, phase = options.phase.partition("/")
    if not (part and slash and phase) or options.part not in (None, part):
        raise UsageError(
            Message("expected a part and a phase such as semelle/10, not {found!r}", found=options.phase)
        )  # fmt: skip
    return Subject(part=part, phase=phase)


def _template(options: argparse.Namespace) -> Path:
    if options.template is None:
        raise UsageError(
            Message("missing: {what}", what="TEMPLATE"),
            Message("--fields without a template lists the fields"),
        )
    template: Path = options.template
    if template.suffix.lower() not in OFFICE:
        raise UsageError(
            Message("{file} is no template: it must end in .docx or .xlsx", file=template.name),
            Message("open it in Word or Excel and save it as .docx or .xlsx"),
        )
    if not template.is_file():
        raise UsageError(Message("the file {file} does not exist", file=str(template)))
    return template


def _beside(template: Path, subject: Subject) -> Path:
    """Return the name beside the template that tells what it was filled with."""
    told = "-".join(filter(None, (subject.part or "dossier", subject.phase)))
    return template.with_name(f"{template.stem}-{told}{template.suffix.lower()}")


def _answer(subject: Subject, template: str, output: str, remarks: list[str]) -> FillAnswer:
    return FillAnswer(
        version=1, template=template, output=output, document=subject.document,  # type: ignore[typeddict-item]
        part=subject.part, phase=subject.phase, remarks=remarks,
        context=FIELD_SETS[subject.document].context, fields=[], rows=[],
    )  # fmt: skip


def _list(options: argparse.Namespace, subject: Subject, found: Mapping[str, Any]) -> None:
    offered, lang = FIELD_SETS[subject.document], options.lang
    answer = _answer(subject, options.template.name if options.template else "", "", [])
    answer["fields"] = [_line(one, found, lang) for one in offered.fields]
    for rows in offered.rows:
        first = found[rows.fr][0] if found[rows.fr] else {}
        answer["rows"].append(
            RowLines(
                one=rows.one, fr=rows.fr, en=rows.en, count=len(found[rows.fr]),
                fields=[_line(one, first, lang) for one in rows.fields],
            )
        )  # fmt: skip
    if options.json:
        print_json(dict(answer))
    else:
        _show(answer, lang)


def _line(one: Field, found: Mapping[str, Any], lang: str) -> FieldLine:
    value = found.get(one.fr, "")
    text = f"({value.alt})" if isinstance(value, Picture) else str(value)
    return FieldLine(fr=one.fr, en=one.en, meaning=one.meaning.say(lang), value=text)


def _show(answer: FillAnswer, lang: str) -> None:
    title = Message("Fields of a template").say(lang)
    blocks: list[Any] = [_grid(answer["fields"], "", lang)]
    for rows in answer["rows"]:
        told = Message(
            "A row with {example} is repeated for each of {count} {count:row|rows} (all of them: {name})",
            example=f"{{{{ {rows['one']}.{rows['fields'][0]['fr']} }}}}", count=rows["count"],
            name=" = ".join(dict.fromkeys((rows["fr"], rows["en"]))),
        )  # fmt: skip
        blocks += [told.say(lang), _grid(rows["fields"], f"{rows['one']}.", lang)]
    blocks.append(
        Message("{name}.… : every field of our own template too (docs_templates/README.md)",
                name=answer["context"]).say(lang)
    )  # fmt: skip
    show(Sheet(title=title, blocks=tuple(blocks)))


def _grid(lines: list[FieldLine], before: str, lang: str) -> Grid:
    return Grid(
        rows=tuple(
            (
                " = ".join(f"{{{{ {before}{name} }}}}" for name in dict.fromkeys((one["fr"], one["en"]))),
                one["meaning"], _short(one["value"]),
            )
            for one in lines
        ),
        head=tuple(Message(word).say(lang) for word in english(("Field", "Meaning", "Value"))),
        left=True,
    )  # fmt: skip


def _short(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= _VALUE_WIDTH else text[: _VALUE_WIDTH - 1] + "…"
