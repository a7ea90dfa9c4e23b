"""The wrong twins of the consistency of the dossier."""

from __future__ import annotations

from gmp_cad.checks import dossier
from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.dossier.statements import PhaseTools, Stated

_OLD = Stated(document="drawing", number="ET-01", revision="A")
_CALLED = PhaseTools(phase="10", tools={"1/1": "fraise ⌀80"})
_MOUNTED = PhaseTools(phase="10", tools={"1/1": "fraise ⌀63"})

_ROW = BomRow(
    ref=1, quantity=1, designation="Palier", material="C45", reference="P-01 — A", unit_mass_kg=2.4,
    note="", name="plate", part="plate",
)  # fmt: skip

TWINS = {
    "dossier.part_number": lambda: dossier.same_identity(
        dossier.Identified(name="plate", number="ET-01", revision="B", stated=(_OLD,))
    ),
    "dossier.contracts": lambda: dossier.contracts("plate", ("10", "20"), ("10",)),
    "dossier.tools": lambda: dossier.tools("plate", (_CALLED,), (_MOUNTED,)),
    "dossier.manufactured": lambda: dossier.manufactured(
        "plate", ("Cf101",), {"Cf101": ("10", "20")}
    ),
    "dossier.mass": lambda: dossier.masses(
        dossier.Weighed(
            name="plate", volume_mm3=1e6, mass_kg=7.2, material="C45", density_kg_m3=7850.0
        )
    ),
    "dossier.parts_list": lambda: dossier.parts_list("product", (_ROW,), {"plate": 2.5}, 2.5),
    "dossier.documents": lambda: dossier.listed(("Nomenclature",), ("Devis",)),
    "dossier.own_document": lambda: dossier.own_documents(
        [("Implantation", "docs/implantation.svg", False)]
    ),
}
