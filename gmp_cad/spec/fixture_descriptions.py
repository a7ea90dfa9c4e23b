"""What the keys of ``fixture.toml`` mean."""

from __future__ import annotations

from collections.abc import Mapping

from gmp_cad.language import Message

# fmt: off
FIXTURE_DESCRIPTIONS: Mapping[str, Mapping[str, Message]] = {
    "FixtureSpec": {
        "": Message("A fixture: fixture.toml, a small product around a workpiece."),
        "fixture": Message("Which workpiece it holds, in which phase."),
        "locators": Message("Which placement of an item realises which normal, or normals."),
        "clamps": Message("Which placement of an item is which clamp of the phase, counted from 1."),
        "bushes": Message("Which placement of an item guides the tool to which features."),
        "concentric": Message("Items whose placements close together, as the jaws of a chuck."),
        "loading": Message("How the workpiece comes in."),
        "table": Message("How the fixture stands on the machine's table."),
        "base": Message("What carries everything."),
        "cost": Message("What the fixture may cost."),
    },
    "FixtureIdentity": {
        "": Message("Which workpiece the fixture holds, in which phase."),
        "number": Message("Drawing number; files are called by it."),
        "title": Message("Title of the fixture."),
        "workpiece": Message("Folder of the part that it holds."),
        "phase": Message("Number of the phase."),
        "revision": Message("Revision."),
        "note": Message("A remark."),
    },
    "Loading": {
        "": Message("How the workpiece comes in, and which way round."),
        "direction": Message("Motion of the workpiece to its locators; against the first normal unless given."),
        "open": Message("Placements that stand aside meanwhile, besides the clamps."),
        "foolproofing": Message("The placement that refuses the workpiece turned half a turn."),
        "chips": Message("Where the chips go."),
    },
    "TableLocation": {
        "": Message("How the fixture stands on the machine's table."),
        "slot": Message("Width of the table's slot with its class."),
        "keys": Message("Placements of the tenons in the slot."),
        "width": Message("The dimension of a tenon that fits the slot."),
        "pin": Message("Placement of the centring pin, in place of tenons."),
        "relieved": Message("Placement of the relieved pin that goes with it."),
        "setting": Message("Features of items on which PREF is taken: a bore, or faces."),
        "fastening": Message("What fastens the fixture to the table."),
    },
    "Base": {
        "": Message("What carries everything."),
        "thickness": Message("The dimension that is its least thickness."),
        "modulus_mpa": Message("Young's modulus of its material, MPa."),
    },
    "FixtureCost": {
        "": Message("What the fixture may cost."),
        "budget_eur": Message("Largest cost, EUR."),
        "machining_h": Message("Hours of machining, in place of the estimate."),
        "bought_eur": Message("Price of one piece of a bought item, EUR, in place of the table's."),
    },
}
# fmt: on
