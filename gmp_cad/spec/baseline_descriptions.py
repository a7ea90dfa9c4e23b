"""What the keys of ``baseline.toml`` mean: shown by editors through its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping

from gmp_cad.language import Message

# Table → key as TOML writes it → what it means; "" is the table itself.
# fmt: off
BASELINE_DESCRIPTIONS: Mapping[str, Mapping[str, Message]] = {
    "Baseline": {
        "": Message("The accepted geometry of a part: baseline.toml, written by gmp-cad approve. Lengths in mm, in the part's frame."),
        "version": Message("Version of the file's format."),
        "kernel": Message("The versions of CadQuery and OCCT that computed the numbers."),
        "material": Message("Designation of the material."),
        "density_kg_m3": Message("Density of the material, kg/m³."),
        "volume_mm3": Message("Volume of the part, mm³."),
        "area_mm2": Message("Area of the whole part, mm²."),
        "centre_mm": Message("Centre of the volume: x, y, z, mm."),
        "bounding_box_mm": Message("Bounding box: least x, y, z, then greatest x, y, z, mm."),
        "principal_moments_mm5": Message("Principal moments of inertia of the volume, smallest first, mm⁵: no placement changes them."),
        "second_moments_mm5": Message("Second moments of the volume at its centre: xx, yy, zz, xy, yz, zx, mm⁵."),
        "chords_mm": Message("How long fixed lines through the part run inside it, mm: they tell it from its mirror image."),
        "border_mm2": Message("Area that is uncertain along the edges that the kernel only approximates, mm²."),
        "census": Message("How many solids, shells, edges and faces there are, once adjacent faces of one surface are one."),
        "dimensions": Message("What each dimension of the specification measures, its instances smallest first, mm or degrees."),
        "surfaces": Message("Every surface of the part."),
    },
    "AcceptedCensus": {
        "": Message("How many solids, shells, edges and faces there are, once adjacent faces of one surface are one."),
        "solids": Message("Number of solids."),
        "shells": Message("Number of shells: one more for each hollow inside."),
        "edges": Message("Number of edges."),
        "plane": Message("Number of plane faces."),
        "cylinder": Message("Number of cylindrical faces."),
        "cone": Message("Number of conical faces."),
        "sphere": Message("Number of spherical faces."),
        "torus": Message("Number of toroidal faces."),
        "freeform": Message("Number of free-form faces, those that meet smoothly counted as one."),
    },
    "AcceptedSurfaces": {
        "": Message("The surfaces, one a line."),
        "named": Message("Those that the specification names, by name."),
        "unnamed": Message("Those that nothing names, by kind and place."),
    },
    "AcceptedSurface": {
        "": Message("All faces that lie on one surface, under the same names."),
        "names": Message("By which the specification knows it."),
        "kind": Message("plane, cylinder, cone, sphere, torus or freeform."),
        "hollow": Message("Whether the material lies outside of it: a bore, an inner fillet."),
        "radius_mm": Message("Radius, mm; of a torus that of its tube."),
        "major_radius_mm": Message("Radius of a torus, from its axis to the middle of its tube, mm."),
        "half_angle_deg": Message("Half the apex angle of a cone, degrees."),
        "direction": Message("Outward normal of a plane, or axis, as a unit vector."),
        "point_mm": Message("Foot of the perpendicular from the origin to a plane, point of an axis nearest the origin, centre, apex; of a free-form surface the centre of its area."),
        "area_mm2": Message("Area of its faces, mm²; of a free-form surface rough."),
        "centre_mm": Message("Centre of the area of its faces, to a micrometre; of a free-form surface rough."),
        "volume_mm3": Message("Of a free-form surface: volume between it and its point, mm³."),
        "first_mm4": Message("Of a free-form surface: first moments of that volume, mm⁴."),
        "second_mm5": Message("Of a free-form surface: second moments of that volume: xx, yy, zz, xy, yz, zx, mm⁵."),
        "border_mm2": Message("Of a free-form surface: area that is uncertain along its border, mm²."),
        "reach_mm": Message("Of a free-form surface: how far its border lies from its point, roughly, mm."),
    },
}
