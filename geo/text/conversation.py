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

    statements: list[Statement] = field(default_factory=list)
    speakers: deque[Speaker] = field(default_factory=lambda: deque(maxlen=_RECENT))
    previous_sentence: tuple[int, int] = (0, 0)  # the sentence before

    def add(self, statements: Iterable[Statement]) -> None:
        """Remember statements, none over another, and who says them."""
        for statement in statements:
            if statement.said_by:
                self.speakers.append(
                    Speaker(statement.said_by, statement.said_by_start, statement.said_by_end, 0.6)
                )
            if not self.statements or statement.start >= self.statements[-1].end:
                self.statements.append(statement)

    def last(self, text: str, at: int, pronoun: str = "") -> Speaker:
        """Return who spoke last in this paragraph, where the pronoun fits; else nobody."""
        wanted = pronoun.lower()
        for speaker in reversed(self.speakers):
            if speaker.start is None or "\n" in text[speaker.start : at]:
                break
            person = not NO_PERSON.match(speaker.name)
            if wanted and wanted != "who" and person != (wanted in ("he", "she")):
                if wanted in ("he", "she"):
                    continue
                return NOBODY
            return speaker if _fits(speaker, wanted) and not _others(text, speaker, at) else NOBODY
        return self._only(text, at, wanted)

    def named(self, text: str, at: int) -> Speaker:
        """Return whom of the speakers the sentence before names; else who spoke last."""
        start, stop = self.previous_sentence
        apart = "\n" in text[stop:at]
        leads = (
            not self.statements or self.statements[-1].end <= start
        )  # it tells of the speaker, no more
        position, number = max(
            (text.rfind(_surname(speaker.name), start, stop) if speaker.name else -1, number)
            for number, speaker in enumerate([NOBODY, *self.speakers])
        )
        if position < 0 or (apart and not leads):
            return self._only(text, at, "") if apart else self.last(text, at)
        speaker = self.speakers[number - 1]
        if not apart:
            return speaker
        acts = re.match(r" [a-z]", text[position + len(_surname(speaker.name)) : stop])
        return (
            NOBODY if acts is None or NO_PERSON.match(speaker.name) else speaker._replace(sure=0.4)
        )

    def _only(self, text: str, at: int, pronoun: str) -> Speaker:
        """Return the one person who has spoken so far, where no other can be meant.

        For a new paragraph grammar decides nothing; but of one person "he" is that one, and so is a
        quotation that follows their own words.
        """
        if pronoun not in ("", "he", "she") or not self.speakers:
            return NOBODY
        near = [
            statement
            for statement in reversed(self.statements[-_RECENT:])
            if statement.said_by and text.count("\n\n", statement.end, at) <= _PARAGRAPHS
        ]
        persons = [statement for statement in near if not NO_PERSON.match(statement.said_by)]
        if len({_surname(statement.said_by) for statement in persons}) != 1:
            return NOBODY
        statement = persons[0]
        who = Speaker(statement.said_by, statement.said_by_start, statement.said_by_end, 0.4)
        if not pronoun and self.statements[-1] is not statement:
            return NOBODY
        return who if _fits(who, pronoun) and not _others(text, who, at) else NOBODY


def _surname(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _fits(speaker: Speaker, pronoun: str) -> bool:
    other = {"he": _FEMALE, "she": _MALE}.get(pronoun)
    return other is None or other.search(speaker.name) is None


def _others(text: str, speaker: Speaker, at: int) -> bool:
    """Return whether somebody else is the subject of a sentence since a speaker was named."""
    begin = max(speaker.end or 0, at - LONGEST)
    for match in _SOMEBODY.finditer(text, begin, at):
        name = match["name"]
        single = " " not in name
        if NO_PERSON.match(name) or _surname(speaker.name) in name:
            continue
        if not single or name.lower() in vocabulary().first:
            return True
    return False
