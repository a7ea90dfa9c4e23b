"""How Jinja2 writes Typst and HTML from templates, always escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from gmp_cad.documents.signs import html_signs
from gmp_cad.documents.template_files import FOLDER, OFFICE, TEXT_ENDINGS, find, packaged_folder
from gmp_cad.errors import GmpError, InvalidInputError, Problem, UsageError, Where
from gmp_cad.language import Message, number, translate
from gmp_cad.spec.toml import read_text

__all__ = ["OFFICE", "Raw", "TemplateError", "load", "packaged_folder", "quoted", "render"]


class TemplateError(GmpError, RuntimeError):
    """A template that cannot be rendered; ``where`` is its file and line."""

    exit_code = UsageError.exit_code

    def __init__(self, message: Message, hint: Message | None, where: Where) -> None:
        super().__init__(message, hint)
        self.where = where


class Raw(str):
    """Text that is Typst source already and must not be quoted again."""

    __slots__ = ()


def load(project: Path) -> dict[str, str]:
    """Return the text of every template that is text, by name; the project's own come first.

    Raises :class:`~gmp_cad.errors.InvalidInputError` with every file that cannot be read.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name, path in find(project).items():
        if name.endswith(TEXT_ENDINGS):
            try:
                found[name] = read_text(path, f"{FOLDER}/{name}")
            except InvalidInputError as error:
                problems.extend(error.problems)
    if problems:
        raise InvalidInputError(problems)
    return found


def quoted(value: object) -> Raw:
    """Return a value as a Typst string literal, whatever it contains."""
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    text = text.replace("\n", "\\n").replace("\r", "").replace("\t", "\\t")
    return Raw('"' + "".join(c if c >= " " else f"\\u{{{ord(c):x}}}" for c in text) + '"')


def _finalize(value: Any) -> Any:
    """Write a value in Typst markup: as a string expression, so that no content is ever code."""
    if isinstance(value, Raw | jinja2.Undefined):
        return value
    return Raw(f"#{quoted(value)};")


def _environment(templates: Mapping[str, str], lang: str, *, html: bool) -> jinja2.Environment:
    environment = SandboxedEnvironment(
        loader=jinja2.DictLoader(dict(templates)),
        undefined=jinja2.StrictUndefined,
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    if html:
        environment.filters["signs"] = html_signs
    else:
        environment.finalize = _finalize
    environment.globals["lang"] = Raw(lang)
    environment.globals["t"] = partial(translate, lang=lang)
    environment.filters["q"] = quoted
    environment.filters["raw"] = lambda v: Raw(str(v))
    environment.filters["num"] = lambda v, decimals=None: number(v, lang, decimals)
    return environment


def render(templates: Mapping[str, str], name: str, context: Mapping[str, Any], lang: str) -> str:
    """Return the template ``name`` filled with ``context``.

    Names ending in ``.html.j2`` are HTML (autoescaped); the others are Typst (every value becomes
    a string). Raises :class:`TemplateError` with the template's file and line.
    """
    environment = _environment(templates, lang, html=name.endswith(".html.j2"))
    try:
        return environment.get_template(name).render(**context)
    except jinja2.TemplateSyntaxError as error:
        raise _error(error.message or "", error.name or name, error.lineno) from error
    except jinja2.TemplateNotFound as error:
        raise _error(f"no template {error.name}", name, None) from error
    except (jinja2.UndefinedError, jinja2.exceptions.SecurityError) as error:
        raise _error(str(error), *_place(error, name)) from error


def _place(error: BaseException, name: str) -> tuple[str, int | None]:
    """Return the innermost template line of a traceback."""
    file, line, trace = name, None, error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "__jinja_template__" in trace.tb_frame.f_globals or code.co_filename == "<template>":
            file, line = str(trace.tb_frame.f_globals.get("name", name)), trace.tb_lineno
        trace = trace.tb_next
    return file, line


def _error(reason: str, file: str, line: int | None) -> TemplateError:
    return TemplateError(
        Message("the template cannot be filled: {reason}", reason=reason),
        Message("see the fields of the document in docs_templates/README.md"),
        Where(f"docs_templates/{file}", "", line),
    )
