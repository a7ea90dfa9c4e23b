"""Cells of the operations table: depths as they are set on a machine."""

from __future__ import annotations

import pytest

from gmp_cad.documents.dossier.statements import contract_dimensions
from gmp_cad.documents.plan.operation_cells import depth_text, operation_cells
from gmp_cad.language import Message
from gmp_cad.process.operations import OperationRow
from gmp_cad.spec.geometric import GeometricTolerance


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.401, "0,4"), (0.146, "0,15"), (3.85, "3,85"), (6.91, "6,9"), (9.5, "9,5"), (12.0, "12"),
        (0.02, "0,02"), (0.125, "0,15"), (None, "—"), (0.0, "—"),
    ],
)  # fmt: skip
def test_depths_are_printed_to_a_twentieth_of_a_millimetre(value, text):
    assert depth_text(value, "fr") == text


FLAT = GeometricTolerance(symbol="flatness", value="0,02", on="top")
PARALLEL = GeometricTolerance(symbol="parallelism", value="0,04", on="top", datums=("A",))


def cells(**given):
    row = OperationRow(number="20.2", designation=Message("x"), **given)
    return operation_cells(row, None, "fr")


def test_several_gauges_say_what_each_of_them_measures():
    found = cells(
        cf=("Cf201", "Cf202"), tolerances=(PARALLEL, FLAT), gauges=("Micromètre", "Marbre", "Bague"),
        gauged=(("Cf201", "Cf202"), (PARALLEL, FLAT), ()),
    )  # fmt: skip
    assert found[2] == "Cf201, Cf202\n∥ 0,04 A\n⏥ 0,02"
    assert found[12] == "Cf201, Cf202 : Micromètre\n∥ 0,04 A, ⏥ 0,02 : Marbre\nBague"


def test_one_gauge_needs_no_explanation():
    assert cells(cf=("Cf201",), gauges=("Micromètre",), gauged=(("Cf201",),))[12] == "Micromètre"


def test_the_frames_below_the_cf_are_no_cf():
    """What the dossier reads back from a contract are the names of its Cf."""
    rows = [cells(cf=("Cf201", "Cf202"), tolerances=(FLAT,)), cells(tolerances=(PARALLEL,))]
    context = {"rows": rows, "continued": []}
    assert contract_dimensions(context) == ("Cf201", "Cf202")
