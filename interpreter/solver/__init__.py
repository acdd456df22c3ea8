"""The solver back end: the checked tree lowered to z3, to ask about all cases at once.

Only this room knows z3, which comes with an extra; without it the room says how to get it.
"""

from importlib.util import find_spec

from interpreter.problems import Place, Problem, Refused

if find_spec("z3") is None:
    raise Refused(
        [
            Problem(
                "extra-missing",
                Place("--prove"),
                "证明要用的 z3-solver 没有安装",
                "在项目文件夹里运行 pip install '.[prove]'",
            )
        ]
    )
