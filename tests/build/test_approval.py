"""What is accepted, what is refused, and which files are written: all that was asked for, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from gmp_cad.build.comparison import accepted, approval
from gmp_cad.build.comparison.approval import approvals, write
from gmp_cad.build.settings import Settings
from gmp_cad.documents.part.baseline import baseline_text, fingerprint_of
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.errors import InvalidInputError, Problem, UsageError, Where
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.baseline import parse_baseline

_SAMPLE = Path(__file__).parents[1] / "spec" / "baseline.toml"


def _sample() -> Fingerprint:
    return fingerprint_of(parse_baseline(_SAMPLE.read_text("utf-8"), "baseline.toml"))


def _finding(subject: str, check: str, status: Status) -> Finding:
    return Finding(check=check, code="x", status=status, subject=subject, message=Message("no"))


@dataclass(frozen=True, kw_only=True)
class _Side:
    """What a build of both parts gave."""

    prints: Mapping[str, Fingerprint | None]
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    def fingerprint(self, part: str, _store: object) -> Fingerprint | None:
        return self.prints[part]

    def output(self, task: str, _name: str) -> str | None:
        return task if self.prints[task.partition(":")[2]] is not None else None


Given = Callable[..., tuple[approval.Approval, ...]]


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Given:
    """Return what says which parts would be accepted, of a project with two, and what a build gave."""
    places = [
        SimpleNamespace(key=key, folder=folder)
        for key, folder in (("cale", "parts/cale"), ("etau.mors", "fixtures_design/etau/mors"))
    ]
    monkeypatch.setattr(approval, "load_project", lambda *_, **__: None)
    monkeypatch.setattr(approval, "part_places", lambda _project: places)
    monkeypatch.setattr(Workers, "__init__", lambda *_, **__: None)
    monkeypatch.setattr(Workers, "__enter__", lambda self: self)
    monkeypatch.setattr(Workers, "__exit__", lambda *_: None)

    def asked(*parts: str, **side: object) -> tuple[approval.Approval, ...]:
        sample = {"cale": _sample(), "etau.mors": _sample()}

        def built(_root: Path, settings: Settings, _kinds: object, means: approval.Means) -> _Side:
            assert settings.accepting
            assert settings.verdicts_only
            assert settings.subjects == (tuple(dict.fromkeys(parts)) or tuple(sample))
            monkeypatch.setattr(
                means.store, "get", lambda digest: f"brep of {digest}".encode(), raising=False
            )
            return _Side(**{"prints": sample, **side})  # type: ignore[arg-type]

        monkeypatch.setattr(approval, "built", built)
        return approvals(tmp_path, parts, Settings(), lambda *_: None)

    return asked


def test_the_first_time_both_files_hold_what_was_found(tmp_path: Path, given: Given) -> None:
    found = given()
    assert [(a.part, a.state, a.file) for a in found] == [
        ("cale", "first", "parts/cale/baseline.toml"),
        ("etau.mors", "first", "fixtures_design/etau/mors/baseline.toml"),
    ]
    write(tmp_path, found, None)
    text = (tmp_path / "parts/cale/baseline.toml").read_text("utf-8")
    assert text == baseline_text(_sample(), "cale", "fr")
    assert accepted.find(tmp_path, None, text) == b"brep of model:etau.mors"  # the same solid


def test_a_part_that_was_not_named_is_not_touched(tmp_path: Path, given: Given) -> None:
    (found,) = given("cale", "cale")
    assert found.part == "cale"
    write(tmp_path, [found], None)
    assert not (tmp_path / "fixtures_design").exists()


def _accept(tmp_path: Path, one: Fingerprint, text: str = "") -> Path:
    path = tmp_path / "parts/cale/baseline.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes((text or baseline_text(one, "cale")).encode())
    return path


def test_what_is_the_same_is_not_written_again(tmp_path: Path, given: Given) -> None:
    text = "# a remark\r\n" + baseline_text(_sample(), "cale", "en").replace("\n", "\r\n")
    _accept(tmp_path, _sample(), text)
    (found,) = given("cale")
    assert (found.state, found.is_new, found.changes) == ("same", False, ())


def test_what_changed_is_told_from_old_to_new(tmp_path: Path, given: Given) -> None:
    thicker = replace(_sample(), volume_mm3=_sample().volume_mm3 * 1.01)
    _accept(tmp_path, thicker)
    (found,) = given("cale")
    assert (found.state, found.is_new) == ("changed", True)
    (change,) = found.changes
    assert change.path == "volume_mm3"
    assert change.before == pytest.approx(thicker.volume_mm3)
    assert change.after == _sample().volume_mm3


def test_another_kernel_is_written_though_nothing_changed(tmp_path: Path, given: Given) -> None:
    _accept(tmp_path, replace(_sample(), kernel="cadquery 2.7.0, OCCT 7.8.1.1"))
    (found,) = given("cale")
    assert (found.state, found.is_new, found.changes) == ("kernel", True, ())
    assert _sample().kernel in found.text


@pytest.mark.parametrize("text", ["<<<<<<< a\n=======\n>>>>>>> b\n", "volume_mm3 =", "\xff\x00"])
def test_a_file_that_cannot_be_read_is_replaced(tmp_path: Path, given: Given, text: str) -> None:
    path = _accept(tmp_path, _sample(), text)
    if "\xff" in text:
        path.write_bytes(b"\xff\xfe\x00")
    (found,) = given("cale")
    assert (found.state, found.is_new) == ("unreadable", True)
    write(tmp_path, [found], None)
    assert given("cale")[0].state == "same"


def test_only_what_fails_of_the_part_itself_refuses(given: Given) -> None:
    told = [
        ("cale", "model.literals", Status.WARN), ("cale.bore", "dimension.measured", Status.FAIL),
        ("cale.ph20", "CP05", Status.ERROR), ("cale", "baseline.geometry", Status.FAIL),
        ("cale_haute.bore", "dimension.measured", Status.FAIL), ("product", "product.mass", Status.FAIL),
        ("etau", "fixture.base", Status.FAIL), ("etau.mors.bore", "dimension.measured", Status.PASS),
    ]  # fmt: skip
    cale, jaw = given(findings=tuple(_finding(*one) for one in told))
    assert [f.check for f in cale.refusals] == ["dimension.measured", "CP05"]
    assert jaw.refusals == ()


def test_a_part_whose_model_fails_has_nothing_to_accept(given: Given) -> None:
    crash = _finding("cale", "build.task", Status.ERROR)
    (found,) = given("cale", prints={"cale": None}, findings=(crash,))
    assert (found.state, found.is_new, found.refusals) == ("failed", False, (crash,))


def test_files_that_are_invalid_are_told(given: Given) -> None:
    with pytest.raises(InvalidInputError):
        given("cale", problems=(Problem(Where("parts/cale/spec.toml"), Message("wrong")),))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cal", "did you mean 'cale'?"), ("nothing_like_it", "known: cale, etau.mors"),
        ("etau", "name its parts: etau.mors"), ("product", "name its parts: cale etau.mors"),
    ],
)  # fmt: skip
def test_what_is_no_part_is_told_with_what_is(given: Given, name: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        given("cale", name)
    assert str(caught.value.hint) == said
