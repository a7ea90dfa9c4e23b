"""A specification written as tables, and the road from a model to its measurements."""

from gmp_cad.kernel.measuring.features import resolve_features
from gmp_cad.kernel.measuring.measure import measure
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import Source, validate

PART = {"number": "T-01", "title": "Essai", "material": "EN-GJL-250"}


def spec_of(dimensions, **tables):
    written = {
        key: {**line, "between": tuple(line["between"])}
        if isinstance(line, dict) and "between" in line
        else line
        for key, line in dimensions.items()
    }
    data = {"part": PART, "dimensions": written, **tables}
    return validate(data, Source("spec.toml", ""), PartSpec)


def resolve(model, dimensions, tags=None, **tables):
    """Return the part's geometry and the problems; ``tags`` map names to CadQuery selections."""
    shape = model.val()
    spec = spec_of(dimensions, **tables)
    named = {name: indices(shape, faces) for name, faces in (tags or {}).items()}
    return resolve_features(shape, face_geometries(shape), spec, named)


def measured(model, dimensions, tags=None, **tables):
    """Return the measurements by name."""
    geometry, _ = resolve(model, dimensions, tags, **tables)
    found = measure(model.val(), geometry, spec_of(dimensions, **tables))
    assert [m.dimension for m in found] == list(dimensions)
    return {m.dimension: m for m in found}


def indices(shape, faces):
    """Return the indices of the faces that a selector or a list of faces denotes."""
    import cadquery as cq

    chosen = cq.Workplane(obj=shape).faces(faces).vals() if isinstance(faces, str) else faces
    all_faces = shape.Faces()
    return tuple(i for i, face in enumerate(all_faces) if any(face.isSame(c) for c in chosen))
