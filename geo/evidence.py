"""The network of claims: replies, denials, differing figures, sets.

All of it is read from the frame of claims alone, so that stories, maps, figures and exports see the
same network.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd


SEPARATOR = "; "
"""Between several ids in one cell."""


def split_ids(cell: str) -> list[str]:
    """Return the ids of a cell that may hold several, in their order.

    Examples
    --------
    >>> split_ids("karachi; edgware"), split_ids("")
    (['karachi', 'edgware'], [])
    """
    return [name for part in cell.split(";") if (name := part.strip())]


def join_ids(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Join the second parts of pairs by their first, each once.

    Examples
    --------
    >>> join_ids([("march", "c-1"), ("march", "c-2"), ("march", "c-1")])
    {'march': 'c-1; c-2'}
    """
    joined: dict[str, dict[str, None]] = {}
    for key, name in pairs:
        joined.setdefault(key, {})[name] = None
    return {key: SEPARATOR.join(names) for key, names in joined.items()}


_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_MARK = re.compile(rf"\s*\[({_SLUG}(?:; ?{_SLUG})*)\]")


def split_marks(text: str) -> list[tuple[str, list[str]]]:
    """Split text behind each mark ``[claim-id]`` into what it says and the claims that it names.

    Parameters
    ----------
    text : str
        Text in which the claims that it rests on stand in brackets; several ids in one pair of
        brackets have ``; `` between them.

    Returns
    -------
    list of tuple
        Text without the mark, and the ids of the claims; none for what follows the last mark.

    Examples
    --------
    >>> split_marks("Singers came [c-count; c-list], by train [c-train].")
    [('Singers came', ['c-count', 'c-list']), (', by train', ['c-train']), ('.', [])]
    """
    parts, at = [], 0
    for mark in _MARK.finditer(text):
        parts.append((text[at : mark.start()], split_ids(mark[1])))
        at = mark.end()
    return [*parts, (text[at:], [])] if at < len(text) else parts


def without_marks(text: str) -> str:
    """Return text without its marks ``[claim-id]``, as a reader shall see it.

    Examples
    --------
    >>> without_marks("Singers came [c-count], by train [c-train].")
    'Singers came, by train.'
    """
    return "".join(part for part, _ in split_marks(text)).strip() if "[" in text else text


def marked_claims(text: str) -> list[str]:
    """Return the ids of the claims that the marks of a text name, each once, in their order.

    Examples
    --------
    >>> marked_claims("Singers came [c-count], by train [c-train; c-count].")
    ['c-count', 'c-train']
    """
    return list(dict.fromkeys(name for _, names in split_marks(text) for name in names))


def claims_by_subject(claims: pd.DataFrame) -> dict[str, list[str]]:
    """Return the ids of the claims about each thing, in the table's order."""
    subjects: dict[str, list[str]] = {}
    for name, about in claims["about"].items():
        for subject in split_ids(about):
            subjects.setdefault(subject, []).append(str(name))
    return subjects


def is_about(claims: pd.DataFrame, ids: Collection[str]) -> list[bool]:
    """Return for each claim whether it is about one of some things."""
    wanted = set(ids)
    return [not wanted.isdisjoint(split_ids(cell)) for cell in claims["about"]]


def denials(claims: pd.DataFrame) -> dict[str, str]:
    """Return for each claim that is denied the ids of its denials, as one cell."""
    replies = claims.loc[claims["status"] == "denied", "replies_to"]
    return join_ids(
        (name, str(denial)) for denial, cell in replies.items() for name in split_ids(cell)
    )


def replies(claims: pd.DataFrame) -> dict[str, str]:
    """Return for each claim that is answered the ids of its answers, as one cell."""
    return join_ids(
        (name, str(reply))
        for reply, cell in claims["replies_to"].items()
        for name in split_ids(cell)
    )


def is_contested(claims: pd.DataFrame) -> pd.Series[bool]:
    """Return for each claim whether it is a denial or is denied."""
    return (claims["status"] == "denied") | (claims["denied_by"] != "")


def is_differing(claims: pd.DataFrame) -> pd.Series[bool]:
    """Return for each claim whether it differs from another, whichever of the two says so."""
    others = {name for cell in claims["differs_from"] for name in split_ids(cell)}
    return (claims["differs_from"] != "") | claims.index.isin(others)


def answered(claims: pd.DataFrame) -> dict[str, set[str]]:
    """Return for each claim the ids of those that it answers or differs from."""
    return {
        str(name): {*split_ids(replies), *split_ids(differs)}
        for name, replies, differs in zip(
            claims.index, claims["replies_to"], claims["differs_from"], strict=True
        )
    }


def neighbours(claims: pd.DataFrame, ids: Collection[str]) -> set[str]:
    """Return the claims that some claims answer or differ from, and that do so to them."""
    return _neighbours(answered(claims), set(ids))


def _neighbours(links: dict[str, set[str]], ids: set[str]) -> set[str]:
    incoming = {name for name, others in links.items() if others & ids}
    return incoming.union(*(links[name] for name in ids & links.keys()))


def connected(claims: pd.DataFrame, ids: Collection[str], *, figures: pd.DataFrame) -> set[str]:
    """Return some claims with all that are tied to them, over any number of steps.

    A tie is an answer, a difference, or a figure of the same set: no number is shown without the
    others that count the same.
    """
    links, wanted = answered(claims), set(ids)
    while True:
        sets = figures.loc[figures["claim"].isin(wanted), "set"]
        same_set = set(figures.loc[figures["set"].isin(sets), "claim"])
        more = _neighbours(links, wanted) | same_set
        if more <= wanted:
            return wanted
        wanted |= more
