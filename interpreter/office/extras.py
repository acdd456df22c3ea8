"""The libraries that come with an extra: asked for where they are needed, and named if missing."""

from __future__ import annotations

from importlib.util import find_spec

from interpreter.problems import Place, Problem, Refused


def require(library: str, extra: str, use: str) -> None:
    """Refuse, with the command that installs it, where a library is not installed."""
    if find_spec(library) is None:
        hint = f"在项目文件夹里运行 pip install '.[{extra}]'"
        raise Refused([Problem("extra-missing", Place(use), f"{use}要另装的库还没有装", hint)])
