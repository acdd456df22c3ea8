"""Where each piece of a YAML text begins and ends, so that one is replaced and the rest stays.

For texts that `read_yaml` has already accepted: no anchors, tags or merges, bounded depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_COMMENT = re.compile(r"#[^\r\n]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A scalar, list or table of a text: characters `start` to `end`, begun at `column` (from 0).

    `flow` says it is written within brackets, or is a scalar.  A table has its keys and values
    by key, a list its items.
    """

    start: int
    end: int
    column: int
    flow: bool
    keys: dict[str, Piece] = field(default_factory=dict)
    values: dict[str, Piece] = field(default_factory=dict)
    items: tuple[Piece, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether nothing is known within it: a scalar, or an empty pair of brackets."""
        return not self.values and not self.items


def pieces_of(text: str) -> Piece:
    """Give the whole of a YAML text in pieces; its line ends may be LF or CRLF."""
    import yaml  # only here: whoever rewrites no file does not wait for it

    return _piece(yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def _piece(node: Any) -> Piece:
    start, end = node.start_mark, node.end_mark.index
    if node.id == "scalar":
        return Piece(start.index, end, start.column, True)
    flow = bool(node.flow_style)
    if node.id == "sequence":
        items = tuple(_piece(item) for item in node.value)
        # The parser ends a block where the next thing begins; ours ends with what it holds.
        return Piece(start.index, end if flow else items[-1].end, start.column, flow, items=items)
    keys = {key.value: _piece(key) for key, _ in node.value}
    values = {key.value: _piece(value) for key, value in node.value}
    last = end if flow else next(reversed(values.values())).end
    return Piece(start.index, last, start.column, flow, keys, values)


def comments_in(text: str, start: int, piece: Piece) -> list[str]:
    """Give the comments from `start` to the end of a piece, each with its `#`, in order."""
    found, position = [], start
    for leaf in _leaves(piece):
        found += _COMMENT.findall(text, position, leaf.start)
        position = leaf.end
    return [*found, *_COMMENT.findall(text, position, piece.end)]


def _leaves(piece: Piece) -> Iterator[Piece]:
    """Give the pieces that hold no others, keys included, in the order written."""
    if piece.is_leaf:
        yield piece
    for item in piece.items:
        yield from _leaves(item)
    for name, value in piece.values.items():
        yield piece.keys[name]
        yield from _leaves(value)
