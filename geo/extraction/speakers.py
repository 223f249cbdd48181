"""Find the speaker of a verb of speech, and resolve pronouns to speakers."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from geo.geoparsing.lexicon import read_lists, vocabulary, word_set

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.extraction.speech import Statement


_LEXICON = read_lists("extraction")["speakers"]


_WINDOW = 200  # characters before the verb in which its subject stands
_LONGEST = 9  # words of a subject
_TOKEN = re.compile(
    r"(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Capt|Sgt|Rev|St|Lt)\.(?= )|[\w’'-]+|[^\w\s]|\n"
)


PRONOUNS = word_set("he she they it who")
_DETERMINERS = frozenset(_LEXICON["determiners"].split())
_HELPS = frozenset(_LEXICON["helps"].split())
_REFUSES = frozenset(_LEXICON["refuses"].split())
_UNNAMED = frozenset(_LEXICON["unnamed"].split())
_JOINS = word_set("of for without")
_PLACES = frozenset(_LEXICON["places"].split())
_PARTICLES = word_set("de del della der den di da al el bin ibn van von la le du ul abu")
_STOPS = frozenset(_LEXICON["stops"].split())
_COLLECTIVE = frozenset(_LEXICON["collective"].split())
CALENDAR = frozenset(_LEXICON["calendar"].split())
"""Words for days and months, and what leads to them, in small letters."""
_CONJUNCTIONS = word_set("and but or that when while although though because since as if whereas")
_POSSESSIVE = re.compile(
    r"(?!(?:[Ii]t|[Tt]hat|[Tt]here|[Ww]hat|[Ww]ho|[Hh]ere|[Ll]et)['’])[\w’'-]+(?:['’]s|s['’])"
)
_DOCUMENTS = re.compile(
    r"(?:report|study|statement|letter|investigation|inquiry|paper|survey|review|analysis|document"
    r"|dossier|ruling|article|memo|audit)s?$"
)


@dataclass(frozen=True)
class Subject:
    """The subject of a verb.

    Parameters
    ----------
    start, end : int
        Its span in code points; the end is exclusive.
    kind : str
        name (with words that say who), pronoun, unnamed ("one of them"), joined (the verb goes on
        with the subject before: "and said"), or none (no subject, or "did not say").
    first : int
        Where everything that belongs to it begins, an aside and a further phrase included.
    """

    start: int
    end: int
    kind: str
    first: int


def subject_before(text: str, floor: int, at: int, *, nearest: bool = False) -> Subject:
    """Find the subject of a verb that begins at a place.

    Parameters
    ----------
    text : str
        The text.
    floor : int
        Where its sentence begins.
    at : int
        Where the verb begins.
    nearest : bool
        Whether the nearest noun phrase is meant, whatever stands before it: what "who" means.

    Examples
    --------
    >>> text = "In May the ministry of transport, a large house, has always denied it."
    >>> subject = subject_before(text, 0, text.index("denied"))
    >>> text[subject.start : subject.end], subject.kind
    ('the ministry of transport', 'name')
    """
    begin = max(floor, at - _WINDOW)
    tokens = [match.span() for match in _TOKEN.finditer(text, begin, at)]
    words = [text[start:end] for start, end in tokens]
    last = len(words) - 1
    while last >= 0 and (words[last].lower() in _HELPS or _is_adverb(words[last])):
        last -= 1
    last = _before_day(words, last)
    if last >= 0 and words[last] == ",":
        opened = _aside(words, last)
        if opened is None:
            return _none(at, "joined")
        role = _phrase(words, tokens, opened, nearest=nearest)
        if _is_named_role(text[role.start : role.end], words[opened + 2 : last]):
            return Subject(tokens[opened + 2][0], tokens[last - 1][1], "name", role.first)
        last = opened
    word = words[last].lower() if last >= 0 else ""
    if not word or word in _REFUSES or word.endswith(("n't", "n’t")):
        return _none(at, "none")
    if word in ("and", "but") or not words[last][0].isalnum():
        return _none(at, "joined" if word in ("and", "but") else "none")
    if word in PRONOUNS:
        return Subject(*tokens[last], "pronoun", tokens[last][0])
    return _phrase(words, tokens, last, nearest=nearest)


def _is_adverb(word: str) -> bool:
    return word.islower() and word.endswith("ly")  # and not "Molly said"


def _none(at: int, kind: str) -> Subject:
    return Subject(at, at, kind, at)


def _before_day(words: list[str], last: int) -> int:
    """Step over "on Monday" between a subject and its verb."""
    if last >= 1 and words[last].lower() in CALENDAR and words[last - 1].lower() in ("on", "last"):
        return last - 2
    return last


def _aside(words: list[str], last: int) -> int | None:
    """Find the word before an aside in commas: "Bo Ray, who runs the mill, said"."""
    for number in range(last - 1, max(-1, last - 20), -1):
        if words[number] == ",":
            inner = words[number + 1 : last]
            starts = inner and (inner[0][0].islower() or len(inner) <= 1 or inner[0].isdigit())
            return number - 1 if starts or _is_name(inner) else None
        if not words[number][0].isalnum() and words[number] not in "-–’'":
            return None
    return None


def _is_named_role(role: str, words: list[str]) -> bool:
    """Return whether an aside names who has a role: "its manager, Thenamaris", "the mayor, Bo"."""
    opening, _, closing = role.partition(" ")
    is_role = closing.rpartition(" ")[2].islower() or opening[:1].islower()
    is_role = is_role or opening.lower() in _DETERMINERS or is_possessive(opening)
    is_single = len(words) == 1 and words[0][0].isupper() and words[0].lower() not in CALENDAR
    return is_role and (is_single or _is_name(words))


def is_possessive(word: str) -> bool:
    """Return whether a word says whose something is: "Serbia's", and not "it's"."""
    return _POSSESSIVE.fullmatch(word) is not None


def _is_name(words: list[str]) -> bool:
    """Return whether words can be a person's name: two to four capitals, Dr Ali Noor."""
    parts = [word for word in words if word.lower() not in _PARTICLES]
    return 2 <= len(parts) <= 4 and all(word[0].isupper() for word in parts)  # noqa: PLR2004


def _phrase(
    words: list[str], tokens: list[tuple[int, int]], last: int, *, nearest: bool
) -> Subject:
    first = _reach(words, last)
    if first > last:
        return _none(tokens[last][1], "none")
    first = _joined(words, first, last)
    previous_word = words[first - 1].lower() if first else ""
    if (
        not nearest
        and previous_word in _JOINS | _PLACES
        and first > 1
        and words[first - 2][0].isalnum()
    ):
        return _further(words, tokens, first, last)
    while first < last and words[first].lower() in CALENDAR:
        first += 1
    if previous_word in ("nor", "neither"):
        return _none(tokens[last][1], "none")
    follows = first > 0 and words[first - 1][0].isalnum() and previous_word not in _CONJUNCTIONS
    small = all(word.islower() for word in words[first:last])
    if follows and small and words[first].lower() not in _DETERMINERS:
        first = last  # what stands before a plural without an article may be a verb
    if not _may_be_subject(words, first, last):
        return _none(tokens[last][1], "none")
    kind = "unnamed" if _is_unnamed(words, first, last) else "name"
    return Subject(tokens[first][0], tokens[last][1], kind, tokens[first][0])


def _joined(words: list[str], first: int, last: int) -> int:
    """Extend a subject to the left over "of", "for", and over "and" between two names."""
    while first > 1 and words[first - 1].lower() in _JOINS and words[first - 2][0].isalnum():
        outer = _reach(words, first - 2)
        whole = outer <= first - 2 and _may_be_subject(words, outer, first - 2)
        if not whole or _is_unnamed(words, outer, first - 2):
            break
        first = outer
    if first > 1 and words[first - 1].lower() == "and" and words[last][0].isupper():
        outer = _reach(words, first - 2)
        if outer <= first - 2 and words[first - 2][0].isupper():
            first = outer
    if first > 1 and words[first - 1].lower() == "and":
        outer = _reach(words, first - 2)
        opens = outer == 0 or words[outer - 1].lower() in ("both", "that")
        opens = opens or not words[outer - 1][0].isalnum()
        if outer <= first - 2 and opens and _may_be_subject(words, outer, first - 2):
            first = outer
    return first


def _further(words: list[str], tokens: list[tuple[int, int]], first: int, last: int) -> Subject:
    """Read a phrase behind a preposition: of "residents in Leeds" the head is the first."""
    previous_word, inner = words[first - 1].lower(), first - 2
    outer = _reach(words, inner)
    if outer > inner or not _may_be_subject(words, outer, inner):
        return _none(tokens[last][1], "none")
    outer = _joined(words, outer, inner)
    begin = tokens[outer][0]
    if words[outer].lower() in _REFUSES:
        return _none(tokens[last][1], "none")
    if _is_unnamed(words, outer, inner):
        return Subject(begin, tokens[last][1], "unnamed", begin)
    if previous_word == "by" and _DOCUMENTS.match(words[inner].lower()):
        return Subject(tokens[first][0], tokens[last][1], "name", begin)
    return Subject(begin, tokens[last if previous_word in _JOINS else inner][1], "name", begin)


def _is_unnamed(words: list[str], first: int, last: int) -> bool:
    return first == last and words[first].lower() in _UNNAMED


def _reach(words: list[str], last: int) -> int:
    """Return the number of the first word of the noun phrase that ends here."""
    first = last + 1
    for number in range(last, max(-1, last - _LONGEST), -1):
        word = words[number]
        lower = word.lower()
        if not word[0].isalnum() or (lower in _STOPS and word != "May"):
            break
        named = word[0].isupper() and lower not in _DETERMINERS
        if (
            lower in _JOINS | {"the"}
            and first <= last
            and number > 0
            and _name_goes_on(words, number)
        ):
            first = number
            continue
        if lower in _DETERMINERS:
            return number
        parts = lower in _PLACES | _JOINS or (lower.endswith("ed") and not _led(words, number))
        if parts and (not named or number > 0):
            break
        first = number
    return first


def _led(words: list[str], number: int) -> bool:
    """Return whether a word such as "injured" belongs to a noun: a determiner leads it."""
    return words[number][0].isupper() or (number > 0 and words[number - 1].lower() in _DETERMINERS)


def _name_goes_on(words: list[str], number: int) -> bool:
    """Return whether "of" or "the" stands within a name: University of Leeds."""
    previous_word, next_word = words[number - 1], words[number + 1]
    if words[number].lower() == "the":
        return (
            previous_word.lower() in _JOINS
            and next_word[0].isupper()
            and number > 1
            and words[number - 2][0].isupper()
        )
    return (
        previous_word[0].isupper()
        and (next_word[0].isupper() or next_word.lower() == "the")
        and previous_word.lower() not in _DETERMINERS
    )


def _may_be_subject(words: list[str], first: int, last: int) -> bool:
    """Return whether words can be a subject: led by a determiner, a name, or a plural."""
    opening, closing = words[first], words[last]
    lower = closing.lower()
    if opening.lower() in _DETERMINERS or is_possessive(opening):
        return len(words[first : last + 1]) > 1 or lower in _UNNAMED
    if closing[0].isupper() and first > 0:
        return True
    named = [word for word in words[first : last + 1] if word[0].isupper()]
    if first == 0 or not words[first - 1][0].isalnum():
        named = named[1:] if len(named) == 1 and opening[0].isupper() and first != last else named
        if first == last and opening[0].isupper() and lower not in _STOPS:
            return True
    return bool(named) or lower in _COLLECTIVE or (lower.endswith("s") and not lower.endswith("ss"))


LONGEST = 2_000
"""Characters of a sentence, and back to a speaker, that are looked at."""

_MALE = re.compile(r"\b(?:Mr|Sir|Lord|King|Prince)\b")
_FEMALE = re.compile(r"\b(?:Mrs|Ms|Miss|Lady|Dame|Queen|Princess)\b")
NO_PERSON = re.compile(
    r"(?:[Tt]he|[Aa]n?|[Ss]ome|[Mm]any|[Tt]heir|[Ii]ts|[Oo]ur) |[a-z]"
    r"|\S+ (?!(?:de|del|della|da|dos|di|al|el|bin|van|von|ten|la|le)\b)[a-z]"
    r"|[A-Z]{2,}$"
    r"|(?:\S+ )*(?:Party|Union|Council|Ministry|Movement|Nations|Government|Court|Watch|Committee"
    r"|Association|Company|Group|Army|Police|Bank|Agency|University)\b"
    r"|(?:Opponents|Critics|Officials|Police|Witnesses|Residents"
    r"|[A-Z][a-z]+(?:ists|ians|[a-z]ors|ents|ants|ees|ers))$"
)
_ROLES = "|".join(read_lists("extraction")["actors"]["roles"])
# One whose name is not told: "an official of the bank".
_SOME_PERSON = re.compile(rf"(?i:(?:an?|one|the) (?:[\w’-]+ ){{0,3}}?(?:{_ROLES})\b)")
_UNNAMED_SOURCE = re.compile(
    r"(?i:(?:an?|the|one|some|several|many|other|two|three)? ?(?:[a-z-]+ ){0,2}"
    r"(?:sources?|(?-i:insiders?)|informants?|officials?|witness(?:es)?|eyewitness(?:es)?))"
    r"|Insiders|(?i:anonymous|undisclosed|unnamed|(?:a |one )?(?:local )?resident)"
)
_ANYBODY = re.compile(
    r"(?:[Aa]n?|[Oo]ne|[Ss]ome|[Aa]nother|[Ss]everal|[Mm]any|[Tt]wo|[Tt]hree) [a-z’' -]+"
)
_RECENT = 50  # speakers that are remembered
_PARAGRAPHS = 3  # over which one person goes on speaking
_SOMEBODY = re.compile(
    r"(?:[.!?:”\"]\s+|\n|; )(?:Then |But |And |Later )?"
    r"(?P<name>(?!(?:The|A|An|In|On|At|It|He|She|They|But|And|His|Her|Its|Their|This|That)\b)"
    r"[A-Z][\w-]*\.?(?: [A-Z][\w-]*){0,3})(?= [a-z])"
)


def is_unnamed(speaker: str) -> bool:
    """Return whether words for a speaker name nobody: anybody of a kind, or a source.

    A body is named by what it is, and so is who alone holds an office. The words stand in a text,
    or in the cell of a table that says who reports a row.

    Examples
    --------
    >>> [is_unnamed(name) for name in ("a witness", "Officials", "one resident of the town")]
    [True, True, True]
    >>> [is_unnamed(name) for name in ("Undisclosed source", "local sources", "Anonymous")]
    [True, True, True]
    >>> [is_unnamed(name) for name in ("the harbour office", "the mayor", "a Mr Lee", "Ann Lee")]
    [False, False, False, False]
    >>> is_unnamed("Business Insider")
    False
    """
    return bool(_UNNAMED_SOURCE.fullmatch(speaker) or _ANYBODY.fullmatch(speaker))


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
                if wanted in ("he", "she") and _SOME_PERSON.match(speaker.name):
                    return speaker if _fits(speaker, wanted) else NOBODY
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
        goes_on = text.count("\n\n", statement.end, at) <= 1
        if not pronoun and (self.statements[-1] is not statement or not goes_on):
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
