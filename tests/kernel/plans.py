"""Plans and parts for the tests of the in-process solids."""

from __future__ import annotations

import cadquery as cq

from gmp_cad.evidence import PartGeometry, Removal
from gmp_cad.kernel.machining.in_process import InProcess, in_process
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.kernel.surfaces.instances import unite
from gmp_cad.spec.operation import OperationKind, Stage
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import Source, validate


def geometry(part: cq.Workplane, selectors: dict[str, object]) -> PartGeometry:
    """Return the features that CadQuery selectors, or tests of a face, name on a part."""
    shape = part.val()
    described = face_geometries(shape)
    named = {}
    for name, selector in selectors.items():
        if callable(selector):
            wanted = [f for f in shape.Faces() if selector(f)]
        else:
            wanted = part.faces(selector).vals()
        faces = [
            described[i] for i, f in enumerate(shape.Faces()) if any(f.isSame(w) for w in wanted)
        ]
        assert faces, name
        named[name] = unite(faces, "selector")
    return PartGeometry(faces=described, features=named)


def plan(stock: dict, *phases: dict) -> ProcessPlan:
    """Return a plan; a phase is ``{"spindle": …, "operation": [(kind, makes, {…}), …]}``."""
    listed = []
    for number, phase in enumerate(phases, 1):
        spindle = phase.get("spindle", "+Z")
        operations = [
            {
                **(options[0] if options else {}),
                "kind": OperationKind(kind),
                "makes": list(makes),
                "stage": Stage(options[0].get("stage", "finish") if options else "finish"),
            }
            for kind, makes, *options in phase["operation"]
        ]
        listed.append(
            {
                "number": 10 * number,
                "title": "phase",
                "machine": "CU-3AX",
                "spindle": spindle,
                "x_axis": "+Y" if spindle[1] == "X" else "+X",
                "operation": operations,
            }
        )
    data = {"stock": stock, "phase": listed}
    return validate(data, Source("process.toml", ""), ProcessPlan)


def run(
    part: cq.Workplane, selectors: dict, stock: dict, *phases: dict, **options: object
) -> InProcess:
    """Return the in-process solids of a part."""
    return in_process(
        part.val(),
        geometry(part, selectors),
        plan(stock, *phases),
        options.get("stock_shape"),
        options.get("dimensions", {}),
        options.get("form_tools", ()),
    )


def faults(result: InProcess) -> list[tuple[Removal, str]]:
    """Return the operations whose proofs fail."""
    found = []
    for removal in result.removals:
        if removal.gouge_mm3 > 1e-3:
            found.append((removal, "gouge"))
        if removal.unreachable:
            found.append((removal, "reach"))
        if removal.removed_mm3 < 1e-3:
            found.append((removal, "progress"))
    return found


def at(**place: float) -> object:
    """Return a test: the centre of a face has these coordinates."""
    return lambda f: all(abs(getattr(f.Center(), a) - v) < 0.05 for a, v in place.items())


def plane(test: object) -> object:
    """Return a test: the face is flat and passes ``test``."""
    return lambda f: f.geomType() == "PLANE" and test(f)


def cylinder(radius: float, test: object = bool) -> object:
    """Return a test: the face is a cylinder of this radius and passes ``test``."""
    return lambda f: (
        f.geomType() == "CYLINDER"
        and abs(f._geomAdaptor().Cylinder().Radius() - radius) < 1e-6
        and test(f)
    )
