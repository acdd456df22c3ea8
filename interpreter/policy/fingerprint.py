"""Fingerprints: the canonical content of a policy or a case, without comments and layout."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal

from interpreter.source.data import Data, plain


def fingerprint(base: Data, amendments: Iterable[Data]) -> str:
    """Give `sha256:…` over the canonical content of a policy and the amendments in force.

    The order of keys and of amendments plays no part; the order of lists does.
    """
    laid = sorted(_canonical(plain(a)) for a in amendments)
    return _hashed("\n".join([_canonical(plain(base)), *laid]))


def digest(value: object) -> str:
    """Give `sha256:…` over plain data, whatever the order of its keys."""
    return _hashed(_canonical(value))


def _hashed(content: str) -> str:
    return "sha256:" + hashlib.sha256(content.encode("utf-8")).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=_number)


def _number(value: object) -> str:
    if isinstance(value, Decimal):
        digits = f"{value:f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    raise TypeError(type(value).__name__)
