"""The shape of the code: who may import whom, nothing circular, nothing long, nothing nameless.

The table below is the design. A change of it is a decision, not a repair.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = sorted([*(ROOT / "interpreter").rglob("*.py"), ROOT / "cli.py"])

# Each room, from the ground to the face, and the rooms it may import besides itself.
GROUND = ("interpreter", "problems")
MAY_IMPORT = {
    "interpreter": (),  # the package itself: its version and nothing else
    "problems": (),
    "source": GROUND,
    "language": (*GROUND, "source"),
    "reference": (*GROUND, "source", "language"),
    "policy": (*GROUND, "source", "language", "reference"),
    "evaluation": (*GROUND, "source", "language", "reference", "policy"),
    "table": (*GROUND, "language", "reference", "policy", "evaluation"),
    # all cases: the same tree for a solver, the reference back end to replay what it finds, the
    # edits of a review, to ask of each what it does, and the goals of golden cases, to reach each
    "solver": (
        *(*GROUND, "source", "language", "reference", "policy", "evaluation"),
        *("review", "truth"),
    ),
    "truth": (*GROUND, "source", "language", "reference", "policy", "evaluation"),
    "review": (*GROUND, "source", "language", "reference", "policy", "evaluation", "truth"),
    "totals": (*GROUND, "language", "reference", "policy", "evaluation"),
    "report": (
        *(*GROUND, "language", "reference", "policy", "evaluation"),
        *("truth", "review", "totals"),
    ),
    "office": (
        *(*GROUND, "source", "language", "reference", "policy", "evaluation"),
        "table",  # by columns where there are many rows and the extra is installed
        *("report", "totals"),
    ),
    "commands": (
        *(*GROUND, "source", "language", "reference", "policy", "evaluation"),
        *("truth", "review", "totals", "report", "office", "solver"),
    ),
    "cli": ("interpreter", "commands"),
}
# Each library, and the rooms or modules that know it.
LIBRARIES = {
    "click": ("cli", "interpreter.commands"),
    "simpleeval": ("interpreter.reference.backend",),
    "z3": ("interpreter.solver",),
    "yaml": ("interpreter.source",),
    "jsonschema": ("interpreter.policy.shape",),
    "python_calamine": ("interpreter.office.workbook_child",),
    "xlsxwriter": ("interpreter.office.workbook_writer", "interpreter.office.template"),
    "polars": (
        *("interpreter.table", "interpreter.office.bulk", "interpreter.office.parquet"),
        *("interpreter.office.grid", "interpreter.office.tables"),  # the name of its type only
    ),
    "rich": ("interpreter.commands.batch",),
    "numpy": ("interpreter.table",),
    "referencing": ("interpreter.policy.shape",),  # comes with jsonschema
}
# Modules that may import by a name worked out while running, which no table can see.
LOADS_BY_NAME = frozenset({"interpreter.commands.terminal"})  # a command when it is asked for
LONGEST_FUNCTION = 50
LONGEST_FILE = 320
NAMELESS = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "shared"})


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


TREES = {module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
PATHS = {module_of(path): path for path in FILES}


def imports_of(module: str) -> Iterator[tuple[str, int]]:
    """Give every module imported anywhere in a module, inside functions too, with its line."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            inner = [f"{source}.{alias.name}" for alias in node.names]
            yield from ((name if name in TREES else source, node.lineno) for name in inner)


def find_cycle(graph: dict[str, set[str]]) -> list[str]:
    """Give one circle of a graph, or nothing."""
    done: set[str] = set()

    def visit(node: str, path: list[str]) -> list[str]:
        if node in path:
            return path[path.index(node) :]
        if node in done:
            return []
        done.add(node)
        found = (visit(other, [*path, node]) for other in sorted(graph.get(node, ())))
        return next((circle for circle in found if circle), [])

    return next((circle for node in sorted(graph) if (circle := visit(node, []))), [])


def test_every_room_is_in_the_table() -> None:
    assert {room_of(module) for module in TREES} == set(MAY_IMPORT)


def test_imports_run_one_way() -> None:
    wrong = [
        f"{module}:{line}: {name}"
        for module in TREES
        for name, line in imports_of(module)
        if name.split(".")[0] in ("interpreter", "cli")
        if room_of(name) not in {room_of(module), *MAY_IMPORT.get(room_of(module), ())}
    ]
    assert not wrong


def test_every_library_is_known_in_one_place() -> None:
    assert not [told for module in TREES for told in _strayed(module)]


def _strayed(module: str) -> Iterator[str]:
    """Tell each import of a library that belongs elsewhere."""
    for name, line in imports_of(module):
        library = name.split(".")[0]
        if library in sys.stdlib_module_names or library in ("interpreter", "cli"):
            continue
        homes = LIBRARIES.get(library, ())
        if not any(module == home or module.startswith(f"{home}.") for home in homes):
            yield f"{module}:{line}: {name} belongs to {homes or 'nobody'}"


def test_imports_are_absolute_and_written_out() -> None:
    relative = [(m, line) for m in TREES for name, line in imports_of(m) if name.startswith(".")]
    computed = {
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute)
        and (node.id if isinstance(node, ast.Name) else node.attr)
        in ("__import__", "import_module")
    }
    assert not relative
    assert not computed - {*LOADS_BY_NAME}


def test_no_module_comes_back_to_itself() -> None:
    graph = {m: {n for n, _ in imports_of(m) if n in TREES} for m in TREES}
    assert not find_cycle(graph)


def test_a_circle_would_be_found() -> None:
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c"]
    assert find_cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_a_module_opens_with_its_promise() -> None:
    assert not [module for module, tree in TREES.items() if not ast.get_docstring(tree)]


def test_no_function_is_long() -> None:
    functions = [
        (module, node.name, (node.end_lineno or 0) - node.lineno + 1)
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert not [found for found in functions if found[2] > LONGEST_FUNCTION]


def test_no_file_is_long() -> None:
    lines = {m: len(p.read_text(encoding="utf-8").splitlines()) for m, p in PATHS.items()}
    assert not {module: count for module, count in lines.items() if count > LONGEST_FILE}


def test_every_module_is_named_for_what_it_holds() -> None:
    assert not [module for module in TREES if NAMELESS & set(module.split("."))]
