"""``gmp-cad new parts/NAME``: a plain block in a project that exists, to be made one's own part."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from gmp_cad.cli.mentioned import mentioned
from gmp_cad.errors import UsageError
from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError
from gmp_cad.spec.layout import proposed
from gmp_cad.spec.project_folder import PARTS
from gmp_cad.spec.text import check_name

_SCHEMA_LINE = re.compile(r"\A#:schema .*\n")


def is_part_folder(folder: Path) -> bool:
    """Return whether a folder would be that of a part: it lies in the ``parts/`` of a project."""
    return folder.resolve().parent.name == PARTS and folder.resolve().parent.is_dir()


def part_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a new part by name. Raises UsageError for a folder that names no part."""
    folder = folder.resolve()
    name = _checked(folder.name)
    starter = resources.files("gmp_cad").joinpath("starter", "part")
    spec = starter.joinpath("spec.toml").read_text("utf-8")
    spec = spec.replace("{number}", name.upper().replace("_", "-")).replace("{title}", _title(name))
    if not (folder.parent.parent / "schema" / "spec.json").is_file():
        spec = _SCHEMA_LINE.sub("", spec)
    return {"spec.toml": spec.encode(), "model.py": starter.joinpath("model.py").read_bytes()}


def part_steps(folder: Path, lang: str) -> list[str]:
    """Return the lines that say where a new part is and what follows."""
    name = folder.resolve().name
    item, placed = f'[[item]] ref = … part = "{name}"', f'parts["{name}"]'
    return [
        Message("part written to {folder}; next:", folder=str(folder)).say(lang),
        *mentioned(
            {
                f"gmp-cad show {name}": Message("see it in the browser while you model it"),
                f"gmp-cad check {name}": Message("its verdicts"),
                f"gmp-cad plan {name} --write": Message("a process plan proposed: process.toml"),
            },
            lang,
        ),
        Message(
            "to have it in the product: {item} in {product}, and {placed} placed by {assembly}",
            item=item, product="parts/product.toml", placed=placed, assembly="parts/assembly.py",
        ).say(lang),
    ]  # fmt: skip


def _checked(name: str) -> str:
    try:
        return check_name(name)
    except InvalidValueError as error:
        better = proposed(name)
        hint = Message("for example {example}", example=f"{PARTS}/{better}") if better else None
        raise UsageError(error.message, error.hint or hint) from error


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
