"""The solids of accepted baselines: found by what the baseline says, believed only whole."""

from __future__ import annotations

from pathlib import Path

from gmp_cad.build.comparison import accepted

BASELINE = 'kernel = "OCCT 7.9.3"\n[whole]\nvolume_mm3 = 12.5\n'


def test_a_solid_is_found_by_what_its_baseline_says(tmp_path: Path) -> None:
    assert accepted.keep(tmp_path, None, BASELINE, b"solid")
    same = "# accepted by me\r\n" + BASELINE.replace("\n", "\r\n")
    assert accepted.find(tmp_path, None, same) == b"solid"
    assert accepted.find(tmp_path, None, BASELINE.replace("12.5", "12.6")) is None
    assert accepted.find(tmp_path / "other", None, BASELINE) is None


def test_the_latest_solid_of_a_baseline_wins(tmp_path: Path) -> None:
    accepted.keep(tmp_path, None, BASELINE, b"first")
    accepted.keep(tmp_path, None, BASELINE, b"second")
    assert accepted.find(tmp_path, None, BASELINE) == b"second"


def test_a_damaged_solid_is_none(tmp_path: Path) -> None:
    accepted.keep(tmp_path, None, BASELINE, b"solid")
    (path,) = (tmp_path / ".gmp-cache" / "accepted").iterdir()
    path.write_bytes(b"forged")
    assert accepted.find(tmp_path, None, BASELINE) is None


def test_what_is_kept_apart_is_not_looked_for_in_the_project(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    accepted.keep(tmp_path, None, BASELINE, b"forged")
    assert accepted.find(tmp_path, kept, BASELINE) is None
    assert accepted.keep(tmp_path, kept, BASELINE, b"solid")
    assert accepted.find(tmp_path, kept, BASELINE) == b"solid"


def test_a_baseline_that_cannot_be_read_has_no_solid(tmp_path: Path) -> None:
    broken = "<<<<<<< HEAD\n" + BASELINE
    assert not accepted.keep(tmp_path, None, broken, b"solid")
    assert accepted.find(tmp_path, None, broken) is None


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / ".gmp-cache").write_text("a file")
    assert not accepted.keep(tmp_path, None, BASELINE, b"solid")
    assert accepted.find(tmp_path, None, BASELINE) is None


def test_only_so_many_are_kept(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(accepted, "_MOST", 3)
    for number in range(5):
        accepted.keep(tmp_path, None, f"n = {number}\n", b"%d" % number)
    assert len(list((tmp_path / ".gmp-cache" / "accepted").iterdir())) == 3
    assert accepted.find(tmp_path, None, "n = 4\n") == b"4"
