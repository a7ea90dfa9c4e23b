"""What of a project is sent to other machines, and how it stands there."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from gmp_cad.build import project_sources
from gmp_cad.build.project_sources import SourceReader, forget, unpack, wanted_by
from gmp_cad.build.store import MissingObjectError, Store, canonical, digest_of
from gmp_cad.errors import UsageError


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def names(root: Path) -> list[str]:
    sources = SourceReader(root).read()
    return sorted(json.loads(sources.objects[sources.digest]))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(
        tmp_path / "étau",
        {
            "parts/came/model.py": "a", "parts/came/profil.csv": "1;2", "constantes.py": "b",
            "output/report.json": "{}", ".gmp-cache/objects/x": "x", ".git/config": "c",
            ".env": "SECRET=1", "parts/came/__pycache__/model.cpython-311.pyc": "d",
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
    (project / "parts/came/same.py").symlink_to(project / "constantes.py")
    assert names(project) == [
        "constantes.py", "parts/came/model.py", "parts/came/profil.csv", "parts/came/same.py",
    ]  # fmt: skip
    assert b"secret" not in b"".join(SourceReader(project).read().objects.values())


def test_they_stand_elsewhere_as_here_and_a_change_sends_one_file(
    project: Path, tmp_path: Path
) -> None:
    reader = SourceReader(project)
    first = reader.read()
    assert reader.read() is first
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
    return list(json.loads(sources.objects[sources.digest]).values())


def test_what_a_script_changed_there_is_put_right(project: Path, tmp_path: Path) -> None:
    sources = SourceReader(project).read()
    store = Store(tmp_path / "far")
    for data in sources.objects.values():
        store.put(data)
    there = tmp_path / "there"
    unpack(store, sources.digest, there)
    (there / "constantes.py").write_text("falsified")
    (there / "parts/came/profil.csv").unlink()
    unpack(store, sources.digest, there)
    assert (there / "constantes.py").read_text() == "b"
    assert (there / "parts/came/profil.csv").read_text() == "1;2"
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


@pytest.mark.parametrize("name", ["../out", "/etc/out", "a/../../out", "a//b", "a/./b", "", "a\0b"])
def test_no_manifest_writes_outside(name: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "far")
    digest = store.put(canonical({name: store.put(b"x")}))
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
