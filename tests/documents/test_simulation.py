"""The simulation of machining as a document: the worked example's table, what would mend a fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gmp_cad.documents.plan.simulation import SimulationSheets, simulation_document
from gmp_cad.documents.printing.embedded import Publisher, document_pdf
from gmp_cad.documents.templating import template
from gmp_cad.process.simulation_plan import simulations
from tests.process.worked_shaft import scene


def document(lang="fr", **changes):
    made = scene(**changes)
    return simulation_document(SimulationSheets(scene=made, axes=simulations(made)), lang)


def test_only_the_directions_that_ask_for_something_are_shown():
    shown = document()
    assert [axis["heading"] for axis in shown.context["axes"]] == ["Direction Z"]
    assert list(shown.pictures) == ["simulation-shaft-z.svg"]
    assert (shown.chapter, shown.title) == (7, "Simulation d'usinage — AX-01 Arbre")


def test_the_rows_of_the_worked_example():
    (axis,) = document().context["axes"]
    assert [row["cells"] for row in axis["conditions"]] == [
        ["left length", "1 left face — 2 left shoulder", "20 ±0,1",
         "ph. 10 : 1 left face 0,04 + 2 left shoulder 0,04", "0,08", "0,2", "0,12"],
        ["longueur", "1 left face — 4 right face", "80 ±0,15",
         "ph. 20 : 1 left face 0,02 + 4 right face 0,04", "0,06", "0,3", "0,24"],
        ["collar", "2 left shoulder — 5 right shoulder", "35 +0,2/0",
         ("ph. 10 : 2 left shoulder 0,04 + 1 left face 0,04 ; "
         "ph. 20 : 1 left face 0,02 + 5 right shoulder 0,04"), "0,14", "0,2", "0,06"],
    ]  # fmt: skip
    assert {row["status"] for row in axis["conditions"]} == {"PASS"}
    assert axis["sizes"] == [
        [
            "00",
            "brut, côté −Z de la pièce — brut, côté +Z de la pièce",
            "82,5 ±0,5",
            "82,5",
            "copeau mini",
        ],
        ["10", "1 left face — 2 left shoulder", "20 ±0,055", "Cf101 20 ±0,055", "dessin"],
        [
            "10",
            "1 left face — brut, côté +Z de la pièce",
            "80,9 ±0,2275",
            "Cf102 80,9 ±0,2275",
            "copeau mini",
        ],
        ["20", "1 left face — 4 right face", "80 ±0,15", "Cf201 80 ±0,15", "dessin"],
        ["20", "1 left face — 5 right shoulder", "55,1 ±0,045", "Cf202 55,1 ±0,045", "dessin"],
    ]
    assert [row[-3:] for row in axis["chips"]] == [
        ["0,8725", "2,3275", "0,5"], ["0,5225", "1,2775", "0,5"],
    ]  # fmt: skip
    assert axis["remedies"] == []


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_the_table_draws_every_surface_dispersion_size_and_condition():
    (svg,) = document().pictures.values()
    written = texts(svg.replace("&lt;", "‹").replace("&gt;", "›"))
    for surface in ("brut, côté −Z de la pièce", "1 left face", "2 left shoulder", "5 right shoulder",
                    "4 right face", "brut, côté +Z de la pièce"):  # fmt: skip
        assert surface in written
    assert sorted(t for t in written if re.fullmatch(r"0,\d+", t)) == sorted(
        ["0,5", "0,5", "0,4", "0,04", "0,04", "0,02", "0,04", "0,04"]
    )
    assert sorted(t for t in written if t.startswith("→")) == sorted(
        ["→ 0,055"] * 3 + ["→ 0,035", "→ 0,265"]
    )
    for size in ("82,5 ±0,5", "Cf101 = 20 ±0,055", "Cf102 = 80,9 ±0,2275", "Cf202 = 55,1 ±0,045",
                 "35 +0,2/0"):  # fmt: skip
        assert size in written
    assert written.count("copeau ≥ 0,5") == 2


def test_an_infeasible_condition_shows_its_remedies():
    tight = {"collar": {"size": "35 +0,12/0", "between": ["left_shoulder", "right_shoulder"]}}
    (axis,) = document("en", dimensions=tight).context["axes"]
    (collar,) = [row for row in axis["conditions"] if row["cells"][0] == "collar"]
    assert (collar["status"], collar["cells"][-1]) == ("FAIL", "-0.02")
    (remedy,) = axis["remedies"]
    assert remedy["condition"] == "collar"
    assert "machine left_shoulder in phase 20 with right_shoulder: ΣΔl 0.08 mm" in remedy["texts"]


def test_a_dispersion_that_the_plan_gives_is_marked_and_explained():
    measured = [{"phase": 10, "surface": "left_shoulder", "value": 0.012, "note": "carte du 12/01"}]
    shown = document(dispersion=measured)
    (axis,) = shown.context["axes"]
    assert axis["measured"] == ["* Δl de left shoulder en phase 10 : 0,012 mm, carte du 12/01"]
    (svg,) = shown.pictures.values()
    assert texts(svg).count("0,012*") == 1
    assert document().context["axes"][0]["measured"] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_stands_alone_as_a_pdf(lang):
    publisher = Publisher(owner="IUT", number="AX-01 — A", author="Équipe", date="2026-01-15")
    templates = template.load(Path())
    first = document_pdf(document(lang), publisher, templates, lang)
    assert first.startswith(b"%PDF")
    assert first == document_pdf(document(lang), publisher, templates, lang)
