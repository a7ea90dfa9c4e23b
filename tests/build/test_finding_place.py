"""Where findings stand: the line of the key that they name, the file of what they are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.build.results.finding_place import FindingPlace, FindingPlaces, keys_of, subject_of
from gmp_cad.errors import Where
from tests.build.ci_report import SPEC_FILE, of_all_kinds, write_project


def test_every_finding_has_a_file_and_its_line(tmp_path: Path) -> None:
    places = FindingPlaces(write_project(tmp_path))
    found = {(r["check"], r["subject"]): places.of(r) for r in of_all_kinds()["findings"]}
    part = "fixtures_design/montage/base à plat/spec.toml"
    assert found == {
        ("dimension.measured", "cale.length"): FindingPlace(file=SPEC_FILE, line=6),
        ("dimension.measured", "cale.bore"): FindingPlace(file=SPEC_FILE, line=7),
        ("build.task", "cale"): FindingPlace(file="parts/cale/model.py", line=7, column=3),
        ("pmi.read_back", "cale.datums.A"): FindingPlace(file=SPEC_FILE, line=10),
        ("CP10", "cale.ph10"): FindingPlace(file="parts/cale/process.toml", line=1),
        ("product.quantity", "product.cale"): FindingPlace(file="parts/product.toml", line=4),
        ("part.solid", "montage.base à plat.bore"): FindingPlace(file=part, line=7),
        ("fixture.base", "montage"): FindingPlace(
            file="fixtures_design/montage/fixture.toml", line=1
        ),
        ("product.dossier", "dossier"): FindingPlace(file="parts/product.toml", line=1),
    }


def test_paths_are_those_of_the_repository(tmp_path: Path) -> None:
    root = write_project(tmp_path / "tp" / "étau")
    row = of_all_kinds()["findings"][-1]
    assert FindingPlaces(root).of(row).file == "parts/product.toml"
    (tmp_path / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")  # as a worktree has it
    assert FindingPlaces(root).of(row).file == "tp/étau/parts/product.toml"


def test_a_place_is_given_where_nothing_is_left(tmp_path: Path) -> None:
    (row,) = (r for r in of_all_kinds()["findings"] if r["subject"] == "dossier")
    assert FindingPlaces(tmp_path).of(row) == FindingPlace(file="parts", line=1)


@pytest.mark.parametrize(
    "where", [Where("a.toml"), Where("a.toml").child("phase", 3, "operation", 0, "à part", "x")]
)
def test_a_dotted_path_is_read_back(where: Where) -> None:
    expected = ("phase", 3, "operation", 0, "à part", "x") if where.path else ()
    assert keys_of(where.path) == expected


def test_the_subject_of_a_name() -> None:
    names = {"cale.bore": "cale", "cale@mmc.bore": "cale", "product": "product"}
    assert {name: subject_of(name) for name in names} == names
    assert subject_of(SPEC_FILE) == SPEC_FILE
