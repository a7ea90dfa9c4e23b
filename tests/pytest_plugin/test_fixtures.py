"""Students' own tests: live parts, products and measures; shapes compared."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.testing import assert_same_geometry

pytest_plugins = ["pytester"]
MOVING = "[parameters]\nlift = { from = 0, to = 40, default = 10 }\n"
ASSEMBLY = "parts/assembly.py"


def written(pytester: pytest.Pytester, text: str) -> None:
    folder = pytester.path / "project" / "tests"
    folder.mkdir(exist_ok=True)
    (folder / "test_own.py").write_text(text)


def test_a_part_its_faces_sizes_and_measures(project, pytester):
    project()
    written(pytester, """
import pytest
from gmp_cad.errors import ModelError, UsageError

def test_shape(part):
    cale = part("cale")
    hole = 3.141592653589793 * 80 * 16  # of the starter: ⌀16 through 20 mm, two of ⌀6,6
    assert cale.solid.isValid() and cale.fault is None
    assert cale.shape.Volume() == pytest.approx(cale.volume, rel=1e-9)
    assert cale.volume == pytest.approx(80 * 50 * 20 - 3.141592653589793 * 20 * (64 + 2 * 3.3**2))
    assert cale.mass == pytest.approx(cale.volume * 7850e-9)
    assert cale.box == pytest.approx((0, 0, 0, 80, 50, 20))
    (bore,) = cale.faces("bore")
    assert bore.geomType() == "CYLINDER"
    first, second = (cale.faces(f"holes[{n}]")[0].Center() for n in (1, 2))
    assert second.y - first.y == pytest.approx(30)
    assert cale.workplane.faces(">Z").wires().size() == 4
    assert cale.d.bore == 16 and cale.d.holes.count == 2

def test_limits(part):
    cale = part("cale")
    assert cale.at("mmc").d.bore == 16 and cale.at("lmc").d.bore == pytest.approx(16.018)
    assert cale.at("mmc").volume > cale.at("middle").volume > cale.at("lmc").volume

def test_other_sizes(part, measure):
    assert part("cale", bore=20).d.bore == 20
    assert measure("cale.bore", bore=20) == pytest.approx(20)

def test_measures(measure):
    assert measure("cale.length") == pytest.approx(80)
    assert measure("cale.holes").instances == pytest.approx((6.6, 6.6))
    assert measure("cale.holes[2]").unit == "mm"

@pytest.mark.parts_at("mmc", "lmc")
def test_at(part, measure):
    height = {"mmc": 20.05, "lmc": 19.95}[part("cale").condition]
    assert measure("cale.height") == pytest.approx(height)

@pytest.mark.parametrize("wrong", ["calle", "cale.x"])
def test_unknown(part, measure, wrong):
    with pytest.raises(UsageError):
        part(wrong)
    with pytest.raises(UsageError):
        measure(wrong)
    with pytest.raises(UsageError, match="bore"):
        part("cale", bor=1)
    with pytest.raises(UsageError):
        part("cale").faces("bor")
    with pytest.raises(UsageError):
        measure("cale.holes[3]")

def test_failing(part):
    with pytest.raises(ModelError, match="parts/cale/model.py:11"):
        part("cale", bore=600)
""")  # fmt: skip
    found = pytester.runpytest_inprocess("tests", "--strict-markers")
    found.assert_outcomes(passed=9)


def test_a_failing_test_shows_the_line_of_the_student(project, pytester):
    project()
    written(pytester, 'def test_own(part):\n    part("cale", bore=600)\n')
    found = pytester.runpytest_inprocess("tests")
    found.stdout.fnmatch_lines(['>       part("cale", bore=600)', "E *parts/cale/model.py:11: *"])
    assert "pytest_plugin" not in found.stdout.str()


PRODUCT_TEST = """
import pytest
from gmp_cad.errors import UsageError

def test_own(product):
    here = product()
    assert here.names == ("cale", "vis", "vis.2") and here.parameters == {"lift": 10}
    assert here.mass == pytest.approx(0.6053, abs=1e-4)
    assert here.clearance("vis", "vis.2") > 5
    assert here.clearance("vis", "cale") == pytest.approx(0.3)  # d6 in d6.6, 20 mm deep still
    assert here.overlap("vis", "vis.2") == 0
    assert len(here.assembly.toCompound().Solids()) == 3
    there = product(lift=40)
    assert there.parameters == {"lift": 40}
    assert there.clearance("vis", "cale") == pytest.approx((10**2 + 0.3**2) ** 0.5)  # 40 mm up
    with pytest.raises(UsageError):
        product(lift=41)
    with pytest.raises(UsageError):
        product().solid("viss")
"""


def test_a_product_at_a_position(project, pytester):
    project(
        ("parts/product.toml", "[[item]]\nref = 1", f"{MOVING}\n[[item]]\nref = 1"),
        (ASSEMBLY, "y, cale.height)", "y, cale.height + d.lift)"),
    )
    written(pytester, PRODUCT_TEST)
    pytester.runpytest_inprocess("tests").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@pytest.mark.parts_at('mmx')\ndef test_own(part): pass\n", "*parts_at takes*'mmx'*"),
        (
            "@pytest.mark.parts_at('mmc')\ndef test_own(): pass\n",
            "*parts_at is for tests that ask*",
        ),
    ],
)
def test_a_marker_that_means_nothing_is_refused(project, pytester, text, said):
    project()
    written(pytester, f"import pytest\n{text}")
    found = pytester.runpytest_inprocess("tests")
    assert found.ret != 0
    found.stdout.fnmatch_lines([said])


def test_a_test_outside_of_any_project_is_told(pytester):
    pytester.makepyfile("def test_own(part):\n    part('cale')\n")
    found = pytester.runpytest_inprocess()
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(["*no gmp_cad project around test_*"])


def plate(hole: float = 8.0, at: float = 0.0) -> cq.Workplane:
    return cq.Workplane().box(60, 40, 10).faces(">Z").workplane().center(at, 0).hole(hole)


def test_same_geometry_is_the_shape_not_how_it_was_made(tmp_path):
    other = cq.Workplane().box(60, 40, 10).cut(cq.Workplane().cylinder(30, 4))
    file = tmp_path / "plate.step"
    cq.exporters.export(plate(), str(file))
    assert_same_geometry(plate(), other)
    assert_same_geometry(plate().val(), file)
    turned = plate().rotate((0, 0, 0), (0, 0, 1), 180)  # the same, with its seams elsewhere
    assert_same_geometry(plate(), turned)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (plate(hole=8.001), "radius_mm: 4 → 4.0005 mm"),
        (plate(at=0.001), "surfaces"),
        (plate().edges("|Z").fillet(2), "census"),
        (plate().translate((0, 0, 0.001)), "surfaces"),
    ],
)
def test_a_difference_is_told_by_what_it_is(other, said):
    with pytest.raises(AssertionError, match="the geometry differs") as told:
        assert_same_geometry(plate(), other)
    assert said in str(told.value)


def test_a_tolerance_forgives_so_much_and_no_more():
    assert_same_geometry(plate(), plate(hole=8.001, at=0.001), tolerance=0.01)
    with pytest.raises(AssertionError):
        assert_same_geometry(plate(), plate(hole=8.05), tolerance=0.01)
    with pytest.raises(AssertionError):
        assert_same_geometry(plate(), plate().edges("|Z").fillet(2), tolerance=0.01)


def test_what_is_no_shape_is_refused(tmp_path):
    with pytest.raises(TypeError, match="int is no shape"):
        assert_same_geometry(plate(), 1)
    with pytest.raises(FileNotFoundError):
        assert_same_geometry(plate(), tmp_path / "none.step")
