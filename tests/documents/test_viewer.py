"""The viewer's script: whole, in the language of the pages, from the installed package alone."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import subprocess

import pytest

from gmp_cad.documents.site import viewer
from gmp_cad.errors import UsageError

pytest.importorskip("ocp_viewer", reason="the package ocp-viewer is not installed")


def constant(script: str, name: str):
    (found,) = re.findall(rf"^const {name} = (.*);$", script, re.MULTILINE)
    return json.loads(found)


@pytest.fixture(scope="module")
def script() -> str:
    return viewer.viewer_script("fr").decode()


def test_the_module_in_it_is_the_one_of_the_package(script: str) -> None:
    module = gzip.decompress(base64.b64decode(constant(script, "ENGINE"))).decode()
    assert "Display, " in module
    assert "Viewer, " in module
    assert re.search(r"@license", module)


def test_its_texts_are_french_and_every_one_is_used(script: str) -> None:
    texts = constant(script, "TEXTS")
    assert texts["lang"] == "fr"
    assert texts["measure"] == "Mesurer"
    same = {key for key, text in texts.items() if viewer.TEXTS.get(key) == text}
    assert same <= {"face", "surface", "distance", "angle", "verdict", "centre", "to_point"}
    own = "\n".join(viewer.own_script(name) for name in viewer.SCRIPTS)
    built = {"view_", "edge_", "to_"}  # said(`view_${name}`)
    unused = [k for k in viewer.TEXTS if f'"{k}"' not in own and not k.startswith(tuple(built))]
    assert unused == []


def test_every_text_that_the_script_says_exists() -> None:
    own = "\n".join(viewer.own_script(name) for name in viewer.SCRIPTS)
    asked = set(re.findall(r'\b(?:said|button|toggle|choice|group)\("(\w+)"', own))
    assert asked <= set(viewer.TEXTS)
    assert len(asked) > 30


def test_our_own_code_asks_for_nothing_outside(script: str) -> None:
    own = "\n".join([viewer.own_script(name) for name in (*viewer.SCRIPTS, "viewer.css")])
    assert not re.search(r"https?://|fetch\(|XMLHttpRequest|WebSocket|eval\(|innerHTML", own)


def test_the_same_package_gives_the_same_bytes(script: str) -> None:
    assert viewer.viewer_script("fr").decode() == script
    assert "</script" not in script


def test_the_script_parses(script: str, tmp_path) -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    path = tmp_path / "viewer.js"
    path.write_text(script, "utf-8")
    subprocess.run(["node", "--check", str(path)], check=True, capture_output=True)


def test_without_the_package_the_error_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setattr(viewer, "find_spec", lambda _name: None)
    with pytest.raises(UsageError) as caught:
        viewer.viewer_script("fr")
    assert 'pip install "gmp_cad[viewer]"' in str(caught.value.hint)
