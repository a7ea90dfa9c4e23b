"""A plan marked final is final only when everything that judges it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.plan import validation_bodies, validation_graph
from gmp_cad.checks.validated import PlanVerdicts, validated
from gmp_cad.documents.plan.contract import contract_header
from gmp_cad.engine.codec import decode, encode
from gmp_cad.finding import Finding, Status
from tests.checks.test_contract import PHASE, plan, spec
from tests.documents import vice

GOOD = vice.finding("semelle.ph20", Status.PASS, "CP13")
WARN = vice.finding("semelle.ph20", Status.WARN, "CP15")
BAD = vice.finding("semelle.ph20", Status.FAIL, "CP13")
FINAL = plan(PHASE, status="définitif")


def code(*findings, of=FINAL, missing=()):
    (found,) = validated(PlanVerdicts(plan=of, findings=findings, missing=missing))
    return found.code, found.status


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((GOOD, WARN), ("final", Status.PASS)),
        ((GOOD, BAD), ("held_back", Status.FAIL)),
        ((replace(BAD, status=Status.ERROR),), ("held_back", Status.FAIL)),
    ],
)
def test_a_plan_marked_final(findings, expected):
    assert code(*findings) == expected


def test_what_was_not_judged_is_not_final():
    assert code(GOOD, missing=("order:semelle",)) == ("not_judged", Status.FAIL)


def test_a_provisional_plan_may_fail():
    assert code(BAD, of=plan(PHASE)) == ("provisional", Status.PASS)


def test_the_finding_names_what_fails():
    (found,) = validated(PlanVerdicts(plan=FINAL, findings=[BAD]))
    assert "CP13 (semelle.ph20)" in found.message.say("fr")


def test_the_contract_says_final_only_for_a_validated_plan():
    own = vice.plan().model_copy(update={"status": "définitif"})
    held = vice.contract(plan=own)
    assert contract_header(held, "fr")["status"] == "prévisionnel"
    assert contract_header(replace(held, validated=True), "fr")["status"] == "définitif"
    assert contract_header(vice.contract(validated=True), "fr")["status"] == "prévisionnel"


DOCUMENTS = {"files": {"parts/semelle/process.toml": vice.PLAN.replace("author", 'status = "définitif"\nauthor', 1),
                       "parts/semelle/spec.toml": vice.SPEC}, "materials": "[]",
                       "lang": "fr"}  # fmt: skip


def task():
    place = PartPlace(key="semelle", folder="parts/semelle", out="parts/semelle", spec=spec(),
                      plan=vice.plan())  # fmt: skip
    (found,) = validation_graph.validation_tasks(place, DOCUMENTS)
    return found


def test_the_task_looks_at_every_judge_of_the_plan():
    judges = task().params["judges"]
    assert {"proofs:semelle", "order:semelle", "simulation:semelle"} <= set(judges)
    assert {"phase_study:semelle:10", "phase_study:semelle:20", "clamping:semelle:20"} <= set(
        judges
    )
    assert "clamping:semelle:30" not in judges  # an inspection


@pytest.mark.parametrize(
    ("given", "expected"),
    [((GOOD,), b"true"), ((GOOD, BAD), b"false")],
)
def test_the_task_gives_the_status_that_contracts_read(given, expected):
    found = task()
    data = {need.alias: encode((), tuple[Finding, ...]) for need in found.wants}
    data["findings|order:semelle"] = encode(given, tuple[Finding, ...])
    outputs, _ = validation_bodies.plan_status(data, found.params)
    assert outputs["validated"].strip() == expected
    (finding,) = decode(outputs["findings"], tuple[Finding, ...])
    assert (finding.status is Status.PASS) is (expected == b"true")
    del data["findings|proofs:semelle"]
    outputs, _ = validation_bodies.plan_status(data, found.params)
    assert outputs["validated"].strip() == b"false"
