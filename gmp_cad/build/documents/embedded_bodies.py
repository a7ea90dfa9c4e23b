"""What a task gives that fills a document: its PDF, and the document for the dossier."""

from __future__ import annotations

from gmp_cad.build.documents.document_bodies import project_header
from gmp_cad.documents.printing.embedded import EmbeddedDocument, Publisher, document_pdf
from gmp_cad.engine.codec import Params, encode
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan


def part_publisher(params: Params, spec: PartSpec, plan: ProcessPlan | None) -> Publisher:
    """Return who signs the documents of a part's plan; of the part itself without one."""
    project, identity = project_header(params), spec.part
    revision = plan.revision if plan is not None else identity.revision
    author, date = (plan.author, plan.date) if plan is not None else ("", "")
    return Publisher(
        affair=project.affair, owner=project.owner, department=project.department, number=f"{identity.number} — {revision}",
        author=author or identity.author or project.author, date=date or project.date,
    )  # fmt: skip


def embedded_outputs(
    document: EmbeddedDocument, publisher: Publisher, params: Params
) -> dict[str, bytes]:
    """Return the outputs ``pdf`` and ``embedded`` of a document; the dossier takes every one so named.

    ``params`` hold ``templates`` (with ``document.typ.j2`` and ``gmp.typ``) and ``lang``.
    """
    return {
        "pdf": document_pdf(document, publisher, params["templates"], params["lang"]),
        "embedded": encode(document, EmbeddedDocument),
    }
