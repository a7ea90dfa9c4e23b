"""What the dossier takes in as it is: the project's own pages, and the files that the PDF carries."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from gmp_cad.build.documents.document_bodies import product_spec
from gmp_cad.documents.dossier.chapters import Attachment, OwnPage
from gmp_cad.engine.codec import Data, Params
from gmp_cad.language import Message

_STEP, _TEXT = "model/step", "text/plain"


def own_pages(data: Data, params: Params) -> Iterator[OwnPage]:
    """Yield the documents that the product names; without content where the file does not exist."""
    product = product_spec(params)
    for i, own in enumerate(product.documents if product is not None else ()):
        yield OwnPage(
            chapter=own.chapter, title=own.title, number=own.number, revision=own.revision,
            source=own.file, file=f"own-{i}{PurePosixPath(own.file).suffix.lower()}",
            content=data.get(f"own-{i}"),
        )  # fmt: skip


def attachments(data: Data, params: Params) -> Iterator[Attachment]:
    """Yield the STEP file, specification and plan of each part, and the product's text."""
    lang = params["lang"]
    if params["product"]:
        said = Message("product: items, fits, joints").say(lang)
        yield Attachment(name="parts/product.toml", media_type=_TEXT, said=said,
                         content=params["product"].encode())  # fmt: skip
    for part in params["parts"]:
        name = part["part"]
        step = data.get(f"step|step:{name}")
        if step is not None:
            said = Message("digital model of {part} (STEP AP242)", part=name).say(lang)
            yield Attachment(name=f"{name}.step", media_type=_STEP, said=said, content=step)
        said = Message("specification of {part}", part=name).say(lang)
        yield Attachment(name=part["spec_file"], media_type=_TEXT, said=said,
                         content=part["spec"].encode())  # fmt: skip
        if part["plan"]:
            said = Message("process plan of {part}", part=name).say(lang)
            yield Attachment(name=part["plan_file"], media_type=_TEXT, said=said,
                             content=part["plan"].encode())  # fmt: skip


def pmi_counts(data: Data, name: str) -> Mapping[str, int] | None:
    """Return how many pieces of PMI of each kind were read from the STEP file of a part."""
    model = data.get(f"model|pmi:{name}")
    if model is None:
        return None
    return Counter(item["kind"] for item in json.loads(model)["items"])
