"""Who says what: statements in a text, with their speaker and how firmly they stand.

A statement is a clause after a word of speech, the words inside quotation marks, or a sentence that
says itself that somebody accuses, denies or is said to have done something. The speaker is who
stands before or behind the word of speech; a pronoun, or a quotation without one, goes on with the
last speaker whom it fits. Where one sentence says two things, each is a statement.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAYS = (
    'says|said|say|insists|insisted|insist|(?:adds|added)(?= that\\b|[:,"“]|$)|argues|argued|argue'
    "|maintains|maintained|warns|warned|warn|explains|explained"
    "|told (?:[A-Z]\\w+|the \\w+|reporters|us|them)|believes?(?! in\\b)|points out|pointed out"
    "|pointing out|stated|states|announced|announces|declared|declares|confirmed|confirms"
    "|acknowledged|admits|admitted|reported|reports|complained|complains"
)
_ALLEGES = (
    "alleges|alleged|allege|claims|claimed|claim|accuses|accused|accuse|suspects|suspected|blames"
    "|blamed|blame"
)
_DENIES = "denies|denied|deny|rejects|rejected|reject|dismisses|dismissed|disputes|disputed"
_STATUS = {"claimed": _SAYS, "alleged": _ALLEGES, "denied": _DENIES}
_NAME = r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|of|the|de|al|bin))*"
_SUBJECT = (
    rf"(?P<who>(?:(?:The|the|A|a|An|an|His|her|Some|some) )?(?:[a-z-]+ ){{0,2}}{_NAME}(?: [a-z]+)?"
    r"|(?:[Tt]he|[Oo]pposition|[Ss]ome|[Mm]any|[Aa]) [a-z’'-]+(?: [a-z’'-]+)?|[A-Z][a-z]+ [a-z]+"
    r"|\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|who|opponents|critics|officials|police|witnesses|residents)\b)"
)
_ASIDE = r"(?:, (?:(?:however|too|though|meanwhile)|(?:who|which|the|an?) [^,.;:\"“”\n]{1,80}),)?"
_WHEN = r"(?: (?:on|last|this|late|earlier|yesterday|today)(?: \w+){0,2}(?=:| that\b))?"
_WHOSE = re.compile(rf"(?P<who>{_NAME}|\b[a-z]+),? $")  # before "who"
_WHOM = rf"(?:the )?{_NAME}|the [a-z]+(?: [a-z]+)?"
_SAYING = "saying|insisting|claiming|alleging|arguing|warning|adding(?= that\\b)"
# Who was warned, blamed or denied something does not speak.
_ACTIVE = "".join(rf"(?<! {word} )" for word in ("is", "are", "was", "were", "be", "been"))
_HELPS = re.compile(r" (?:have|has|had|also|later|now)$")  # of the verb, not of the name
_SPEECH = re.compile(
    rf"(?:{_SUBJECT}{_ASIDE} |(?P<and>\band |, ))(?:also |has |have |had )?"
    rf"{_ACTIVE}(?P<verb>{_SAYS}|{_ALLEGES}|{_DENIES})\b{_WHEN}(?P<that>,? that\b)?"
    rf"|(?:, |\band )(?P<saying>{_SAYING})(?P<too>,? that\b)?"
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|has been|have been|had been)(?: also)?"
    r" (?P<verb>said to|alleged to|accused of|reported to|thought to|believed to|claimed to)\b"
    r"|\b(?P<hearsay>[Aa]llegedly)\b"
)
_REJECTED = re.compile(
    rf"\b(?:is|are|was|were|has been|have been|had been) (?P<verb>{_DENIES}) by (?P<who>{_WHOM})"
)
_BEHIND = re.compile(
    rf"[,.]? ?[\"”’]*[,.]? ?(?P<verb>{_SAYS}|{_ALLEGES}|{_DENIES}) "
    rf"(?P<who>(?:the [^,.\n]{{0,60}}?, )?{_NAME}|he|she|they|the [a-z]+(?: [a-z]+)?)"
)
_AHEAD = re.compile(rf"[,.]? (?P<who>{_NAME}|he|she|they|the [a-z]+) (?P<verb>{_SAYS})\b")
_BEFORE = re.compile(
    rf"(?P<who>{_NAME}|[Tt]he [a-z’'-]+(?: [a-z’'-]+)?|[Hh]e|[Ss]he|[Tt]hey)"
    rf"(?:,[^,.\n]{{0,80}},)? (?P<verb>{_SAYS})[:,] ?$"
)
_ACCORDING = re.compile(rf"[Aa]ccording to (?P<who>{_WHOM})")
_TRAILING = re.compile(
    rf", (?P<who>(?:(?:the|an?|its|his|her|local) )?(?:[a-z’'-]+ ){{0,2}}{_NAME}"
    r"|(?:the|an?|its|his|her|local|some) (?:[a-z’'-]+ ){0,3}[a-z’'-]+"
    r"|officials|police|witnesses|residents|critics|he|she|they)"
    rf" (?P<verb>{_SAYS})(?: (?:on|in|at|last|late|yesterday|today)\b[^,.\n]{{0,40}})?[.!?]?$"
)
_QUOTE = re.compile(r"[\"“](?P<said>[^\"“”\n]{3,2000})(?P<close>[\"”]|(?=\n|$))")
_PRONOUNS = frozenset(("he", "she", "they", "it", "who"))
_READERS = frozenset(("we", "i", "you"))  # who speaks to the reader, and not in the story
_NOT_WHO = frozenset(("the", "a", "an", "his", "her", "its", "their", "these", "those", "such"))
_MALE = re.compile(r"\b(?:Mr|Sir|Lord|King|Prince)\b")
_FEMALE = re.compile(r"\b(?:Mrs|Ms|Miss|Lady|Dame|Queen|Princess)\b")
_NO_PERSON = re.compile(
    r"(?:[Tt]he|[Aa]n?|[Ss]ome|[Mm]any) |[a-z]|\S+ [a-z]"
    r"|(?:Opponents|Critics|Officials|Police|Witnesses|Residents)$"
)
_LEADS_ON = re.compile(r"(?:[,–—-]|\b(?:and|but|who|which))$")  # its subject stands further off
# Where a sentence says a second thing; and what only tells when the first one was.
_AND = re.compile(r",? and (?:that |(?=(?:have|has|had|is|are|was|were|will|would)\b))")
_ASIDE_OF = re.compile(r"[^-–—,.;:]{1,80} [-–—] (?:which|who) [^\n]{1,200}? [-–—] ")
_CIRCUMSTANCE = re.compile(r";| when ")
_DENIAL = re.compile(r"\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|not true|untrue|nothing to do with)\b")
_LEAST_WORDS = 3
_LONGEST = 2_000
_NEAR = 80  # characters in which the name before "who" ends
_RECENT = 50  # speakers that are remembered


@dataclass(frozen=True)
class Statement:
    """Something that somebody says.

    Parameters
    ----------
    start, end : int
        What is said, in code points; the end is exclusive.
    text : str
        The words between them.
    said_by : str
        Who says it, as the text names them; empty where it doesn't.
    said_by_start, said_by_end : int or None
        Where that name stands.
    cue : str
        The word that shows it.
    status : str
        claimed, alleged or denied.
    quoted : bool
        Whether it stands in quotation marks.
    answers : int or None
        Which of the statements a denial answers, where the text shows it.
    how : str
        How it was found, in words.
    """

    start: int
    end: int
    text: str
    said_by: str
    said_by_start: int | None
    said_by_end: int | None
    cue: str
    status: str
    quoted: bool
    answers: int | None
    how: str


_Who = tuple[str, int | None, int | None]
_NOBODY: _Who = ("", None, None)


def find_statements(text: str) -> list[Statement]:
    """Find who says what in a text.

    Parameters
    ----------
    text : str
        The text of an article, in English.

    Returns
    -------
    list of Statement
        In the order of the text, none over another.

    Examples
    --------
    >>> found = find_statements('Ann Lee says that it had rained. "It was dry all day," said Bo.')
    >>> [(one.said_by, one.text, one.status) for one in found]
    [('Ann Lee', 'it had rained', 'claimed'), ('Bo', 'It was dry all day', 'claimed')]
    """
    quotations = _quotations(text)
    starts, ends = [one.start for one in quotations], [one.end for one in quotations]
    told = _Told()
    for start, end in sentences(text):
        stop = min(end, start + _LONGEST)
        inside = quotations[bisect_right(ends, start) : bisect_left(starts, stop)]
        parts = list(_quoted(text, start, stop, inside, told))
        told.add(parts or _in_sentence(text, start, stop, told))
        told.before = start, stop
    return [_answering(told.found, number) for number in range(len(told.found))]


@dataclass(eq=False)
class _Told:
    """What was said so far, and by whom."""

    found: list[Statement] = field(default_factory=list)
    speakers: deque[_Who] = field(default_factory=lambda: deque(maxlen=_RECENT))
    before: tuple[int, int] = (0, 0)  # the sentence before

    def add(self, statements: Iterable[Statement]) -> None:
        for one in statements:
            if one.said_by:
                self.speakers.append((one.said_by, one.said_by_start, one.said_by_end))
            if not self.found or one.start >= self.found[-1].end:
                self.found.append(one)

    def last(self, pronoun: str = "") -> _Who:
        """Give who spoke last; he and she are persons, and nobody where that doesn't fit."""
        persons = pronoun.lower() in ("he", "she")
        for name, start, end in reversed(self.speakers):
            if persons and _NO_PERSON.match(name):
                continue
            other = {"he": _FEMALE, "she": _MALE}.get(pronoun.lower())
            return _NOBODY if other is not None and other.search(name) else (name, start, end)
        return _NOBODY

    def named(self, text: str) -> _Who:
        """Give whom of the speakers the sentence before names last, else who spoke last."""
        start, stop = self.before
        spots = [
            (text.rfind(name, start, stop), number)
            for number, (name, *_) in enumerate(self.speakers)
        ]
        at, number = max(spots, default=(-1, -1))
        return self.speakers[number] if at >= 0 else self.last()


@dataclass(eq=False)
class _Quotation:
    """Words in quotation marks: from mark to mark, or to the end of their paragraph."""

    start: int
    end: int
    cue: re.Match[str] | None
    who: _Who | None = None  # once it is known


def _quotations(text: str) -> list[_Quotation]:
    """Find the quotations; one that its paragraph doesn't close goes on in the next."""
    found: list[_Quotation] = []
    after: re.Match[str] | None = None
    for quote in reversed(list(_QUOTE.finditer(text))):
        if not _is_said(quote["said"]):
            continue
        behind = _BEHIND.match(text, quote.end(), min(len(text), quote.end() + 200))
        ahead = _AHEAD.match(text, quote.end(), min(len(text), quote.end() + 120))
        before = _BEFORE.search(text, max(0, quote.start() - 160), quote.start())
        cue = next((one for one in (behind, ahead, before) if one is not None), None)
        if cue is None and not quote["close"] and after is not None:
            following = text[quote.end() : found[-1].start - 1]
            cue = after if not following.strip() else None
        found.append(_Quotation(*quote.span("said"), cue))
        after = cue
    return found[::-1]


def _quoted(
    text: str, start: int, end: int, quotations: list[_Quotation], told: _Told
) -> Iterator[Statement]:
    """Give what stands in quotation marks in a sentence, where somebody says it."""
    for one in quotations:
        goes_on = one.who is not None
        if one.who is None and one.cue is not None:
            one.who = _speaker(one.cue, told)
        elif one.who is None and one.start - 1 == start:
            one.who = told.named(text)
        if one.who is None or (one.cue is None and not one.who[0]):
            continue
        begin, stop = max(start, one.start), min(end, one.end)
        status = _status(one.cue["verb"]) if one.cue is not None else "claimed"
        if _DENIAL.search(text, begin, stop):
            status = "denied"
        word = one.cue["verb"] if one.cue is not None else "“"
        for part in _parts(text, begin, stop):
            if goes_on or _is_said(text[slice(*part)]):
                yield _made(text, *part, one.who, word, status=status, quoted=True)


def _in_sentence(text: str, start: int, end: int, told: _Told) -> Iterator[Statement]:
    """Find the statements of a sentence without quotations: whoever says it comes first."""
    passive = _PASSIVE.search(text, start, end)
    rejected = _REJECTED.search(text, start, end)
    trailing = _TRAILING.search(text, start, end)
    speeches = [
        one
        for one in _SPEECH.finditer(text, start, end)
        if (one["who"] or "").lower() not in _READERS | _NOT_WHO
    ]
    hearsay = passive or rejected
    if trailing is not None and _is_said(text[start : trailing.start()]):
        who = _speaker(trailing, told)
        for part in _parts(text, start, trailing.start()):
            status = "alleged" if _PASSIVE.search(text, *part) else "claimed"
            yield _made(text, *part, who, trailing["verb"], status=status)
    elif speeches and (hearsay is None or speeches[0].end() <= hearsay.start()):
        yield from _spoken(text, speeches, end, told)
    elif passive is not None:
        cue = passive["verb"] or passive["hearsay"]
        cut = _CIRCUMSTANCE.search(text, passive.end(), end) if passive["verb"] else None
        before = text[start : passive.start()].rstrip()
        begin = passive.start() if passive["verb"] and _LEADS_ON.search(before) else start
        stop = _without_stop(text, begin, cut.start() if cut else end)
        yield _made(text, begin, stop, _NOBODY, cue, status="alleged")
    elif rejected is not None:
        stop = _without_stop(text, start, end)
        who = _speaker(rejected, told)
        yield _made(text, start, stop, who, rejected["verb"], status="denied")
    elif (according := _ACCORDING.search(text, start, end)) is not None:
        stop = _without_stop(text, start, end)
        yield _made(text, start, stop, _name(according), "according to", status="claimed")


def _spoken(text: str, speeches: list[re.Match[str]], end: int, told: _Told) -> Iterator[Statement]:
    """Give the clauses after words of speech."""
    speaker: _Who | None = None
    for number, speech in enumerate(speeches):
        stop = speeches[number + 1].start() if number + 1 < len(speeches) else end
        if speech["who"] or speaker is None:
            speaker = _speaker(speech, told)
        verb = speech["verb"] or speech["saying"]
        status = _status(verb)
        whole = status == "denied" or verb.startswith(("accus", "blam"))
        begin = speech.start() if whole and speech["who"] else speech.end()
        begin += len(text[begin:stop]) - len(text[begin:stop].lstrip(" ,:"))
        for part in [(begin, stop)] if whole else _parts(text, begin, stop):
            span = part[0], _without_stop(text, *part)
            if _is_said(text[slice(*span)]):
                yield _made(text, *span, speaker, verb, status=status)


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Part what is said where a second thing is; leave out a subject with a long aside."""
    aside = _ASIDE_OF.match(text, start, end)
    begin = aside.end() if aside is not None else start
    parts = []
    for second in _AND.finditer(text, begin, end):
        if _is_said(text[begin : second.start()]) and _is_said(text[second.end() : end]):
            parts.append((begin, _without_stop(text, begin, second.start())))
            begin = second.end()
    return [*parts, (begin, _without_stop(text, begin, end))]


def _speaker(cue: re.Match[str], told: _Told) -> _Who:
    """Give who speaks: by name, or who spoke last where only a pronoun stands."""
    who = cue.groupdict().get("who")
    if who == "who":
        whose = _WHOSE.search(cue.string, max(0, cue.start() - _NEAR), cue.start())
        return _name(whose) if whose is not None else _NOBODY
    if not who or who.lower() in _PRONOUNS or who.rsplit(" ", 1)[-1] in ("that", "which", "who"):
        return told.last(who or "")
    return _name(cue)


def _name(cue: re.Match[str]) -> _Who:
    start, end = cue.span("who")
    words = cue["who"]
    behind = words.rfind(", ")  # the party's spokesman, M Anwar
    if behind > 0:
        start += behind + 2
    name = _HELPS.sub("", cue.string[start:end].rstrip(".’'"))
    return name, start, start + len(name)


def _status(verb: str) -> str:
    verb = {"alleging": "alleged", "claiming": "claimed"}.get(verb, verb)
    return next(
        (status for status, verbs in _STATUS.items() if re.fullmatch(verbs, verb)), "claimed"
    )


def _is_said(words: str) -> bool:
    return len(words.split()) >= _LEAST_WORDS


def _without_stop(text: str, start: int, end: int) -> int:
    """Leave out the mark that ends a sentence, and what leads on to the next clause."""
    part = text[start:end].rstrip(' .,;:"”’\n')
    for word in (" and", " but", " while", " who", " which"):
        part = part.removesuffix(word)
    return start + len(part.rstrip(" ,"))


def _made(
    text: str, start: int, end: int, who: _Who, cue: str, *, status: str, quoted: bool = False
) -> Statement:
    how = f"“{cue}”" if cue != "“" else "a quotation that goes on"
    told = f"{how}: {'in quotation marks' if quoted else 'in the article’s words'}"
    name, name_start, name_end = who
    return Statement(
        start, end, text[start:end], name, name_start, name_end, cue, status, quoted, None, told
    )


def _answering(found: list[Statement], number: int) -> Statement:
    """Let a denial answer the last allegation before it, if somebody else made it."""
    one = found[number]
    if one.status != "denied":
        return one
    for earlier in range(number - 1, max(-1, number - 6), -1):
        other = found[earlier]
        if other.status == "alleged" and other.said_by != one.said_by:
            return replace(one, answers=earlier)
    return one
