"""What is recorded while code of a project runs."""

from __future__ import annotations

import ast
import builtins
import importlib
import random
import subprocess
import sys
from pathlib import Path

import cadquery as cq
import pytest

from gmp_cad.kernel.reading import reading, written_impurities


def test_only_files_of_the_project_that_are_read_count(tmp_path):
    project, outside = tmp_path / "project", tmp_path / "outside.txt"
    project.mkdir()
    for file in (outside, project / "a.txt", project / "b.txt"):
        file.write_text("x")
    with reading(project) as record:
        outside.read_text()
        (project / "a.txt").read_text()
        with (project / "b.txt").open("a") as stream:
            stream.write("y")
    assert {record.relative(file) for file in record.files} == {"a.txt"}
    (project / "b.txt").read_text()
    assert len(record.files) == 1


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
    assert {record.relative(path) for path in record.files} == {"blank.brep"}


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
