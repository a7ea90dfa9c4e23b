"""A small project with everything that a scene can show, its scenes built, and a page around them.

A plate with a plan of one phase and a fixture; a product whose screws go too deep when they are
lowered: their heads overlap the plate at every position but the first.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from gmp_cad.build import project_graph
from gmp_cad.build.outputs import Outputs
from gmp_cad.build.site.scene_graph import viewer_tasks
from gmp_cad.build.stages import Stages
from gmp_cad.documents.site.scene_slot import SECURITY_POLICY, scene_slot
from gmp_cad.documents.templating import template
from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.graph import Run
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.spec.project import load_project

_KINDS = ("scene", "scene_mesh", "scene_table", "scene_states", "scene_clashes")
STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"
PLAN = """
[stock]
form = "plate"
size = [80, 50, 23]
offset = [0, 0, 1.5]
[[phase]]
number = 10
title = "Surfaçage"
machine = "CU-3AX"
workholding = "étau"
spindle = "+Z"
x_axis = "+X"
origin = ["left", "front", "base"]
[[phase.operation]]
kind = "face_milling"
makes = ["top"]
tool = "FS-40"
[[phase.dimension]]
name = "Cf101"
size = "20 ±0,05"
between = ["base", "top"]
"""
FIXTURE = """
[fixture]
number = "MU-10"
title = "Montage de la cale"
workpiece = "cale"
phase = 10
[[item]]
ref = 1
part = "plaque"
"""
BASE_SPEC = """
[part]
number = "MU-10-01"
title = "Plaque"
material = "C45"
general_tolerances = "ISO 2768-m · ISO 22081 ⌓ 0,5 A"
surface_texture = "Ra 6,3"
edges = "ISO 13715 -0,3 / +0,3"
revision = "A"
[dimensions]
height = { size = "15", between = ["<Z", ">Z"] }
[datums]
A = "seat"
[features]
seat = ">Z"
"""
BASE_MODEL = """
import cadquery as cq
def build(d):
    return cq.Workplane().box(120, 90, d.height, centered=False).translate((-20, -20, -d.height))
"""
HOLDING = """
import cadquery as cq
def build(parts, d, workpiece):
    held = cq.Assembly(name="montage")
    held.add(parts["plaque"], name="plaque")
    held.add(workpiece, name="workpiece")
    return held
"""
PAGE = """{% from "site_viewer.html.j2" import viewer, viewer_style, viewer_loader %}<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Vues</title>
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<style>{{ viewer_style() }}</style></head><body><main><h1>Vues</h1>
{% for slot in slots %}<h2>{{ slot.title }}</h2>{{ viewer(slot) }}{% endfor %}
<table><tr id="dim-bore"><td>⌀16 H7</td></tr></table></main>{{ viewer_loader("../") }}</body></html>"""


def project(root: Path) -> Path:
    """Write the project."""
    shutil.copytree(STARTER, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "parts" / "cale" / "process.toml").write_text(PLAN, "utf-8")
    product = root / "parts" / "product.toml"
    text = product.read_text("utf-8").replace(
        "[[item]]", "[parameters]\ndepth = { from = 0, to = 4, default = 0 }\n[[item]]", 1
    )
    product.write_text(text, "utf-8")
    script = root / "parts" / "assembly.py"
    text = script.read_text("utf-8").replace("cale.height)", "cale.height - d.depth)")
    script.write_text(text, "utf-8")
    folder = root / "fixtures_design" / "cale_ph10"
    (folder / "plaque").mkdir(parents=True)
    (folder / "fixture.toml").write_text(FIXTURE, "utf-8")
    (folder / "assembly.py").write_text(HOLDING, "utf-8")
    (folder / "plaque" / "spec.toml").write_text(BASE_SPEC, "utf-8")
    (folder / "plaque" / "model.py").write_text(BASE_MODEL, "utf-8")
    return root


def build_scenes(root: Path) -> Run:
    """Build the scenes alone, and publish them; return the run."""
    files = load_project(root)
    settings = project_graph.document_settings(files, "fr")
    stages = Stages(project=files, documents=settings, kinds=_KINDS)
    store = Store(root / CACHE)
    with Workers(store, 2) as workers:
        run = Run(
            store=store, workers=workers, history=History(root / CACHE / "history.json"),
            root=root, on_event=lambda _event, _what: None,
        )  # fmt: skip
        for tasks in stages.nominal(store, run.results):
            run.execute(tasks)
        run.execute([*stages.shown(store, run.results), *viewer_tasks(settings)])
    published = {
        path: result.outcome.outputs[output]
        for result in run.results.values() if result.ok
        for output, path in result.task.publish.items()
        if path.startswith("site/") and output in result.outcome.outputs
    }  # fmt: skip
    Outputs(root / "output", root).publish(published, store, whole=True)
    return run


def write_page(root: Path) -> Path:
    """Write a page as the site has it: in a folder of its own, with the site's way to the files."""
    keys = [path.stem for path in sorted((root / "output" / "site" / "scenes").glob("*.js"))]
    slots = [scene_slot(key, keys, key, root="../") for key in keys]
    templates = {**template.load(root), "page.html.j2": PAGE}
    context = {"slots": slots, "policy": SECURITY_POLICY}
    page = root / "output" / "site" / "cale.html"
    page.write_text(template.render(templates, "page.html.j2", context, "fr"), "utf-8")
    return page
