"""Running models written to a temporary project."""

from __future__ import annotations

import math
import os
import sys
import textwrap
from pathlib import Path

import cadquery as cq
import pytest

from gmp_cad.errors import ModelError, Where
from gmp_cad.kernel import brep
from gmp_cad.kernel.scripts.run import RunResult, load_script, run_model
from gmp_cad.spec.values import Values, value_from_json

FILE = "parts/a/model.py"
HEIGHT = value_from_json({"value": 5.0, "name": "height", "count": 1})
BOX = "import cadquery as cq\ndef build(d):\n    return cq.Workplane().box(10, 10, d.height)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "parts/a").mkdir(parents=True)
    return tmp_path


def run(project: Path, source: str, bodies: int = 1, **dimensions: float) -> RunResult:
    path = project / FILE
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    return run_model(path, project, Values({"height": HEIGHT, **dimensions}), bodies)


def present_files(result: RunResult) -> tuple[str, ...]:
    return tuple(name for name, state in result.reads["files"].items() if state is not None)


def fault(project: Path, source: str, **dimensions: float) -> ModelError:
    with pytest.raises(ModelError) as caught:
        run(project, source, **dimensions)
    return caught.value


def test_a_model_gives_solid_names_and_what_it_read(project):
    result = run(
        project,
        """
        import math
        import cadquery as cq
        import numpy as np

        def build(d):
            w = cq.Workplane().box(40, 40, d.height)
            w = w.faces(">Z").tag("top").end()
            return w.faces(">Z").workplane().hole(d.bore).tag("bore")
        """,
        bore=16.0,
        unused=3.0,
    )
    assert isinstance(result.solid, cq.Solid)
    assert result.solid.Volume() == pytest.approx(40 * 40 * 5 - math.pi * 64 * 5)
    assert sorted(result.run.named_faces) == ["bore", "top"]
    (bore,) = result.run.named_faces["bore"]
    read = brep.from_bytes(brep.to_bytes(result.solid))
    assert read.Faces()[bore].geomType() == "CYLINDER"
    assert result.run.dimensions == ("bore", "height")
    assert present_files(result) == (FILE,)
    assert tuple(result.reads["packages"]) == ("cadquery", "numpy")
    assert result.run.impurities == ()
    assert (result.run.lost_tags, result.run.has_stock, result.stock) == ({}, False, None)


def test_stock_is_built_from_the_same_values_and_its_tags_are_not_the_parts(project):
    result = run(
        project,
        BOX + "def stock(d):\n    return cq.Workplane().box(12, 12, d.height + 4).tag('raw')\n",
    )
    assert result.stock is not None
    assert result.stock.Volume() == pytest.approx(12 * 12 * 9)
    assert result.run.has_stock
    assert (result.run.named_faces, result.run.lost_tags) == ({}, {})


@pytest.mark.parametrize(
    "returned",
    ["w", "w.val()", "[w]", "(w.val(),)", "w.faces('>Z')", "cq.Compound.makeCompound([w.val()])"],
)
def test_what_build_may_return(project, returned):
    source = f"import cadquery as cq\ndef build(d):\n    w = cq.Workplane().box(1, 2, 3)\n    return {returned}\n"
    assert run(project, source).solid.Volume() == pytest.approx(6)


def test_several_bodies_must_be_declared(project):
    source = """
        import cadquery as cq
        def build(d):
            return cq.Workplane().pushPoints([(0, 0), (9, 0)]).box(1, 1, 1, combine=True)
        """
    assert len(run(project, source, bodies=2).solid.Solids()) == 2
    error = fault(project, source)
    assert "2 solids instead of 1" in str(error)
    assert error.where == Where(FILE, line=3)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("pass", "build(d) returned nothing"),
        ("return 3", "returned int, which is no shape"),
        ("return cq.Assembly()", "returned no solid"),
        ("return cq.Workplane()", "returned no solid"),
        ("return cq.Workplane().rect(1, 1)", "returned no solid"),
        ("return cq.Workplane().box(float('nan'), 1, 1)", "coordinates that are no numbers"),
        ("return cq.Workplane().box(1, 1, 1).translate((float('inf'), 0, 0))", "no numbers"),
        ("return cq.Solid.makeSolid(cq.Workplane().box(1, 1, 1).faces('not <Z').shells().val() if 0 else cq.Shell.makeShell(cq.Workplane().box(1, 1, 1).faces('not <Z').vals()))", "open or invalid"),
    ],
)  # fmt: skip
def test_results_that_are_no_solid(project, body, words):
    error = fault(project, f"import cadquery as cq\n\ndef build(d):\n    {body}\n")
    assert words in str(error)
    assert error.hint is not None
    assert error.where == Where(FILE, line=3)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("raise ValueError('too thin')", "ValueError: too thin"),
        ("raise RuntimeError", "stopped with RuntimeError"),
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; sys.exit(3)", "ended the program: SystemExit 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("d.heigth", "the specification has no dimension 'heigth'"),
        ("d.height.depth", "height has no depth"),
        ("d.height.cbore", "a dimension has no 'cbore'"),
        ("d.height = 3", "read-only"),
        ("import no_such_module", "No module named 'no_such_module'"),
        ("return cq.Workplane().box(1, 1, 0)", "Standard_DomainError"),
        ("return cq.Workplane().box(1, 1, 1).edges().fillet(5)", "StdFail_NotDone"),
    ],
)
def test_a_model_that_raises_is_told_with_its_line(project, line, words):
    error = fault(project, f"import cadquery as cq\n\ndef build(d):\n    x = 1\n    {line}\n")
    assert words in str(error)
    assert error.where == Where(FILE, line=5)
    assert error.exit_code == 3


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("d.heigth", "did you mean 'height'"),
        ("d.height.dept", "did you mean 'depth'"),
        ("d.height.depth", "⌀8 ↧12"),
        *[
            (f"cq.Workplane().box(1, 1, 1).{text}", "the selector chose nothing")
            for text in (
                'faces("%SPHERE").faces(">Z")',
                'faces("%SPHERE").vals()[0]',
                'faces("%SPHERE").last()',
                'faces(">Z[7]")',
                'edges("%CIRCLE").fillet(0.1)',
                'edges("%CIRCLE").chamfer(0.1)',
                'faces("%SPHERE").faces(cq.selectors.NearestToPointSelector((0, 0, 0)))',
            )
        ],
    ],
)
def test_what_to_do_is_told(project, line, hint):
    error = fault(project, f"import cadquery as cq\n\ndef build(d):\n    x = 1\n    {line}\n")
    assert hint in str(error.hint)
    assert "UnknownNameError" not in str(error)


@pytest.mark.parametrize("line", ["[][0]", "raise ValueError('too thin')", "max([])"])
def test_other_errors_are_not_put_down_to_a_selector(project, line):
    assert fault(project, f"def build(d):\n    {line}\n").hint is None


def test_the_line_is_the_innermost_of_the_project(project):
    (project / "parts/a/shapes_of_mine.py").write_text("\ndef f():\n    raise ValueError('x')\n")
    error = fault(project, "from shapes_of_mine import f\ndef build(d):\n    f()\n")
    assert error.where == Where("parts/a/shapes_of_mine.py", line=3)


def test_syntax_errors(project):
    assert fault(project, "def build(d):\n    return (\n").where == Where(FILE, line=2)
    (project / "parts/a/broken.py").write_text("x = = 1\n")
    error = fault(project, "import broken\ndef build(d): pass\n")
    assert error.where == Where("parts/a/broken.py", line=1)


def test_missing_file_and_missing_build(project):
    with pytest.raises(ModelError, match="cannot be read"):
        run_model(project / "nowhere.py", project, Values({}))
    error = fault(project, "x = 3\n")
    assert "defines no build(d) and shows no object" in str(error)
    assert error.where == Where(FILE)


@pytest.mark.parametrize("head", ["def build():", "def build(d, e):", "def build(*, d):"])
def test_build_takes_one_argument(project, head):
    error = fault(project, f"\n{head}\n    return 1\n")
    assert str(error) == f"{FILE} needs a function build(d)"
    assert error.where == Where(FILE, line=2)


def test_what_the_model_prints_is_kept(project, capfd):
    source = "import os\nprint('top')\nos.system('echo child')\n" + BOX
    assert run(project, source).output == "top"
    os.write(1, b"ours\n")
    assert capfd.readouterr().out == "ours\n"
    error = fault(project, "print('x = 3')\ndef build(d): raise ValueError\n")
    assert str(error.hint) == "the model printed last: x = 3"


# --- what it read


def test_local_modules_are_files_and_are_read_afresh(project):
    helper = project / "parts/a/sizes.py"
    source = "import sizes\nimport cadquery as cq\ndef build(d): return cq.Workplane().box(sizes.A, 1, 1)\n"
    for size in (3, 4):
        helper.write_text(f"A = {size}\n")
        result = run(project, source)
        assert result.solid.Volume() == pytest.approx(size)
        assert present_files(result) == (FILE, "parts/a/sizes.py")
        assert tuple(result.reads["packages"]) == ("cadquery",)
        assert "sizes" not in sys.modules
    assert not (project / "parts/a/__pycache__").exists()


def test_files_read_by_python_and_by_the_kernel(project):
    (project / "parts/a/sizes.csv").write_text("3")
    (project / "raw").mkdir()
    cq.Workplane().box(2, 2, 2).export(str(project / "raw/blank.step"))
    result = run(
        project,
        """
        from pathlib import Path
        import cadquery as cq

        def build(d):
            a = float(Path("sizes.csv").read_text())
            Path("written.txt").write_text("x")
            w = cq.importers.importStep("../../raw/blank.step")
            return w.union(cq.Workplane().box(a, 1, 1))
        """,
    )
    assert present_files(result) == (FILE, "parts/a/sizes.csv", "raw/blank.step")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("import time; time.time()", "clock: time.time"),
        ("from time import time as now; now()", "clock: time.time"),
        ("import datetime as dt; dt.datetime.now()", "clock: datetime.datetime.now"),
        ("from datetime import date; date.today()", "clock: datetime.date.today"),
        ("import random; random.random()", "randomness: random.random"),
        ("from uuid import uuid4; uuid4()", "randomness: uuid.uuid4"),
        ("import os; os.urandom(3)", "randomness: os.urandom"),
        ("import numpy as np; np.random.rand()", "randomness: numpy.random.rand"),
        ("import os; os.environ.get('HOME')", "environment: os.environ.get"),
    ],
)
def test_clock_randomness_and_environment(project, line, expected):
    result = run(project, BOX.replace("def build(d):\n", f"def build(d):\n    {line}\n"))
    assert result.run.impurities == (f"{expected} ({FILE}:3)",)


@pytest.mark.parametrize(
    "line",
    [
        "import time; time.sleep(0)",
        "import random; random.seed(3); random.random()",
        "import random; random.Random(3).random()",
        "import numpy as np; np.random.default_rng(3).random()",
        "import datetime; datetime.date(2020, 1, 1)",
    ],
)
def test_reproducible_uses(project, line):
    source = BOX.replace("def build(d):\n", f"def build(d):\n    {line}\n")
    assert run(project, source).run.impurities == ()


def test_impurity_of_a_local_module_and_of_the_network(project):
    (project / "parts/a/noise.py").write_text("import random\nX = random.random()\n")
    source = (
        "import noise, socket\ns = socket.socket()\ntry:\n    s.connect(('127.0.0.1', 9))\n"
        "except OSError: pass\ns.close()\n"
    )
    impurities = run(project, source + BOX).run.impurities
    assert "randomness: random.random (parts/a/noise.py:2)" in impurities
    assert "network: socket.connect" in impurities


# --- other scripts


def test_a_script_is_called_with_what_its_caller_has(project):
    path = project / "parts/assembly.py"
    path.write_text("import numpy\ndef build(parts, d):\n    return [parts, d, __name__]\n")
    with load_script(path, project) as script:
        assert script.call("build", 3, 4) == [3, 4, "model"]
        with pytest.raises(ModelError, match=r"needs a function build\(parts, d, workpiece\)"):
            script.call("build", 3, 4, 5)
        with pytest.raises(ModelError, match=r"needs a function other\(d\)"):
            script.call("other", 3)
    assert script.file == "parts/assembly.py"
    assert script.files == ("parts/assembly.py",)
    assert script.packages == ("numpy",)


def test_faults_of_the_caller_are_not_the_scripts(project):
    path = project / "parts/assembly.py"
    path.write_text("def build(d): raise ValueError('mine')\n")
    with pytest.raises(ZeroDivisionError), load_script(path, project):
        _ = 1 / 0
    with load_script(path, project) as script, pytest.raises(ModelError, match="mine") as caught:
        script.call("build", 3)
    assert caught.value.where == Where("parts/assembly.py", line=1)


# --- the interpreter afterwards


def test_what_a_model_changes_is_put_back(project):
    folder, path, modules = Path.cwd(), list(sys.path), dict(sys.modules)
    opener, tag = __import__, cq.Workplane.tag
    source = """
        import os, sys
        import cadquery as cq
        os.chdir("/")
        sys.path.append("/nowhere")
        cq.Workplane.plugin = lambda self: self.box(1, 1, 1)
        cq.Workplane.tag = None
        def build(d):
            raise SystemExit
        """
    fault(project, source)
    assert (Path.cwd(), sys.path) == (folder, path)
    assert (__import__, cq.Workplane.tag) == (opener, tag)
    assert not hasattr(cq.Workplane, "plugin")
    assert "model" not in sys.modules or sys.modules["model"] is modules["model"]


def test_two_runs_know_nothing_of_each_other(project):
    run(project, "LEFT = 1\n" + BOX)
    assert "NameError" in str(fault(project, "def build(d): return LEFT\n"))


def test_dataclasses_and_future_annotations_work(project):
    source = "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\nassert __name__ == 'model'\nassert 'parts' in __file__\n"
    assert run(project, source + BOX).solid.isValid()


def test_lost_tags_are_reported(project):
    source = """
        import cadquery as cq
        def build(d):
            w = cq.Workplane().box(30, 30, 5).faces(">Z").workplane().hole(8).tag("bore")
            return w.faces(">Z").workplane().hole(12)
        """
    lost = run(project, source).run.lost_tags
    assert list(lost) == ["bore"]
    assert lost["bore"].startswith("hole (model.py:5); nearest: face")


# --- show_object


def test_a_script_runs_as_it_stands_with_its_literals_replaced(project):
    result = run(
        project,
        """
        length = 100
        height, bore = 3, 2
        thick: float = 5
        result = cq.Workplane().box(length, 10, height).faces(">Z").workplane().hole(bore).tag("b")
        show_object(result, name="x", options={"color": "red"})
        debug(result)
        """,
        length=40.0,
        bore=6.0,
        thick=9.0,
        other=1.0,
    )
    assert result.solid.Volume() == pytest.approx(40 * 10 * 5 - math.pi * 9 * 5)
    assert result.run.dimensions == ("bore", "height", "length")
    assert list(result.run.named_faces) == ["b"]
    (note,) = result.notes
    assert f"{FILE}:4" in str(note)
    assert "thick = 5" in str(note)


def test_several_objects_shown(project):
    source = "show_object(cq.Workplane().box(1, 1, 1))\nshow_object(cq.Workplane('XY', (5, 0, 0)).box(1, 1, 1))\n"
    assert len(run(project, source, bodies=2).solid.Solids()) == 2
    assert "2 solids instead of 1" in str(fault(project, source))


def test_build_comes_before_show_object(project):
    source = BOX + "if 'show_object' in globals():\n    raise ValueError\n"
    assert run(project, source).solid.Volume() == pytest.approx(500)
