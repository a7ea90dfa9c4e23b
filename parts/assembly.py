"""Étau de perçage : chaque pièce est posée sur la précédente, d'axe à axe et de face à face.

X va du mors fixe vers la manivelle, Z vers le haut ; l'origine est celle de la semelle.
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


def pin_size(pin):
    return max(diameter(e) for e in circles(pin))


def pin_ends(pin):
    centres = [e.arcCenter() for e in circles(pin)]
    start = max(centres, key=lambda c: (c - centres[0]).Length)
    return start, max(centres, key=lambda c: (c - start).Length)


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


def build(parts, d):
    shapes = {name: shape_of(part) for name, part in parts.items()}
    assembly = cq.Assembly(name="etau")
    counts = {}

    def put(item, location):
        counts[item] = counts.get(item, 0) + 1
        name = item if counts[item] == 1 else f"{item}.{counts[item]}"
        assembly.add(shapes[item], name=name, loc=location)
        return shapes[item].moved(location)

    def put_at(item, point):
        return put(item, cq.Location(point))

    def screws(item, shape, direction):
        ends, size = screw_ends(shapes[item]), screw_size(shapes[item])
        for point in holes(shape, direction, passing(size)):
            put(item, aimed(ends, point, direction))

    def pins(item, shape, direction):
        ends, size = pin_ends(shapes[item]), pin_size(shapes[item])
        for point in holes(shape, direction, fitting(size)):
            put(item, aimed(ends, point, direction))

    # Bâti : la semelle, le mors fixe et le flasque sur leurs goupilles
    semelle = put("semelle", cq.Location())
    size = pin_size(shapes["goupille_mors"])
    seat = holes(semelle, -Z, fitting(size))[0]
    fixe = put_at("mors_fixe", seat - holes(shapes["mors_fixe"], Z, fitting(size))[0])
    pins("goupille_mors", fixe, -Z)
    screws("vis_mors", fixe, -Z)

    size = pin_size(shapes["goupille_flasque"])
    seat = holes(semelle, -X, fitting(size))[0]
    flasque = put_at("flasque", seat - holes(shapes["flasque"], X, fitting(size))[0])
    pins("goupille_flasque", flasque, -X)
    screws("vis_flasque", flasque, -X)

    # Tiges : épaulement contre le mors fixe, vissées par derrière
    bores = circles(cq.Workplane(obj=fixe).faces(">X").val(), X)
    right, left = sorted((e.arcCenter() for e in bores), key=lambda c: c.y)
    tige = put_at("tige_guide", right)
    put_at("tige_libre", left)
    screws("vis_tige", fixe, X)

    # Mors mobile sur les tiges, à l'ouverture voulue, et les deux plaquettes
    size = screw_size(shapes["vis_plaquette"])
    plate = shapes["plaquette"]
    plaquette = put_at(
        "plaquette", holes(fixe, -X, tapped(size))[0] - holes(plate, X, passing(size))[0]
    )
    screws("vis_plaquette", plaquette, -X)

    jaw = shapes["mors_mobile"]
    guide = holes(jaw, X, fitting(tige.BoundingBox().ylen))[0]
    threads = holes(jaw, X, tapped(size))[0]
    thickness = plate.BoundingBox().xlen
    rear = plaquette.BoundingBox().xmax + d.jaw_opening + thickness
    mobile = put_at(
        "mors_mobile", cq.Vector(rear - threads.x, right.y - guide.y, right.z - guide.z)
    )
    turned = cq.Location((0, 0, 0), (0, 0, 1), 180)
    shift = holes(mobile, X, tapped(size))[0] - holes(plate.moved(turned), -X, passing(size))[0]
    screws("vis_plaquette", put("plaquette", cq.Location(shift) * turned), X)

    # Vis dans sa bague, retenue par une goupille ; écrou sur le flasque
    axis = holes(mobile, -X, fitting(shapes["douille"].BoundingBox().ylen))[0]
    put_at("douille", axis)
    vis = put_at("vis_manoeuvre", axis)
    pins("goupille_retenue", mobile, -Z)
    ecrou = put_at("ecrou", cq.Vector(flasque.BoundingBox().xmin, axis.y, axis.z))
    screws("vis_ecrou", ecrou, X)

    # Manivelle goupillée sur la vis
    shoulder = holes(vis, -X, fitting(vis.BoundingBox().ylen))[0]
    manivelle = put_at("manivelle", shoulder)
    pins("goupille_manivelle", manivelle, Y)
    thread = min(diameter(e) for e in circles(shapes["poignee"]))
    put_at("poignee", holes(manivelle, -X, tapped(thread))[0])
    return assembly
