"""Interferences of an assembly by several methods: ratios in one run, never absolute times.

``python benchmarks/interference.py`` makes assemblies of N bolted cells (plate, bolt, nut) whose
interferences are known in advance, and asks each method, in a fresh process of its own, for them:

- ours: ``gmp-cad interference`` of a real project (the verdicts of ``check product``), nothing kept
  from before; once more after one nut has moved (moved): only that nut's pairs are computed again;
- boxes: CadQuery ``intersect`` of the pairs whose bounding boxes overlap;
- pairs: CadQuery ``intersect`` of all pairs. Where that would take longer than ``--longest`` a
  sample, spread evenly over all pairs, is timed and scaled to N (N - 1) / 2: marked ``~``;
- build123d: ``do_children_intersect``, in an environment of its own. It stops at the first
  interference; it is timed on the same assembly without any, where it must look at all pairs, and
  must name a right one where there are some. Scaled from a smaller N as all pairs are: ``~``;
- mesh: triangles of 0.05 mm, boxes by an R-tree (trimesh), common volume by manifold3d.

Two assemblies: ``grid``, the same cell over and over, plates in contact; ``random``, every cell
turned and shifted at random, every bolt loose in its hole in its own way: no relative placement
comes twice. ``wrong`` counts the pairs that a method calls interference and that are none, or the
other way round; ours must also find the contacts and the gaps, and their sizes.

Wall time, CPU time and peak memory (PSS, sampled) are those of the process and its children, start
included. ``growth`` is the exponent of the wall time: the slope of log time over log N, over all N,
and (last) over the largest two. ``--keep`` writes the figures to ``interference.json``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.spent import adopt_orphans, orphans  # noqa: E402

KEPT = Path(__file__).with_suffix(".json")
SIZES = (10, 100, 1000)
KINDS = ("grid", "random")
METHODS = ("ours", "moved", "boxes", "pairs", "build123d", "mesh")
EVERY = 10  # every tenth cell has an oversize bolt
HOLE, SHANK, OVERSIZE, BORE, THICKNESS = 8.4, 8.0, 8.6, 9.0, 6.0  # mm
COMMON_MM3 = math.pi / 4 * (OVERSIZE**2 - HOLE**2) * THICKNESS
LEAST_MM3 = 1e-3  # a common volume below that is the noise of a method
# Cells stand in a cube of cells: plates touch along x and y; random cells are in spheres of 15.2 mm.
PITCH = {"grid": (20.0, 20.0, 40.0), "random": (31.0, 31.0, 31.0)}
CENTRE = 0.65  # height of the centre of a cell's sphere, mm
SAMPLE_MM = 0.05  # deflection of the meshes
MODELS = {
    "plate": """import cadquery as cq


def build(d):
    plate = cq.Workplane().box(d.width, d.depth, d.thickness, centered=(True, True, False))
    return plate.faces(">Z").workplane().hole(d.bore)
""",
    "bolt": """import cadquery as cq


def build(d):
    shank = cq.Workplane(origin=(0, 0, -10)).circle(d.shank / 2).extrude(d.length)
    head = cq.Workplane(origin=(0, 0, d.length - 10)).polygon(6, d.head).extrude(d.height)
    return shank.union(head)
""",
    "nut": """import cadquery as cq


def build(d):
    nut = cq.Workplane(origin=(0, 0, -8)).polygon(6, d.outside).circle(d.bore / 2)
    return nut.extrude(d.thickness)
""",
}
_BOLT = {"length": "16", "head": "15", "height": "5,3"}
ITEMS = {
    "plate": ("plate", {"width": "20", "depth": "20", "thickness": "6", "bore": "⌀8,4"}),
    "bolt": ("bolt", {"shank": "⌀8", **_BOLT}),
    "oversize": ("bolt", {"shank": "⌀8,6", **_BOLT}),
    "nut": ("nut", {"outside": "15", "bore": "⌀9", "thickness": "6,5"}),
}
Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands: turned about the axis through the origin, then moved (mm, degrees)."""

    name: str
    item: str
    shift: Vector
    axis: Vector = (0.0, 0.0, 1.0)
    angle: float = 0.0


@dataclass(slots=True)
class Known:
    """The truth about an assembly: pairs that interfere, touch, or are so far apart (mm)."""

    places: list[Place]
    common: set[frozenset[str]]
    contacts: set[frozenset[str]]
    gaps: dict[frozenset[str], float]


# --- the assemblies


def assembly(kind: str, count: int, every: int = EVERY) -> Known:
    """Return so many placed parts and how they stand to each other; ``every`` 0: none interferes."""
    source = random.Random(f"{kind} {count}")
    known = Known([], set(), set(), {})
    cells = math.ceil(count / 3)
    side = max(1, round(cells ** (1 / 3)))
    used: dict[str, int] = {}
    plates: dict[Vector, str] = {}
    for cell in range(cells):
        at = (cell % side, cell // side % side, cell // side**2)
        origin = tuple(i * pitch for i, pitch in zip(at, PITCH[kind], strict=True))
        bolt = "oversize" if every and cell % every == 0 else "bolt"
        loose = _loose(source, bolt) if kind == "random" else (0.0, 0.0, 0.0)
        turn = _turn(source) if kind == "random" else ((0.0, 0.0, 1.0), 0.0)
        names = []
        for item, shift in (("plate", (0.0, 0.0, 0.0)), (bolt, loose), ("nut", (0.0, 0.0, 0.0))):
            if len(known.places) < count:
                used[item] = used.get(item, 0) + 1
                names.append(item if used[item] == 1 else f"{item}.{used[item]}")
                moved = _turned((shift[0], shift[1], shift[2] - CENTRE), *turn)
                where = tuple(o + m for o, m in zip(origin, moved, strict=True))
                known.places.append(Place(names[-1], item, where, *turn))
        _tell_cell(known, names, bolt, loose)
        if kind == "grid":
            for step in ((1, 0, 0), (0, 1, 0), (1, 1, 0), (-1, 1, 0)):
                beside = plates.get(tuple(i - s for i, s in zip(at, step, strict=True)))
                if beside:
                    known.contacts.add(frozenset((beside, names[0])))
            plates[at] = names[0]
    return known


def _loose(source: random.Random, bolt: str) -> Vector:
    """Return how a bolt is off its hole's axis, and lifted: one in three rests on its plate."""
    most = 0.09 if bolt == "oversize" else 0.19
    off, about = source.uniform(0.01, most), source.uniform(0, 2 * math.pi)
    lift = source.choice((0.0, source.uniform(0.1, 1.0), source.uniform(0.1, 1.0)))
    return off * math.cos(about), off * math.sin(about), lift


def _turn(source: random.Random) -> tuple[Vector, float]:
    axis = tuple(source.gauss(0, 1) for _ in range(3))
    return axis, source.uniform(0, 360)


def _turned(point: Vector, axis: Vector, angle: float) -> Vector:
    """Return a point turned about an axis through the origin (Rodrigues)."""
    length = math.hypot(*axis)
    x, y, z = (c / length for c in axis)
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    along = (x * point[0] + y * point[1] + z * point[2]) * (1 - cos)
    across = (y * point[2] - z * point[1], z * point[0] - x * point[2], x * point[1] - y * point[0])
    return tuple(
        cos * p + sin * c + along * a for p, c, a in zip(point, across, (x, y, z), strict=True)
    )


def _tell_cell(known: Known, names: list[str], bolt: str, loose: Vector) -> None:
    """Tell how plate, bolt and nut of a cell stand to each other."""
    off, lift = math.hypot(*loose[:2]), loose[2]
    if len(names) > 1:
        pair = frozenset(names[:2])
        if bolt == "oversize":
            known.common.add(pair)
        elif lift == 0.0:
            known.contacts.add(pair)
        else:
            known.gaps[pair] = min(lift, (HOLE - SHANK) / 2 - off)
    if len(names) > 2:
        shank = OVERSIZE if bolt == "oversize" else SHANK
        known.gaps[frozenset(names[1:])] = (BORE - shank) / 2 - off
        known.gaps[frozenset((names[0], names[2]))] = 1.5  # the nut hangs 1.5 mm under the plate


def write_project(folder: Path, places: list[Place]) -> None:
    """Write the assembly as a project: four parts, the product, the script that places them."""
    parts = folder / "parts"
    used = [item for item in ITEMS if any(place.item == item for place in places)]
    for number, item in enumerate(used, start=1):
        model, dimensions = ITEMS[item]
        (parts / item).mkdir(parents=True)
        (parts / item / "model.py").write_text(MODELS[model], "utf-8")
        lines = "\n".join(f'{name} = "{size}"' for name, size in dimensions.items())
        (parts / item / "spec.toml").write_text(
            f'[part]\nnumber = "B-{number:02}"\ntitle = "{item}"\nmaterial = "S235JR"\n'
            f'general_tolerances = "ISO 2768-m"\n\n[dimensions]\n{lines}\n', "utf-8",
        )  # fmt: skip
    tables = "".join(
        f'\n[[item]]\nref = {number}\npart = "{item}"\n'
        f"quantity = {sum(place.item == item for place in places)}\n"
        for number, item in enumerate(used, start=1)
    )
    (parts / "product.toml").write_text(
        f'near_mm = 2\n\n[product]\nnumber = "B-00"\ntitle = "cells"\n{tables}', "utf-8"
    )
    write_script(folder, places)


def write_script(folder: Path, places: list[Place]) -> None:
    """Write ``assembly.py``: a table of placements."""
    rows = "".join(f"    {(p.name, p.item, p.shift, p.axis, p.angle)!r},\n" for p in places)
    (folder / "parts" / "assembly.py").write_text(
        f"import cadquery as cq\n\nPLACES = [\n{rows}]\n\n\ndef build(parts, d):\n"
        '    assembly = cq.Assembly(name="cells")\n'
        "    for name, item, shift, axis, angle in PLACES:\n"
        "        assembly.add(parts[item], name=name, loc=cq.Location(shift, axis, angle))\n"
        "    return assembly\n", "utf-8",
    )  # fmt: skip


def move_a_nut(known: Known) -> None:
    """Let the second nut down by a tenth of a millimetre."""
    rank = next(i for i, place in enumerate(known.places) if place.name == "nut.2")
    place = known.places[rank]
    down = _turned((0.0, 0.0, -0.1), place.axis, place.angle)
    shift = tuple(s + d for s, d in zip(place.shift, down, strict=True))
    known.places[rank] = replace(place, shift=shift)
    known.gaps[frozenset(("plate.2", "nut.2"))] += 0.1


# --- the methods: each runs in a process of its own and prints what it found


def boxes(folder: Path, _longest: float) -> dict[str, Any]:
    """CadQuery, the pairs whose boxes overlap (all boxes with all, in numpy)."""
    import numpy as np

    shapes = _cadquery_shapes(folder)
    bounds = [shape.BoundingBox() for _, shape in shapes]
    low = np.array([(b.xmin, b.ymin, b.zmin) for b in bounds])
    high = np.array([(b.xmax, b.ymax, b.zmax) for b in bounds])
    meet = np.ones((len(shapes), len(shapes)), bool)
    for axis in range(3):
        meet &= low[:, None, axis] <= high[None, :, axis]
    meet &= meet.T
    pairs = [(i, j) for i, j in zip(*np.nonzero(np.triu(meet, 1)), strict=True)]
    return _intersected(shapes, pairs, math.inf)


def pairs(folder: Path, longest: float) -> dict[str, Any]:
    """CadQuery, all pairs, or so many as there is time for, spread evenly."""
    shapes = _cadquery_shapes(folder)
    every = [(i, j) for j in range(len(shapes)) for i in range(j)]
    step = next(
        s
        for s in range(int(0.618 * len(every)) + 1, 2 * len(every))
        if math.gcd(s, len(every)) == 1
    )
    return _intersected(shapes, [every[n * step % len(every)] for n in range(len(every))], longest)


def _cadquery_shapes(folder: Path) -> list[tuple[str, Any]]:
    import cadquery as cq

    solids = {path.stem: cq.Shape.importBrep(str(path)) for path in folder.glob("*.brep")}
    return [
        (p.name, solids[p.item].moved(cq.Location(p.shift, p.axis, p.angle)))
        for p in _places(folder)
    ]


def _intersected(
    shapes: list[tuple[str, Any]], asked: list[tuple[int, int]], longest: float
) -> dict[str, Any]:
    started, done, found = time.perf_counter(), 0, []
    for i, j in asked:
        volume = shapes[i][1].intersect(shapes[j][1]).Volume()
        if volume > LEAST_MM3:
            found.append((shapes[i][0], shapes[j][0], volume))
        done += 1
        if time.perf_counter() - started > longest:
            break
    spent = time.perf_counter() - started
    looked = [(shapes[i][0], shapes[j][0]) for i, j in asked[:done]] if done < len(asked) else None
    return {"found": found, "looked": looked, "more_s": spent * (len(asked) / done - 1)}


def build123d(folder: Path, _longest: float) -> dict[str, Any]:
    """Ask a compound for its children, until one pair interferes."""
    import build123d as bd
    from OCP.gp import gp_Ax1, gp_Dir, gp_Pnt, gp_Trsf, gp_Vec
    from OCP.TopLoc import TopLoc_Location

    solids = {path.stem: bd.import_brep(str(path)) for path in folder.glob("*.brep")}
    children = []
    for place in _places(folder):
        turn, shift = gp_Trsf(), gp_Trsf()
        turn.SetRotation(gp_Ax1(gp_Pnt(), gp_Dir(*place.axis)), math.radians(place.angle))
        shift.SetTranslation(gp_Vec(*place.shift))
        child = solids[place.item].moved(bd.Location(TopLoc_Location(shift * turn)))
        child.label = place.name
        children.append(child)
    whole = bd.Compound(children=children)
    started = time.perf_counter()
    any_found, (a, b), volume = whole.do_children_intersect(tolerance=LEAST_MM3)
    spent = time.perf_counter() - started
    return {"found": [(a.label, b.label, volume)] if any_found else [], "spent_s": spent}


def mesh(folder: Path, _longest: float) -> dict[str, Any]:
    """Triangles: boxes by trimesh's R-tree, common volumes by manifold3d."""
    import cadquery as cq
    import manifold3d
    import numpy as np
    import trimesh

    solids = {}
    for path in folder.glob("*.brep"):
        points, faces = cq.Shape.importBrep(str(path)).tessellate(SAMPLE_MM, 0.1)
        own = trimesh.Trimesh([p.toTuple() for p in points], faces)  # merges equal points
        solids[path.stem] = manifold3d.Manifold(
            manifold3d.Mesh(own.vertices.astype(np.float32), own.faces.astype(np.uint32))
        )
    names, placed = [], []
    for p in _places(folder):
        matrix = trimesh.transformations.rotation_matrix(math.radians(p.angle), p.axis)
        matrix[:3, 3] = p.shift
        names.append(p.name)
        placed.append(solids[p.item].transform(matrix[:3]))
    bounds = np.array([one.bounding_box() for one in placed])
    tree, found = trimesh.util.bounds_tree(bounds.reshape(-1, 2, 3)), []
    for i, box in enumerate(bounds):
        for j in tree.intersection(box):
            volume = (placed[i] ^ placed[j]).volume() if i < j else 0.0
            if volume > LEAST_MM3:
                found.append((names[i], names[j], volume))
    return {"found": found, "more_s": 0.0}


def _places(folder: Path) -> list[Place]:
    return [
        Place(*map(_tupled, row)) for row in json.loads((folder / "places.json").read_text("utf-8"))
    ]


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


# --- running and judging them


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process used, its children with it: seconds, MiB; and what it printed."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    out: str


def run(command: list[str]) -> Ran:
    """Run a command to its end; the exit code 1 says that a check failed."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, cwd=ROOT)
        peak, ended = [0.0], threading.Event()
        sampler = threading.Thread(target=_sample, args=(process.pid, peak, ended))
        sampler.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu_s = used.ru_utime + used.ru_stime + orphans()
        ended.set()
        sampler.join()
        out.seek(0)
        err.seek(0)
        if process.returncode not in (0, 1):
            told = err.read()[-2000:] or out.read()[-2000:]
            raise RuntimeError(f"{command}: {process.returncode}\n{told}")
        return Ran(wall, cpu_s, peak[0], out.read())


def _sample(pid: int, peak: list[float], ended: threading.Event) -> None:
    import psutil

    while not ended.wait(0.1):
        total = 0.0
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(pid)
            for process in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    total += process.memory_full_info().pss / 2**20
        peak[0] = max(peak[0], total)


class Bench:
    """One kind of assembly at one size, in a folder; what each method used, and its errors."""

    def __init__(self, folder: Path, kind: str, size: int, options: argparse.Namespace) -> None:
        self.folder, self.kind, self.size, self.options = folder, kind, size, options
        self.known = assembly(kind, size)
        self.project = folder / "project"
        folder.mkdir(parents=True)
        write_project(self.project, self.known.places)
        self._place(folder, self.known)

    def _place(self, folder: Path, known: Known) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "places.json").write_text(json.dumps([astuple(p) for p in known.places]), "utf-8")
        for path in self.options.shapes.glob("*.brep"):
            if any(p.item == path.stem for p in known.places):
                shutil.copy(path, folder)

    def measured(self, method: str) -> dict[str, Any]:
        """Run a method; return its figures."""
        if method in ("ours", "moved"):
            return self._ours(moved=method == "moved")
        if method == "build123d":
            return self._build123d()
        ran = self._child(sys.executable, method, self.folder)
        told = json.loads(ran.out)
        wrong = judged(self.known, told["found"], told.get("looked"))
        return _figures(ran, wrong, told["more_s"])

    def _ours(self, *, moved: bool) -> dict[str, Any]:
        if moved:
            move_a_nut(self.known)
            write_script(self.project, self.known.places)
        command = [sys.executable, "-m", "gmp_cad", "--project", str(self.project)]
        ran = run([*command, "interference", "--json", "-q"])
        return _figures(ran, judged_ours(self.known, json.loads(ran.out)), 0.0)

    def _build123d(self) -> dict[str, Any]:
        python = self.options.python
        if python is None:
            return {"skipped": "build123d cannot be installed here"}
        size = min(self.size, self.options.b123d_size)
        wrong = 0
        for every in (EVERY, 0):
            known = assembly(self.kind, size, every)
            place = self.folder / f"b123d{every}"
            self._place(place, known)
            ran = self._child(python, "build123d", place)
            told = json.loads(ran.out)
            named = {frozenset(pair[:2]) for pair in told["found"]}
            wrong += not (named <= known.common and bool(named) == bool(known.common))
        scale = (self.size * (self.size - 1)) / (size * (size - 1))
        figures = _figures(ran, wrong, told["spent_s"] * (scale - 1))
        return figures | ({"peak_mib": None} if scale > 1 else {})

    def _child(self, python: str, method: str, folder: Path) -> Ran:
        return run([python, __file__, "--child", method, str(folder), str(self.options.longest)])


def _figures(ran: Ran, wrong: int, more_s: float) -> dict[str, Any]:
    scale = 1 + more_s / ran.wall_s
    return {
        "wall_s": round(ran.wall_s * scale, 3), "cpu_s": round(ran.cpu_s * scale, 3),
        "peak_mib": round(ran.peak_mib), "wrong": wrong, "scaled": more_s > 0,
    }  # fmt: skip


def judged(known: Known, found: list[list[Any]], looked: list[list[str]] | None) -> int:
    """Return how many pairs have a wrong verdict, of those that were looked at (None: all)."""
    named = {frozenset(pair[:2]) for pair in found}
    expected = known.common
    if looked is not None:
        expected = expected & {frozenset(pair) for pair in looked}
    return len(named ^ expected)


def judged_ours(known: Known, told: dict[str, Any]) -> int:
    """Return how many pairs have a wrong verdict, volume or gap."""
    pairs_told = {frozenset((p["a"], p["b"])): p for p in told["pairs"]}
    wrong = sum(
        (pair in known.common) != (p["verdict"] == "interference")
        or (pair in known.contacts) != (p["verdict"] == "contact")
        or p["verdict"] not in ("interference", "contact", "clear")
        or (pair in known.common and not math.isclose(p["volume_mm3"], COMMON_MM3, rel_tol=1e-6))
        or (
            pair in known.gaps
            and not math.isclose(p["distance_mm"], known.gaps[pair], abs_tol=1e-6)
        )
        for pair, p in pairs_told.items()
    )
    return wrong + len((known.common | known.contacts | known.gaps.keys()) - pairs_told.keys())


def growth(seconds: dict[int, float]) -> tuple[float, float]:
    """Return the slope of log time over log N by least squares, over all N and the last two."""

    def slope(sizes: list[int]) -> float:
        x, y = [math.log(n) for n in sizes], [math.log(seconds[n]) for n in sizes]
        return statistics.linear_regression(x, y).slope

    sizes = sorted(seconds)
    return round(slope(sizes), 3), round(slope(sizes[-2:]), 3)


# --- the table


def main() -> None:
    options = _options()
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="gmp-bench-") as name:
        folder = Path(name)
        options.shapes = folder / "shapes"
        run([sys.executable, __file__, "--child", "shapes", str(options.shapes), "0"])
        options.python = None
        if "build123d" in options.methods:
            options.python = options.build123d or environment(folder / "environment")
        results = {
            kind: {
                size: figures_of(Bench(folder / f"{kind}{size}", kind, size, options), options)
                for size in options.sizes
            }
            for kind in options.kinds
        }
    told = {kind: summary(by_size) for kind, by_size in results.items()}
    for kind, methods in told.items():
        show(kind, methods)
    if options.keep:
        KEPT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def figures_of(bench: Bench, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Return the figures of each method on one assembly, told as they come."""
    found = {}
    for method in options.methods:
        found[method] = bench.measured(method)
        print(bench.kind, bench.size, method, found[method], file=sys.stderr, flush=True)
    return found


def summary(results: dict[int, dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Return by method its figures at each size, as they are and over ours, and its growth."""
    told: dict[str, dict[str, Any]] = {}
    for method in next(iter(results.values())):
        own = {size: dict(by_method[method]) for size, by_method in results.items()}
        told[method] = {"at": own}
        if any("skipped" in figures for figures in own.values()):
            continue
        for size, figures in own.items():
            ours = results[size].get("ours")
            if ours is not None:
                figures["times_ours"] = round(figures["wall_s"] / ours["wall_s"], 2)
                figures["times_our_cpu"] = round(figures["cpu_s"] / ours["cpu_s"], 2)
        if len(own) > 1:
            growing = growth({size: figures["wall_s"] for size, figures in own.items()})
            told[method]["growth"], told[method]["growth_last"] = growing
    return told


def show(kind: str, methods: dict[str, dict[str, Any]]) -> None:
    print(
        f"\n{kind:10}     N      wall s  x ours       cpu s  x ours  peak MiB  wrong  growth (last)"
    )
    for method, told in methods.items():
        for size, figures in told["at"].items():
            if "skipped" in figures:
                print(f"{method:10}{size:6}  {figures['skipped']}")
                continue
            mark = "~" if figures["scaled"] else " "
            print(
                f"{method:10}{size:6} {mark}{figures['wall_s']:10.2f}{figures.get('times_ours', 0):8.2f}"
                f"{figures['cpu_s']:12.2f}{figures.get('times_our_cpu', 0):8.2f}"
                f"{figures['peak_mib'] or '-':>10}{figures['wrong']:7}"
            )
        if "growth" in told:
            print(f"{'':76}{told['growth']:8.2f} ({told['growth_last']:.2f})")


def environment(folder: Path) -> str | None:
    """Make an environment with build123d alone: its kernel must never share one with ours."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    done = subprocess.run(
        [python, "-m", "pip", "install", "-q", "build123d"],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        print(f"build123d is left out: {done.stderr.strip()[-500:]}", file=sys.stderr)
    return None if done.returncode else str(python)


def shapes(folder: Path, _longest: float) -> dict[str, Any]:
    """Make the four solids, by the models that the project has too."""
    import types

    folder.mkdir()
    for item, (model, dimensions) in ITEMS.items():
        names: dict[str, Any] = {}
        exec(MODELS[model], names)
        values = {n: float(v.strip("⌀").replace(",", ".")) for n, v in dimensions.items()}
        solid = names["build"](types.SimpleNamespace(**values)).val()
        solid.exportBrep(str(folder / f"{item}.brep"))
    return {}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--kinds", nargs="+", default=KINDS, choices=KINDS)
    parser.add_argument("--methods", nargs="+", default=METHODS, choices=METHODS)
    parser.add_argument("--longest", type=float, default=300.0, help="s, for all pairs")
    parser.add_argument("--b123d-size", type=int, default=100, help="the largest N run in full")
    parser.add_argument("--build123d", help="the Python of an environment that has it already")
    parser.add_argument("--keep", action="store_true", help=f"write {KEPT.name}")
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        _, _, method, place, longest = sys.argv
        made = {
            "boxes": boxes,
            "pairs": pairs,
            "build123d": build123d,
            "mesh": mesh,
            "shapes": shapes,
        }
        print(json.dumps(made[method](Path(place), float(longest))))
    else:
        main()
