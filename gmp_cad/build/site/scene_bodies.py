"""Bodies of the tasks that write what the page's viewer shows. No kernel."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from gmp_cad.build.study_bodies import part_spec, process_plan
from gmp_cad.documents.drawings.ensemble import EnsemblePlan
from gmp_cad.documents.printing.figures import mass_text
from gmp_cad.documents.product.interference import IN_VIEWER, interfering
from gmp_cad.documents.site.scene import (
    Clash,
    PlacedScene,
    SceneItem,
    SceneState,
    assembly_scene,
    part_scene,
    scene_script,
)
from gmp_cad.documents.site.scene_faces import FaceTable, table_json
from gmp_cad.documents.site.scene_lines import machined, part_table, state_table
from gmp_cad.documents.site.viewer import viewer_script
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import (
    WORKPIECE,
    AssemblyPosition,
    MassProperties,
    Measurement,
    PartGeometry,
    PhaseState,
)
from gmp_cad.finding import Finding
from gmp_cad.language import Message, translate

_FINISHED = "finished"


def viewer(_data: Data, params: Params) -> Result:
    """Write the viewer: the package's own code, ours, and the texts in the page's language."""
    return {"js": viewer_script(params["lang"])}, {}


def table(data: Data, params: Params) -> Result:
    """Tell which lines of the specification stand on which faces of a part."""
    findings = decode(data["findings"], tuple[Finding, ...]) if "findings" in data else ()
    plan = process_plan(params) if "plan" in params else None
    found = part_table(
        part_spec(params), decode(data["geometry"], PartGeometry),
        decode(data["measurements"], tuple[Measurement, ...]), findings, plan, params["lang"],
    )  # fmt: skip
    return {"table": _json(table_json(found, params["lang"]))}, {}


def states(data: Data, params: Params) -> Result:
    """Tell the same of the workpiece after each phase, and which faces the phase made."""
    spec, plan, lang = part_spec(params), process_plan(params), params["lang"]
    found = {
        state.phase: {
            "table": table_json(state_table(state, spec, plan, lang), lang), "red": machined(state),
        }
        for state in decode(data["states"], tuple[PhaseState, ...])
    }  # fmt: skip
    return {"tables": _json(found)}, {}


def part(data: Data, params: Params) -> Result:
    """Write the scene of a part: finished, then after each phase whose solid is known."""
    lang, key = params["lang"], params["part"]
    mass = decode(data["mass"], MassProperties).mass_kg if "mass" in data else None
    rows = ((translate("Material", lang), params["material"]), *_mass_row(mass, lang))

    def item(mesh: str, name: str) -> SceneItem:
        return SceneItem(
            title=params["title"], mesh=mesh, table=name, colour=tuple(params["colour"]),
            rows=rows if name == _FINISHED else (),
        )  # fmt: skip

    after = json.loads(data["states"]) if "states" in data else {}
    known = [phase for phase in params["phases"] if phase in after and f"mesh-{phase}" in data]
    tables = {_FINISHED: json.loads(data["table"])}
    tables |= {phase: after[phase]["table"] for phase in known}
    fixtures = [(key, _fixture_title(key, phase, lang)) for key, phase in params["fixtures"]]
    shown = [SceneState(title=translate("Finished part", lang), item=item(key, _FINISHED))]
    shown += [
        SceneState(
            title=_phase_title(phase, params["titles"], lang), item=item(f"{key}.{phase}", phase),
            red=after[phase]["red"],
        )
        for phase in known
    ]  # fmt: skip
    return {"js": scene_script(key, part_scene(params["title"], shown, fixtures), tables, lang)}, {}


def _phase_title(phase: str, titles: Mapping[str, str], lang: str) -> str:
    if phase in titles:
        return Message("After phase {phase} — {title}", phase=phase, title=titles[phase]).say(lang)
    return Message("Phase {phase} — stock", phase=phase).say(lang)


def _fixture_title(key: str, phase: str, lang: str) -> str:
    return Message("In its fixture, phase {phase} ({fixture})", phase=phase, fixture=key).say(lang)


def _mass_row(mass_kg: float | None, lang: str) -> Iterator[tuple[str, str]]:
    if mass_kg is not None:
        yield translate("Mass", lang), f"{mass_text(mass_kg, lang)} kg"


def clashes(data: Data, _params: Params) -> Result:
    """List the pairs that interfere, the deepest ones first, each where it does so most."""
    told = json.loads(data["interference"])
    listed = tuple(
        Clash(
            a=pair.a, b=pair.b, position=pair.rank, volume_mm3=pair.found["volume_mm3"],
            depth_mm=pair.found["depth_mm"], count=len(pair.ranks), solid=rank,
            first=pair.ranks[0],
        )
        for rank, pair in enumerate(interfering(told)[:IN_VIEWER])
    )  # fmt: skip
    return {"clashes": encode(listed, tuple[Clash, ...])}, {}


def assembly(data: Data, params: Params) -> Result:
    """Write the scene of the product or of a fixture with its workpiece."""
    lang, items = params["lang"], params["items"]
    positions = decode(data["positions"], tuple[AssemblyPosition, ...])
    known = {name: item for name, item in items.items() if f"mesh.{name}" in data}
    tables = {name: _table(data, name, item, lang) for name, item in known.items()}
    moves = decode(data["plan"], EnsemblePlan).moves if "plan" in data else ()
    found = decode(data["clashes"], tuple[Clash, ...]) if "overlaps" in data else ()
    shown = PlacedScene(
        items={name: _scene_item(data, name, item, lang) for name, item in known.items()},
        positions=tuple(_only(position, known) for position in positions),
        rank=next(i for i, p in enumerate(positions) if p.parameters == params["defaults"]),
        offsets={move.part: move.offset for move in moves},
        clashes=[c for c in found if {c.a, c.b} <= _names(positions, known)],
        clashes_mesh=params["overlaps"],
    )  # fmt: skip
    scene = assembly_scene(params["title"], shown, lang)
    return {"js": scene_script(params["key"], scene, tables, lang)}, {}


def _only(position: AssemblyPosition, known: Mapping[str, Any]) -> AssemblyPosition:
    """Return a position with the placements of the items that can be shown."""
    return AssemblyPosition(
        parameters=position.parameters,
        placements=tuple(p for p in position.placements if p.item in known),
    )


def _names(positions: tuple[AssemblyPosition, ...], known: Mapping[str, Any]) -> set[str]:
    return {p.name for position in positions for p in position.placements if p.item in known}


def _table(data: Data, name: str, item: Params, lang: str) -> Any:
    """Return the faces of an item: with the lines of its specification, if it has one."""
    if f"table.{name}" in data:
        found = json.loads(data[f"table.{name}"])
        return found[item["state"]]["table"] if item.get("state") else found
    if f"geometry.{name}" in data:
        geometry = decode(data[f"geometry.{name}"], PartGeometry)
        return table_json(FaceTable(faces=geometry.faces, names={}), lang)
    return {"faces": [], "lines": []}


def _scene_item(data: Data, name: str, item: Params, lang: str) -> SceneItem:
    rows = []
    if item["ref"]:
        rows.append((translate("Item no.", lang), str(item["ref"])))
    rows.append((translate("Number", lang), item["number"]))
    if item["material"]:
        rows.append((translate("Material", lang), item["material"]))
    weight = data.get(f"mass.{name}")
    rows += _mass_row(decode(weight, MassProperties).mass_kg if weight else None, lang)
    title = item["title"]
    if name == WORKPIECE:
        title = Message("Workpiece: {part}", part=item["number"]).say(lang)
    return SceneItem(
        title=title, mesh=item["mesh"], table=name, colour=tuple(item["colour"]), ref=item["ref"],
        rows=rows,
    )  # fmt: skip


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
