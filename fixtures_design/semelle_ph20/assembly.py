"""Montage de fraisage de la semelle, phase 20, posé autour de la pièce (repère de la pièce).

Aucune cote ici : les positions se lisent sur les pièces.
"""

import cadquery as cq

X = cq.Vector(1, 0, 0)
Y = cq.Vector(0, 1, 0)
Z = cq.Vector(0, 0, 1)

CLEARANCE = 1.05  # gmp: free un trou de passage dépasse sa vis d'au moins 5 %


# --- Lire une pièce ------------------------------------------------------------------------


def shape_of(part):
    return part.val() if isinstance(part, cq.Workplane) else part


def diameter(circle):
    return round(circle.radius() + circle.radius(), 6)  # gmp: free arrondi de comparaison


def circles(shape, axis=None):
    """The full circles of a shape, those around `axis` only if it is given."""
    found = [e for e in shape.Edges() if e.geomType() == "CIRCLE" and e.IsClosed()]
    if axis is None:
        return found
    return [e for e in found if round(abs(e.normal().dot(axis)), 6) == 1]  # gmp: free arrondi


def holes(shape, axis, choose):
    """Centres of the holes of one size, each at its end met first along `axis`.

    `choose` picks the size among the diameters of all circles around the axis.
    """
    rings = circles(shape, axis)
    size = choose({diameter(e) for e in rings})
    centres = [e.arcCenter() for e in rings if diameter(e) == size]
    first = []
    for centre in sorted(centres, key=lambda c: c.dot(axis)):
        if all((centre - other).cross(axis).Length > size / 2 for other in first):
            first.append(centre)
    return sorted(first, key=lambda c: [round(v, 6) for v in c.toTuple()])  # gmp: free arrondi


def fitting(size):
    return lambda sizes: min(sizes, key=lambda s: abs(s - size))


def passing(size):
    return lambda sizes: min(s for s in sizes if s > size * CLEARANCE)


def tapped(size):
    return lambda sizes: max(s for s in sizes if s < size / CLEARANCE)


def screw_ends(screw):
    """Centre under the head, and tip."""
    rings = circles(screw)
    head = max(diameter(e) for e in rings)
    heads = [e.arcCenter() for e in rings if diameter(e) == head]
    tip = max((e.arcCenter() for e in rings), key=lambda c: (c - heads[0]).Length)
    return min(heads, key=lambda c: (c - tip).Length), tip


def screw_size(screw):
    under, _ = screw_ends(screw)
    return min(diameter(e) for e in circles(screw) if (e.arcCenter() - under).Length < diameter(e) / 2)


def aimed(ends, point, direction):
    """Location that puts the first end at `point` and the second along `direction`."""
    start, stop = ends
    here = cq.Plane(origin=start, normal=stop - start).location
    return cq.Plane(origin=point, normal=direction).location * here.inverse


# --- Assembler -----------------------------------------------------------------------------


def build(parts, d, workpiece):
    shapes = {name: shape_of(part) for name, part in parts.items()}
    semelle = shape_of(workpiece).BoundingBox()
    assembly = cq.Assembly(name="semelle_ph20")
    counts = {}

    def put(item, location):
        counts[item] = counts.get(item, 0) + 1
        name = item if counts[item] == 1 else f"{item}.{counts[item]}"
        assembly.add(shapes[item], name=name, loc=location)
        return shapes[item].moved(location)

    def put_at(item, point):
        return put(item, cq.Location(point))

    def screw(item, shape, direction):
        ends, size = screw_ends(shapes[item]), screw_size(shapes[item])
        for point in holes(shape, direction, passing(size)):
            put(item, aimed(ends, point, direction))

    # La plaque : les pions latéraux touchent la semelle devant et à gauche, les pions d'appui dessous
    plate, stud, post = shapes["plaque_base"], shapes["pion_appui"], shapes["pion_lateral"]
    spigot = min(diameter(e) for e in circles(stud) if e.arcCenter().z == 0)
    bores = holes(plate, -Z, fitting(spigot))
    left = min(bores, key=lambda c: c.x)
    front = min(bores, key=lambda c: c.y)
    radius = post.BoundingBox().ylen / 2
    plaque = put_at(
        "plaque_base",
        cq.Vector(
            semelle.xmin - radius - left.x,
            semelle.ymin - radius - front.y,
            semelle.zmin - stud.BoundingBox().zmax - plate.BoundingBox().zmax,
        ),
    )

    # Six normales de repérage : 1, 2, 3 dessous, 4, 5 devant, 6 à gauche
    bores = holes(plaque, -Z, fitting(spigot))
    left = min(bores, key=lambda c: c.x)
    fronts = sorted(bores, key=lambda c: (c.y, c.x))[:2]
    for point in bores:
        if point is not left and point not in fronts:
            put_at("pion_appui", point)
    for point in (*fronts, left):
        put_at("pion_lateral", point)

    # Brides au droit des pions d'appui, la vis entre le nez et la cale
    tail = min(diameter(e) for e in circles(shapes["cale_bride"]) if e.arcCenter().z == 0)
    for point in holes(plaque, -Z, fitting(tail)):
        cale = put_at("cale_bride", point)
    size = screw_size(shapes["vis_bride"])
    hole = holes(shapes["bride"], Z, passing(size))[0]
    for point in holes(plaque, -Z, tapped(size)):
        outward = cq.Location((0, 0, 0), (0, 0, 1), 90 if point.y > semelle.center.y else -90)
        above = cq.Vector(point.x, point.y, cale.BoundingBox().zmax)
        bride = put("bride", cq.Location(above) * outward * cq.Location(-hole))
        screw("vis_bride", bride, -Z)

    # Lardons dans la rainure de la plaque
    for point in holes(plaque, Z, tapped(screw_size(shapes["vis_lardon"]))):
        screw("vis_lardon", put_at("lardon", point), Z)
    return assembly
