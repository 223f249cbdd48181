"""Who has spoken so far in a text, and who of them a pronoun or a quotation goes on with."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from geo.text.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.text.statements import Statement

LONGEST = 2_000
"""Characters of a sentence, and back to a speaker, that are looked at."""

_MALE = re.compile(r"\b(?:Mr|Sir|Lord|King|Prince)\b")
_FEMALE = re.compile(r"\b(?:Mrs|Ms|Miss|Lady|Dame|Queen|Princess)\b")
NO_PERSON = re.compile(
    r"(?:[Tt]he|[Aa]n?|[Ss]ome|[Mm]any|[Tt]heir|[Ii]ts|[Oo]ur) |[a-z]|\S+ [a-z]|[A-Z]{2,}$"
    r"|(?:\S+ )*(?:Party|Union|Council|Ministry|Movement|Nations|Government|Court|Watch|Committee"
    r"|Association|Company|Group|Army|Police|Bank|Agency|University)\b"
    r"|(?:Opponents|Critics|Officials|Police|Witnesses|Residents)$"
)
_RECENT = 50  # speakers that are remembered
_PARAGRAPHS = 3  # over which one person goes on speaking
_SOMEBODY = re.compile(
    r"(?:[.!?:”\"]\s+|\n|; )(?:Then |But |And |Later )?"
    r"(?P<name>(?!(?:The|A|An|In|On|At|It|He|She|They|But|And|His|Her|Its|Their|This|That)\b)"
    r"[A-Z][\w-]*\.?(?: [A-Z][\w-]*){0,3})(?= [a-z])"
)


class Speaker(NamedTuple):
    """Who speaks, as the text names them; empty where it doesn't."""

    name: str
    start: int | None
    end: int | None
    sure: float = 0.85


NOBODY = Speaker("", None, None, 0.3)


@dataclass(eq=False)
class Conversation:
    """What was said so far, and by whom."""

    found: list[Statement] = field(default_factory=list)
    speakers: deque[Speaker] = field(default_factory=lambda: deque(maxlen=_RECENT))
    before: tuple[int, int] = (0, 0)  # the sentence before

    def add(self, statements: Iterable[Statement]) -> None:
        """Remember statements, none over another, and who says them."""
        for one in statements:
            if one.said_by:
                self.speakers.append(Speaker(one.said_by, one.said_by_start, one.said_by_end, 0.6))
            if not self.found or one.start >= self.found[-1].end:
                self.found.append(one)

    def last(self, text: str, at: int, pronoun: str = "") -> Speaker:
        """Return who spoke last in this paragraph, where the pronoun fits; else nobody."""
        wanted = pronoun.lower()
        for one in reversed(self.speakers):
            if one.start is None or "\n" in text[one.start : at]:
                break
            person = not NO_PERSON.match(one.name)
            if wanted and wanted != "who" and person != (wanted in ("he", "she")):
                if wanted in ("he", "she"):
                    continue
                return NOBODY
            return one if _fits(one, wanted) and not _others(text, one, at) else NOBODY
        return self._only(text, at, wanted)

    def named(self, text: str, at: int) -> Speaker:
        """Return whom of the speakers the sentence before names; else who spoke last."""
        start, stop = self.before
        apart = "\n" in text[stop:at]
        leads = not self.found or self.found[-1].end <= start  # it tells of the speaker, no more
        spot, number = max(
            (text.rfind(_surname(one.name), start, stop) if one.name else -1, number)
            for number, one in enumerate([NOBODY, *self.speakers])
        )
        if spot < 0 or (apart and not leads):
            return self._only(text, at, "") if apart else self.last(text, at)
        one = self.speakers[number - 1]
        if not apart:
            return one
        acts = re.match(r" [a-z]", text[spot + len(_surname(one.name)) : stop])
        return NOBODY if acts is None or NO_PERSON.match(one.name) else one._replace(sure=0.4)

    def _only(self, text: str, at: int, pronoun: str) -> Speaker:
        """Return the one person who has spoken so far, where no other can be meant.

        For a new paragraph grammar decides nothing; but of one person "he" is that one, and so is a
        quotation that follows their own words.
        """
        if pronoun not in ("", "he", "she") or not self.speakers:
            return NOBODY
        near = [
            one
            for one in reversed(self.found[-_RECENT:])
            if one.said_by and text.count("\n\n", one.end, at) <= _PARAGRAPHS
        ]
        persons = [one for one in near if not NO_PERSON.match(one.said_by)]
        if len({_surname(one.said_by) for one in persons}) != 1:
            return NOBODY
        one = persons[0]
        who = Speaker(one.said_by, one.said_by_start, one.said_by_end, 0.4)
        if not pronoun and self.found[-1] is not one:
            return NOBODY
        return who if _fits(who, pronoun) and not _others(text, who, at) else NOBODY


def _surname(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _fits(one: Speaker, pronoun: str) -> bool:
    other = {"he": _FEMALE, "she": _MALE}.get(pronoun)
    return other is None or other.search(one.name) is None


def _others(text: str, one: Speaker, at: int) -> bool:
    """Return whether somebody else is the subject of a sentence since a speaker was named."""
    begin = max(one.end or 0, at - LONGEST)
    for match in _SOMEBODY.finditer(text, begin, at):
        name = match["name"]
        single = " " not in name
        if NO_PERSON.match(name) or _surname(one.name) in name:
            continue
        if not single or name.lower() in vocabulary().first:
            return True
    return False
