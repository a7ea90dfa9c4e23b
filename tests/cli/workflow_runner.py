"""Runs the shell steps of a workflow of GitHub Actions, as a runner would, on this machine.

The expressions of the file are evaluated, the conditions decide, and the steps run in a real git
repository. Actions that move files (artefacts, caches) are done with folders; ``sudo``, ``pip``
and ``gh`` are stand-ins on the PATH that record what they are asked.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"'(?:[^']|'')*'|(?<![\w.-])[A-Za-z_][\w.-]*+(?!\s*\()")
_WORDS = {"true": "True", "false": "False"}


def load_yaml(path: Path) -> dict[str, Any]:
    """Return a YAML file; the key ``on`` of a workflow is a truth value to YAML 1.1."""
    read: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return {("on" if key is True else str(key)): value for key, value in read.items()}


def stand_in(folder: Path, name: str, text: str) -> None:
    """Put a command of our own on the PATH: ``text`` is Python."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
    path.chmod(0o755)


@dataclass(slots=True)
class Ran:
    """A job that ran: whether it is green, what each step printed, the page of the job."""

    green: bool = True
    skipped: bool = False
    printed: dict[str, str] = field(default_factory=dict)
    summary: str = ""


@dataclass(slots=True)
class Runner:
    """A machine of the service: ``contexts`` by dotted name; ``storage``: artefacts and caches."""

    workflow: dict[str, Any]
    contexts: dict[str, object]
    storage: Path
    path: str
    home: Path

    def run(self, name: str, workspace: Path) -> Ran:
        """Run a job in ``workspace``."""
        job, ran = self.workflow["jobs"][name], Ran()
        if not self._holds(job.get("if", "true"), ran):
            return Ran(skipped=True)
        given = {**self.workflow.get("env", {}), **job.get("env", {})}
        env = {key: self._filled(value) for key, value in given.items()}
        self.storage.mkdir(exist_ok=True)
        summary = self.storage / f"summary-{name}.md"
        summary.unlink(missing_ok=True)
        for rank, step in enumerate(job["steps"]):
            condition = step.get("if", "success()")
            if not self._holds(condition, ran, env, workspace):
                continue
            ok = self._step(step, workspace, env, summary, ran, f"{rank} {step.get('name', '')}")
            ran.green = ran.green and (ok or bool(step.get("continue-on-error")))
        ran.summary = summary.read_text("utf-8") if summary.is_file() else ""
        return ran

    def _step(
        self, step: dict[str, Any], workspace: Path, env: dict[str, str], summary: Path, ran: Ran,
        title: str,
    ) -> bool:  # fmt: skip
        if "uses" in step:
            given = {k: self._filled(v, env) for k, v in step.get("with", {}).items()}
            return self._action(step["uses"].partition("@")[0], given, workspace)
        own = {key: self._filled(value, env) for key, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "-e", "-c", self._filled(step["run"], env)], cwd=workspace, text=True,
            capture_output=True, check=False,
            env={
                **os.environ, **env, **own, "PATH": self.path, "HOME": str(self.home),
                "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_SHA": str(self.contexts["github.sha"]),
                "GITHUB_REPOSITORY": str(self.contexts["github.repository"]), "GIT_TERMINAL_PROMPT": "0",
            },
        )  # fmt: skip
        ran.printed[title.split(" ", 1)[1]] = done.stdout + done.stderr
        return done.returncode == 0

    def _action(self, action: str, given: dict[str, str], workspace: Path) -> bool:
        place = Path(given.get("path", "").replace("~", str(self.home)))
        place = place if place.is_absolute() else workspace / place
        if action == "actions/upload-artifact":
            target = self.storage / "artifacts" / given["name"]
            shutil.rmtree(target, ignore_errors=True)
            if place.is_dir():
                shutil.copytree(place, target)
        elif action == "actions/download-artifact":
            source = self.storage / "artifacts" / given["name"]
            if not source.is_dir():
                return False
            shutil.copytree(source, place, dirs_exist_ok=True)
        elif action == "actions/cache/restore":
            known = sorted((self.storage / "caches").glob(f"{given['restore-keys']}*"))
            if known:
                shutil.copytree(known[-1], place, dirs_exist_ok=True)
        elif action == "actions/cache/save":
            shutil.copytree(place, self.storage / "caches" / given["key"], dirs_exist_ok=True)
        elif action == "github/codeql-action/upload-sarif":
            shutil.copy(workspace / given["sarif_file"], self.storage / "uploaded.sarif")
        else:
            assert action in ("actions/checkout", "actions/setup-python"), action
        return True

    # ---- expressions ----

    def _filled(self, value: object, env: dict[str, str] | None = None) -> str:
        return _EXPRESSION.sub(
            lambda m: _said(self._value(m[1], Ran(), env or {}, None)), str(value)
        )

    def _holds(
        self, condition: object, ran: Ran, env: dict[str, str] | None = None, workspace: Path | None = None
    ) -> bool:  # fmt: skip
        text = str(condition).strip()
        inner = _EXPRESSION.fullmatch(text)
        text = inner[1] if inner else text
        value = bool(self._value(text, ran, env or {}, workspace))
        # what names no state of the job is for green ones only
        return value and (ran.green or "cancelled()" in text)

    def _value(self, text: str, ran: Ran, env: dict[str, str], workspace: Path | None) -> Any:
        known = {**self.contexts, **{f"env.{key}": value for key, value in env.items()}}
        functions = {
            "cancelled": lambda: False,
            "success": lambda: ran.green,
            "format": lambda pattern, *values: pattern.format(*values),
            "hashFiles": lambda name: "1" if workspace and (workspace / name).is_file() else "",
        }

        def named(found: re.Match[str]) -> str:
            word = found[0]
            return repr(word[1:-1]) if word.startswith("'") else _WORDS.get(word, f"_at({word!r})")

        code = _NAME.sub(named, text.replace("\n", " "))
        code = code.replace("&&", " and ").replace("||", " or ").replace("!=", "≠")
        code = code.replace("!", " not ").replace("≠", "!=").strip()
        return eval(code, {"_at": lambda name: known.get(name, "")}, functions)


def _said(value: object) -> str:
    return (
        {True: "true", False: "false"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )
