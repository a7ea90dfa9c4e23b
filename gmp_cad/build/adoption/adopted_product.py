"""The files of an adopted assembly, as text: the product, and the script that places its parts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.build.adoption.adopted_text import (
    Adopted,
    free,
    heading,
    number_of,
    source_text,
    title_of,
)
from gmp_cad.evidence.adoption import AssemblyOffer, Offer
from gmp_cad.language import Message
from gmp_cad.spec.layout import PARTS

_LONGEST_STEM = 24  # of a number: its parts have "-01" behind it
_LINE = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedProduct:
    """A product to be written: its name, the file that it is built from (from the project), its parts."""

    name: str
    file: str
    offer: AssemblyOffer
    numbers: tuple[tuple[str, float], ...] = ()
    material: str = ""

    def number(self, ref: int) -> str:
        """Return the number of a part by its reference; 0 is the product."""
        return f"{number_of(self.name[:_LONGEST_STEM])}-{ref:02d}"

    def parts(self, names: Sequence[str]) -> list[Adopted]:
        """Return the parts of the product under these names, in the order of the offer."""
        origin, expression = self.offer.origin, self.offer.expression
        return [
            Adopted(
                name=name, file=self.file, only=True, numbers=(), material=self.material,
                offer=Offer(
                    origin=origin, name=expression, solids=part.offer.solids,
                    proposals=part.offer.proposals,
                ),
                leaf=part.leaves[0], number=self.number(ref),
            )
            for ref, (name, part) in enumerate(zip(names, self.offer.parts, strict=True), start=1)
        ]  # fmt: skip


def product_text(product: AdoptedProduct, names: Sequence[str], lang: str) -> str:
    """Return ``product.toml``: an identity, and one item for each part."""
    told = Message("Items of {file}; assembly.py places them as it does.", file=product.file)
    lines = [
        f"# {told.say(lang)}", "", "[product]", f"number = {json.dumps(product.number(0))}",
        f"title = {json.dumps(title_of(product.name))}",
    ]  # fmt: skip
    for ref, (name, part) in enumerate(zip(names, product.offer.parts, strict=True), start=1):
        lines += ["", "[[item]]", f"ref = {ref}", f"part = {json.dumps(name)}"]
        if len(part.leaves) > 1:
            lines.append(f"quantity = {len(part.leaves)}")
    return "\n".join(lines) + "\n"


def placing_text(product: AdoptedProduct, names: Sequence[str], lang: str) -> str:
    """Return ``assembly.py``: which part stands at which leaves of the assembly."""
    offer = Offer(origin=product.offer.origin, name=product.offer.expression)
    asked, source = source_text(product.file, PARTS, offer)
    leaves = {
        name: part.leaves for name, part in zip(names, product.offer.parts, strict=True)
    }  # fmt: skip
    without = [path for path, _ in product.offer.left_out]
    last = f"    return placed({source}, parts, LEAVES"
    last += f", without={json.dumps(without, ensure_ascii=False)})" if without else ")"
    return "\n".join(
        (
            f"{heading(product.file, lang)}from gmp_cad import {asked}, placed", "",
            f"# {_TABLE.say(lang)}", "LEAVES = {", *_rows(leaves), "}", "", "",
            "def build(parts, d):", free(last, lang), "",
        )
    )  # fmt: skip


_TABLE = Message("Each item, and the paths of the leaves of the script's assembly where it stands.")


def _rows(leaves: Mapping[str, Collection[str]]) -> list[str]:
    rows = []
    for name, paths in leaves.items():
        shown = [json.dumps(path, ensure_ascii=False) for path in paths]
        row = f"    {json.dumps(name)}: [{', '.join(shown)}],"
        if len(row) > _LINE:
            row = "\n".join(
                (f"    {json.dumps(name)}: [", *(f"        {s}," for s in shown), "    ],")
            )
        rows.append(row)
    return rows
