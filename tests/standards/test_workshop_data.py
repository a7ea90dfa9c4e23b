"""The packaged workshop: what a school has, consistent with the tables."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from gmp_cad.standards import iso286
from gmp_cad.standards.cutting_data import start_value, tool_kinds
from gmp_cad.standards.materials import database
from gmp_cad.standards.table import document
from gmp_cad.standards.threads import metric_threads
from gmp_cad.standards.tool_sizes import holder_name

KINDS = ("machine", "tool", "gauge")


def entries(kind: str) -> list[dict[str, Any]]:
    found = document("workshop.toml")[kind]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_ids_are_unique_and_everything_is_titled(kind: str) -> None:
    ids = [entry["id"] for entry in entries(kind)]
    assert len(set(ids)) == len(ids)
    assert all(
        entry["title"]["fr"].strip() and entry["title"]["en"].strip() for entry in entries(kind)
    )


@pytest.mark.parametrize(
    ("id_", "kind", "n_max", "power"),
    [("CU-3AX", "milling", 8000, 11), ("TCN-2AX", "turning", 3500, 10), ("PS-1", "drilling", 3000, 1.1)],
)  # fmt: skip
def test_machines(id_: str, kind: str, n_max: float, power: float) -> None:
    machine = next(entry for entry in entries("machine") if entry["id"] == id_)
    assert (machine["kind"], machine["n_max_rpm"], machine["power_kw"]) == (kind, n_max, power)


def test_machine_kinds_cover_the_trade() -> None:
    kinds = {machine["kind"] for machine in entries("machine")}
    assert kinds == {
        "milling", "turning", "drilling", "grinding", "sawing", "heat_treatment", "inspection",
        "bench",
    }  # fmt: skip
    assert all(0 < machine.get("efficiency", 0.8) <= 1 for machine in entries("machine"))
    assert all(machine["hourly_rate_eur"] > 0 for machine in entries("machine"))


@pytest.mark.parametrize("tool", entries("tool"), ids=lambda tool: tool["id"])
def test_every_tool_has_a_start_value(tool: dict[str, Any]) -> None:
    value = start_value(
        database().find("C45"),
        tool["kind"],
        tool_material=tool["material"],
        diameter_mm=tool.get("diameter_mm"),
    )
    assert value.vc_m_min > 0
    assert not value.per_tooth or tool["teeth"] >= 2


def test_every_kind_of_tool_is_there() -> None:
    assert {tool["kind"] for tool in entries("tool")} == set(tool_kinds())


def test_every_tap_has_its_drill_and_its_gauge() -> None:
    drills = {tool["diameter_mm"] for tool in entries("tool") if tool["kind"] == "drill"}
    threads = {(thread.diameter, thread.pitch): thread for thread in metric_threads()}
    taps = [t for t in entries("tool") if t["kind"] == "tap" and t["fit"] == "6H"]
    assert len(taps) >= 10
    gauges = {gauge["id"] for gauge in entries("gauge")}
    for tap in taps:
        thread = threads[tap["diameter_mm"], tap["pitch_mm"]]
        assert thread.tap_drill in drills
        if thread.coarse:
            assert f"TF-{thread.designation}-6H" in gauges


def test_every_reamer_has_a_drill_and_a_plug_gauge() -> None:
    """Stock of a reamer: 0.2 to 0.4 mm on the diameter."""
    drills = {tool["diameter_mm"] for tool in entries("tool") if tool["kind"] == "drill"}
    gauges = {gauge["id"]: gauge for gauge in entries("gauge")}
    for reamer in (tool for tool in entries("tool") if tool["kind"] == "reamer"):
        size = reamer["diameter_mm"]
        assert any(0.15 <= size - drill <= 0.4 for drill in drills), size
        limits = iso286.limits(size, reamer["fit"])
        low, high = gauges[f"TL-{size:g}{reamer['fit']}"]["range_mm"]
        assert (low, high) == pytest.approx(
            (size + limits.lower_um / 1000, size + limits.upper_um / 1000)
        )


@pytest.mark.parametrize("gauge", entries("gauge"), ids=lambda gauge: gauge["id"])
def test_gauges_are_plausible(gauge: dict[str, Any]) -> None:
    if "range_mm" in gauge:
        low, high = gauge["range_mm"]
        assert 0 <= low < high
    if "resolution_mm" in gauge:
        assert 0 < gauge["resolution_mm"] <= gauge["range_mm"][1] if "range_mm" in gauge else True
    if gauge["kind"] in ("caliper", "micrometer", "bore_gauge", "cmm"):
        assert gauge["uncertainty_mm"] >= gauge["resolution_mm"]


def test_outside_micrometers_leave_no_gap() -> None:
    ranges = sorted(g["range_mm"] for g in entries("gauge") if g["kind"] == "micrometer")
    assert ranges[0][0] == 0
    assert all(a[1] == b[0] for a, b in pairwise(ranges))


def test_every_holder_that_is_written_in_french_has_an_english_name() -> None:
    written = {entry["holder"] for entry in entries("tool") if entry.get("holder")}
    named = [holder for holder in written if " " in holder or not holder.isascii()]
    assert len(named) > 10
    for holder in named:
        english = holder_name(holder, "en")
        assert holder_name(holder, "fr") == holder
        assert english.replace("⌀", "").isascii(), holder
        code = re.fullmatch(r"[A-Z0-9 -]+", holder)  # of ISO 5608: the same in all languages
        assert (english == holder) is bool(code), holder
    assert holder_name("Pince ER32 ⌀12", "en") == "Collet ER32 ⌀12"
    assert holder_name("Mandrin à pince ⌀25", "en") == "Collet chuck ⌀25"
