"""The saved view of an annotated part: from the front, the right and above, the part filling it.

Form: CAx-IF recommended practices, saved views. The view holds the shape alone: the annotations
are values, not drawings in space.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from gmp_cad.evidence import PartGeometry, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.exchange.pmi.items import ViewItem
from gmp_cad.kernel.exchange.pmi.sheet import Sheet, real

_INTO = vector.unit((-1.0, 1.0, -1.0))
_LEFT = vector.unit((-1.0, -1.0, 0.0))
_AWAY = 3.0  # the eye, in radii of the part
_NAME = "PMI"


def view_of(geometry: PartGeometry) -> ViewItem:
    """Return the view of a part: the middle of its faces, and the radius around all of them."""
    points = list(_points(geometry))
    low = tuple(min(point[axis] for point in points) for axis in range(3))
    high = tuple(max(point[axis] for point in points) for axis in range(3))
    centre = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
    return ViewItem(centre=centre, radius_mm=math.dist(low, high) / 2)


def _points(geometry: PartGeometry) -> Iterator[Vector]:
    for face in geometry.faces:
        points = [point for line in face.outline for point in line]
        yield from points
        if face.surface in ("sphere", "torus") or not points:
            reach = face.radius_mm + face.major_radius_mm or math.sqrt(face.area_mm2)
            yield vector.plus(face.centre_mm, (reach, reach, reach))
            yield vector.minus(face.centre_mm, (reach, reach, reach))


def write_view(sheet: Sheet, item: ViewItem) -> None:
    """Write the camera, what it sees, and the model that holds both."""
    eye = vector.along(item.centre, _INTO, -_AWAY * item.radius_mm)
    size, distance = real(2 * item.radius_mm), real(_AWAY * item.radius_mm)
    corner = (-item.radius_mm, -item.radius_mm, _AWAY * item.radius_mm)
    frame = _placement(sheet, eye, _INTO, _LEFT)
    window = _placement(sheet, corner, (0.0, 0.0, 1.0), (1.0, 0.0, 0.0))
    origin = _point(sheet, (0.0, 0.0, 0.0))
    box = sheet.add(f"PLANAR_BOX('',{size},{size},{window})")
    volume = sheet.add(f"VIEW_VOLUME(.PARALLEL.,{origin},{distance},0.,.F.,0.,.F.,.F.,{box})")
    camera = sheet.add(f"CAMERA_MODEL_D3('{_NAME}',{frame},{volume})")
    seen = sheet.add(f"REPRESENTATION_MAP({camera},{sheet.anchors.representation})")
    place = sheet.add(f"AXIS2_PLACEMENT_3D('',{origin},$,$)")
    image = sheet.add(f"MAPPED_ITEM('',{seen},{place})")
    context = sheet.anchors.context
    sheet.add(f"DRAUGHTING_MODEL('{_NAME}',({camera},{image}),{context})")


def _placement(sheet: Sheet, point: Vector, axis: Vector, across: Vector) -> str:
    place, z, x = _point(sheet, point), _direction(sheet, axis), _direction(sheet, across)
    return sheet.add(f"AXIS2_PLACEMENT_3D('',{place},{z},{x})")


def _point(sheet: Sheet, point: Vector) -> str:
    return sheet.add(f"CARTESIAN_POINT('',({','.join(map(real, point))}))")


def _direction(sheet: Sheet, direction: Vector) -> str:
    return sheet.add(f"DIRECTION('',({','.join(map(real, direction))}))")
