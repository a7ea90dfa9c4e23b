"""Scenes of the page: what a face tells, which lines it carries, what moves, what overlaps."""

from __future__ import annotations

import base64
import gzip
import json
import math
import re

import pytest

from gmp_cad.documents.site.scene import (
    Clash,
    PlacedScene,
    SceneItem,
    SceneState,
    assembly_scene,
    part_scene,
    scene_script,
)
from gmp_cad.documents.site.scene_faces import (
    FaceTable,
    SceneLine,
    direction_text,
    face_rows,
    table_json,
    title_of,
)
from gmp_cad.documents.site.scene_lines import machined, part_table, state_table
from gmp_cad.documents.site.scene_slot import INSTALL, SECURITY_POLICY, scene_slot
from gmp_cad.evidence import AssemblyPosition, FaceGeometry, PhaseState
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import parse
from tests import canonical as c

ITEM = SceneItem(title="Axe", mesh="pin", table="pin", colour=(1.0, 0.5, 0.0), ref=2)
PLAN = """
[stock]
form = "bar"
size = [90, 60, 30]
[[phase]]
number = 10
title = "Fraisage"
machine = "CU-3AX"
[[phase.operation]]
kind = "face_milling"
makes = ["left"]
tool = "FS-40"
[[phase.dimension]]
name = "Cf101"
size = "80 ±0,1"
between = ["left", "right"]
[[phase]]
number = 20
title = "Perçage"
machine = "CU-3AX"
[[phase.operation]]
kind = "drilling"
makes = ["bore"]
tool = "F-8"
"""


def plane(index: int, x: float, out: float) -> FaceGeometry:
    return FaceGeometry(
        index=index, surface="plane", point=(x, 0.0, 0.0), direction=(out, 0.0, 0.0),
        area_mm2=400.0, centre_mm=(x, 0.0, 0.0),
    )  # fmt: skip


FACES = (c.cylinder(16, 20, hollow=True), plane(1, 0.0, -1.0), plane(2, 80.0, 1.0))


def geometry():
    return c.named(FACES, bore=(0,), left=(1,), right=(2,))


def plan() -> ProcessPlan:
    return parse(PLAN, "parts/plate/process.toml", ProcessPlan)


def table(lang: str = "fr", findings: tuple[Finding, ...] = ()) -> FaceTable:
    return part_table(c.part(), geometry(), c.GOOD, findings, plan(), lang)


def carried(found: FaceTable, face: int) -> set[str]:
    return {line.key for line in found.lines if face in line.faces}


def rows(face: FaceGeometry, lang: str = "fr") -> dict[str, str]:
    return dict(face_rows(face, lang))


def test_a_bore_tells_its_exact_size_axis_and_area() -> None:
    assert title_of(FACES[0], "fr") == "Cylindre intérieur ⌀16"
    told = rows(FACES[0])
    assert told["Diamètre"] == "16 mm"
    assert told["Axe"] == "+Z"
    assert told["Longueur"] == "20 mm"
    assert told["Aire"] == f"{math.pi * 16 * 20:.2f} mm²".replace(".", ",")
    assert "Arc" not in told


def test_a_plane_tells_where_it_stands() -> None:
    assert rows(FACES[2])["Position"] == "X = 80 mm"
    assert rows(FACES[1])["Normale"] == "−X"
    slanted = FaceGeometry(
        index=0, surface="plane", point=(10.0, 0.0, 0.0), direction=(0.6, 0.0, 0.8),
        area_mm2=1.0, centre_mm=(10.0, 0.0, 0.0),
    )  # fmt: skip
    assert rows(slanted)["Normale"] == "(0,6 ; 0 ; 0,8)"
    assert rows(slanted)["Position"] == "à 6 mm de l’origine"
    assert direction_text((0.0, 0.0, -1.0), "en") == "−Z"


def test_part_of_a_cylinder_is_told_by_its_radius_and_arc() -> None:
    fillet = FaceGeometry(
        index=0, surface="cylinder", point=(0.0, 0.0, 0.0), direction=(0.0, 0.0, 1.0),
        radius_mm=6.0, hollow=True, span_mm=(0.0, 8.0), angle_deg=90.0, area_mm2=75.4,
        centre_mm=(0.0, 0.0, 4.0),
    )  # fmt: skip
    assert title_of(fillet, "en") == "Cylinder, inner R6"
    assert rows(fillet, "en")["Arc"] == "90°"


def test_a_face_carries_its_own_lines_and_those_that_name_it() -> None:
    found = table()
    assert {"bore", "tolerances.bore_perp"} <= carried(found, 0)
    assert carried(found, 1) >= {"datums.A"}
    assert "bore" not in carried(found, 2)


def test_a_line_tells_required_limits_observed_verdict_and_its_row() -> None:
    judged = Finding(
        check="dimension.measured", code="within", status=Status.PASS, subject="plate.bore",
        message=Message("ok"),
    )  # fmt: skip
    (line,) = [line for line in table(findings=(judged,)).lines if line.key == "bore"]
    assert "⌀16 H7" in line.required
    assert line.limits == "16,000 … 16,018"
    assert (line.observed, line.status, line.label) == ("16", "PASS", "conforme")
    assert line.anchor == "site/plate.html#dim-bore"
    assert [row.anchor for row in table().lines if row.key == "tolerances.bore_perp"] == [
        "site/plate.html#tol-bore_perp"
    ]


def test_a_face_tells_which_phase_made_it_and_its_names() -> None:
    told = table_json(table(), "fr")["faces"]
    assert [face["made"] for face in told] == ["Phase 20 — Perçage", "Phase 10 — Fraisage", ""]
    assert [face["names"] for face in told] == [["bore"], ["left"], ["right"]]
    assert told[0]["exact"] == {
        "kind": "cylinder", "point": [0, 0, 0], "direction": [0, 0, 1], "radius": 8,
    }  # fmt: skip


def test_after_a_phase_only_what_is_made_is_told_with_its_manufactured_dimensions() -> None:
    state = PhaseState(
        phase="10", volume_mm3=1.0, box_mm=(0, 0, 0, 80, 50, 20), faces=FACES[1:],
        features={"left": (1,), "right": (2,), "stock >Z": (2,)}, made={"left": (1,)},
    )  # fmt: skip
    found = state_table(state, c.part(), plan(), "fr")
    assert found.made == {1: "Phase 10 — Fraisage"}
    assert [(line.number, line.required, line.faces) for line in found.lines] == [
        ("Cf101", "80 ±0,1", (1, 2))
    ]
    assert set(found.names) == {"left", "right"}
    assert machined(state) == (1,)


def test_the_stock_carries_no_line_and_no_phase() -> None:
    stock = PhaseState(
        phase="00", volume_mm3=1.0, box_mm=(0, 0, 0, 80, 50, 20), faces=FACES[1:], features={}
    )
    found = state_table(stock, c.part(), plan(), "fr")
    assert (found.lines, found.made, machined(stock)) == ((), {}, ())


def test_a_line_of_a_fixture_s_part_leads_to_no_page() -> None:
    spec = c.part().model_copy(update={"name": "jig.plate"})
    found = part_table(spec, geometry(), (), (), None, "fr")
    assert {line.anchor for line in found.lines} == {""}


def moving() -> PlacedScene:
    positions = [
        AssemblyPosition(
            parameters={"lift": z, "turn": 0.0},
            placements=(c.placed("pin", z=z), c.placed("pin.2", x=30), c.placed("plate")),
        )
        for z in (0.0, 5.0, 12.5)
    ]
    plate = SceneItem(title="Plaque", mesh="plate", table="plate", colour=(0.0, 0.0, 0.0), ref=1)
    return PlacedScene(
        items={"pin": ITEM, "plate": plate}, positions=positions, rank=1,
        offsets={"pin": (0.0, 0.0, 40.0)}, clashes_mesh="product.overlaps",
        clashes=(Clash(a="pin", b="plate", position=2, count=2, volume_mm3=12.34, depth_mm=0.5),),
    )  # fmt: skip


def test_only_what_moves_is_written_at_a_position() -> None:
    scene = assembly_scene("Essai", moving(), "fr")
    assert [sorted(p["moved"]) for p in scene["positions"]] == [["pin"], [], ["pin"]]
    assert scene["positions"][2]["moved"]["pin"][11] == 12.5
    placed = {p["name"]: p for p in scene["placed"]}
    assert placed["pin"]["matrix"] == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 5]
    assert placed["pin"]["apart"] == [0, 0, 40]
    assert placed["pin.2"]["apart"] == [0, 0, 0]


def test_placements_stand_in_the_order_of_the_parts_list_and_share_their_item() -> None:
    scene = assembly_scene("Essai", moving(), "fr")
    assert [p["title"] for p in scene["placed"]] == ["1 — Plaque", "2 — Axe", "2 — Axe (2)"]
    assert [p["item"] for p in scene["placed"]] == ["plate", "pin", "pin"]
    assert scene["items"]["pin"]["colour"] == "#ff8000"


def test_a_slider_has_the_values_that_were_computed_and_none_for_what_stands_still() -> None:
    (lift,) = assembly_scene("Essai", moving(), "fr")["parameters"]
    assert lift == {"name": "lift", "values": [0.0, 5.0, 12.5], "texts": ["0", "5", "12,5"]}


def test_an_overlap_tells_its_parts_volume_and_worst_position() -> None:
    scene = assembly_scene("Essai", moving(), "fr")
    (clash,) = scene["clashes"]
    assert clash["position"] == 2
    assert "12,34 mm³" in clash["text"]
    assert "lift = 12,5" in clash["text"]
    assert scene["clashes_mesh"] == "product.overlaps"


def test_a_script_holds_its_scene_and_ends_no_script_of_the_page() -> None:
    item = SceneItem(title="</script><b>", mesh="plate", table="t", colour=(0.1, 0.1, 0.1))
    state = SceneState(title="Pièce finie", item=item, red=(3,))
    scene = part_scene("x", [state], [("jig", "Montage : 10 mm")])
    script = scene_script("plate", scene, {"t": {}}, "fr")
    assert b"</script" not in script
    found = re.fullmatch(r'gmp3d\.scene\("plate","([A-Za-z0-9+/=]+)"\);\n', script.decode())
    read = json.loads(gzip.decompress(base64.b64decode(found[1])))
    assert read["states"][0]["item"]["title"] == "</script><b>"
    assert read["states"][0]["red"] == [3]
    assert read["fixtures"] == [["jig", "Montage\u00a0: 10\u00a0mm"]]
    assert scene_script("plate", scene, {"t": {}}, "fr") == script


def test_a_slot_names_its_scene_only_where_the_build_wrote_it() -> None:
    there = scene_slot("plate", ["plate"], "Plaque", root="../", picture=("p.png", "vue"))
    assert (there["scene"], there["picture"], there["alt"]) == (
        "../site/scenes/plate.js", "../p.png", "vue",
    )  # fmt: skip
    without = scene_slot("plate", [], "Plaque")
    assert (without["scene"], without["picture"], without["install"]) == ("", "", INSTALL)


def test_the_policy_of_the_pages_lets_nothing_in_from_a_network() -> None:
    assert "default-src 'none'" in SECURITY_POLICY
    assert not re.search(r"https?:|\*", SECURITY_POLICY)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_faces_and_lines_are_told_in_the_language(lang: str) -> None:
    told = json.dumps(table_json(table(lang), lang), ensure_ascii=False)
    assert ("Diamètre" in told) is (lang == "fr")
    assert ("Diameter" in told) is (lang == "en")


def test_a_table_lists_lines_by_the_faces_that_carry_them() -> None:
    lines = [
        SceneLine(key="a", number="1", text="a", required="1", faces=(0, 2)),
        SceneLine(key="b", number="2", text="b", required="2", faces=(2,)),
    ]
    told = table_json(FaceTable(faces=FACES, names={}, lines=lines), "fr")
    assert [face["lines"] for face in told["faces"]] == [[0], [], [0, 1]]
    assert [line["faces"] for line in told["lines"]] == [[0, 2], [2]]
