"""What is recorded while code of a project runs."""

from __future__ import annotations

import ast
import builtins
import contextlib
import ctypes
import hashlib
import importlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import cadquery as cq
import numpy as np
import pytest
from OCP.BRep import BRep_Builder
from OCP.BRepTools import BRepTools
from OCP.STEPControl import STEPControl_Reader
from OCP.StlAPI import StlAPI_Reader
from OCP.TopoDS import TopoDS_Shape

from gmp_cad.errors import ModelError
from gmp_cad.evidence.reads import FOLDER, state_of
from gmp_cad.kernel.scripts import read_record
from gmp_cad.kernel.scripts.impurity import written_impurities
from gmp_cad.kernel.scripts.reading import reading
from gmp_cad.language import Message

X = hashlib.sha256(b"x").hexdigest()
NAMES = {
    "os": os, "Path": Path, "np": np, "sqlite3": sqlite3, "ctypes": ctypes, "importlib": importlib,
    "STEPControl_Reader": STEPControl_Reader, "StlAPI_Reader": StlAPI_Reader,
    "BRepTools": BRepTools, "BRep_Builder": BRep_Builder, "TopoDS_Shape": TopoDS_Shape,
}  # fmt: skip


def test_files_that_are_read_count_and_what_is_written_does_not(tmp_path):
    project, outside = tmp_path / "project", tmp_path / "outside.txt"
    project.mkdir()
    for file in (outside, project / "a.txt", project / "b.txt"):
        file.write_text("x")
    with reading(project) as record:
        outside.read_text()
        (project / "a.txt").read_text()
        with (project / "b.txt").open("a") as stream:
            stream.write("y")
        (project / "own").mkdir()
        (project / "own/c.txt").write_text("made here")
        (project / "own/c.txt").read_text()
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "d.txt").write_text("scratch")
            Path(folder, "d.txt").read_text()
    found = {name: state for name, state in record.files.items() if state != FOLDER}
    assert found == {outside.as_posix(): X, "a.txt": X}
    (project / "b.txt").read_text()
    assert "b.txt" not in record.files


ASKED = [
    ("open('x.csv')", "files", "x.csv"),
    ("Path('x.csv').exists()", "files", "x.csv"),
    ("os.path.isfile('x.csv')", "files", "x.csv"),
    ("os.stat('x.csv')", "files", "x.csv"),
    ("os.path.getsize('x.csv')", "files", "x.csv"),
    ("os.access('x.csv', os.R_OK)", "files", "x.csv"),
    ("Path('x.csv').is_symlink()", "files", "x.csv"),
    ("os.listdir()", "folders", "."),
    ("list(Path('.').glob('*.csv'))", "folders", "."),
    ("list(os.walk('.'))", "folders", "."),
    ("np.loadtxt('x.csv')", "files", "x.csv"),
    ("np.fromfile('x.csv')", "files", "x.csv"),
    ("np.memmap('x.csv', mode='r')", "files", "x.csv"),
    ("sqlite3.connect('x.csv')", "files", "x.csv"),
    ("ctypes.CDLL('./x.csv')", "files", "x.csv"),
    ("STEPControl_Reader().ReadFile('x.csv')", "files", "x.csv"),
    ("StlAPI_Reader().Read(TopoDS_Shape(), 'x.csv')", "files", "x.csv"),
    ("BRepTools.Read_s(TopoDS_Shape(), 'x.csv', BRep_Builder())", "files", "x.csv"),
    ("exec(open('x.csv').read())", "files", "x.csv"),
    ("importlib.import_module('gears')", "modules", "gears"),
    ("__import__('gears')", "modules", "gears"),
    ("__import__('numpy')", "modules", "numpy"),
]


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize(("line", "group", "name"), ASKED)
def test_what_is_asked_for_counts_with_its_state_there_or_not(
    tmp_path, monkeypatch, line, group, name, there
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    for file in ("x.csv", "gears.py", "numpy.py"):
        if there:
            (tmp_path / file).write_text("1")
    with reading(tmp_path) as record, contextlib.suppress(Exception):
        exec(line, {**NAMES, "__file__": str(tmp_path / "model.py")})
    noted = getattr(record, group)
    if there or "sqlite3" not in line:  # which makes what it does not find
        assert noted[name] == state_of(group, tmp_path / name)
    if name != ".":
        assert (noted[name] is not None) is there
    if there:
        (tmp_path / "x.csv").write_text("2")
        (tmp_path / "gears").mkdir()
    else:
        for file in ("x.csv", "gears.py", "numpy.py"):
            (tmp_path / file).write_text("1")
    if (there, name) != (True, "numpy"):
        assert noted[name] != state_of(group, tmp_path / name)


def test_to_look_for_modules_lists_no_folder(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "gears.py").write_text("X = 1")
    with reading(tmp_path) as record:
        importlib.import_module("gears")
    assert record.folders == {}
    assert set(record.files) == {"gears.py"}
    assert record.modules["gears"] == "gears.py"


def test_where_a_link_leads_counts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(folder)
    (tmp_path / "now").symlink_to("one", target_is_directory=True)
    with reading(tmp_path) as record:
        (Path("now") / "x.txt").read_text()
    with reading(tmp_path) as resolved:
        Path("now/x.txt").resolve().read_text()
    (tmp_path / "now").unlink()
    (tmp_path / "now").symlink_to("two", target_is_directory=True)
    assert record.files["now/x.txt"] != state_of("files", tmp_path / "now/x.txt")
    assert resolved.links["now"] == "one"
    assert state_of("links", tmp_path / "now") == "two"
    assert not [n for noted in (resolved.files, resolved.links) for n in noted if n.startswith("/")]


def test_a_module_without_a_version_counts_by_its_text_each_time(tmp_path, monkeypatch):
    project, beside = tmp_path / "project", tmp_path / "beside"
    for folder in (project, beside / "helpers"):
        folder.mkdir(parents=True)
    (beside / "helpers/sizes.py").write_text("A = 1")  # a package without __init__.py
    monkeypatch.syspath_prepend(str(beside))
    for text in ("A = 1", "A = 2"):  # the same size, perhaps in the same second
        (beside / "helpers/sizes.py").write_text(text)
        with reading(project) as record:
            value = importlib.import_module("helpers.sizes").A
        assert text == f"A = {value}"
        assert record.files[(beside / "helpers/sizes.py").as_posix()] is not None
        assert "helpers" not in sys.modules


def test_a_package_of_an_earlier_script_does_not_hide_a_module_of_this_one(tmp_path, monkeypatch):
    installed = tmp_path / "installed"
    (installed / "gauges").mkdir(parents=True)
    (installed / "gauges/__init__.py").write_text("FROM = 'package'")
    monkeypatch.setattr(read_record, "_INSTALLED", (str(installed),))
    monkeypatch.syspath_prepend(str(installed))
    found = []
    for part in ("a", "b", "c"):
        folder = tmp_path / "project" / part
        folder.mkdir(parents=True)
        if part == "b":
            (folder / "gauges.py").write_text("FROM = 'module'")
        with monkeypatch.context() as patch, reading(tmp_path / "project") as record:
            patch.syspath_prepend(str(folder))
            space = {"__file__": str(folder / "model.py")}
            exec("import gauges", space)
            found.append((space["gauges"].FROM, record.modules.get(f"{part}/gauges")))
    assert found == [("package", None), ("module", "gauges.py"), ("package", None)]
    sys.modules.pop("gauges")


def test_the_state_of_a_folder_is_its_names_without_what_builds_leave(tmp_path):
    (tmp_path / "parts").mkdir()
    first = state_of("folders", tmp_path)
    for folder in ("__pycache__", ".gmp-cache", "output"):
        (tmp_path / folder).mkdir()
    assert state_of("folders", tmp_path) == first
    (tmp_path / "data.csv").touch()
    assert state_of("folders", tmp_path) != first
    assert state_of("folders", tmp_path / "none") is None


def test_other_programs_are_impure(tmp_path):
    with reading(tmp_path) as record:
        subprocess.run([sys.executable, "-c", ""], check=True)
    assert "another program: subprocess.Popen" in record.impurities


def test_everything_is_put_back(tmp_path):
    before = (builtins.__import__, importlib.import_module, cq.importers.importStep)
    methods = vars(cq.Shape)["importBrep"]
    with pytest.raises(ZeroDivisionError), reading(tmp_path):
        _ = 1 / 0
    assert (builtins.__import__, importlib.import_module, cq.importers.importStep) == before
    assert vars(cq.Shape)["importBrep"] is methods


def test_a_brep_that_the_kernel_opens_itself(tmp_path: Path):
    file = tmp_path / "blank.brep"
    cq.Workplane().box(1, 2, 3).val().exportBrep(str(file))
    with reading(tmp_path) as record:
        shape = cq.Shape.importBrep(str(file))
    assert shape.Volume() == pytest.approx(6)
    assert set(record.files) == {"blank.brep"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import numpy.random\nnumpy.random.rand()", ("randomness: numpy.random.rand (m.py:2)",)),
        ("from numpy import random as r\nr.rand(3)", ("randomness: numpy.random.rand (m.py:2)",)),
        ("import random\nrandom.Random()", ("randomness: random.Random (m.py:2)",)),
        ("import random\nrandom.seed()", ("randomness: random.seed (m.py:2)",)),
        ("time = 3\ntime.time()", ()),
        ("import time", ()),
        ("from .time import time\ntime()", ()),
    ],
)
def test_what_a_text_says(source, expected):
    assert written_impurities(ast.parse(source), "m.py") == expected
    assert random.random() != random.random()  # the generator itself is left alone


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
@pytest.mark.parametrize(
    "line", ["open(os.fsdecode(b'caf\\xe9')).read()", "np.loadtxt(os.fsdecode(b'caf\\xe9'))"]
)
def test_a_file_whose_name_is_no_unicode_is_refused(tmp_path, monkeypatch, line):
    monkeypatch.chdir(tmp_path)
    Path("caf\udce9").write_text("1")
    with reading(tmp_path) as record, pytest.raises(ModelError, match="UTF-8") as caught:
        exec(line, {**NAMES, "__file__": str(tmp_path / "model.py")})
    assert record.files == {}
    described = json.dumps(caught.value.message.to_json(), ensure_ascii=False).encode()
    assert Message.from_json(json.loads(described)).say("en").isprintable()
    Path("link").symlink_to("caf\udce9")
    assert state_of("links", "link") == r"caf\udce9"
