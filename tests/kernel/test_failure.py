"""What the kernel raises is caught by one name, whatever class OCCT gives it."""

from __future__ import annotations

import cadquery as cq
import pytest
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
from OCP.gp import gp_Dir, gp_Pnt

from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.projection import project


def test_every_sort_of_failure_is_one_of_them() -> None:
    with pytest.raises(OCCT_ERRORS):
        gp_Dir(0.0, 0.0, 0.0)  # Standard_ConstructionError
    same = gp_Pnt(0.0, 0.0, 0.0)
    with pytest.raises(OCCT_ERRORS):
        BRepBuilderAPI_MakeEdge(same, same).Edge()  # StdFail_NotDone
    assert not issubclass(TypeError, OCCT_ERRORS)


def test_exact_hidden_lines_that_fail_give_way_to_the_polygonal_ones(monkeypatch) -> None:
    monkeypatch.setattr(project, "_exact", lambda *_: [gp_Dir(0.0, 0.0, 0.0)])
    box = project.Body(cq.Workplane().box(10, 20, 30).val())
    curves, exact = project.curves_of([box], ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)))
    assert curves
    assert not exact
