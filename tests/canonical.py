"""A handful of specifications and evidences reused everywhere, and one wrong twin per check."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from gmp_cad.checks import (
    agreement,
    coherence,
    contract,
    dimension,
    drawing,
    driven,
    ensemble,
    fit,
    fit_solid,
    geometric,
    interference,
    joint,
    location,
    material_side,
    model,
    pmi,
    process_proof,
    product,
    red_surface,
    thread,
)
from gmp_cad.evidence import (
    AssemblyPosition,
    Closure,
    FaceGeometry,
    Feature,
    Gap,
    GeometricMeasurement,
    MassProperties,
    Measurement,
    ModelRun,
    Overlap,
    PartGeometry,
    Placement,
    Removal,
    StepModel,
    TrialEvidence,
)
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.literals import literals
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.targets import Condition, Direction
from gmp_cad.spec.toml import parse

IDENTITY = '[part]\nnumber = "P-01"\ntitle = "Palier"\nmaterial = "C45"\n'
PLATE = (
    IDENTITY
    + """
[dimensions]
length = { size = "80 ±0,1", between = ["left", "right"] }
bore = "⌀16 H7 Ⓔ"
[features]
left = "<X"
right = ">X"
[datums]
A = "left"
[tolerances]
bore_perp = { symbol = "perpendicularity", value = "⌀0,02", on = "bore", datums = ["A"] }
"""
)
PIN = (
    IDENTITY + '[dimensions]\nbody = "⌀16 p6 Ⓔ"\nlength = { size = "20", between = ["<Z", ">Z"] }\n'
)


def part(text: str = PLATE, name: str = "plate") -> PartSpec:
    return parse(text, f"parts/{name}/spec.toml", PartSpec).model_copy(update={"name": name})


def measurement(name: str, expected: float, observed: float | None, **more) -> Measurement:
    outcome = more.pop("outcome", "measured")
    return Measurement(
        dimension=name, outcome=outcome, unit="mm", expected=expected, observed=observed, **more
    )


GOOD = (measurement("length", 80.0, 80.0), measurement("bore", 16.0, 16.0, found_by="tag"))


def tried(*, read: tuple[str, ...] = ("length", "bore"), **trials: TrialEvidence | None):
    """The plate's trials: what follows each changed line; a line not named follows as it should."""
    good = {
        "length": trial(measurement("length", 80.2, 80.2)),
        "bore": trial(measurement("bore", 16.018, 16.018)),
    }
    found = {name: seen for name, seen in {**good, **trials}.items() if seen is not None}
    nominal = {m.dimension: m for m in GOOD}
    return driven.TrialsEvidence(
        spec=part(), run=ModelRun(dimensions=read), nominal=nominal, trials=found
    )


def trial(*changed: Measurement) -> TrialEvidence:
    """What was measured in a trial: the nominal lines, but for those changed."""
    lines = {m.dimension: m for m in (*GOOD, *changed)}
    return TrialEvidence(outcome="measured", measurements=tuple(lines.values()))


def cylinder(diameter: float, length: float, *, hollow: bool, index: int = 0) -> FaceGeometry:
    """A cylinder along z from the origin (mm)."""
    return FaceGeometry(
        index=index, surface="cylinder", point=(0.0, 0.0, 0.0), direction=(0.0, 0.0, 1.0),
        radius_mm=diameter / 2, hollow=hollow, span_mm=(0.0, length), angle_deg=360.0,
        area_mm2=math.pi * diameter * length, centre_mm=(0.0, 0.0, length / 2),
    )  # fmt: skip


def geometry(*names: str) -> PartGeometry:
    feature = Feature(
        faces=(0,), surface="cylinder", point=(0.0, 0.0, 0.0), direction=(0.0, 0.0, 1.0), found_by="tag"
    )  # fmt: skip
    return PartGeometry(
        faces=(cylinder(16, 20, hollow=True),), features=dict.fromkeys(names, (feature,))
    )


def named(faces: Iterable[FaceGeometry], **names: tuple[int, ...]) -> PartGeometry:
    """A part of faces with features: name = indices of its faces."""
    known = tuple(faces)
    return PartGeometry(
        faces=known,
        features={
            name: tuple(
                Feature(
                    faces=(i,), surface=known[i].surface, point=known[i].point,
                    direction=known[i].direction, found_by="tag",
                )
                for i in indices
            )
            for name, indices in names.items()
        },
    )  # fmt: skip


def bore(diameter: float) -> PartGeometry:
    """The plate's bore, 20 long, along z from the origin (mm)."""
    return named([cylinder(diameter, 20, hollow=True)], bore=(0,))


def stem(diameter: float) -> PartGeometry:
    """The pin's body, 20 long, along z from the origin (mm)."""
    return named([cylinder(diameter, 20, hollow=False)], body=(0,))


def plane_geometry(*names: str) -> PartGeometry:
    """A part whose names all stand for one plane across x."""
    feature = Feature(
        faces=(0,), surface="plane", point=(0.0, 0.0, 0.0), direction=(-1.0, 0.0, 0.0), found_by="tag"
    )  # fmt: skip
    return PartGeometry(faces=(), features=dict.fromkeys(names, (feature,)))


EMPTY_FILE = StepModel(solids=1, faulty=0, volume_mm3=1.0, features=(), items=())

PRODUCT = """
contact_mm = 0.0005
[product]
number = "PR-00"
title = "Essai"
mass_budget = "≤ 1 kg"
[[item]]
ref = 1
part = "plate"
[[item]]
ref = 2
part = "pin"
[[fit]]
hole = "plate.bore"
shaft = "pin.body"
"""


def placed(name: str, x: float = 0.0, z: float = 0.0) -> Placement:
    matrix = ((1.0, 0.0, 0.0, x), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, z), (0.0, 0.0, 0.0, 1.0))
    return Placement(name=name, item=name.split(".", maxsplit=1)[0], matrix=matrix)


def overlap(volume: float, depth: float, ring=None) -> Overlap:
    return Overlap(
        a="pin", b="plate", volume_mm3=volume, depth_mm=depth, centre_mm=(0.0, 0.0, 0.0),
        box_mm=(0.0, 0.0, 0.0, 1.0, 1.0, 1.0), ring_mm=ring,
    )  # fmt: skip


def gap(distance_mm: float, a: str = "pin", b: str = "plate", **more) -> Gap:
    """Two parts that far from each other along x, from the origin."""
    return Gap(
        a=a, b=b, distance_mm=distance_mm, points_mm=((0.0, 0.0, 0.0), (distance_mm, 0.0, 0.0)), **more
    )  # fmt: skip


def weighing(mass_kg: float) -> MassProperties:
    zero = (0.0, 0.0, 0.0)
    return MassProperties(
        volume_mm3=1.0, area_mm2=1.0, mass_kg=mass_kg, centre_of_mass_mm=zero,
        inertia_kg_mm2=(zero, zero, zero), bounding_box_mm=(0.0, 0.0, 0.0, 1.0, 1.0, 1.0),
    )  # fmt: skip


def assembly(
    text: str = PRODUCT, placements=(placed("plate"), placed("pin")), overlaps=(), mass_kg: float = 0.4, pin: str = PIN, plate: str = PLATE, *, gaps=()
) -> product.AssemblyEvidence:  # fmt: skip
    spec = parse(text, "parts/product.toml", ProductSpec)
    position = AssemblyPosition(
        parameters={}, placements=tuple(placements), overlaps=tuple(overlaps), gaps=tuple(gaps),
        pairs_tested=1,
    )  # fmt: skip
    return product.AssemblyEvidence(
        subject="product",
        spec=spec,
        parts={"plate": part(plate), "pin": part(pin, "pin")},
        positions=(position,),
        geometry={"plate": bore(16), "pin": stem(16)},
        masses={"plate": weighing(mass_kg), "pin": weighing(0.1)},
    )


def keyed(slot: str = '"8 P9 Ⓔ"', key: str = '"8 h9 Ⓔ"', x: float = 0.0, **more):
    """The plate with a slot, 20 long and 4 deep, and a key in it, 12 long and 7 high (mm)."""
    more = {"placements": (placed("plate"), placed("pin", x))} | more
    evidence = assembly(
        PRODUCT.replace("plate.bore", "plate.slot"),
        plate=PLATE.replace("[features]", f"slot = {slot}\n[features]"),
        pin=f"{IDENTITY}[dimensions]\nbody = {key}\n", **more,
    )  # fmt: skip
    return replace(evidence, geometry={"plate": slot_of(8), "pin": key_of(8)})


def slot_of(width: float) -> PartGeometry:
    """Two walls across x, 20 long in y and 4 high in z, named each and both together."""
    walls = (wall(-width / 2, 1.0, 20, 4), wall(width / 2, -1.0, 20, 4, index=1))
    return named(walls, slot=(0, 1), left=(0,), right=(1,))


def key_of(width: float) -> PartGeometry:
    """Two sides across x, 12 long in y and 7 high in z, and top and bottom as far apart."""
    sides = (wall(-width / 2, -1.0, 12, 7), wall(width / 2, 1.0, 12, 7, index=1))
    turned = (replace(f, index=i + 2, direction=f.direction[::-1], point=f.point[::-1],
                      outline=tuple(tuple(p[::-1] for p in wire) for wire in f.outline))
              for i, f in enumerate(sides))  # fmt: skip
    return named((*sides, *turned), body=(0, 1))


def wall(x: float, out: float, length: float, height: float, index: int = 0) -> FaceGeometry:
    """A rectangle across x, from z = 0 up, its middle at y = 0; ``out`` is the sign of its normal."""
    half = length / 2
    corners = [(x, -half, 0.0), (x, half, 0.0), (x, half, height), (x, -half, height)]
    return FaceGeometry(
        index=index, surface="plane", point=(x, 0.0, 0.0), direction=(out, 0.0, 0.0),
        area_mm2=length * height, centre_mm=(x, 0.0, height / 2), outline=(tuple(corners),),
    )  # fmt: skip


def at_limit(
    condition: Condition,
    hole: float,
    shaft: float,
    overlaps: Iterable[Overlap] = (),
    x: float = 0.0,
) -> fit_solid.AtLimit:
    """The plate and its pin as built at a condition: diameters (mm), what overlaps, where (mm)."""
    placements, found = (placed("plate"), placed("pin", x)), tuple(overlaps)
    gaps = () if found else (gap(max((hole - shaft) / 2 - x, 0.0)),)
    return fit_solid.AtLimit(
        condition=condition,
        sizes={"plate.bore": (hole,), "pin.body": (shaft,)},
        geometry={"plate": bore(hole), "pin": stem(shaft)},
        positions=[
            AssemblyPosition(parameters={}, placements=placements, overlaps=found, gaps=gaps)
        ],
    )  # fmt: skip


def thread_joint(volume_share: float, screw: str = "M8-6g") -> product.AssemblyEvidence:
    """A screw ⌀8 in a tapped hole ⌀6.8 over 10 mm, its overlap a share of the ring."""
    ring = math.pi / 4 * (8**2 - 6.8**2) * 10
    text = PRODUCT + '[[joint]]\nkind = "thread"\na = "pin"\nb = "plate"\n'
    return assembly(
        text,
        overlaps=[overlap(ring * volume_share, 0.6, (6.8, 8.0, 10.0, 0.0))],
        plate=PLATE.replace("[features]", 'tap = "M8-6H"\n[features]', 1),
        pin=f'{PIN}thread = "{screw}"\n',
    )


def press_joint(pin: str, x: float = 0.0) -> product.AssemblyEvidence:
    text = PRODUCT + '[[joint]]\nkind = "press"\na = "pin"\nb = "plate"\n'
    return assembly(text, placements=(placed("plate"), placed("pin", x)), pin=pin, gaps=[gap(0.0)])


REMOVAL = Removal(phase="20", operation=0, removed_mm3=100.0)
CLOSED = Closure(left_mm3=0.0, missing_mm3=0.0)


def _plan():
    from tests.checks import test_contract

    return test_contract.plan(test_contract.PHASE)


def _contract_twin(rule: Callable, **changes) -> Callable[[], Iterable[Finding]]:
    def twin() -> Iterable[Finding]:
        from tests.checks import test_contract

        return rule(test_contract.evidence(**changes))

    return twin


def _line_left_out() -> Iterable[Finding]:
    from tests.checks import test_coverage

    drawn = frozenset(test_coverage.LINES) - {"bore"}
    return test_coverage.judged(test_coverage.coverage(drawn=drawn))


def _phases_out_of_order() -> Iterable[Finding]:
    from tests.checks import test_contract

    first = {**test_contract.PHASE, "number": 30}
    return contract.phase_numbers(test_contract.plan(first, {**test_contract.PHASE, "number": 20}))


def _text_on_text() -> Iterable[Finding]:
    """A sheet on which two dimensions are written over each other."""
    from gmp_cad.drawing.primitives import Drawing, Group, Text
    from gmp_cad.drawing.score import score

    text = Text(text="40 ±0,1", place=(50.0, 50.0), height=3.5)
    groups = tuple(
        Group(layer="dimensions", key=f"dimensions.{name}", primitives=(text,))
        for name in ("length", "width")
    )
    judged = score(Drawing(width=210, height=297, primitives=groups), {g.key for g in groups})
    return drawing.sheet(drawing.DrawnSheet(subject="plate", score=judged))


# check id → a wrong twin, judged by that check alone.
TWINS: dict[str, Callable[[], Iterable[Finding]]] = {
    "dimension.measured": lambda: dimension.measured(
        part(), [GOOD[0], measurement("bore", 16.0, 16.01)]
    ),
    "thread.blank": lambda: thread.blanks(
        part(IDENTITY + '[dimensions]\ntap = "M8-6H"\n'), [measurement("tap", 6.8, 5.0)]
    ),
    "tolerance.verified": lambda: geometric.verified(
        part(), [GeometricMeasurement(tolerance="bore_perp", outcome="measured", deviation_mm=0.01)]
    ),
    "feature.named": lambda: dimension.named(part(), geometry(), {"bore": "cut at line 4"}, ()),
    "datum.exists": lambda: dimension.datums(part(), geometry("bore")),
    "tolerance.coherent": lambda: coherence.coherent(
        part(
            PLATE.replace("⌀0,02", "⌀0,01")
            + 'axis = { symbol = "straightness", value = "⌀0,01", on = "bore" }\n'
        )
    ),
    "dimension.envelope": lambda: coherence.envelopes(part(PLATE.replace(" Ⓔ", ""))),
    "tolerance.applies": lambda: coherence.applies(
        part(PLATE.replace("perpendicularity", "circular_runout").replace("⌀0,02", "0,02")),
        plane_geometry("left", "bore"),
    ),
    "model.literals": lambda: model.numbers(
        part(), literals("def build(d):\n    return box(80.0)\n", "model.py", {"length": 80.0})
    ),
    "model.reproducible": lambda: model.reproducible(part(), ModelRun(impurities=("time.time",))),
    "model.notes": lambda: model.notes(part(), [Message("a note")]),
    "drawing.legible": _text_on_text,
    "drawing.ensemble": lambda: ensemble.ensemble(
        ensemble.DrawnAssembly(
            subject="product",
            items=("1", "2"),
            fits=("a.bore/b.pin",),
            sheets=(("1", "2"), ("1", "1", "2")),
            shown=(),
            rest=1,
        )
    ),
    "line.covered": _line_left_out,
    "dimension.drives": lambda: driven.drives(tried(bore=trial(measurement("bore", 16.018, 16.0)))),
    "pmi.read_back": lambda: pmi.read_back(
        part(), geometry("left", "right", "bore"), EMPTY_FILE, ()
    ),
    "product.quantity": lambda: product.quantities(assembly(placements=[placed("plate")])),
    "product.interference": lambda: interference.interference(
        assembly(overlaps=[overlap(1e-6, 0.001)])
    ),
    "product.thread": lambda: joint.threads(thread_joint(0.98)),
    "product.press": lambda: fit.presses(press_joint(PIN.replace("p6", "k6"))),
    "product.fit": lambda: fit.fits(assembly(pin=PIN.replace("⌀16", "⌀18"))),
    "product.fit_solid": lambda: fit_solid.solid_fits(
        assembly(), [at_limit(Condition.MMC, hole=16.0, shaft=16.027)]
    ),
    "dimension.side": lambda: material_side.sides(
        part(PIN, "pin"),
        {"body": Direction(side="shaft", known_by="specification", observed="hole")},
    ),
    "process.gouge": lambda: process_proof.gouge("x", [replace(REMOVAL, gouge_mm3=1.0)]),
    "process.reach": lambda: process_proof.reach(
        "x", [replace(REMOVAL, unreachable=(("floor", "it faces away from the tool"),))]
    ),
    "process.progress": lambda: process_proof.progress("x", [replace(REMOVAL, removed_mm3=0.0)]),
    "process.closure": lambda: process_proof.closure(_plan(), replace(CLOSED, left_mm3=2.0)),
    "process.sound": lambda: process_proof.sound("x", _problems()),
    "CP01": _contract_twin(contract.header, header={}),
    "CP02": _phases_out_of_order,
    "CP03": _contract_twin(contract.normal_count, locating=[{"on": "base", "normals": 3}] * 3),
    "CP04": _contract_twin(
        location.isostatic,
        locating=[
            {"on": "base", "normals": 3, "points": [[10, 50, 0], [50, 50, 0], [90, 50, 0]]},
        ],
    ),
    "CP06": _contract_twin(contract.surfaces_held, locating=[{"on": "nowhere", "normals": 3}]),
    "process.tool": _contract_twin(
        agreement.tools, operation=[{"kind": "reaming", "makes": ["bore"], "tool": "AL-12H7"}]
    ),
    "CP12": _contract_twin(red_surface.specified, dimension=[]),
    "CP13": _contract_twin(
        contract.within_means, operation=[{"kind": "face_milling", "makes": ["top"], "vc": 4000}]
    ),
}


def _problems():
    from gmp_cad.errors import Problem, Where

    return [Problem(Where("process.toml", "stock"), Message("the stock is too small"))]
