"""The two files of an adopted part, as text: the model that points to its source, a least spec."""

from __future__ import annotations

import ast
import builtins
import json
import posixpath
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gmp_cad.evidence.adoption import Offer, Proposal
from gmp_cad.language import Message

# Where nobody says what it is made of: 1 kg is 1 dm³, so that a wrong mass is seen to be none.
_UNKNOWN_KG_M3 = 1000
_LONGEST_NUMBER = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A part to be written: its name, the file that it is built from (from the project), what of it.

    ``only``: whether the file offers nothing else; ``numbers``: its top-level numbers;
    ``material``: its designation, "" where it is not known. ``leaf``: the path of the part in the
    assembly that the file offers, "" of any other; ``number``: that of a part of a product.
    """

    name: str
    file: str
    offer: Offer
    only: bool
    numbers: tuple[tuple[str, float], ...] = ()
    material: str = ""
    leaf: str = ""
    number: str = ""


def model_text(part: Adopted, folder: str, lang: str) -> str:
    """Return ``model.py`` for a part that is written into ``folder`` (from the project)."""
    path = json.dumps(posixpath.relpath(part.file, folder), ensure_ascii=False)
    head = heading(part.file, lang)
    if part.leaf:
        path_in_it = json.dumps(part.leaf, ensure_ascii=False)
        asked, source = source_text(part.file, folder, part.offer)
        given = free(f"    return leaf({source}, {path_in_it})", lang)
        imported = ", ".join(sorted((asked, "leaf")))
        return f"{head}from gmp_cad import {imported}\n\n\ndef build(d):\n{given}\n"
    if part.offer.origin == "step":
        return (
            f"{head}from pathlib import Path\n\nimport cadquery as cq\n\n\ndef build(d):\n"
            f"    file = Path(__file__).parent / {path}\n"
            "    return cq.importers.importStep(str(file))\n"
        )
    if part.offer.origin == "named":
        given = free(f"    return {_of_source(part.offer.name)}", lang)
        return f"{head}from gmp_cad import load\n\n\ndef build(d):\n    source = load({path})\n{given}\n"
    which = part.offer.name or part.offer.rank
    told_apart = "" if part.only else f", {json.dumps(which, ensure_ascii=False)}"
    given = free(f"    return shown({path}, d{told_apart})", lang)
    return f"{head}from gmp_cad import shown\n\n\ndef build(d):\n{given}\n"


def heading(file: str, lang: str) -> str:
    """Return the first lines of a script that is written for a file, with an empty one."""
    told = Message("Built from {file}, which stays where it is.", file=file).say(lang)
    return '"""' + told.replace("\\", "/").replace('"', "'") + '"""\n\n'


def source_text(file: str, folder: str, offer: Offer) -> tuple[str, str]:
    """Return what a script in ``folder`` imports to ask a file for its assembly, and how it asks."""
    path = json.dumps(posixpath.relpath(file, folder), ensure_ascii=False)
    if offer.origin == "named":
        return "load", _of_source(offer.name, f"load({path})")
    return "assembled", f"assembled({path})"


def free(line: str, lang: str) -> str:
    """Return a line that no check of written numbers asks about, where it holds any."""
    tree = ast.parse(line.strip().removeprefix("return "), mode="eval")
    numbers = (
        n for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) is not str
    )
    return f"{line}  # gmp: free {_AS_IT_IS.say(lang)}" if any(numbers) else line


_AS_IT_IS = Message("adopted as it is")


def _of_source(expression: str, source: str = "source") -> str:
    """Return an expression in the names of a script as one in those of its module, ``source``."""
    tree = ast.parse(expression, mode="eval")
    own = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    return ast.unparse(_Prefixed(own | set(dir(builtins)), source).visit(tree))


class _Prefixed(ast.NodeTransformer):
    """Asks the module for every name but its own and Python's."""

    def __init__(self, known: Collection[str], source: str) -> None:
        self.known = known
        self.source = source

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return ``source.NAME`` for a name of the script."""
        if node.id in self.known:
            return node
        return ast.Attribute(ast.parse(self.source, mode="eval").body, node.id, ast.Load())


def spec_text(part: Adopted, lang: str) -> str:
    """Return ``spec.toml``: an identity, no requirement; the numbers of the script as comments."""
    material = (
        json.dumps(part.material, ensure_ascii=False)
        if part.material
        else f'{{ name = "{_UNKNOWN.say(lang)}", density_kg_m3 = {_UNKNOWN_KG_M3} }}'
    )
    lines = [
        f"# {Message('Geometry under test; the model is {file}.', file=part.file).say(lang)}",
        "",
        "[part]",
        f"number = {json.dumps(part.number or number_of(part.name))}",
        f"title = {json.dumps(title_of(part.name))}",
        f"material = {material}",
    ]
    if part.offer.solids > 1:
        lines.append(f"bodies = {part.offer.solids}")
    return "\n".join((*lines, *_candidates(part, lang))) + "\n"


_UNKNOWN = Message("to be said")


def number_of(name: str) -> str:
    """Return a number that a title block has room for; of a longer name its end becomes a sum."""
    number = name.replace("_", "-").upper()
    if len(number) <= _LONGEST_NUMBER:
        return number
    told_apart = f"{zlib.crc32(name.encode()):08X}"[:4]
    return f"{number[: _LONGEST_NUMBER - 5].rstrip('-')}-{told_apart}"


def title_of(name: str) -> str:
    """Return a title for what has this name."""
    return name.replace("_", " ").capitalize()


def _candidates(part: Adopted, lang: str) -> Iterator[str]:
    """Yield the comments that say how a number of the script becomes a requirement."""
    if part.offer.proposals:
        yield from ("", "[dimensions]")
        yield "# " + (_MEASURED_ONLY if part.leaf else _MEASURED).say(lang)
        yield from (f"# {_line(proposal)}" for proposal in part.offer.proposals)
    proposed = {proposal.name for proposal in part.offer.proposals}
    others = [f"{name} = {value:.12g}" for name, value in part.numbers if name not in proposed]
    if others:
        yield ""
        yield "# " + _OTHERS.say(lang)
        yield from (f"#   {line}" for line in others)


_MEASURED = Message(
    "Numbers of the script that are sizes of the solid. Uncommented, a line is measured at each check, and its"
    " value takes the place of the script's number of that name."
)
_MEASURED_ONLY = Message(
    "Numbers of the script that are sizes of the solid. Uncommented, a line is measured at each check;"
    " the script keeps its number."
)
_OTHERS = Message("Other numbers of the script:")


def _line(proposal: Proposal) -> str:
    size = json.dumps(proposal.size, ensure_ascii=False)
    if proposal.between is None:
        return f"{proposal.name} = {size}"
    ends = ", ".join(json.dumps(end) for end in proposal.between)
    return f"{proposal.name} = {{ size = {size}, between = [{ends}] }}"
