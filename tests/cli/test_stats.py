"""What gmp-cad stats sums up, against sums of our own; what nobody knows is null."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from gmp_cad.build.settings import Settings
from gmp_cad.build.stranger import apart
from gmp_cad.cli.main import main
from gmp_cad.cli.schema import text_of
from gmp_cad.engine.history import History

# task: worker, start s, duration s, CPU s, waited s, needs
RAN = {
    "model:a": (1, 0.0, 4.0, 3.5, 0.0, []),
    "model:b": (2, 0.0, 1.0, 0.5, 0.0, []),
    "mass:a": (1, 4.0, 1.0, 1.0, 0.5, ["model:a"]),
    "mass:b": (2, 1.0, 2.0, 1.0, 0.25, ["model:b"]),
    "dossier:all": (2, 5.0, 3.0, 2.0, 0.0, ["mass:a", "mass:b"]),
}


def profile(path: Path, *, complete: bool = True) -> Path:
    events = [
        {"ph": "X", "name": n, "cat": n.split(":")[0], "pid": w, "tid": w, "ts": int(s * 1e6),
         "dur": int(d * 1e6), "args": {
            "task": n, "subject": n.split(":")[1], "kind": n.split(":")[0], "state": "ran",
            "needs": needs, "cpu_s": cpu, "worker": str(w), "waited_s": waited,
            "memory_bytes": w * 10**8}}
        for n, (w, s, d, cpu, waited, needs) in RAN.items()
    ]  # fmt: skip
    events += [
        {"ph": "X", "name": "step:a", "cat": "step", "pid": 9, "tid": 1, "ts": 0, "dur": 250_000,
         "args": {"task": "step:a", "state": "hit", "needs": ["model:a"]}},
        {"ph": "X", "name": "step:b", "cat": "step", "pid": 8, "tid": 1, "ts": 0, "dur": 7_000_000,
         "args": {"task": "step:b", "state": "failed", "end": "crash", "needs": []}},
        {"ph": "X", "name": "publier", "cat": "build", "pid": 9, "tid": 1, "ts": 0, "dur": 500_000,
         "args": {}},
        {"ph": "C", "name": "tasks", "pid": 9, "tid": 0, "ts": 0, "args": {"running": 1}},
    ]  # fmt: skip
    about = {"generator": "gmp_cad", "version": 1, "seconds": 10.0, "jobs": 2, "complete": complete}
    path.write_text(json.dumps({"otherData": about, "traceEvents": events}))
    return path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["stats", *words, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    jsonschema.validate(data, json.loads(text_of("stats", "fr")))
    return data


def test_a_profile_is_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = told(capsys, str(profile(tmp_path / "p.json")))
    assert data["states"] == {"ran": 5, "hit": 1, "failed": 1}
    assert (data["cpu_s"], data["wall_s"], data["efficiency"]) == (8.0, 11.0, 0.55)
    kinds = {k["name"]: (k["tasks"], k["cpu_s"], k["wall_s"]) for k in data["kinds"]}
    assert kinds == {"model": (2, 4.0, 5.0), "mass": (2, 2.0, 3.0), "dossier": (1, 2.0, 3.0)}
    assert [k["name"] for k in data["kinds"]] == ["model", "dossier", "mass"]
    assert sum(k["share"] for k in data["kinds"]) == pytest.approx(1, abs=1e-3)
    assert {s["name"]: s["wall_s"] for s in data["subjects"]} == {"a": 5.0, "b": 3.0, "all": 3.0}
    workers = {w["name"]: (w["wall_s"], w["share"], w["memory_bytes"]) for w in data["workers"]}
    assert workers == {"1": (5.0, 0.5, 10**8), "2": (6.0, 0.6, 2 * 10**8)}
    assert [t["task"] for t in data["critical_path"]] == ["model:a", "mass:a", "dossier:all"]
    assert data["critical_s"] == 8.0
    assert data["slowest"][0] == {
        "task": "model:a", "project": "", "state": "ran", "cpu_s": 3.5, "wall_s": 4.0, "waited_s": 0.0,
    }  # fmt: skip
    assert data["memory_bytes"] == 2 * 10**8
    assert data["own_s"] == {"publier": 0.5, "lookup": 0.25}
    assert data["untimed"] == 1  # the crash: no worker told of it


def test_a_history_tells_cpu_time_and_says_what_it_does_not_know(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parts").mkdir()
    monkeypatch.chdir(tmp_path)
    kept = {"model:a": 2.5, "model:b": 0.5, "mass:a": 1.0}
    monkeypatch.setattr(History, "tasks", lambda _self: kept)
    monkeypatch.setattr(History, "kinds", lambda _self: {"relation": (40, 4.0)})
    data = told(capsys)
    assert (data["tasks"], data["cpu_s"]) == (43, 8.0)
    shares = {k["name"]: (k["tasks"], k["cpu_s"], k["share"]) for k in data["kinds"]}
    assert shares == {
        "relation": (40, 4.0, 0.5), "model": (2, 3.0, 0.375), "mass": (1, 1.0, 0.125),
    }  # fmt: skip
    assert [t["task"] for t in data["slowest"]] == ["model:a", "mass:a", "model:b"]
    unknown = ("wall_s", "workers", "critical_path", "efficiency", "memory_bytes", "states", "jobs")
    assert {data[name] for name in unknown} == {None}
    assert main(["stats"]) == 0
    assert "ne sont connus que d'un profil" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_table_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    assert main(["stats", str(profile(tmp_path / "p.json", complete=False)), "--lang", lang]) == 0
    text = " ".join(capsys.readouterr().out.split())
    expected = {
        "fr": (
            "La construction a été arrêtée",
            "5 tâches exécutées, 1 retrouvée",
            "travaillé 55 %",
        ),
        "en": ("The build was stopped", "5 tasks ran, 1 was stored", "busy for 55 %"),
    }
    for words in expected[lang]:
        assert words in text
    assert ("model:a 3,50 4,00" if lang == "fr" else "model:a 3.50 4.00") in text


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"traceEvents":[]}', "\xff", ('{"otherData":{"generator":"gmp_cad",'
             '"version":1,"seconds":1,"jobs":1,"complete":true},"traceEvents":[{"ph":"X"}]}')],
)  # fmt: skip
def test_what_is_no_profile_is_one_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (tmp_path / "p.json").write_text(text, encoding="latin-1")
    assert main(["stats", str(tmp_path / "p.json")]) == 2
    assert "n'est pas un profil" in capsys.readouterr().err
    assert main(["stats", str(tmp_path / "none.json")]) == 2
    assert "ne peut pas être lu" in capsys.readouterr().err


def test_builds_with_the_sandbox_have_a_history_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p" / "parts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "p")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    kept = apart(tmp_path / "p", Settings(sandbox=True)).kept
    assert kept is not None
    kept.mkdir(parents=True)
    history = History(kept / "history.json")
    with history.kept():
        history.tally("model:a", 2.5)
    assert main(["stats"]) == 2
    capsys.readouterr()
    data = told(capsys, "--sandbox")
    assert (data["cpu_s"], data["file"]) == (2.5, str(kept / "history.json"))


def test_without_a_build_there_is_nothing_to_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parts").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["stats"]) == 2
    assert "n'a pas encore été construit" in capsys.readouterr().err
