"""Bodies of the tasks that write the documents of the product. No kernel."""

from __future__ import annotations

import json

from gmp_cad.build.documents.document_bodies import project_header, workshop_of
from gmp_cad.build.documents.embedded_bodies import embedded_outputs
from gmp_cad.build.documents.ensemble_bodies import assembled_of
from gmp_cad.build.documents.workbook_bodies import workbook_outputs
from gmp_cad.build.study_bodies import part_spec
from gmp_cad.documents.drawings.ensemble import EnsemblePlan
from gmp_cad.documents.plan.quotation import PartCost
from gmp_cad.documents.printing.embedded import Publisher
from gmp_cad.documents.product.assembly_plan import (
    assembling_moves,
    assembly_document,
    assembly_steps,
)
from gmp_cad.documents.product.product_quotation import ProductCosts, product_quotation
from gmp_cad.documents.product.quotation_tab import product_tab
from gmp_cad.engine.codec import Data, Params, Result, decode, dump
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import parse


def _product(params: Params) -> ProductSpec:
    return parse(params["file"], params["file_name"], ProductSpec, lang=params["lang"])


def _publisher(params: Params, product: ProductSpec) -> Publisher:
    project, identity = project_header(params), product.product
    return Publisher(
        affair=project.affair, owner=project.owner, department=project.department, number=f"{identity.number} — {identity.revision}",
        author=project.author, date=project.date,
    )  # fmt: skip


def assembly_plan(data: Data, params: Params) -> Result:
    """Write the assembly plan; its time goes to the quotation."""
    product = _product(params)
    assembled = assembled_of(data, params)
    moves = assembling_moves(assembled, decode(data["plan"], EnsemblePlan).moves)
    steps = assembly_steps(assembled, moves)
    document = assembly_document(steps, product, project_header(params), params["lang"])
    written = embedded_outputs(document, _publisher(params, product), params)
    return {**written, "minutes": dump(sum(step.minutes for step in steps))}, {}


def quotation(data: Data, params: Params) -> Result:
    """Write the quotation of the product from those of its parts."""
    product = _product(params)
    costs = ProductCosts(
        product=product, project=project_header(params), workshop=workshop_of(params),
        parts={name: part_spec(texts) for name, texts in params["parts"].items()},
        costs={
            name.removeprefix("cost."): decode(content, PartCost)
            for name, content in data.items() if name.startswith("cost.")
        },
        assembly_min=json.loads(data["minutes"]),
    )  # fmt: skip
    document, publisher = product_quotation(costs, params["lang"]), _publisher(params, product)
    tabs = [product_tab(costs, params["lang"])]
    return {
        **embedded_outputs(document, publisher, params),
        **workbook_outputs(tabs, publisher, params),
    }, {}
