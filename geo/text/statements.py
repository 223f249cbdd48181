"""Who says what: statements in a text, with their speaker and how firmly they stand.

A statement is a clause after a word of speech, the words inside quotation marks, or a sentence that
says itself that somebody accuses, denies or is said to have done something. The speaker is who
stands before or behind the word of speech; a pronoun, or a quotation without one, goes on with the
last speaker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAYS = (
    "says|said|say|insists|insisted|insist|adds|added|argues|argued|argue|maintains|maintained"
    "|warns|warned|warn|explains|explained|told (?:[A-Z]\\w+|the \\w+|reporters|us|them)|believes"
    "|believe|points out|pointed out|pointing out|stated|states|announced|announces|declared"
    "|declares|confirmed|confirms|acknowledged|admits|admitted|reported|reports|complained|complains"
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
    r"|(?:[Tt]he|[Oo]pposition|[Ss]ome|[Mm]any|[Aa]) [a-z-]+(?: [a-z-]+)?|[A-Z][a-z]+ [a-z]+"
    r"|\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|who|opponents|critics|officials|police|witnesses|residents)\b)"
)
_ASIDE = r"(?:, (?:however|too|though|meanwhile),)?"
_SPEECH = re.compile(
    rf"(?:{_SUBJECT}{_ASIDE} |(?P<and>\band |, ))(?:also |has |have |had )?"
    rf"(?P<verb>{_SAYS}|{_ALLEGES}|{_DENIES})\b(?P<that>,? that\b)?"
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|has been|have been|had been)(?: also)?"
    r" (?P<verb>said to|alleged to|accused of|reported to|thought to|believed to|claimed to)\b"
)
_BEHIND = re.compile(
    rf"[,.]? ?[\"”’]*[,.]? ?(?P<verb>{_SAYS}|{_ALLEGES}|{_DENIES}) "
    rf"(?P<who>(?:the [^,.\n]{{0,60}}?, )?{_NAME}|he|she|they|the [a-z]+(?: [a-z]+)?)"
)
_AHEAD = re.compile(rf"[,.]? (?P<who>{_NAME}|he|she|they|the [a-z]+) (?P<verb>{_SAYS})\b")
_BEFORE = re.compile(
    rf"(?P<who>{_NAME}|[Hh]e|[Ss]he|[Tt]hey)(?:,[^,.\n]{{0,80}},)? (?P<verb>{_SAYS})[:,] ?$"
)
_ACCORDING = re.compile(rf"[Aa]ccording to (?P<who>(?:the )?{_NAME}|the [a-z]+(?: [a-z]+)?)")
_QUOTE = re.compile(r"[\"“](?P<said>[^\"“”\n]{3,2000})(?:[\"”]|(?=\n|$))")
_PRONOUNS = frozenset(("he", "she", "they", "it", "who"))
_READERS = frozenset(("we", "i", "you"))  # who speaks to the reader, and not in the story
_DENIAL = re.compile(r"\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|not true|untrue|nothing to do with)\b")
_LEAST_WORDS = 3
_LONGEST = 2_000


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
    found: list[Statement] = []
    last = _NOBODY
    for start, end in sentences(text):
        for one in _in_sentence(text, start, min(end, start + _LONGEST), last):
            if one.said_by:
                last = one.said_by, one.said_by_start, one.said_by_end
            if not found or one.start >= found[-1].end:
                found.append(one)
    return [_answering(found, number) for number in range(len(found))]


def _in_sentence(text: str, start: int, end: int, last: _Who) -> Iterator[Statement]:
    """Find the statements of one sentence; a quotation goes first, then speech, then hearsay."""
    quotes = [one for one in _QUOTE.finditer(text, start, end) if _is_said(one["said"])]
    if quotes:
        yield from _quoted(text, start, quotes, last)
        return
    passive = _PASSIVE.search(text, start, end)
    if passive is not None:
        stop = _without_stop(text, start, end)
        yield _made(text, start, stop, _NOBODY, passive["verb"], status="alleged")
        return
    speeches = [
        one
        for one in _SPEECH.finditer(text, start, end)
        if (one["who"] or "").lower() not in _READERS
    ]
    who = last
    for number, speech in enumerate(speeches):
        stop = speeches[number + 1].start() if number + 1 < len(speeches) else end
        who = _speaker(speech, who)
        status = _status(speech["verb"])
        whole = status == "denied" or speech["verb"].startswith("accus")
        begin = speech.start() if whole and speech["who"] else speech.end()
        begin += len(text[begin:stop]) - len(text[begin:stop].lstrip(" ,:"))
        stop = _without_stop(text, begin, stop)
        if _is_said(text[begin:stop]):
            yield _made(text, begin, stop, who, speech["verb"], status=status)
    if not speeches:
        according = _ACCORDING.search(text, start, end)
        if according is not None:
            stop = _without_stop(text, start, end)
            yield _made(text, start, stop, _name(according), "according to", status="claimed")


def _quoted(text: str, start: int, quotes: list[re.Match[str]], last: _Who) -> Iterator[Statement]:
    """Give what stands in quotation marks, where somebody says it."""
    for quote in quotes:
        behind = _BEHIND.match(text, quote.end(), min(len(text), quote.end() + 200))
        ahead = _AHEAD.match(text, quote.end(), min(len(text), quote.end() + 120))
        before = _BEFORE.search(text, max(0, quote.start() - 160), quote.start())
        cue = next((one for one in (behind, ahead, before) if one is not None), None)
        if cue is not None:
            who = _speaker(cue, last)
        elif quote.start() == start and last[0]:
            who = last
        else:
            continue
        status = _status(cue["verb"]) if cue is not None else "claimed"
        if _DENIAL.search(quote["said"]):
            status = "denied"
        begin = quote.start("said")
        stop = _without_stop(text, begin, quote.end("said"))
        word = cue["verb"] if cue is not None else "“"
        yield _made(text, begin, stop, who, word, status=status, quoted=True)
        last = who


def _speaker(cue: re.Match[str], last: _Who) -> _Who:
    """Give who speaks: by name, or who spoke last where only a pronoun stands."""
    who = cue["who"]
    if not who or who.lower() in _PRONOUNS or who.rsplit(" ", 1)[-1] in ("that", "which", "who"):
        return last
    return _name(cue)


def _name(cue: re.Match[str]) -> _Who:
    start, end = cue.span("who")
    words = cue["who"]
    behind = words.rfind(", ")  # the party's spokesman, M Anwar
    if behind > 0:
        start += behind + 2
    end -= len(cue.string[start:end]) - len(cue.string[start:end].rstrip(".’'"))
    return cue.string[start:end], start, end


def _status(verb: str) -> str:
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
