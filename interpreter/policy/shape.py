"""The shape of a file against its JSON Schema, said in the author's words at the very key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interpreter.problems import Place, Problems, did_you_mean, shown
from interpreter.source.data import Data, Mapping, follow, plain

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
BOUNDS = {
    "minItems": "这里至少要写 {} 项",
    "maxItems": "这里最多写 {} 项",
    "minProperties": "这里至少要写 {} 项",
    "minLength": "这里不能是空的",
    "maxLength": "这里最多写 {} 字",
    "minimum": "这里不能小于 {}",
    "maximum": "这里不能大于 {}",
}
KINDS = {
    "object": "键和值",
    "array": "列表",
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true 或 false",
    "null": "空",
}


def check_shape(data: Data, schema: str, problems: Problems) -> bool:
    """Check data against `schemas/<schema>.schema.json`; True when nothing was found."""
    before = len(problems)
    for error in _validator(schema).iter_errors(plain(data)):
        for cause in _telling(error):
            _report(data, cause, problems)
    return len(problems) == before


@cache
def read_schema(name: str) -> dict[str, Any]:
    """Read one of our own schemas."""
    text = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _validator(name: str) -> Draft202012Validator:
    # jsonschema costs 100 ms to import and is needed only where a file is really checked.
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry

    checker = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"number": _is_number, "integer": _is_integer}
    )
    kind: Any = validators.extend(Draft202012Validator, type_checker=checker)  # type: ignore[no-untyped-call]
    empty: Registry[Any] = Registry()
    built: Draft202012Validator = kind(read_schema(name), registry=empty)
    return built


def _is_number(_: object, value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_integer(_: object, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _telling(error: Any) -> Iterator[Any]:
    """Give the errors that tell the author most: those of the alternative that fits best."""
    if error.validator not in ("oneOf", "anyOf") or not error.context:
        yield error
        return
    branches: dict[int, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    fitting = [b for b in branches.values() if not any(_wrong_kind(e) for e in b)]
    if len(fitting) != 1:
        yield error
        return
    for inner in fitting[0]:
        yield from _telling(inner)


def _wrong_kind(inner: Any) -> bool:
    return inner.validator in ("type", "const") and not inner.path


def _report(data: Data, error: Any, problems: Problems) -> None:
    path = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        path = (*path, error.instance)
    where, place = follow(data, path)
    if error.validator == "additionalProperties":
        _unknown_keys(where, error, problems)
    elif error.validator == "required":
        _missing_key(place, error, problems)
    else:
        code, message = _worded(error)
        about = str(path[-1]) if path else ""
        problems.add(code, place, message, _described(error), about=about)


def _unknown_keys(where: Data, error: Any, problems: Problems) -> None:
    known = list(error.schema.get("properties", {}))
    if not isinstance(where, Mapping):
        return
    for key in where.items:
        if key not in known:
            hint = did_you_mean(key, known) or "可以写的键：" + "、".join(known)
            message = f"不认识的键 `{shown(key)}`"
            problems.add("unknown-key", where.keys[key], message, hint, about=key)


def _missing_key(place: Place, error: Any, problems: Problems) -> None:
    for key in error.validator_value:
        if key not in error.instance:
            meaning = error.schema.get("properties", {}).get(key, {}).get("description", "")
            problems.add("missing-key", place, f"缺少键 `{key}`", meaning, about=key)


def _worded(error: Any) -> tuple[str, str]:
    given, wanted = _told(error.instance), error.validator_value
    if error.validator == "type":
        names = [wanted] if isinstance(wanted, str) else list(wanted)
        return "wrong-shape", f"这里要写{'或'.join(KINDS[n] for n in names)}，写的是{given}"
    if error.validator == "enum":
        return "not-allowed", f"{given} 不在可写的词里：{'、'.join(wanted)}"
    if error.validator == "const":
        return "not-allowed", f"这里只能写 {shown(json.dumps(wanted))}"
    if error.validator in BOUNDS:
        return "wrong-shape", BOUNDS[error.validator].format(wanted)
    return "wrong-shape", f"{given} 的写法不对"


def _told(value: object) -> str:
    """Give a value as its author wrote it, lists and tables by their kind."""
    if isinstance(value, dict | list):
        return "一组键和值" if isinstance(value, dict) else "一个列表"
    words = {True: "true", False: "false", None: "空值"}
    plain_word = words.get(value) if value is None or isinstance(value, bool) else None
    return f" {plain_word}" if plain_word else f" `{shown(value)}`"


def _described(error: Any) -> str:
    """Say what the key is for, how it is written, and whether quotes are missing."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    hints = [str(schema["description"])] if "description" in schema else []
    example = next(iter(schema.get("examples", ())), None)
    hints += [f"例如 {example}"] if isinstance(example, str | int) else []
    if isinstance(error.instance, bool | int | Decimal) and _takes_text(schema):
        hints.insert(0, "文字和表达式要加引号")
    return "；".join(hints)


def _takes_text(schema: dict[str, Any]) -> bool:
    kinds = (schema, *schema.get("oneOf", ()))
    return any(isinstance(k, dict) and k.get("type") == "string" for k in kinds)
