"""Pairs of parts as people read them: which is worst, where, what explains it, how many are shown."""

from __future__ import annotations

import pytest

from gmp_cad.documents.product.interference import (
    PICTURED,
    clash_file,
    counted,
    figure,
    interference_tab,
    interfering,
    limit,
    met_on_the_way,
    order_table,
    pair_table,
    volume_text,
    worst_pairs,
)
from gmp_cad.documents.product.interference_page import Shown, illustrated, interference_page
from tests.documents.told_pairs import INTERFERENCE, SWEEP, gap, overlap, told


def test_a_pair_is_told_where_it_stands_worst() -> None:
    pairs = told(
        overlap("a", "b", 0.2, 9.0, at=[0]), overlap("a", "b", 0.3, 1.0, at=[1]),
        gap("c", "d", 2.0, at=[0]), gap("c", "d", 1.0, at=[1]),
        gap("e", "f", 0.5, at=[0]), overlap("e", "f", 1e-3, 1e-3, at=[1]),
    )  # fmt: skip
    found = {(p.a, p.b): p for p in worst_pairs(pairs)}
    assert list(found) == [("a", "b"), ("e", "f"), ("c", "d")]
    assert (found["a", "b"].depth_mm, found["a", "b"].ranks) == (0.3, (0, 1))
    assert not any(pair.everywhere for pair in found.values())  # not as deep, not as near
    assert found["e", "f"].rank == 1
    assert (found["c", "d"].distance_mm, found["c", "d"].parameters) == (1.0, {"ouverture": 80.0})
    assert [(p.a, p.b) for p in interfering(pairs)] == [("a", "b"), ("e", "f")]


def test_a_pair_that_moves_as_one_stands_alike_at_every_position() -> None:
    moved = overlap("a", "b", 0.2, 9.0, at=[1], centre_mm=[5.0, 2.0, 3.0])
    (pair,) = worst_pairs(told(overlap("a", "b", 0.2 + 1e-9, 9.0, at=[0]), moved))
    assert (pair.everywhere, pair.rank, pair.ranks) == (True, 0, (0, 1))


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "—"), (0.0, "0"), (0.00049, "0,0005"), (1e-6, "< 0,0001"), (12.5, "12,5")],
)
def test_what_is_too_small_for_the_figures_is_not_told_as_nothing(value, said: str) -> None:
    assert figure(value, "fr") == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (3.14159265, "3,14"),
        (93.3, "93,30"),
        (0.314159265, "0,314159"),
        (2.5e-7, "2,5·10⁻⁷"),
        (1.23456e-12, "1,23·10⁻¹²"),
    ],
)
def test_a_volume_of_any_size_is_told(value: float, said: str) -> None:
    assert volume_text(value, "fr") == said


def test_pages_show_the_worst_of_many_and_say_so() -> None:
    many = told(*(overlap(f"a{i}", "b", 1.0 + i, 1.0) for i in range(150)),
                *(gap(f"c{i}", "d", 1.0 + i) for i in range(40)))  # fmt: skip
    rows = pair_table(many, "fr")["rows"]
    assert [row[0] for row in rows[:2]] == ["a149", "a148"]
    assert sum(row[2] == "interférence" for row in rows) == 100
    assert [row[0] for row in rows if row[2] == "libre"] == [f"c{i}" for i in range(10)]
    assert f"Les {PICTURED} plus profonds des 150" in limit(interfering(many), "fr")
    assert limit(interfering(many)[:PICTURED], "fr") == ""
    page = interference_page(Shown(told=many, said="P", chapter=2), "fr")
    assert len(page.context["clashes"]) == PICTURED


def test_an_overlap_that_a_joint_foresees_is_no_collision_of_a_motion() -> None:
    (sweep,) = INTERFERENCE["sweeps"][1:2]
    thread = {**sweep["pairs"][1], "overlap": overlap("vis", "mors", 1.0, 1.0, verdict="intended")}
    table = order_table(told(sweeps=[{**sweep, "pairs": [sweep["pairs"][0], thread]}]), "fr")
    assert table is not None
    assert table["rows"][0][2] == "libre"


def test_pictures_of_placements_of_any_name_have_files_of_their_own() -> None:
    names = [("a", "b.2"), ("a/b", "c"), ("a%2Fb", "c"), ("é", "ü+x"), ("..", "..")]
    files = [clash_file("product", a, b) for a, b in names]
    assert files[0] == "product/interference/a+b.2.png"
    assert len(set(files)) == len(files)
    assert all(f.count("/") == 2 for f in files)


def test_the_page_of_the_dossier_shows_a_pair_whose_picture_was_not_made_all_the_same() -> None:
    page = interference_page(Shown(told=INTERFERENCE, said="ET-00", chapter=2), "fr")
    shown = illustrated(page, "product", lambda a, _b: b"png" if a == "semelle" else None)
    first, second = shown.context["clashes"]
    assert (first["picture"]["file"], second["picture"]) == ("clash-product-0.png", None)
    assert shown.pictures == {"clash-product-0.png": b"png"}
    assert "entièrement dans" in first["said"]


def test_what_meets_on_the_way_only_stands_first_and_says_where() -> None:
    way, motion, *_ = interference_tab(INTERFERENCE, "en").rows
    assert way[:4] == ["mors", "vis", "interferes", 0.5]
    assert way[9:11] == ["vis on its way, 20 mm before its place", 0]
    assert motion[:4] == ["mors", "vis", "interferes", 0.5]
    assert motion[9:11] == ["on the way, from ouverture = 20 on", 0]
    assert pair_table(INTERFERENCE, "en")["rows"][0][6] == "on the way, from ouverture = 20 on"


def test_what_a_position_shows_is_not_told_again_for_the_motion() -> None:
    pairs = told(overlap("mors", "vis", 0.7, 8.0), sweeps=[SWEEP])
    assert met_on_the_way(pairs) == []
    assert len(interference_tab(pairs, "en").rows) == 1


def test_the_workpiece_of_a_fixture_is_named_in_the_language() -> None:
    near = told(gap("detrompeur", "workpiece", 1.5))
    assert pair_table(near, "fr")["rows"][0][:2] == ["detrompeur", "pièce usinée"]
    assert pair_table(near, "en")["rows"][0][:2] == ["detrompeur", "workpiece"]


def test_what_is_counted_agrees_with_its_number() -> None:
    found = {"interference": 1, "unjudged": 0, "intended": 5, "contact": 0, "clear": 2}
    said = [f"{row['count']} {row['label']}" for row in counted({"counts": found}, "fr")]
    assert said == [
        "1 interférence", "0 non jugé", "5 recouvrements prévus", "0 contact", "2 libres",
    ]  # fmt: skip
