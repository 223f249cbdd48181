"""Find what a denial answers: an accusation of who speaks, of the same thing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.extraction.speech import DENIES
from geo.geoparsing.lexicon import read_lists

if TYPE_CHECKING:
    from geo.extraction.attribution import Statement

_REJECTS_THAT = re.compile(
    rf"\b(?:{DENIES}) (?:this|that|it|the (?:claim|charge|allegation|accusation|report)s?)$"
)
_ACCUSATION = re.compile(r"\b(?:charge|accusation|allegation)s?$")
_COMMON = frozenset(read_lists("extraction")["sets"]["common"].split())


def answering(statements: list[Statement], number: int) -> Statement:
    """Return a statement, of a denial with the number of the one that it answers.

    A denial that only says "it" answers the statement right before, or else the last accusation
    that names who denies; one with words of its own must share one with the accusation.
    """
    denial = statements[number]
    if denial.status != "denied" or denial.answers is not None:
        return denial
    pointing = _REJECTS_THAT.search(denial.text)
    accusation = pointing is not None and _ACCUSATION.search(pointing[0]) is not None
    for earlier in range(number - 1, max(-1, number - 6), -1):
        other = statements[earlier]
        if other.said_by == denial.said_by or not (other.said_by or _accuses(other)):
            continue
        accuses = _accuses(other)
        if accuses and _is_named(denial.said_by, other.text):
            if pointing is not None or _share_a_word(denial, other):
                return replace(denial, answers=earlier)
        elif earlier == number - 1 and pointing is not None and (accuses or not accusation):
            rivals = statements[max(0, number - 6) : earlier]
            if not any(
                _is_named(denial.said_by, rival.text) for rival in rivals if _accuses(rival)
            ):
                return replace(denial, answers=earlier)
    return denial


def _accuses(statement: Statement) -> bool:
    return statement.status in ("alleged", "hearsay")


def _is_named(name: str, text: str) -> bool:
    """Return whether a statement speaks of somebody: by their last name, or what they are."""
    head = name.split(" of ", maxsplit=1)[0].split(" for ", maxsplit=1)[0].rsplit(" ", 1)[-1]
    return bool(head) and re.search(rf"\b{re.escape(head)}\b", text, re.IGNORECASE) is not None


def _share_a_word(denial: Statement, other: Statement) -> bool:
    """Return whether a denial and an accusation have a word in common, beside who is accused."""
    name = {word.lower() for word in denial.said_by.split()}
    words = (
        {
            word[:5]
            for word in re.findall(r"[a-z]{4,}", statement.text.lower())
            if word not in _COMMON and word not in name
        }
        for statement in (denial, other)
    )
    return not next(words).isdisjoint(next(words))
