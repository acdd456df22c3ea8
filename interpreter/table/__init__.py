"""Many cases at once: the same checked policy over columns, to the same outcomes."""

from importlib.util import find_spec

from interpreter.problems import Place, Problem, Refused

if any(find_spec(library) is None for library in ("polars", "numpy")):
    raise Refused(
        [
            Problem(
                "extra-missing",
                Place("表"),
                "按表成批计算要用的 polars 和 numpy 还没有装",
                "在项目文件夹里运行 pip install '.[table]'",
            )
        ]
    )
