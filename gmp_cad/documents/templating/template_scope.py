"""What the names of a template stand for, followed through loops, macros, imports and includes.

The syntax tree is read with the registry's fields in place of values: a field that the registry
does not know is a fault even where a document of today would not reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import jinja2
from jinja2 import nodes

from gmp_cad.documents.templating.template_fields import ITEM, Node
from gmp_cad.documents.templating.template_reason import unknown_field
from gmp_cad.errors import suggestion
from gmp_cad.language import Message

# A name stands for a field (Node), a macro (MacroValue), or None: anything, which is never a fault.
# file, line, words to look for in it, message, hint, whether it stops the document
Report = Callable[[str, int, Sequence[str], Message, "Message | None", bool], None]

_KEEP = frozenset(
    {"sort", "list", "reverse", "unique", "select", "reject", "selectattr", "rejectattr"}
)
_ONE = frozenset({"first", "last", "random", "min", "max"})
_COMPUTING = frozenset({"round", "int", "float", "sum", "abs", "filesizeformat"})
_MAY_BE_MISSING = frozenset({"default", "d"})
_SIGNS: Mapping[type[nodes.Node], str] = {
    nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.FloorDiv: "//",
    nodes.Mod: "%", nodes.Pow: "**",
}  # fmt: skip
_METHODS = frozenset(dir(str)) | frozenset(dir(list)) | frozenset(dir(dict))
_FINISHED = Message("a template computes nothing: every field arrives as finished text")

# How a Reader reads each kind of node.
_STATEMENTS: Mapping[type[nodes.Node], str] = {
    nodes.For: "_loop", nodes.If: "_if", nodes.Assign: "_assign",
    nodes.AssignBlock: "_assign_block", nodes.Macro: "_define",
    nodes.Include: "_include", nodes.FromImport: "_from", nodes.Import: "_import",
    nodes.Extends: "_extends", nodes.With: "_with", nodes.CallBlock: "_call_block",
}  # fmt: skip
_EXPRESSIONS: Mapping[type[nodes.Node], str] = {
    nodes.Name: "_name", nodes.Getattr: "_attribute", nodes.Getitem: "_item",
    nodes.Filter: "_filter", nodes.Test: "_test", nodes.Call: "_call",
    nodes.CondExpr: "_condition",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MacroValue:
    """A macro, the file it stands in, and what it sees there."""

    node: nodes.Macro
    file: str
    scope: Mapping[str, object]


@dataclass(slots=True)
class Reader:
    """Reads one template; ``report`` takes each fault, ``parsed`` gives other templates' trees."""

    environment: jinja2.Environment
    parsed: Callable[[str], nodes.Template | None]
    described: Callable[[str], bool]
    report: Report
    file: str
    template: str
    open: bool
    calls: tuple[str, ...] = ()
    called: set[str] = field(default_factory=set)

    def read(self, body: Iterable[nodes.Node], scope: dict[str, object]) -> None:
        """Read statements; names that they set are added to ``scope``."""
        for node in body:
            self._statement(node, scope)

    def _statement(self, node: nodes.Node, scope: dict[str, object]) -> None:
        if isinstance(node, nodes.Expr):
            self.value(node, scope)
        elif handler := _STATEMENTS.get(type(node)):
            getattr(self, handler)(node, scope)
        else:
            self.read(node.iter_child_nodes(), scope)

    def _if(self, node: nodes.If, scope: dict[str, object]) -> None:
        self.value(node.test, scope)
        self.read((*node.body, *node.elif_, *node.else_), scope)

    def _assign(self, node: nodes.Assign, scope: dict[str, object]) -> None:
        self._bind(node.target, self.value(node.node, scope), scope)

    def _assign_block(self, node: nodes.AssignBlock, scope: dict[str, object]) -> None:
        self.read(node.body, dict(scope))
        self._bind(node.target, None, scope)

    def _define(self, node: nodes.Macro, scope: dict[str, object]) -> None:
        scope[node.name] = MacroValue(node, self.file, scope)

    def _import(self, node: nodes.Import, scope: dict[str, object]) -> None:
        self._known_template(node.template, node.lineno)
        scope[node.target] = None

    def _extends(self, node: nodes.Extends, _scope: dict[str, object]) -> None:
        self._known_template(node.template, node.lineno)

    def _with(self, node: nodes.With, scope: dict[str, object]) -> None:
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            self._bind(target, self.value(value, scope), inner)
        self.read(node.body, inner)

    def _call_block(self, node: nodes.CallBlock, scope: dict[str, object]) -> None:
        self.value(node.call, scope)
        self.read(node.body, {**scope, **dict.fromkeys(a.name for a in node.args)})

    def _loop(self, node: nodes.For, scope: dict[str, object]) -> None:
        over = self.value(node.iter, scope)
        item: object = None
        if isinstance(over, Node):
            item = over.items
            if not over.children and not over.open:
                message = Message("{path} is a text, not a list", path=over.path)
                self.report(
                    self.file, node.lineno, (over.path.split(".")[-1],), message, None, True
                )
        inner = {**scope, "loop": None}
        self._bind(node.target, item, inner)
        if node.test is not None:
            self.value(node.test, inner)
        self.read(node.body, inner)
        self.read(node.else_, dict(scope))

    def _bind(self, target: nodes.Node, value: object, scope: dict[str, object]) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = value
        elif isinstance(target, nodes.Tuple):
            inner = value.items if isinstance(value, Node) else None
            for one in target.items:
                self._bind(one, inner, scope)

    def _include(self, node: nodes.Include, scope: dict[str, object]) -> None:
        name = self._known_template(node.template, node.lineno, node.ignore_missing)
        if name is None or self.described(name) or name in self.calls:
            return  # one that the registry describes is checked by its own fields
        tree = self.parsed(name)
        if tree is not None:
            replace(self, file=name, calls=(*self.calls, name)).read(tree.body, dict(scope))

    def _from(self, node: nodes.FromImport, scope: dict[str, object]) -> None:
        name = self._known_template(node.template, node.lineno)
        tree = self.parsed(name) if name else None
        there: dict[str, object] = {}
        if tree is not None and name is not None:
            for macro in tree.find_all(nodes.Macro):
                there[macro.name] = MacroValue(macro, name, there)
        for entry in node.names:
            wanted, alias = entry if isinstance(entry, tuple) else (entry, entry)
            if tree is not None and wanted not in there:
                known = suggestion(wanted, there)
                message = Message("{file} has no macro {name!r}", file=name, name=wanted)
                self.report(self.file, node.lineno, (wanted,), message, known, True)
            scope[alias] = there.get(wanted)

    def _known_template(
        self, node: nodes.Expr, line: int, missing_allowed: bool = False
    ) -> str | None:
        """Return the name of a template that is given as a text and exists; report one that does not."""
        if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
            return None
        loader = self.environment.loader
        names = loader.list_templates() if loader else []
        if node.value in names:
            return node.value
        if not missing_allowed:
            hint = suggestion(node.value, names) or Message(
                "a template reads only docs_templates/ and the pictures of its document"
            )
            message = Message("there is no template {name!r}", name=node.value)
            self.report(self.file, line, (node.value,), message, hint, True)
        return None

    def value(self, node: nodes.Node, scope: Mapping[str, object]) -> object:
        """Return what an expression stands for, and report what it does wrong."""
        if handler := _EXPRESSIONS.get(type(node)):
            return getattr(self, handler)(node, scope)
        if sign := _SIGNS.get(type(node)):
            message = Message("the template computes ({sign})", sign=sign)
            self.report(self.file, node.lineno, (sign,), message, _FINISHED, False)
        for child in node.iter_child_nodes():
            self.value(child, scope)
        return None

    def _condition(self, node: nodes.CondExpr, scope: Mapping[str, object]) -> object:
        self.value(node.test, scope)
        found = [self.value(n, scope) for n in (node.expr1, node.expr2) if n is not None]
        return found[0] or found[-1]

    def _attribute(self, node: nodes.Getattr, scope: Mapping[str, object]) -> object:
        return self._child(self.value(node.node, scope), node.attr, node.lineno)

    def _name(self, node: nodes.Name, scope: Mapping[str, object]) -> object:
        if node.name in scope:
            return scope[node.name]
        if not self.open and node.name not in self.environment.globals:
            known = [name for name in scope if not isinstance(scope[name], MacroValue)]
            fault, hint = unknown_field(node.name, sorted(known), self.template)
            self.report(self.file, node.lineno, (node.name,), fault, hint, True)
        return None

    def _child(self, base: object, name: str, line: int) -> object:
        if not isinstance(base, Node) or base.open or name in base.children:
            return base.children.get(name) if isinstance(base, Node) else None
        own = [child for child in base.children if child != ITEM]
        if name not in _METHODS or (own and name not in dir(dict)):
            fault, hint = unknown_field(name, sorted(own), self.template)
            self.report(self.file, line, (name,), fault, hint, True)
        return None

    def _item(self, node: nodes.Getitem, scope: Mapping[str, object]) -> object:
        base = self.value(node.node, scope)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._child(base, node.arg.value, node.lineno)
        self.value(node.arg, scope)
        if isinstance(node.arg, nodes.Slice) or not isinstance(base, Node):
            return base if isinstance(base, Node) else None
        return base.items

    def _filter(self, node: nodes.Filter, scope: Mapping[str, object]) -> object:
        silent = node.name in _MAY_BE_MISSING
        base = None
        if node.node is not None:
            reader = replace(self, report=_ignore) if silent else self
            base = reader.value(node.node, scope)
        for argument in (*node.args, *(k.value for k in node.kwargs)):
            self.value(argument, scope)
        if node.name not in self.environment.filters:
            message = Message("there is no filter {name!r}", name=node.name)
            hint = suggestion(node.name, sorted(self.environment.filters))
            self.report(self.file, node.lineno, (node.name,), message, hint, True)
        elif node.name in _COMPUTING:
            message = Message("the template computes ({sign})", sign=f"|{node.name}")
            self.report(self.file, node.lineno, (node.name,), message, _FINISHED, False)
        if not isinstance(base, Node):
            return None
        return base if node.name in _KEEP else base.items if node.name in _ONE else None

    def _test(self, node: nodes.Test, scope: Mapping[str, object]) -> object:
        silent = node.name in ("defined", "undefined")
        (replace(self, report=_ignore) if silent else self).value(node.node, scope)
        if node.name not in self.environment.tests:
            message = Message("there is no test {name!r}", name=node.name)
            hint = suggestion(node.name, sorted(self.environment.tests))
            self.report(self.file, node.lineno, (node.name,), message, hint, True)
        for argument in node.args:
            self.value(argument, scope)
        return None

    def _call(self, node: nodes.Call, scope: Mapping[str, object]) -> object:
        called = self.value(node.node, scope)
        given = [self.value(argument, scope) for argument in node.args]
        named = {k.key: self.value(k.value, scope) for k in node.kwargs}
        if isinstance(called, MacroValue):
            self._macro(called, given, named)
        return None

    def _macro(
        self, macro: MacroValue, given: Sequence[object], named: Mapping[str, object]
    ) -> None:
        name = f"{macro.file}:{macro.node.name}"
        self.called.add(name)
        if name in self.calls:
            return
        names = [argument.name for argument in macro.node.args]
        arguments = dict.fromkeys(names) | dict(zip(names, given, strict=False)) | dict(named)
        inner = replace(self, file=macro.file, calls=(*self.calls, name))
        scope = {**macro.scope, **arguments, "caller": None, "varargs": None, "kwargs": None}
        inner.read(macro.node.body, scope)

    def read_uncalled(self, scope: Mapping[str, object]) -> None:
        """Read the macros of this file that nothing calls, whatever they are given."""
        for value in list(scope.values()):
            if not isinstance(value, MacroValue) or value.file != self.file:
                continue
            if f"{value.file}:{value.node.name}" not in self.called:
                self._macro(value, (), {})


def _ignore(*_rest: object) -> None:
    """Report nothing: the template asks itself whether the field is there."""
