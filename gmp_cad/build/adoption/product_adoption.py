"""An assembly that becomes the product of the project: its parts, its items, what places them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gmp_cad.build.adoption.adopted_files import Names, already, part_name, write
from gmp_cad.build.adoption.adopted_product import AdoptedProduct, placing_text, product_text
from gmp_cad.build.adoption.adopted_text import heading
from gmp_cad.build.adoption.adoption_outcome import AdoptedPart, Product, Refused
from gmp_cad.build.adoption.adoption_targets import Target, Wishes
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.evidence.adoption import Offers
from gmp_cad.language import LANGUAGES, Message
from gmp_cad.spec.layout import ASSEMBLY, PARTS, PRODUCT, present


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductToBe:
    """An assembly that becomes the product, or did before: ``is_there``."""

    target: Target
    adopted: AdoptedProduct
    is_there: bool

    @property
    def told(self) -> Product:
        """What is told of it."""
        offer = self.adopted.offer
        return Product(
            source=self.target.said, pieces=offer.pieces, parts=len(offer.parts),
            written=not self.is_there,
        )  # fmt: skip

    def refusals(self) -> Iterator[Refused]:
        """Yield why leaves of the assembly are no parts."""
        for path, reason in self.adopted.offer.left_out:
            yield Refused(source=f"{self.target.said} {path}", message=reason)


def product_to_be(
    root: Path, results: Sequence[tuple[Target, Offers | Refused]], wishes: Wishes
) -> tuple[ProductToBe | None, list[Message]]:
    """Return the one assembly that may be the project's product, and what is to be told of others."""
    offered = [
        (target, AdoptedProduct(name=part_name(_called(root / target.file)), file=target.file,
                                offer=found.assembly, material=wishes.material))
        for target, found in results
        if isinstance(found, Offers) and found.assembly is not None and found.assembly.parts
    ]  # fmt: skip
    if wishes.whole or not offered:
        return None, []
    placing = root / PARTS / ASSEMBLY
    if present(root / PARTS / PRODUCT) or present(placing):
        text = placing.read_text("utf-8", "replace") if placing.is_file() else ""
        for target, adopted in offered:
            if any(text.startswith(heading(adopted.file, lang)) for lang in LANGUAGES):
                return ProductToBe(target=target, adopted=adopted, is_there=True), [_IS_THERE]
        return None, [_one_body(target, _ANOTHER) for target, _ in offered]
    if len(offered) > 1:
        return None, [_one_body(target, _SEVERAL) for target, _ in offered]
    return ProductToBe(target=offered[0][0], adopted=offered[0][1], is_there=False), list(
        offered[0][1].offer.notes
    )


def _called(script: Path) -> str:
    """Return what a product is called after: its script, or the folder of one that says nothing."""
    return script.parent.name if script.stem.casefold() in _SAYS_NOTHING else script.stem


_SAYS_NOTHING = frozenset({"assembly", "assy", "main", "model", "__init__"})


def _one_body(target: Target, reason: Message) -> Message:
    return Message("{source}: an assembly, adopted as one part of several bodies: {reason}",
                   source=target.said, reason=reason)  # fmt: skip


_ANOTHER = Message("the project has a product already")
_SEVERAL = Message("a project has one product; adopt one assembly alone to have it as the product")
_IS_THERE = Message(
    "the product of this script is there and left as it is; remove parts/product.toml and"
    " parts/assembly.py to have them written again"
)


def write_product(
    root: Path, product: ProductToBe, known: Mapping[str, str], names: Names, lang: str
) -> Iterator[AdoptedPart]:
    """Write the product, its script and the parts that are not there yet; yield the parts."""
    if product.is_there:
        return
    adopted = product.adopted
    called = []
    for part, offered in zip(adopted.parts([p.name for p in adopted.offer.parts]),
                             adopted.offer.parts, strict=True):  # fmt: skip
        before = already(part, known, lang)
        name = before or names.of_leaf(offered.name, adopted.name)
        called.append(name)
        if not before:
            write(root, replace(part, name=name), lang)
        yield AdoptedPart(
            name=name, source=f"{product.target.said} {offered.leaves[0]}",
            solids=offered.offer.solids, written=not before,
        )  # fmt: skip
    for file, text in (
        (ASSEMBLY, placing_text(adopted, called, lang)),
        (PRODUCT, product_text(adopted, called, lang)),
    ):
        write_atomically(root / PARTS / file, text.encode())
