"""The libraries that come with an extra: asked for where they are needed, and named if missing."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from interpreter.problems import Place, Problem, Refused


def require(library: str, extra: str, path: Path) -> None:
    """Refuse a file, with the command to run, where the library it needs is not installed."""
    if find_spec(library) is None:
        message = f"读写 {path.suffix} 的库还没有装"
        hint = f"在项目文件夹里运行 pip install '.[{extra}]'"
        raise Refused([Problem("extra-missing", Place(str(path)), message, hint)])


def can_do_columns() -> bool:
    """Say whether what it takes to decide by columns is installed."""
    return all(find_spec(library) is not None for library in ("polars", "numpy"))
