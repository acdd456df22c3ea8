"""Words and sets of words in columns: texts as they are, choices by number, sets as bits."""

from __future__ import annotations

from typing import cast

import polars as pl

from interpreter.table.truths import NEVER, NO, YES, both, either, first, negated
from interpreter.table.values import Members, Value, Word, Words


def recoded(word: Word, words: tuple[str, ...]) -> pl.Expr:
    """Give the numbers of words in another list of words, null where a word is not in it."""
    if word.words is None:
        return word.expr.replace_strict(
            list(words), range(len(words)), default=None, return_dtype=pl.UInt16
        )
    if word.written:
        index = words.index(word.words[0]) if word.words[0] in words else None
        return pl.lit(index, dtype=pl.UInt16)
    if word.words == words[: len(word.words)]:
        return word.expr
    moved = {i: words.index(w) for i, w in enumerate(word.words) if w in words}
    return word.expr.replace_strict(
        list(moved), list(moved.values()), default=None, return_dtype=pl.UInt16
    )


def text_of(word: Word) -> pl.Expr:
    """Give words as text."""
    if word.words is None:
        return word.expr
    if word.written:
        return pl.lit(word.words[0])
    if not word.words:
        return pl.lit(None, dtype=pl.String)
    return word.expr.cast(pl.UInt16).cat.to(pl.Enum(word.words)).cast(pl.String)


def same_words(left: Word, right: Word) -> pl.Expr:
    """Say whether two words are equal, unknown where either is."""
    if left.written and not right.written:
        left, right = right, left
    if right.written and right.words is not None:
        return is_word(left, right.words[0])
    if left.words is None or right.words is None:
        return text_of(left) == text_of(right)
    words = tuple(dict.fromkeys((*left.words, *right.words)))
    return recoded(left, words) == recoded(right, words)


def is_word(word: Word, written: str) -> pl.Expr:
    """Say whether a word is the one written."""
    if word.words is None:
        return word.expr == written
    if word.written:
        return pl.lit(word.words[0] == written)
    if written in word.words:
        return word.expr == word.words.index(written)
    return pl.when(word.known).then(False)


def is_among(word: Value, words: Value) -> pl.Expr:
    """Say whether a word is in a list, unknown where the word is."""
    listed = cast("Words", words).words
    known = cast("Word", word)
    if known.words is None:
        return known.expr.is_in(listed)
    if known.written:
        return pl.lit(known.words[0] in listed)
    return _any(known, [known.expr == i for i, w in enumerate(known.words) if w in listed])


def _any(value: Value, ways: list[pl.Expr]) -> pl.Expr:
    """Give whether any of some ways holds, each unknown where the value is."""
    return either(ways) if ways else pl.when(value.known).then(False)


def _bits(members: Members, words: tuple[str, ...]) -> int:
    return sum(1 << i for i, word in enumerate(members.words) if word in words)


def has_any(members: Value, words: Value) -> pl.Expr:
    """Say whether a set holds any word of a list."""
    whole = cast("Members", members)
    return (whole.expr & _bits(whole, cast("Words", words).words)) != 0


def has(members: Value, word: Value) -> pl.Expr:
    """Say whether a set holds a word."""
    whole, sought = cast("Members", members), cast("Word", word)
    if sought.written:
        return (whole.expr & _bits(whole, cast("tuple[str, ...]", sought.words))) != 0
    ways = [(negated(both(whole.known, sought.known)), NEVER)]
    for index, name in enumerate(whole.words):
        ways.append((is_word(sought, name), (whole.expr & (1 << index)) != 0))
    return first([*ways, (YES, NO)])
