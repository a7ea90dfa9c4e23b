"""What the text of a script says of clock, randomness and environment.

Calls of C functions such as ``datetime.now`` raise no event and cannot be replaced, and a replaced
``random`` would be seen from inside libraries as well. So what is written is reported, run or not;
a generator with a given seed is not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

# dotted name, with all that is below it -> why the result differs from run to run
_IMPURE: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns"),
            *("time.perf_counter", "time.perf_counter_ns", "time.process_time", "time.localtime"),
            *("time.gmtime", "time.ctime", "time.strftime", "time.asctime"),
            *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
            "datetime.date.today",
            *("os.path.getmtime", "os.path.getctime", "os.path.getatime"),
        ),
        "clock",
    ),
    **dict.fromkeys(
        (
            *("random", "secrets", "numpy.random", "os.urandom", "os.getrandom"),
            *("uuid.uuid1", "uuid.uuid4", "uuid.getnode"),
        ),
        "randomness",
    ),
    **dict.fromkeys(("os.environ", "os.getenv", "platform", "getpass.getuser"), "environment"),
}
_SEEDED_GENERATORS = frozenset(
    {"random.Random", "numpy.random.default_rng", "numpy.random.RandomState"}
)
_SEEDS = {"random.seed": "random", "numpy.random.seed": "numpy.random"}


def written_impurities(tree: ast.AST, file: str) -> tuple[str, ...]:
    """Return clock, randomness and environment in a module: ``clock: time.time (file:line)``."""
    names = _imported_names(tree)
    used = list(_used_names(tree, names))
    seeded = {_SEEDS[name] for node, name in used if name in _SEEDS and _has_arguments(tree, node)}
    found = []
    for node, name in used:
        prefix = next((p for p in _IMPURE if name == p or name.startswith(p + ".")), None)
        harmless = prefix in seeded or (name in _SEEDED_GENERATORS and _has_arguments(tree, node))
        if prefix and not harmless:
            found.append(f"{_IMPURE[prefix]}: {name} ({file}:{node.lineno})")
    return tuple(dict.fromkeys(found))


def _imported_names(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for: ``np`` → ``numpy``."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _used_names(tree: ast.AST, names: Mapping[str, str]) -> Iterator[tuple[ast.expr, str]]:
    """Yield each longest dotted expression that starts with an imported name, spelled out."""
    for node in ast.iter_child_nodes(tree):
        dotted = _dotted(node, names)
        if dotted is not None and isinstance(node, ast.expr):
            yield node, dotted
        else:
            yield from _used_names(node, names)


def _dotted(node: ast.AST, names: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        start = _dotted(node.value, names)
        return None if start is None else f"{start}.{node.attr}"
    return None


def _has_arguments(tree: ast.AST, function: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Call) and node.func is function and bool(node.args or node.keywords)
        for node in ast.walk(tree)
    )
