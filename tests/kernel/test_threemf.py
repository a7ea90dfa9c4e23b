from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import zipfile
from xml.etree import ElementTree as ET

import cadquery as cq
import lib3mf
import numpy as np
import pytest

from gmp_cad.errors import KernelError
from gmp_cad.kernel.exchange import threemf
from gmp_cad.kernel.surfaces import mesh

BLOCK = mesh.tessellate(cq.Workplane().box(40, 20, 10).faces(">Z").workplane().hole(5).val())
BALL = mesh.tessellate(cq.Solid.makeSphere(10, angleDegrees1=-90))
OBJECTS = [('Étau <&> "d\'établi"', BLOCK, (0.5, 0.25, 0.1)), ("bille", BALL, (1.0, 0.0, 0.0))]
METADATA = {"Title": "Étau & Cie", "Designer": "Zoé"}


def read_strictly(data: bytes) -> lib3mf.Model:
    model = lib3mf.get_wrapper().CreateModel()
    reader = model.QueryReader("3mf")
    reader.SetStrictModeActive(True)
    reader.ReadFromBuffer(data)
    assert reader.GetWarningCount() == 0
    return model


def test_lib3mf_accepts_it_in_strict_mode_with_everything_in_it() -> None:
    model = read_strictly(threemf.write(OBJECTS, METADATA))
    assert model.GetUnit() == lib3mf.ModelUnit.MilliMeter
    objects = model.GetMeshObjects()
    for name, source, _ in OBJECTS:
        assert objects.MoveNext()
        got = objects.GetCurrentMeshObject()
        assert got.GetName() == name
        assert got.IsManifoldAndOriented()
        corners = np.array([list(point.Coordinates) for point in got.GetVertices()])
        assert np.allclose(corners, source.vertices, rtol=0, atol=1e-5)
        triangles = [list(triangle.Indices) for triangle in got.GetTriangleIndices()]
        assert np.array_equal(triangles, source.triangles)
    assert not objects.MoveNext()
    assert model.GetBuildItems().Count() == 2
    group = model.GetMetaDataGroup()
    found = {
        group.GetMetaData(i).GetName(): group.GetMetaData(i).GetValue()
        for i in range(group.GetMetaDataCount())
    }
    assert found == METADATA


def test_colours_are_srgb() -> None:
    with zipfile.ZipFile(io.BytesIO(threemf.write(OBJECTS))) as package:
        root = ET.fromstring(package.read("3D/3dmodel.model"))
    colours = [base.get("displaycolor") for base in root.iter() if base.tag.endswith("}base")]
    assert colours == ["#80401AFF", "#FF0000FF"]


def test_bytes_are_the_same_twice_and_in_another_process() -> None:
    script = (
        "import cadquery as cq, hashlib\n"
        "from gmp_cad.kernel.exchange import threemf, stl, glb\n"
        "from gmp_cad.kernel.surfaces import mesh\n"
        "m = mesh.tessellate(cq.Solid.makeSphere(10, angleDegrees1=-90))\n"
        "data = threemf.write([('bille', m, (1.0, 0.0, 0.0))]) + stl.write(m, 'b')\n"
        "data += glb.write('b', [glb.Item(name='b', mesh=m)])\n"
        "print(hashlib.sha256(data).hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    from gmp_cad.kernel.exchange import glb, stl

    here = threemf.write([("bille", BALL, (1.0, 0.0, 0.0))]) + stl.write(BALL, "b")
    here += glb.write("b", [glb.Item(name="b", mesh=BALL)])
    assert {run.stdout.strip() for run in runs} == {hashlib.sha256(here).hexdigest()}
    assert threemf.write(OBJECTS, METADATA) == threemf.write(OBJECTS, METADATA)


def test_the_order_of_metadata_does_not_matter() -> None:
    backwards = dict(reversed(METADATA.items()))
    assert threemf.write(OBJECTS, METADATA) == threemf.write(OBJECTS, backwards)


def test_what_cannot_be_written_is_an_error() -> None:
    with pytest.raises(KernelError, match="no objects"):
        threemf.write([])
    with pytest.raises(KernelError, match="'Titre' is not a 3MF metadata name"):
        threemf.write(OBJECTS, {"Titre": "x"})
    broken = mesh.Mesh(
        vertices=np.zeros((3, 3)), triangles=np.array([[0, 1, 7]]), faces=np.zeros(1, np.int64)
    )
    with pytest.raises(KernelError, match="lib3mf refused"):
        threemf.write([("x", broken, (0, 0, 0))])
