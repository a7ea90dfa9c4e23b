"""Running a student's model: the B-rep that it builds, the names of its faces, what it read.

This is the only place that executes code of a project. The model finds a fresh namespace and its
own folder as working directory and first on the import path; what it changes in the interpreter
is put back. Faults of the model become a ModelError with the line where it stopped.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import math
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import cadquery as cq

from gmp_cad.errors import ModelError, Where
from gmp_cad.evidence import ModelRun
from gmp_cad.evidence.reads import Reads
from gmp_cad.kernel import brep
from gmp_cad.kernel.scripts import script as show
from gmp_cad.kernel.scripts.adopted import part_of
from gmp_cad.kernel.scripts.explanation import explained
from gmp_cad.kernel.scripts.isolation import Printed, isolated, quiet
from gmp_cad.kernel.scripts.naming import FaceNames
from gmp_cad.kernel.scripts.read_record import Reading
from gmp_cad.kernel.scripts.reading import reading
from gmp_cad.kernel.scripts.shortcuts import shortcuts
from gmp_cad.language import Message
from gmp_cad.spec.literals import has_build
from gmp_cad.spec.values import Values, by_name, reads_of

_LAST_LINES = 20
# what a script's function is given, by number: a part; a product; a fixture
_SIGNATURES = {1: "(d)", 2: "(parts, d)", 3: "(parts, d, workpiece)"}


class FailedRunError(ModelError):
    """A model that failed when it ran; ``reads``: what it had read until then."""

    def __init__(
        self, message: Message, hint: Message | None, where: Where | None, reads: Reads
    ) -> None:
        super().__init__(message, hint, where)
        self.reads = reads


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A model as it was run.

    ``solid``: a Solid, or a Compound of the declared bodies; ``stock``: likewise, None when the
    model defines none; ``run``: the names of the faces and what was read; ``reads``: the same with
    its states; ``notes``: what the author is to know; ``output``: the last lines that it printed.
    """

    solid: cq.Shape
    stock: cq.Shape | None
    run: ModelRun
    reads: Reads
    notes: tuple[Message, ...] = ()
    output: str = ""


@dataclass(frozen=True, slots=True)
class _Model:
    """The text of a model: its place in the project, its syntax tree."""

    path: Path
    file: str
    tree: ast.Module

    def where(self, function: str = "") -> Where:
        """Return the model's file, with the line of a top-level function if it defines it."""
        lines = [n.lineno for n in self.tree.body if getattr(n, "name", None) == function]
        return Where(self.file, line=lines[-1] if lines else None)


@dataclass(frozen=True, slots=True)
class Script:
    """A file of the project that is being run: call its functions, then ask what it read."""

    model: _Model
    module: ModuleType
    record: Reading
    printed: io.StringIO

    @property
    def namespace(self) -> dict[str, Any]:
        """The global names of the script."""
        return vars(self.module)

    @property
    def file(self) -> str:
        """The script's path in the project, with forward slashes."""
        return self.model.file

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the project read so far, itself among them, by their path in it."""
        return self.record.local_files

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages imported so far that are neither Python's own nor of the project."""
        return tuple(sorted(self.record.packages))

    @property
    def output(self) -> str:
        """The last lines that it printed."""
        return "\n".join(self.printed.getvalue().splitlines()[-_LAST_LINES:])

    def execute(self, name: str, given: Mapping[str, Any]) -> None:
        """Run the text as the module ``name`` with the ``given`` global names."""
        self.namespace.update({**given, "__name__": name, "__file__": str(self.model.path)})
        sys.modules[name] = self.module  # dataclasses and pickling look there; isolated removes it
        with faults(self):
            code = compile(self.model.tree, str(self.model.path), "exec", dont_inherit=True)
            exec(code, self.namespace)  # noqa: S102 - running the model is the purpose

    def call(self, name: str, *arguments: object) -> Any:
        """Return what the function ``name`` of the script gives; raise ModelError if it fails."""
        function = self.namespace.get(name)
        where = self.model.where(name)
        try:
            inspect.signature(function).bind(*arguments)  # type: ignore[arg-type]
        except TypeError as error:
            expected = _SIGNATURES[len(arguments)]
            message = Message("{file} needs a function {name}{expected}", file=self.file, name=name,
                              expected=expected)  # fmt: skip
            hint = Message("write def {name}{expected}:", name=name, expected=expected)
            raise ModelError(message, hint, where) from error
        with faults(self):
            return function(*arguments)  # type: ignore[misc]

    def call_plain(self, name: str) -> Any:
        """Return what a function without arguments gives; raise ModelError if it fails."""
        with faults(self):
            return self.namespace[name]()


@contextlib.contextmanager
def load_script(path: Path, project: Path, shown: show.Shown | None = None) -> Iterator[Script]:
    """Run the script at ``path``; while the block lasts its functions can be called.

    ``shown`` takes what it shows where it is one for CQ-editor. What it read is complete when the
    block has ended. Raises ModelError.
    """
    with session(path, project) as script:
        if shown is None:
            script.execute("model", {})
        else:
            script.execute(show.MODULE_NAME, shown.namespace())
        yield script


def run_model(path: Path, project: Path, values: Values, bodies: int = 1) -> RunResult:
    """Run the model at ``path`` with ``values`` (mm, degrees) and return what it built.

    A model that defines ``build(d)`` is asked for its shape, and ``stock(d)`` for its stock where
    that is defined; any other is run as a ``show_object`` script. ``bodies``: how many solids the
    shape must have. ``project``: the folder to which the file names of the result relate. Frame
    of the result: the part's. Raises FailedRunError, a ModelError; a model that cannot be read at
    all is a plain ModelError.
    """
    names = FaceNames()
    notes: tuple[Message, ...] = ()
    record: Reading | None = None
    try:
        with session(path, project) as script:
            record = script.record
            if has_build(script.model.tree):
                solid, stock = _built(script, values, bodies, names)
            else:
                solid, stock = _shown(script, values, bodies, names), None
                notes = show.notes(script.model.tree, script.file, by_name(values))
    except ModelError as error:
        if record is not None:
            reads = record.reads(reads_of(values))
            raise FailedRunError(error.message, error.hint, error.where, reads) from error
        raise
    found = names.names(solid)
    run = ModelRun(
        named_faces=found.named,
        lost_tags=found.lost,
        dimensions=values.names_read,
        impurities=tuple(sorted(record.impurities)),
        has_stock=stock is not None,
    )
    return RunResult(
        solid=solid, stock=stock, run=run, reads=record.reads(reads_of(values)), notes=notes,
        output=script.output,
    )  # fmt: skip


# --- the two kinds of model


def _built(
    script: Script, values: Values, bodies: int, names: FaceNames
) -> tuple[cq.Shape, cq.Shape | None]:
    with names:
        script.execute("model", {})
        result = script.call("build", values)
    solid = _solid(result, bodies, script.model.where("build"), "build(d)")
    stock = None
    if callable(script.namespace.get("stock")):
        result = script.call("stock", values)
        stock = _solid(result, 1, script.model.where("stock"), "stock(d)")
    return solid, stock


def _shown(script: Script, values: Values, bodies: int, names: FaceNames) -> cq.Shape:
    for name in show.override(script.model.tree, by_name(values)):
        getattr(values, name)  # recorded as read
    shown = show.Shown()
    with names:
        script.execute(show.MODULE_NAME, shown.namespace())
    if not shown.objects:
        raise ModelError(
            Message("The model defines no build(d) and shows no object"),
            hint=Message("define def build(d): ... return shape, or end with show_object(shape)"),
            where=script.model.where(),
        )
    result = shown.objects[0] if len(shown.objects) == 1 else shown.objects
    return _solid(result, bodies, script.model.where(), "show_object")


def _solid(result: object, bodies: int, where: Where, source: str) -> cq.Shape:
    result = part_of(result)
    try:
        _require_shape(result, source)
        return brep.single_solid(result, bodies)
    except ModelError as error:
        raise ModelError(error.message, error.hint, error.where or where) from error


def _require_shape(result: object, source: str) -> None:
    hint = Message("it must return a Workplane, a Shape or a list of these")
    if result is None:
        raise ModelError(Message("{source} returned nothing", source=source), hint)
    if not isinstance(result, cq.Workplane | cq.Shape | list | tuple):
        raise ModelError(
            Message(
                "{source} returned {kind}, which is no shape",
                source=source,
                kind=type(result).__name__,
            ),
            hint,
        )
    if any(not math.isfinite(x) for v in _vertices(result) for x in v.toTuple()):
        raise ModelError(
            Message(
                "{source} returned a shape with coordinates that are no numbers", source=source
            ),
            Message("look for NaN or infinity in the sizes and places that it was built with"),
        )


def _vertices(result: object) -> Iterator[cq.Vertex]:
    if isinstance(result, cq.Workplane):
        result = result.vals()
    if isinstance(result, cq.Shape):
        yield from result.Vertices()
    elif isinstance(result, list | tuple):
        for item in result:
            yield from _vertices(item)


# --- the text


def _read(path: Path, project: Path) -> _Model:
    path = path.resolve()
    file = Path(os.path.relpath(path, project.resolve())).as_posix()
    try:
        tree = ast.parse(path.read_bytes(), str(path))
    except OSError as error:
        raise ModelError(
            Message("The model cannot be read: {reason}", reason=error.strerror or str(error)),
            where=Where(file),
        ) from error
    except (SyntaxError, ValueError) as error:
        raise ModelError(
            Message("The model is not valid Python: {reason}", reason=_reason(error)),
            where=Where(file, line=getattr(error, "lineno", None)),
        ) from error
    return _Model(path, file, tree)


def _reason(error: Exception) -> str:
    return error.msg if isinstance(error, SyntaxError) else str(error)


@contextlib.contextmanager
def session(path: Path, project: Path) -> Iterator[Script]:
    """Read a script and give it its folder; nothing of it is run yet. Raises ModelError."""
    printed = Printed()
    with reading(project) as record:
        model = _read(path, project)
        with isolated(model.path.parent), shortcuts(), quiet(printed):
            yield Script(model, ModuleType("model"), record, printed)


# --- faults


@contextlib.contextmanager
def faults(script: Script) -> Iterator[None]:
    """Turn whatever the model raises into a ModelError with the line where it stopped."""
    try:
        yield
    # SystemExit and KeyboardInterrupt of a model are its faults like any other
    except BaseException as error:
        message, hint = explained(error)
        if script.output:
            hint = _with_output(hint, script.output)
        raise ModelError(message, hint, _place(error, script.model, script.record)) from error


def _with_output(hint: Message | None, output: str) -> Message:
    if hint is None:
        return Message("the model printed last: {output}", output=output)
    return Message("{hint}; the model printed last: {output}", hint=hint, output=output)


def _place(error: BaseException, model: _Model, record: Reading) -> Where:
    """Return the innermost line of the project's own code that the error passed through."""
    if isinstance(error, SyntaxError) and record.is_local(error.filename):
        return Where(record.relative(os.path.realpath(str(error.filename))), line=error.lineno)
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if record.is_local(frame.filename):
            return Where(record.relative(os.path.realpath(frame.filename)), line=frame.lineno)
    return model.where()
