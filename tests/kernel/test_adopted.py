"""Scripts of a repository, run for an adopted part where they stand; and what they offer."""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path

import cadquery as cq
import pytest

from gmp_cad.errors import ModelError
from gmp_cad.evidence.adoption import Offers, Proposal
from gmp_cad.kernel import brep
from gmp_cad.kernel.scripts.adoption import script_offers, step_offers
from gmp_cad.kernel.scripts.run import RunResult, run_model
from gmp_cad.spec.values import Values

PLATE = """
    import cadquery as cq
    length, width = 80.0, 60
    thickness = 10.0
    hole_dia = 22.0
    small = 2.4
    plate = cq.Workplane().box(length, width, thickness).faces(">Z").workplane().hole(hole_dia)
    plate = plate.rarray(60, 40, 2, 2).hole(small)
    show_object(plate)
    """


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "parts/a").mkdir(parents=True)
    (tmp_path / "src_of_them").mkdir()
    return tmp_path


def write(project: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = project / "src_of_them" / f"{name.replace('_in_', '/')}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")


def built(project: Path, line: str, bodies: int = 1, **dimensions: float) -> RunResult:
    """Run a model whose ``build(d)`` ends with ``line``."""
    path = project / "parts/a/model.py"
    text = f"from gmp_cad import load, shown\n\ndef build(d):\n    {line}\n"
    path.write_text(text, encoding="utf-8")
    return run_model(path, project, Values(dimensions), bodies)


def volume(result: RunResult) -> float:
    return brep.signed_volume_mm3(result.solid)


def offers(project: Path, name: str, expression: str | None = None) -> Offers:
    return script_offers(project / f"src_of_them/{name}.py", project, expression)[0]


def test_a_shown_script_gives_its_part_and_all_that_it_read_is_known(project: Path) -> None:
    write(project, sizes="def side():\n    return float(open('side.txt').read())\n")
    (project / "src_of_them/side.txt").write_text("4")
    write(
        project,
        cube="import cadquery as cq, sizes\nshow_object(cq.Workplane().box(*[sizes.side()] * 3))\n",
    )
    line = 'return shown("../../src_of_them/cube.py", d)'
    path, folder = list(sys.path), Path.cwd()
    first = built(project, line)
    assert volume(first) == pytest.approx(64, rel=1e-12)
    assert {"src_of_them/cube.py", "src_of_them/sizes.py", "src_of_them/side.txt"} <= set(
        first.reads["files"]
    )
    assert (sys.path, Path.cwd()) == (path, folder)
    (project / "src_of_them/side.txt").write_text("5")
    write(project, sizes="def side():\n    return 1 + float(open('side.txt').read())\n")
    assert volume(built(project, line)) == pytest.approx(216, rel=1e-12)


def test_a_dimension_takes_the_place_of_the_number_of_its_name(project: Path) -> None:
    write(project, plate=PLATE)
    line = 'return shown("../../src_of_them/plate.py", d)'
    as_it_is = built(project, line)
    wider = built(project, line, thickness=20.0, unused=3.0)
    assert volume(wider) == pytest.approx(2 * volume(as_it_is), rel=1e-9)
    assert wider.reads["values"] == ["thickness"]


SEVERAL = """
    import cadquery as cq
    lid = cq.Workplane().box(1, 1, 1)
    show_object(lid)
    show_object(cq.Workplane().box(2, 2, 2), name="base")
    whole = cq.Assembly().add(lid, name="lid").add(lid, name="again", loc=cq.Location((9, 0, 0)))
    show_object(whole)
    """


@pytest.mark.parametrize(
    ("which", "bodies", "expected"),
    [("", 3, 10.0), (', "lid"', 1, 1.0), (', "base"', 1, 8.0), (", 1", 1, 8.0), (', "whole"', 2, 2.0)],
)  # fmt: skip
def test_which_of_several_objects(project: Path, which: str, bodies: int, expected: float) -> None:
    """A solid that stands at the same place twice is one."""
    write(project, several=SEVERAL)
    found = built(project, f'return shown("../../src_of_them/several.py", d{which})', bodies)
    assert volume(found) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("which", ['"bas"', "3", "-1"])
def test_an_object_that_is_not_shown_is_told(project: Path, which: str) -> None:
    write(project, several=SEVERAL)
    with pytest.raises(ModelError, match=r"several\.py shows no object"):
        built(project, f'return shown("../../src_of_them/several.py", d, {which})')


def test_a_script_that_is_gone_is_told_at_the_model(project: Path) -> None:
    with pytest.raises(ModelError, match="there is no script") as caught:
        built(project, 'return shown("../../src_of_them/gone.py", d)')
    assert str(caught.value.where) == "parts/a/model.py:4"


def test_a_fault_is_told_at_the_line_of_the_script(project: Path) -> None:
    write(project, bad="import cadquery as cq\nshow_object(cq.Workplane().box(0, 1, 1))\n")
    with pytest.raises(ModelError) as caught:
        built(project, 'return shown("../../src_of_them/bad.py", d)')
    assert str(caught.value.where) == "src_of_them/bad.py:2"


@pytest.mark.parametrize(
    "guard",
    [
        'if __name__ == "__main__":',
        'if __name__ in ("__main__", "temp"):',
        'if __name__ == "__cqgi__":',
        'if __name__ == "__cq_main__":',
        'if "show_object" in globals():',
    ],
)
def test_what_scripts_ask_before_they_show(project: Path, guard: str) -> None:
    write(
        project,
        guarded=f"""
        import argparse
        from dataclasses import dataclass
        import cadquery as cq
        @dataclass
        class Size:
            side: float = 3.0
        {guard}
            argparse.ArgumentParser().parse_args()
            show_object(cq.Workplane().box(*[Size().side] * 3))
        """,
    )
    found = built(project, 'return shown("../../src_of_them/guarded.py", d)')
    assert volume(found) == pytest.approx(27, rel=1e-12)


def test_packages_that_are_folders_alone_are_unloaded(project: Path) -> None:
    """Of a folder within a folder, without a file of its own, the path asks for the parent's."""
    write(project, uses="from lib.gears import involute\nimport cadquery as cq\n"
          "show_object(cq.Workplane().box(1, 2, involute.WIDTH))\n")  # fmt: skip
    module = project / "src_of_them/lib/gears/involute.py"
    module.parent.mkdir(parents=True)
    for width in (4, 5):  # unloaded, and read afresh
        module.write_text(f"WIDTH = {width}.0\n", encoding="utf-8")
        found = built(project, 'return shown("../../src_of_them/uses.py", d)')
        assert volume(found) == pytest.approx(2 * width, rel=1e-12)


def test_a_viewer_that_is_not_installed_shows(project: Path) -> None:
    write(
        project,
        viewed="import cadquery as cq\nfrom ocp_vscode import show\nshow(cq.Workplane().box(2, 2, 2))\n",
    )
    assert volume(
        built(project, 'return shown("../../src_of_them/viewed.py", d)')
    ) == pytest.approx(8)


def test_functions_of_a_package_are_called_with_the_package(project: Path) -> None:
    write(
        project,
        gears_in___init__="",
        gears_in_size="SIDE = 2.0\n",
        gears_in_block="""
            import cadquery as cq
            from .size import SIDE
            from gears import size
            def make(height=1.0):
                import os.path
                assert size.SIDE == SIDE and os.path.exists("block.py")
                return cq.Workplane().box(SIDE, SIDE, height)
            """,
    )
    line = 'return load("../../src_of_them/gears/block.py").make(height=3.0)'
    found = built(project, line)
    assert volume(found) == pytest.approx(12, rel=1e-12)
    assert "src_of_them/gears/size.py" in found.reads["files"]
    assert "gears" not in sys.modules
    alone = offers(project, "gears/block")
    assert (alone.offers, alone.functions) == ((), ("make()",))
    write(project, gears_in_size="SIDE = 4.0\n")
    assert volume(built(project, line)) == pytest.approx(48, rel=1e-12)


def test_numbers_are_proposed_where_they_are_sizes_of_the_solid(project: Path) -> None:
    write(project, plate=PLATE)
    (offer,) = offers(project, "plate").offers
    assert (offer.name, offer.solids, offer.fault) == ("plate", 1, None)
    assert offer.proposals == (
        Proposal(name="length", size="80", between=("<X", ">X")),
        Proposal(name="width", size="60", between=("<Y", ">Y")),
        Proposal(name="thickness", size="10", between=("<Z", ">Z")),
        Proposal(name="hole_dia", size="⌀22"),
        Proposal(name="small", size="4× ⌀2.4"),
    )


def test_what_is_no_solid_is_said_of_each_object(project: Path) -> None:
    write(
        project,
        mixed="""
        import cadquery as cq
        show_object(cq.Workplane().rect(1, 2), name="wire")
        show_object(cq.Sketch().rect(1, 2), name="sketch")
        show_object("text", name="text")
        show_object(cq.Workplane().pushPoints([(0, 0), (5, 0)]).box(1, 1, 1), name="two")
        """,
    )
    wire, sketch, text, two = offers(project, "mixed").offers
    assert "encloses no volume" in str(wire.fault) or "enclose no volume" in str(wire.fault)
    assert sketch.fault == wire.fault
    assert "str" in str(text.fault)
    assert (two.solids, two.fault) == (2, None)


def test_a_script_that_shows_nothing_offers_its_result_or_tells_its_functions(
    project: Path,
) -> None:
    make = "import cadquery as cq\ndef make(width, holes=2, **more):\n    return cq.Workplane().box(width, 1, 1)\n"
    write(
        project,
        named=make + "a = make(1)\nresult = make(2)\n",
        only=make + "bracket = make(3)\n",
        none=make,
    )
    assert [o.name for o in offers(project, "named").offers] == ["result"]
    assert [o.name for o in offers(project, "only").offers] == ["bracket"]
    nothing = offers(project, "none")
    assert nothing.offers == ()
    assert nothing.functions == ("make(width)",)
    (called,) = offers(project, "none", "make(width=7)").offers
    assert called.volume_mm3 == pytest.approx(7, rel=1e-12)


def test_the_packages_of_a_repository_are_found_before_it_has_parts(tmp_path: Path) -> None:
    (tmp_path / "src/pads").mkdir(parents=True)
    (tmp_path / "src/pads/__init__.py").write_text("SIDE = 3.0\n", encoding="utf-8")
    (tmp_path / "example").mkdir()
    script = tmp_path / "example/pad.py"
    script.write_text(
        "import cadquery as cq, pads\nresult = cq.Workplane().box(1, 2, pads.SIDE)\n",
        encoding="utf-8",
    )
    before = list(sys.path)
    assert [offer.name for offer in script_offers(script, tmp_path, None)[0].offers] == ["result"]
    assert sys.path == before


def test_a_step_file_is_offered_with_its_solids(project: Path) -> None:
    path = project / "bought.step"
    two = cq.Workplane().pushPoints([(0, 0), (5, 0)]).box(1, 1, 1)
    cq.exporters.export(two, os.fspath(path))
    (offer,) = step_offers(path).offers
    assert (offer.origin, offer.solids) == ("step", 2)
    assert offer.volume_mm3 == pytest.approx(2, rel=1e-9)


EXPORTED = """
    from io import BytesIO
    import cadquery as cq
    from cadquery import exporters
    from cadquery.occ_impl.exporters import export
    plate = cq.Workplane().box(4, 3, 2)
    exporters.export(plate, "plate.step")
    export(plate, "plate.stl")
    exporters.exportDXF(plate.section(), "plate.dxf")
    plate.export("chain.step").faces(">Z")
    plate.exportSvg("plate.svg")
    solid = plate.val()
    assert solid.exportStl("solid.stl") and solid.exportBrep("solid.brep")
    solid.exportStep("solid.step")
    solid.export("solid.3mf")
    memory = BytesIO()
    assert solid.exportBrep(memory) and memory.getvalue()
    cq.Assembly(plate).save("all.step").export("all.glb")
    cq.Sketch().rect(1, 1).export("sketch.dxf")
    show_object(plate)
    """


def test_a_script_that_exports_writes_no_file(project: Path) -> None:
    write(project, plate=EXPORTED)
    before = {p.name for p in (project / "src_of_them").iterdir()}
    export = cq.exporters.export
    assert volume(built(project, 'return shown("../../src_of_them/plate.py", d)')) == pytest.approx(
        24
    )
    assert len(offers(project, "plate").offers) == 1
    assert {p.name for p in (project / "src_of_them").iterdir()} == before
    assert cq.exporters.export is export
    cq.Workplane().box(1, 1, 1).export(str(project / "own.stl"))
    assert (project / "own.stl").is_file()


def test_a_script_that_only_exports_gives_what_it_made(project: Path) -> None:
    text = EXPORTED.replace("show_object(plate)", "").replace(
        "solid = plate.val()", "result = plate.val()"
    )
    write(project, plate=text.replace("solid.", "result."))
    assert len(offers(project, "plate").offers) == 1
    assert {p.name for p in (project / "src_of_them").iterdir()} == {"plate.py"}
