"""What of a project is sent to other machines, and how it stands there."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from gmp_cad.engine.cache.store import MissingObjectError, Store, canonical, digest_of
from gmp_cad.engine.cluster import project_sources
from gmp_cad.engine.cluster.project_sources import SourceReader, forget, unpack, wanted_by
from gmp_cad.errors import UsageError
from gmp_cad.evidence.reads import state_of


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def names(root: Path) -> list[str]:
    sources = SourceReader(root).read()
    return sorted(json.loads(sources.objects[sources.digest])["files"])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(
        tmp_path / "étau",
        {
            "parts/came/model.py": "a", "parts/came/profil.csv": "1;2", "constantes.py": "b",
            "output/report.json": "{}", ".gmp-cache/objects/x": "x", ".git/config": "c",
            ".env": "secret", "parts/came/__pycache__/model.cpython-311.pyc": "d",
        },
    )  # fmt: skip


def test_what_scripts_may_read_is_sent_and_nothing_that_is_hidden_or_made(project: Path) -> None:
    assert names(project) == ["constantes.py", "parts/came/model.py", "parts/came/profil.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_out_of_the_project_is_not_sent(project: Path, tmp_path: Path) -> None:
    secret = tmp_path / "id_rsa"
    secret.write_text("secret")
    (project / "parts/came/key").symlink_to(secret)
    (project / "parts/linked").symlink_to(tmp_path)
    (project / "parts/came/env").symlink_to("../../.env")
    (project / "parts/came/same.py").symlink_to("../../constantes.py")
    there = sent(project, tmp_path)
    assert b"secret" not in b"".join(SourceReader(project).read().objects.values()).lower()
    assert (there / "parts/came/same.py").read_text() == "b"
    for name in ("parts/came/key", "parts/linked", "parts/came/env", ".env"):
        assert (there / name).is_symlink()
        assert not (there / name).exists()


def sent(project: Path, tmp_path: Path) -> Path:
    sources = SourceReader(project).read()
    store = Store(tmp_path / "far")
    for data in sources.objects.values():
        store.put(data)
    unpack(store, sources.digest, tmp_path / "there")
    return tmp_path / "there"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_script_that_looks_finds_there_what_it_finds_here(project: Path, tmp_path: Path) -> None:
    """In the words of what a script's key holds: else it would run again each time."""
    (project / "parts/came/empty").mkdir()
    (project / "parts/came/same.py").symlink_to("../../constantes.py")
    there = sent(project, tmp_path)
    for name in (".", "parts", "parts/came", "parts/came/empty"):
        assert state_of("folders", there / name) == state_of("folders", project / name)
    for name in names(project):
        assert state_of("files", there / name) == state_of("files", project / name)
    same = "parts/came/same.py"
    assert state_of("links", there / same) == state_of("links", project / same) is not None
    assert state_of("modules", there / "parts/came/model") == "model.py"


def test_they_stand_elsewhere_as_here_and_a_change_sends_one_file(
    project: Path, tmp_path: Path
) -> None:
    reader = SourceReader(project)
    first = reader.read()
    assert reader.read() == first
    store = Store(tmp_path / "far")
    for data in first.objects.values():
        store.put(data)
    unpack(store, first.digest, tmp_path / "there")
    assert (tmp_path / "there/parts/came/profil.csv").read_text() == "1;2"
    assert names(tmp_path / "there") == names(project)

    (project / "constantes.py").write_text("changed")
    second = reader.read()
    new = second.objects.keys() - first.objects.keys()
    assert new == {second.digest, digest_of(b"changed")}
    assert set(wanted_by_here(second)) == second.objects.keys() - {second.digest}


def wanted_by_here(sources: project_sources.Sources) -> list[str]:
    return list(json.loads(sources.objects[sources.digest])["files"].values())


def test_what_a_script_changed_there_is_put_right(project: Path, tmp_path: Path) -> None:
    sources = SourceReader(project).read()
    store = Store(tmp_path / "far")
    for data in sources.objects.values():
        store.put(data)
    there = tmp_path / "there"
    unpack(store, sources.digest, there)
    (there / "constantes.py").write_text("falsified")
    (there / "parts/came/profil.csv").unlink()
    (there / "parts/came/new").mkdir()
    (there / "parts/came/new/written.txt").write_text("by another script")
    unpack(store, sources.digest, there)
    assert (there / "constantes.py").read_text() == "b"
    assert (there / "parts/came/profil.csv").read_text() == "1;2"
    assert not (there / "parts/came/new").exists()
    forget(there)
    assert not there.exists()
    unpack(store, sources.digest, there)
    assert (there / "constantes.py").read_text() == "b"


def test_what_is_lacking_is_said(project: Path, tmp_path: Path) -> None:
    sources = SourceReader(project).read()
    store = Store(tmp_path / "far")
    with pytest.raises(MissingObjectError):
        unpack(store, sources.digest, tmp_path / "there")
    store.put(sources.objects[sources.digest])
    assert set(wanted_by(store, sources.digest)) == sources.objects.keys() - {sources.digest}
    with pytest.raises(MissingObjectError):
        unpack(store, sources.digest, tmp_path / "there")


EMPTY = {"files": {}, "links": {}, "folders": [], "hollow": []}


@pytest.mark.parametrize("name", ["../out", "/etc/out", "a/../../out", "a//b", "a/./b", "", "a\0b"])
@pytest.mark.parametrize("kind", ["files", "links", "folders", "hollow"])
def test_no_manifest_writes_outside(kind: str, name: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "far")
    of_kind = {"files": {name: store.put(b"x")}, "links": {name: "x"}}.get(kind, [name])
    refuse(store, tmp_path, {**EMPTY, kind: of_kind})


@pytest.mark.parametrize("target", ["..", "../x", "/etc", "a/../../x", "C:/x"])
def test_no_link_of_a_manifest_leads_outside(target: str, tmp_path: Path) -> None:
    refuse(Store(tmp_path / "far"), tmp_path, {**EMPTY, "links": {"a": target}})


def test_no_manifest_writes_through_a_link(tmp_path: Path) -> None:
    store = Store(tmp_path / "far")
    files = {"a/x": store.put(b"x")}
    refuse(store, tmp_path, {**EMPTY, "links": {"a": "b"}, "files": files})
    refuse(store, tmp_path, {**EMPTY, "hollow": ["a"], "files": files})


def refuse(store: Store, tmp_path: Path, manifest: dict[str, object]) -> None:
    digest = store.put(canonical(manifest))
    with pytest.raises(ValueError, match="a manifest names"):
        unpack(store, digest, tmp_path / "in" / "there")
    assert not (tmp_path / "in").exists()
    assert not (tmp_path / "out").exists()


def test_too_much_is_refused_by_name(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_sources, "LIMIT_BYTES", 3)
    with pytest.raises(UsageError) as raised:
        SourceReader(project).read()
    assert "parts/came/profil.csv" in raised.value.message.say("fr")
    assert os.sep not in raised.value.message.say("fr").split("came/")[1]
