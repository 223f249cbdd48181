"""Find event mentions and relations between places.

An event mention is a sentence with a word for something that happens; where and when is what stands
in it, too. A relation is a pair of places with from, to or for between them, in a sentence with a
word of movement or communication. Both ends stand in the text; nothing is supposed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.extraction.fates import PastVerb, find_past, is_possible, is_untrue
from geo.extraction.speakers import LONGEST
from geo.geoparsing.lexicon import read_lists
from geo.geoparsing.tokenize import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_EVENT_WORDS: dict[str, str] = read_lists("extraction")["events"]
_EVENT_PATTERNS = {
    kind: re.compile(rf"(?<![\w-])(?:{words})\b") for kind, words in _EVENT_WORDS.items()
}
_ANY = re.compile("|".join(rf"\b(?:{words})\b" for words in _EVENT_WORDS.values()))
_FIGURATIVE: dict[str, str] = read_lists("extraction")["figurative"]
_FIGURATIVE_KINDS = frozenset(_FIGURATIVE["kinds"].split())


def _as_subject(words: str) -> re.Pattern[str]:
    """Return what finds one of these before a verb: "the rupee has since", "prices in Leeds"."""
    return re.compile(
        rf"(?i:\b(?:{'|'.join(words.split())})(?: (?:of|in|at|for) (?:the )?[A-Z][\w’'-]*)?"
        r"(?: (?:has|have|had|was|were|been|then|later|also|nearly|since|suddenly|\w+ly))* $)"
    )


_FIGURATIVE_SUBJECT = _as_subject(_FIGURATIVE["subjects"])
_CRITIC = _as_subject(_FIGURATIVE["critics"])
_BY_NATURE = _as_subject(_FIGURATIVE["nature"])
_NATURE = rf"(?:{'|'.join(_FIGURATIVE['nature'].split())})\b"
_OF_THINGS = (
    rf"(?:the|an?|two|three) (?:[\w’-]+ ){{0,3}}?(?:{'|'.join(_FIGURATIVE['things'].split())})\b"
)
_VESSEL = _as_subject(_FIGURATIVE["vessels"])
_FIGURATIVE_WEATHER = re.compile(
    rf"(?:{'|'.join(_FIGURATIVE['weather'].split())}) of [a-z]"
    r"|flooded (?:by|with) (?!water|rain)[a-z]"
)
_BOMBS = re.compile(rf"(?i:\b(?:{'|'.join(_FIGURATIVE['bombs'].split())})\b)")
_COMPOUND = re.compile(rf" (?:[a-z]+ )?(?:{'|'.join(_FIGURATIVE['compounds'].split())})(?:e?s)?\b")

# Not so, or not yet: the word behind tells of nothing that happened.
_NOT_SO = re.compile(
    r"\b(?:[Nn]ot|[Nn]ever|[Nn]or?|[Ww]ithout|almost|nearly|narrowly|all but|would|could|might|may"
    r"|should|will|can|must|if|unless|to|\w+n['’]t)"
    r"(?: (?:yet|be|been|have|ever|also|\w+ly|be being|have been)){0,2} $"
)

_NEARLY = re.compile(r"\b(?:nearly|almost|narrowly)\b")

# What is to come, is called off or is only wished for has not happened.
_TO_COME = re.compile(
    r"(?i:\b(?:plan(?:s|ned|ning)?|call(?:s|ed|ing)? (?:for|off)|threat(?:s|en\w*)?|demand\w*"
    r"|propos\w+|bann?(?:ed|ing|s)?|cancel\w*|postpon\w*|avert\w*|prevent\w*|foil\w*|fear\w*"
    r"|in case|want\w*|hop(?:es?|ed|ing)|schedul\w*|upcoming|forthcoming|next)"
    r" (?:(?:of|for|to|off|the|an?|any|another|more|further|new|[a-z]+(?:’s|'s)?) ){0,3}$)"
)
_NOBODY = re.compile(
    r"\b(?:(?:[Nn]o|[Nn]ot (?:an?|one|a single))(?: \w+){1,2}|[Nn]obody|[Nn]othing|[Nn]o one"
    r"|(?:[Nn]one|[Nn]either|[Nn]ot one)(?: of (?:\w+ ){0,2}\w+)?)"
    r"(?: (?:was|were|is|are|has|have|had|been|being|\w+ly))* $"
)
_SAYS_THAT = re.compile(
    r"(?: [\w’'-]+){0,3} that (?!(?:day|night|year|week|month|morning|evening)\b)"
)
_NOT_YET = re.compile(
    r" (?:[\w’'-]+ ){0,8}?(?:is|are|was|were|has been|have been|had been|will be)"
    r" (?:(?:\w+ly|now|also|to be) ){0,2}(?:planned|scheduled|due|expected|banned|cancell?ed"
    r"|called off|postponed|averted|prevented|foiled|set (?:for|to)|fixed for|to)\b"
    r"| (?:[\w’'-]+ ){0,8}?(?:never|did not|didn['’]t|failed to) (?:take|took|happen|occur|come|go)"
)
# A cue that is a verb itself, and none of a noun that another verb follows.
_VERBAL = re.compile(
    r"\b(?:\w{2,}ed|sank|spilt|burnt|shot|caught|set|went|met|paid|rose|burst|had)\b"
)
_SET_FOR = re.compile(
    r"\b(?:set|fixed|called|announced|booked|timed|billed|rescheduled|moved|put off)"
    r" (?:for|until|till) (?:the )?[0-9A-Z]"
)
_IN_CASE = re.compile(
    r"(?i:\b(?:if|unless|whether|in case|lest|suppose|imagine)\b|^\W*(?:had|were|should) (?!been\b)"
    r"|\bas (?:if|though)\b)"
)
_SO_FAR = re.compile(r"[;:!?“”\"\n]|, (?:but|and|while|although|though|whereas) |, (?=[a-z]+ed\b)")
# A noun that only says which: "the trial over the bombing", and not "in the bombing".
_SAYS_WHICH = re.compile(
    r"\b(?:over|about|into|concerning|for|of) (?:the|an?|this|that|his|her|its|their|last)"
    r" (?:[\w’'-]+ ){0,2}$"
)
_RELATION_WORDS: dict[str, str] = read_lists("extraction")["relations"]
_RELATION_PATTERNS = {
    medium: re.compile(rf"(?i:\b(?:{words})\b)") for medium, words in _RELATION_WORDS.items()
}
_OF = r"(?:the )?(?:(?:\w+ ){1,2}of )?"
_FROM, _FOR = re.compile(rf"\bfrom {_OF}$"), re.compile(rf" for {_OF}$")
_TO = re.compile(rf"(?:^|[ ,])(?:in)?to(?:wards?)? {_OF}$")
_ARRIVES = re.compile(rf"\b(?:(?:in)?to|in|at|reached) {_OF}$")
_BASED = re.compile(
    r"\b(?:based|born|living|lived|registered|headquartered|held|stationed|worked|working|known)"
    r" (?:in|at) (?:the )?$"
)
_CLAUSE = re.compile(r"[,;:–—]")
_LEFT = re.compile(rf"\bleft {_OF}$")
_QUOTED = ' "”’'
ANY_KIND = "event"
"""The kind of what a verb tells that has none of its own."""
_KNOWN, _WEAK, _ASKED = 0.85, 0.7, 0.3
_STOP = ' .!?"”’'
_BETWEEN = 60  # characters between two ends
_LEFT_WIDTH = 40


@dataclass(frozen=True)
class EventMention:
    """A sentence in which something happens.

    Parameters
    ----------
    start, end : int
        The sentence without its stop, in code points; the end is exclusive.
    kind : str
        One word, such as march.
    cue_start, cue_end : int
        Where the word stands that shows it.
    how : str
        How it was found, in words.
    confidence : float
        From 0 to 1: less where the sentence asks.

    Examples
    --------
    >>> (march,) = find_events("They marched through Leeds.")
    >>> march.kind, march.start, march.end
    ('march', 0, 26)
    """

    start: int
    end: int
    kind: str
    cue_start: int
    cue_end: int
    how: str
    confidence: float = 0.85


@dataclass(frozen=True)
class Relation:
    """Two places of a text, and what goes from one to the other.

    Parameters
    ----------
    start, end : int
        The sentence without its stop, in code points; the end is exclusive.
    origin, target : tuple of int
        Spans of the two places.
    medium : str
        One of `geo.story.vocabulary.MEDIA`.
    cue_start, cue_end : int
        Where the word stands that shows it.
    how : str
        How it was found, in words.

    Examples
    --------
    >>> (ferry,) = find_relations("The ferry went from Dover to Calais.", [(20, 25), (29, 35)])
    >>> ferry.medium, ferry.origin, ferry.target
    ('travel', (20, 25), (29, 35))
    """

    start: int
    end: int
    origin: tuple[int, int]
    target: tuple[int, int]
    medium: str
    cue_start: int
    cue_end: int
    how: str


def find_events(text: str) -> list[EventMention]:
    """Find the sentences in which something happens.

    Parameters
    ----------
    text : str
        The text of an article, in English.

    Returns
    -------
    list of EventMention
        In the order of the text. Whether a sentence has a place and a date is not checked here.

    Examples
    --------
    >>> events = find_events("They marched through Leeds. It was hot.")
    >>> [(event.kind, event.how) for event in events]
    [('march', 'a sentence with “marched”')]
    """
    events = []
    for start, end in sentences(text):
        stop = start + len(text[start:end].rstrip(_STOP))
        question = _is_asked(text, start, end)
        verbs = [] if question else find_past(text, start, min(end, start + LONGEST))
        known = _known(text, start, end, verbs) if _ANY.search(text, start, end) else None
        at = (start, start)
        if known is not None:
            kind, word, at = known
            how = f"a sentence with “{word}”"
            events.append(EventMention(start, stop, kind, *at, how, _ASKED if question else _KNOWN))
        for verb in verbs:
            is_cue = verb.end > at[0] and verb.start < at[1]
            is_cue = is_cue or _NEARLY.search(text[verb.start : verb.end]) is not None
            if is_cue or _SAYS_THAT.match(text, verb.end):
                continue
            if _happened(text, start, verb.start, verb.end):
                how = f"a sentence with “{verb.word}”"
                events.append(EventMention(start, stop, ANY_KIND, verb.start, verb.end, how, _WEAK))
    return events


def _known(
    text: str, start: int, end: int, verbs: Sequence[PastVerb]
) -> tuple[str, str, tuple[int, int]] | None:
    """Return the kind of a sentence, the gravest word in it, and where it stands with its verb."""
    for kind, cue in _cues(text, start, end):
        verb = next((verb for verb in verbs if verb.end > cue.start()), None)
        is_led = verb is not None and verb.start > cue.end() and not _VERBAL.search(cue[0])
        if is_led and _SAYS_WHICH.search(text, start, cue.start()):
            continue
        if verb is None or not is_led or re.search(r"[,;:–—]", text[cue.end() : verb.start]):
            return kind, cue[0].strip(), cue.span()
        return kind, cue[0].strip(), (cue.start(), verb.end)
    return None


def _cues(text: str, start: int, end: int) -> Iterator[tuple[str, re.Match[str]]]:
    """Find the words of a sentence that tell of something that happened, the graver first."""
    for kind, words in _EVENT_PATTERNS.items():
        for cue in words.finditer(text, start, end):
            if _is_meant(kind, text, start, cue) and _happened(text, start, *cue.span()):
                bombed = kind == "explosion" and _BOMBS.search(text, start, cue.end() + _LEFT_WIDTH)
                yield "bombing" if bombed else kind, cue


def _is_meant(kind: str, text: str, start: int, cue: re.Match[str]) -> bool:
    """Check that a word is meant as it stands: no flood barrier, no storm of letters, no prices.

    A noun says what happened only where it is not a part of another: "a protest song". A verb says
    it of things that can do it: shares crash without an accident.
    """
    if _FIGURATIVE_WEATHER.match(text, cue.start()):
        return False
    if not _VERBAL.search(cue[0]):
        return _COMPOUND.match(text, cue.end()) is None
    if kind == "attack":
        return cue[0] != "attacked" or _CRITIC.search(text, start, cue.start()) is None
    if kind == "killing" and _is_by_nature(text, start, cue):
        return False
    if kind == "arrest" and _VESSEL.search(text, start, cue.start()):
        return False
    is_figurative = _FIGURATIVE_SUBJECT.search(text, start, cue.start())
    return kind not in _FIGURATIVE_KINDS or is_figurative is None


def _is_by_nature(text: str, start: int, cue: re.Match[str]) -> bool:
    """Return whether a flood, a quake or a sickness killed, and nobody: "floods killed 12"."""
    inside = re.compile(
        rf"[^.,;:\n]{{0,60}}? (?:(?:in|by) (?:the|an?) (?:[\w’-]+ ){{0,2}}?{_NATURE}"
        rf"|when {_OF_THINGS})"
    )
    return (
        _BY_NATURE.search(text, start, cue.start()) is not None
        or inside.match(text, cue.end()) is not None
    )


def _happened(text: str, start: int, first: int, last: int) -> bool:
    """Return whether what a word tells is neither denied nor to come, as far as grammar shows."""
    begin = max(start, first - _LEFT_WIDTH)
    clause = _SO_FAR.split(text[max(start, first - LONGEST) : first])[-1]
    if (
        _IN_CASE.search(clause)
        or is_possible(clause)
        or is_untrue(clause, text[last : last + LONGEST])
    ):
        return False
    if _NOT_SO.search(text, begin, first) or _NOT_YET.match(text, last):
        return False
    if _SET_FOR.search(text, first, last + len(" for the 3")):
        return False
    nobody = _NOBODY.search(text, begin, first)
    return nobody is None and _TO_COME.search(text, begin, first) is None


def _is_asked(text: str, start: int, end: int) -> bool:
    return text[start:end].rstrip(_QUOTED).endswith("?")


def find_relations(text: str, places: Sequence[tuple[int, int]]) -> list[Relation]:
    """Find pairs of places between which something goes.

    Parameters
    ----------
    text : str
        The text of an article, in English.
    places : sequence of (int, int)
        Spans of its places, in code points, in their order, none over another.

    Returns
    -------
    list of Relation
        In the order of the text; of a place with its next neighbour only.

    Examples
    --------
    >>> text = "The ferry went from Dover to Calais."
    >>> (event,) = find_relations(text, [(20, 25), (29, 35)])
    >>> event.medium, text[slice(*event.origin)], text[slice(*event.target)]
    ('travel', 'Dover', 'Calais')
    """
    relations = []
    begins = [start for start, _ in places]
    for start, end in sentences(text):
        here = places[bisect_left(begins, start) : bisect_left(begins, end)]
        for first, second in pairwise(here):
            ends = _ends(text, start, first, second)
            cue = _cue(text, start, second[1]) if ends else None
            if ends and cue and not _is_asked(text, start, end):
                medium, word = cue
                if not _happened(text, start, *word.span()) or _NOT_YET.match(text, second[1]):
                    continue
                stop = start + len(text[start:end].rstrip(_STOP))
                how = f"two places with “{word[0]}”"
                relations.append(Relation(start, stop, *ends, medium, *word.span(), how))
    return relations


def _ends(
    text: str, start: int, first: tuple[int, int], second: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return which of two places is the origin and which the target, where the words tell."""
    left_context = text[max(start, first[0] - _LEFT_WIDTH) : first[0]]
    between = text[first[1] : second[0]]
    if len(between) > _BETWEEN:
        return None
    away = _FROM.search(left_context) and (_TO.search(between) or _FOR.search(between))
    if away or (_LEFT.search(left_context) and _FOR.search(between)):
        return first, second
    arrives = _ARRIVES.search(left_context) and not _BASED.search(left_context)
    if arrives and _FROM.search(between) and not _CLAUSE.search(between):
        return second, first
    return None


def _cue(text: str, start: int, end: int) -> tuple[str, re.Match[str]] | None:
    for medium, words in _RELATION_PATTERNS.items():
        cue = words.search(text, start, end)
        if cue is not None:
            return medium, cue
    return None


_KINDS = {
    "country": "country", "city": "city", "town": "city", "village": "city",
    "province": "province", "state": "province", "borough": "borough", "suburb": "suburb",
}  # fmt: skip
_OFFICE = "department|government|council|hall|court|assembly|police|officials|authorities|house"
# Not "the city of Leeds", which names one, nor "the state department", which is none.
_POINTS = re.compile(
    rf"\b[Tt]he (?:(?:north|south|east|west)(?:ern)? )?(?:port |capital |coastal )?"
    rf"(?P<what>{'|'.join(_KINDS)})\b(?! of\b)(?!['’]?s? [A-Z])(?! (?:{_OFFICE})\b)"
)
_PARAGRAPHS = 2  # how far back a place counts as just named
_ELSEWHERE = ("-based", "-born")  # who is London-based speaks of another city as "the city"
_BREAK = re.compile(r"\n\s*")


@dataclass(frozen=True)
class Coreference:
    """Words that point to a place.

    Parameters
    ----------
    start, end : int
        Where they stand, in code points; the end is exclusive.
    place : int
        Number of the named place that they point to.
    how : str
        Why this one, in words.

    Examples
    --------
    >>> text = "Leeds was flooded. Two bridges in the city are closed."
    >>> (words,) = find_coreferences(text, [(0, 5, "city", "leeds")])
    >>> text[words.start : words.end], words.place
    ('the city', 0)
    """

    start: int
    end: int
    place: int
    how: str


def find_coreferences(text: str, places: Sequence[tuple[int, int, str, str]]) -> list[Coreference]:
    """Find the words that point to a place, where it is clear which.

    Parameters
    ----------
    text : str
        The text of an article, in English.
    places : sequence of (int, int, str, str)
        The places named in it, in their order: start, end, kind (country, province, city,
        borough, suburb or another), and a key that is the same for the same place.

    Returns
    -------
    list of Coreference
        In the order of the text. Clear means: of that kind just one place is named in this
        paragraph before the words, or, if none is, in the two paragraphs before.

    Examples
    --------
    >>> text = "Leeds was flooded. Two bridges in the city are closed."
    >>> (reference,) = find_coreferences(text, [(0, 5, "city", "leeds")])
    >>> text[reference.start : reference.end], reference.place, reference.how
    ('the city', 0, 'points to Leeds, the only city just named')
    """
    breaks = [0, *(match.end() for match in _BREAK.finditer(text))]
    begins = [start for start, *_ in places]
    coreferences = []
    for match in _POINTS.finditer(text):
        here = bisect_left(begins, match.start())
        paragraph = bisect_left(breaks, match.start() + 1) - 1
        kind = _KINDS[match["what"]]
        for back in (paragraph, max(0, paragraph - _PARAGRAPHS)):
            first = bisect_left(begins, breaks[back])
            near = [
                number
                for number in range(first, here)
                if places[number][2] == kind
                and not text.startswith(_ELSEWHERE, places[number][1], places[number][1] + 6)
            ]
            if near:
                break
        if len({places[number][3] for number in near}) != 1:
            continue
        start, end, *_ = places[near[-1]]
        how = f"points to {text[start:end]}, the only {kind} just named"
        coreferences.append(Coreference(*match.span(), near[-1], how))
    return coreferences
