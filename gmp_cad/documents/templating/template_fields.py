"""What each template may read: the registry kept beside the templates, in ``fields/``.

One file a template says what it makes and lists its fields, each with its dotted path (``[]`` for
the items of a list) and a line in French and in English. Shapes that many templates share (a line
of label and value, a finding, a contract) are written once, in ``fields/shapes.toml``.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from gmp_cad.documents.templating.template_files import packaged_folder

ITEM = "[]"
_TOKEN = re.compile(r"[^.\[\]]+|\[\]")
_SAMPLE = "Texte"
_SEVERAL = 2  # items of a list whose number is not told


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its path and what it is; see ``fields/shapes.toml`` for the other keys."""

    path: str
    fr: str
    en: str
    shape: str = ""
    count: int | None = None
    sample: Any = _SAMPLE
    optional: bool = False
    open: bool = False

    def said(self, lang: str) -> str:
        """Return what the field is, in a language."""
        return self.en if lang == "en" else self.fr


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFields:
    """A template of the registry: what it makes, where that is found, and its fields.

    ``fields`` are those written in its file; ``every`` has the fields of their shapes too.
    """

    name: str
    makes: Mapping[str, str]
    output: str
    fields: tuple[Field, ...]
    every: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place in what a template reads: a text (no children), a record, or a list (child ``[]``)."""

    path: str
    field: Field | None = None
    children: Mapping[str, Node] = dataclasses.field(default_factory=dict)

    @property
    def items(self) -> Node | None:
        """The items of a list, None where this is none."""
        return self.children.get(ITEM)

    @property
    def open(self) -> bool:
        """Whether it may hold fields that the registry does not know."""
        return self.field is not None and self.field.open


@cache
def registry() -> Mapping[str, TemplateFields]:
    """Return every packaged template by name, as its file in ``fields/`` describes it."""
    return read_registry(packaged_folder() / "fields")


def read_registry(folder: Path) -> Mapping[str, TemplateFields]:
    """Return the templates that the files of ``folder`` describe."""
    shapes = {
        name: _fields(entries)
        for name, entries in tomllib.loads(
            (folder / "shapes.toml").read_text("utf-8")
        ).items()
    }  # fmt: skip
    found = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != "shapes.toml":
            name = path.name.removesuffix(".toml")
            found[name] = _template(name, tomllib.loads(path.read_text("utf-8")), shapes)
    return found


def _template(
    name: str, document: Mapping[str, Any], shapes: Mapping[str, Sequence[Field]]
) -> TemplateFields:
    own = _fields(document.get("fields", {}))
    return TemplateFields(
        name=name, makes=document["makes"], output=document["output"], fields=own,
        every=tuple(_expanded(own, shapes)),
    )  # fmt: skip


def _fields(entries: Mapping[str, Mapping[str, Any]]) -> tuple[Field, ...]:
    return tuple(Field(path=path, **entry) for path, entry in entries.items())


def _expanded(
    fields: Sequence[Field], shapes: Mapping[str, Sequence[Field]]
) -> Iterator[Field]:  # fmt: skip
    """Yield the fields, each followed by those of its shape under its path."""
    for one in fields:
        yield one
        for inner in _expanded(shapes[one.shape], shapes) if one.shape else ():
            yield replace(inner, path=f"{one.path}.{inner.path}")


def tokens(path: str) -> tuple[str, ...]:
    """Return the steps of a dotted path: names, and ``[]`` for the items of a list."""
    return tuple(_TOKEN.findall(path))


def tree(fields: Sequence[Field]) -> Node:
    """Return the fields as a tree; its root is what the template reads by name."""
    return _node((), {tokens(one.path): one for one in fields})


def _node(at: tuple[str, ...], fields: Mapping[tuple[str, ...], Field]) -> Node:
    depth = len(at)
    names = dict.fromkeys(steps[depth] for steps in fields if len(steps) > depth)
    children = {
        name: _node(
            (*at, name),
            {s: f for s, f in fields.items() if len(s) > depth and s[depth] == name},
        )
        for name in names
    }
    return Node(path=".".join(at).replace(".[]", "[]"), field=fields.get(at), children=children)


def sample(node: Node) -> Any:
    """Return values to try a template with: what the registry gives, else a text."""
    if node.items is not None:
        return [sample(node.items)] * _count(node.items)
    if node.children:
        return {name: sample(child) for name, child in node.children.items()}
    return node.field.sample if node.field else _SAMPLE


def _count(item: Node) -> int:
    """Return how many items a list is given: what a field tells whose last ``[]`` is this one."""
    if item.field is not None and item.field.count is not None:
        return item.field.count
    own = [child for name, child in item.children.items() if name != ITEM]
    return max((_told(child) for child in own), default=0) or _SEVERAL


def _told(node: Node) -> int:
    here = (node.field.count or 0) if node.field and ITEM not in node.children else 0
    return max(
        here, *(_told(child) for name, child in node.children.items() if name != ITEM), 0
    )  # fmt: skip
