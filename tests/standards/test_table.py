"""Reading of data files, and what importing the layer costs."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources

import pytest

from gmp_cad.standards.table import document, entry, records, step_table


def test_a_step_reaches_up_to_and_including_its_size() -> None:
    table = step_table("iso286_it.csv")
    assert [entry(table, "7", size) for size in (0.1, 3, 3.001, 500)] == [10, 10, 12, 63]
    assert entry(table, "7", 500.1) is None
    with pytest.raises(KeyError):
        entry(table, "19", 10)


def test_undefined_cells_are_none() -> None:
    assert entry(step_table("iso286_deviations.csv"), "t", 10) is None


def test_every_data_file_is_readable_and_names_its_source() -> None:
    folder = resources.files("gmp_cad.standards").joinpath("data")
    names = sorted(file.name for file in folder.iterdir())
    assert len(names) >= 30
    for name in names:
        first = folder.joinpath(name).read_text("utf-8").splitlines()[0]
        assert first.startswith("# "), name
        assert document(name) if name.endswith(".toml") else records(name)


def test_rows_have_all_their_cells() -> None:
    folder = resources.files("gmp_cad.standards").joinpath("data")
    for file in folder.iterdir():
        if file.name.endswith(".csv"):
            for row in records(file.name):
                assert None not in row, file.name
                assert None not in row.values(), file.name


def test_the_layer_imports_nothing_heavy() -> None:
    names = sorted(
        file.name.removesuffix(".py")
        for file in resources.files("gmp_cad.standards").iterdir()
        if file.name.endswith(".py") and file.name != "__init__.py"
    )
    code = (
        f"import importlib, sys\n[importlib.import_module('gmp_cad.standards.' + n) for n in {names}]\n"
        "print(sorted(m for m in ('numpy', 'pydantic', 'cadquery', 'OCP', 'scipy', "
        "'gmp_cad.spec', 'gmp_cad.kernel') if m in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
