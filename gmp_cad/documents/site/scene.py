"""The scene of a part, a fixture or the product: what the page's viewer shows and lets choose.

A scene names the meshes of its solids (files of their own, see ``scene_slot.mesh_file``) and says
where they stand, how they are coloured, which faces carry which lines, and what can be chosen:
states of the workpiece, positions of the mechanism, overlaps. Lengths in mm.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.documents.templating.typography import typeset
from gmp_cad.evidence import AssemblyPosition, Placement, Vector
from gmp_cad.language import Message, english, number, translate

Colour = tuple[float, float, float]
_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneItem:
    """A solid of a scene: ``mesh`` and ``table`` are the keys of its triangles and of its faces.

    ``title`` is what people call it, ``ref`` its number in the parts list (0: none); ``rows``:
    label and value of what is known of it as a whole.
    """

    title: str
    mesh: str
    table: str
    colour: Colour
    ref: int = 0
    rows: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneState:
    """A state of a workpiece: its solid, and the faces to show in red."""

    title: str
    item: SceneItem
    red: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two placements that overlap and must not, at the position where they do so most.

    ``count``: at how many positions they overlap; ``position``: rank of the worst one, ``first``:
    of the first one; ``solid``: rank of its common volume.
    """

    a: str
    b: str
    position: int
    count: int
    volume_mm3: float
    depth_mm: float
    solid: int = 0
    first: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedScene:
    """An assembly to show: its items by name, its positions, its parameters, how it comes apart.

    ``rank``: of the default position. ``offsets`` (mm) by placement: the exploded view.
    ``clashes_mesh``: the key of the common solids of ``clashes``, in their order.
    """

    items: Mapping[str, SceneItem]
    positions: Sequence[AssemblyPosition]
    rank: int
    offsets: Mapping[str, Vector] = field(default_factory=dict)
    clashes: Sequence[Clash] = ()
    clashes_mesh: str = ""


def part_scene(
    title: str, states: Sequence[SceneState], fixtures: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """Return the scene of a part: the finished part first, then the workpiece after each phase.

    ``fixtures``: key and title of the scenes of the fixtures that hold it.
    """
    return {
        "kind": "part",
        "title": title,
        "states": [
            {"title": state.title, "item": _item(state.item), "red": list(state.red)}
            for state in states
        ],
        "fixtures": [list(fixture) for fixture in fixtures],
    }


def assembly_scene(title: str, shown: PlacedScene, lang: str) -> dict[str, Any]:
    """Return the scene of an assembly; placements that move are written at each position."""
    default = {p.name: p for p in shown.positions[shown.rank].placements}
    return {
        "kind": "assembly",
        "title": title,
        "items": {name: _item(item) for name, item in shown.items.items()},
        "placed": [
            {
                "name": p.name, "item": p.item, "matrix": _matrix(p),
                "title": _copy_title(p, shown), "apart": list(shown.offsets.get(p.name, (0, 0, 0))),
            }
            for p in sorted(default.values(), key=lambda p: (shown.items[p.item].ref, p.name))
        ],
        "parameters": _parameters(shown, lang),
        "positions": [
            {"at": position.parameters, "moved": _moved(position, default)}
            for position in shown.positions
        ],
        "rank": shown.rank,
        "clashes": [_clash(clash, shown, lang) for clash in shown.clashes],
        "clashes_mesh": shown.clashes_mesh if shown.clashes else "",
    }  # fmt: skip


def difference_scene(
    title: str, mesh: str, layers: Sequence[str], colour: Colour, lang: str
) -> dict[str, Any]:
    """Return the scene of a part in two states: layers that lie over each other, each shown or not.

    ``layers``: of ``before``, ``after``, ``added``, ``removed`` those that the file ``mesh`` holds, in
    its order. Where something came or went the state after is a ghost, and the one before is put away.
    """
    changed = bool({"added", "removed"} & set(layers))
    return {
        "kind": "difference",
        "title": title,
        "mesh": mesh,
        "layers": [
            {
                "title": translate(_LAYERS[name], lang),
                "colour": _LAYER_COLOURS.get(name) or _hex(colour),
                "alpha": _GHOST if changed and name in _STATES else 1.0,
                "shown": name not in _STATES
                or name == ("after" if "after" in layers else "before"),
                "over": name not in _STATES,
            }
            for name in layers
        ],
    }


_STATES = ("before", "after")
_GHOST = 0.3
_LAYERS = english({
    "before": "Before", "after": "After", "added": "Material added", "removed": "Material removed",
})  # fmt: skip
_LAYER_COLOURS = {"added": "#0a8a3a", "removed": "#d21f1f"}


def scene_script(key: str, scene: Mapping[str, Any], tables: Mapping[str, Any], lang: str) -> bytes:
    """Return a scene and its tables of faces as the script that the page loads, typeset."""
    text = json.dumps(
        _typeset({**scene, "tables": dict(tables)}, lang), sort_keys=True, ensure_ascii=False,
        separators=(",", ":"),
    )  # fmt: skip
    content = base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()
    return f'gmp3d.scene({json.dumps(key)},"{content}");\n'.encode()


def _typeset(value: Any, lang: str) -> Any:
    """Return a value with the spaces of print in its texts; keys and names have none."""
    if isinstance(value, str):
        return typeset(value, lang)
    if isinstance(value, Mapping):
        return {key: _typeset(inner, lang) for key, inner in value.items()}
    return [_typeset(inner, lang) for inner in value] if isinstance(value, list | tuple) else value


def _item(item: SceneItem) -> dict[str, Any]:
    return {
        "title": item.title, "mesh": item.mesh, "table": item.table,
        "colour": _hex(item.colour), "rows": [list(row) for row in item.rows],
    }  # fmt: skip


def _hex(colour: Colour) -> str:
    red, green, blue = (round(255 * min(max(c, 0.0), 1.0)) for c in colour)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _copy_title(placement: Placement, shown: PlacedScene) -> str:
    item = shown.items[placement.item]
    title = f"{item.ref} — {item.title}" if item.ref else item.title
    _, _, copy = placement.name.partition(".")
    return f"{title} ({copy})" if copy else title


def _matrix(placement: Placement) -> list[float]:
    """Return the first three rows of a placement, row by row."""
    return [round(v, _DIGITS) + 0.0 for row in placement.matrix[:3] for v in row]


def _moved(position: AssemblyPosition, default: Mapping[str, Placement]) -> dict[str, list[float]]:
    return {
        p.name: _matrix(p)
        for p in position.placements
        if p.name in default and _matrix(p) != _matrix(default[p.name])
    }


def _parameters(shown: PlacedScene, lang: str) -> list[dict[str, Any]]:
    """Return each parameter that has several values, with what the slider says at each of them."""
    found = []
    for name in shown.positions[shown.rank].parameters:
        values = sorted({position.parameters[name] for position in shown.positions})
        if len(values) > 1:
            texts = [number(round(value, 4), lang) for value in values]
            found.append({"name": name, "values": values, "texts": texts})
    return found


def _clash(clash: Clash, shown: PlacedScene, lang: str) -> dict[str, Any]:
    at = shown.positions[clash.position].parameters
    place, first = (
        ", ".join(f"{name} = {number(value, lang)}" for name, value in values.items())
        for values in (at, shown.positions[clash.first].parameters)
    )
    text = Message(
        "{a} and {b}: {volume} mm³, depth {depth} mm, at {count} {count:position|positions}",
        a=clash.a, b=clash.b, volume=number(round(clash.volume_mm3, 3), lang),
        depth=number(round(clash.depth_mm, 4), lang), count=clash.count,
    )  # fmt: skip
    return {
        "a": clash.a, "b": clash.b, "position": clash.position, "solid": clash.solid,
        "text": text.say(lang) + (f" ({place})" if place else ""), "first": clash.first,
        "first_text": Message("First position at which they meet: {place}", place=first).say(lang),
    }  # fmt: skip
