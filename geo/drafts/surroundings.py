"""Find the place and the date that belong to a word which tells of something that happened."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from geo.dates.edtf import parse_dates
from geo.extraction.fates import find_past
from geo.geoparsing.lexicon import read_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.drafts.articles import Article
    from geo.drafts.finders import Cued, DateFound


# Between a word and a place, or a date, that belongs to another clause.
_AND_IS = (
    r"\band (?:(?:has|have|had|is|are|now|later|since|will|would|still|he|she|they|it)\b"
    r"|(?:the|an?|his|her|its|their) [a-z]+(?: [a-z]+)? (?:in|at|near|of|on)\b)"
)
_MODAL = r"\b(?:would|will|could|should|might|may|can|must|shall) (?:\w+ly )?[a-z]"
_IS = (
    r"\b(?:is|are|opens|reopens|begins|starts|resumes|continues|ends|closes|appears|sits"
    r"|takes place|goes on) "
)
_PARTS = re.compile(rf"[,:](?![0-9])|[;–—]| - |\b(?:who|that)\b|{_AND_IS}|{_IS}")
_FURTHER = re.compile(
    rf"{_AND_IS}|{_MODAL}|:(?![0-9])|[;–—]| - "
    r"|\bthat (?!(?:day|night|year|week|month|morning|evening)\b)"
)
_CLAUSE = re.compile(r",(?![0-9])|\b(?:and|but|when|while|until|since|because|as)\b")
_AFTER = re.compile(r"(?<!,) (?:after|before) (?!dawn|noon|dusk|midnight)")
_UNTIL = re.compile(r"\b(?:until|till) ")
_WHEN = re.compile(r"[^,;]{0,40},? (?:when|on which)\b")
_APART = re.compile(
    r"\b(?:and|but|or|for|with|against|about|by|as|before|after|when|while|until|because|that)\b"
)
# Behind a day: "and met", and not "and later met"; "in Leeds" may stand between.
_AND = re.compile(
    r"(?: (?:in|at|near|to|from) (?:[A-Z][\w’'-]*|the|of)(?: [A-Z][\w’'-]*)*)?,?"
    r" and (?:then |also )?"
)
# Another clause with its own subject: ", and Patrick was robbed".
_OWN_SUBJECT = re.compile(r", (?:and|but) (?:[Tt]he |an? |his |her |its |their |[A-Z])[^,;]*$")
# A subject that is about something else: "a warrant for a murder", "the trial over the fire".
_ABOUT = re.compile(
    r"\b(?:about|against|for|into|over|with) (?:an?|the|his|her|its|their|this|that) [a-z]+\b"
)
# Before the day of an earlier count: "has risen to 640, from 380 in March".
_COMPARED = re.compile(
    r"\b(?:from|than|against|versus|compared (?:with|to))"
    r" (?:(?:about|around|some|only|just|the|a) )*[0-9][0-9,.]*(?: [a-z]+)? (?:in|on|at) $"
    r"|, (?:just |much )?(?:as|like|unlike)(?: (?:it|they|he|she) (?:had|did|was|were))?"
    r" (?:in|on) $"
)
# Before another thing that happened, whose day it may be: "was jailed over the killing in June".
_OVER = re.compile(
    r"\b(?:over|for) (?:(?:(?:an?|the|his|her|its|their|this|that) )(?:alleged )?"
    r"(?:murders?|attacks?|deaths?|thefts?|rapes?|roles?|parts?|crimes?|fires?|crash|riots?|coup"
    r"|massacre|disaster|explosion|accident|assassination|fraud|robbery|[a-z]+ings?)"
    r"|(?!(?:during|morning|evening|spring|being|having)\b)[a-z]{3,}ing)\b"
)
_SINCE = re.compile(r"\b(?:since|until|before) (?:the|an?|his|her|its|their) [^,.;]*$")
_YEAR = 4  # characters of a year
_DAY = 10  # characters of a whole day
_OPENING = 2  # words before what opens a sentence
_LEADING = re.compile(
    r"\b(?:roads?|railway|line|lines|route|bridge|border|way|path|motorway|canal)"
    r" (?:from [^,;.]{1,30} )?$"
)
# What a place behind "of" is a part of, or the name of.
_PART_OF = re.compile(
    r"(?i:\b(?:north|south|east|west|northern|southern|eastern|western|centre|center|middle|edge"
    r"|outskirts|suburbs?|districts?|streets?|city|town|village|port|province|region|coast|island|part"
    r"|parts|area|capital|borough|bay|gulf|mouth|heart|shores?|out|battle|siege|miles|km|kilometres"
    r"|metres) $)"
)
_POSSESSIVE = re.compile("['’]s?\\b|['’] ")
_FRONT = re.compile(r"(?:In|At|Near|Off|Outside|Around) (?:[a-z]+ ){0,4}")
_FRONT_WIDTH = len("Near the ")
_OWN = re.compile(r" [a-z]")
_BESIDE = re.compile(r",? (?:and|or) (?:(?:in|at|near|off|around) )?(?:the )?")
_RIGHT_IN = re.compile(r" (?:in|at|near|outside|off|across) (?:(?:the|central|nearby) )?")
_WHO = re.compile(r"\b(?:that|who|which|whom)(?: (?:was|were|had(?: been)?|has|have))? $")
_LISTED = re.compile(r", (?:the )?")
_LEAD = 40  # characters in which the words before a place stand
_NEAREST = 50  # places and dates around a word that are looked at
# Before the place in which something happens, and not before whose it is: "the Leeds police".
_THERE = re.compile(
    r"(?i:\b(?:in|at|near|on|outside|inside|off|around|across|through|over|into|reached|within"
    r"|along|beside|hit|struck|(?P<way>to|from|of|left|towards?))(?: (?:the|central|downtown"
    r"|northern|southern|eastern|western|north|south|east|west|nearby|port|city|town|village|suburb"
    r"|of)){0,4} $)"
)

_NAMED = r"(?:the (?:(?:port|capital|city|town|village) of )?)?$"
_ROLE = re.compile(rf"\b(?P<word>from|to|into|via|through|by way of) {_NAMED}")
_NEXT = re.compile(
    rf",? (?:and )?(?:then |on )?(?P<word>from|to|into|via|through|by way of) {_NAMED}"
)
_ROLES = {"from": "from", "to": "to", "into": "to"}  # all others are via
# Between a word and "from": "the march went from", "it moved slowly from".
_LED = re.compile(
    r"(?: (?:went|led|ran|moved|passed|came))?(?: (?:\w+ly|back|on|out|away|by \w+|on foot))? "
)
_MOVES = read_lists("extraction")["relations"]
_GOES = re.compile(rf"\b(?:{_MOVES['travel']}|{_MOVES['migration']})\b")


_Place = tuple[int, int, str]  # a distance, where it begins, its id


class _Number(NamedTuple):
    """A number, and the sentence around it."""

    start: int
    end: int
    cue_start: int
    cue_end: int


class Surroundings:
    """The places and the dates of an article, as they stand around its verbs.

    Parameters
    ----------
    article : Article
        The article.
    places : sequence of (int, int, str)
        Start, end and id of each place that it names, in their order.
    dates : sequence of DateFound
        Its dates, in their order.
    events : sequence of Cued
        All words that tell of something that happened, for two of them may share a sentence.
    """

    def __init__(
        self,
        article: Article,
        places: Sequence[tuple[int, int, str]],
        dates: Sequence[DateFound],
        events: Sequence[Cued] = (),
    ) -> None:
        self._text = article.text
        self._published = parse_dates(article.published)
        self._places = places
        self._place_starts = [start for start, *_ in places]
        self._dates = dates
        self._date_starts = [date.start for date in dates]
        self._cues: dict[int, list[int]] = {}
        for event in events:
            self._cues.setdefault(event.start, []).append(event.cue_start)

    def date_of(self, cued: Cued, *, within: tuple[int, int] | None = None) -> DateFound | None:
        """Return the date nearest to a word; "recently" is none, nor one outside of what is said.

        Parameters
        ----------
        cued : Cued
            The word and its sentence.
        within : (int, int), optional
            The span of the statement around it: a date outside of it is that of the saying.
        """
        begin, stop = within or (cued.start, cued.end)
        first, last = _near(self._date_starts, cued)
        inside = [
            date
            for date in self._dates[first:last]
            if begin <= date.start
            and date.end <= min(stop, cued.end)
            and date.edtf
            and not date.edtf.startswith(("..", "[.."))
            and not _FURTHER.search(self._between(cued, date.start, date.end))
            and not self._says_which(cued, date)
            and not _COMPARED.search(self._text, cued.start, date.start)
            and not _OVER.search(self._text, cued.cue_end, date.start)
            and not _SINCE.search(self._text, cued.cue_end, date.start)
        ]
        words = self._cues.get(cued.start, ())
        own = [date for date in inside if not self._is_of_another(cued, date.start, words)]
        own = self._not_of_the_subject(cued, own)
        shared = [date for date in inside if self._is_joined(cued, date)]
        return min(
            own or shared,
            key=lambda date: abs(date.start - cued.cue_start),
            default=None,
        )

    def _not_of_the_subject(self, cued: Cued, dates: list[DateFound]) -> list[DateFound]:
        """Drop dates inside the subject: "a warrant for a murder in 1992 was signed in May".

        One date before the verb may be the verb's: "the fire in 1992 killed 12", "police on 3 May
        held". It is not where one stands behind the verb, too, or where the subject is about
        something else than itself.
        """

        def is_inside(date: DateFound) -> bool:
            before = self._text[cued.start : date.start]
            is_far = date.end <= cued.cue_start and len(before.split()) > _OPENING
            if not is_far or "," in before or "," in self._text[date.end : cued.cue_start]:
                return False
            return is_told_behind or _ABOUT.search(before) is not None

        is_told_behind = any(date.start >= cued.cue_end for date in dates)
        return [date for date in dates if not is_inside(date)]

    def _says_which(self, cued: Cued, date: DateFound) -> bool:
        """Return whether a year only says which, of another word: "the 1906 fire was marked"."""
        led = self._text[max(0, date.start - 4) : date.start].lower() == "the "
        noun = led and _OWN.match(self._text, date.end) is not None
        return noun and len(date.edtf) == _YEAR and cued.cue_start != date.end + 1

    def named_between(
        self, start: int, end: int
    ) -> tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]]:
        """Return the places and the dates of a part of the text, with their ids and EDTF."""
        first, last = (bisect_left(self._place_starts, at) for at in (start, end))
        begin, stop = (bisect_left(self._date_starts, at) for at in (start, end))
        dates = [(date.start, date.end, date.edtf) for date in self._dates[begin:stop]]
        return list(self._places[first:last]), dates

    def is_to_come(self, date: DateFound) -> bool:
        """Return whether a date is later than the article, which can't have seen what it tells."""
        later = parse_dates(date.edtf).earliest > self._published.latest
        return bool(later)  # never, if one of them is unknown

    def begun(self, date: DateFound, cued: Cued) -> str:
        """Return the date of a word in EDTF: in "since May, when it fell" it fell in May."""
        opened = date.edtf.endswith("/..")
        is_start = opened and "when" in self._between(cued, date.start, date.end)
        return date.edtf.removesuffix("/..") if is_start else date.edtf

    def place_of(self, cued: Cued) -> str:
        """Return the id of the place nearest to a word, where nothing parts the two; else nothing.

        A place behind "in" or another such word comes first; "the Estonian prosecutor" tells of
        nowhere.
        """
        there, ways, near = self._places_around(cued, self._cues.get(cued.start, ()))
        if len(ways) > 1 and not there:
            return ""  # from one place to another: in which of them is not told
        _, start, name = min(self._right_behind(cued, there) or ways or near, default=(0, 0, ""))
        front = cued.start + _FRONT_WIDTH
        leaves = any(front < start < cued.cue_start < at for _, at, _ in ways)
        # "the statue in York was moved to Leeds"
        return "" if leaves or self._is_one_of_two(start) else name

    def place_of_number(self, number: tuple[int, int], sentence: tuple[int, int]) -> str:
        """Return the id of the place in which a number counts; nothing where grammar parts the two.

        Where somebody or something comes from or goes to is none: "12 rescuers from Turkey".
        """
        there, _, near = self._places_around(_Number(*sentence, *number), ())
        _, start, name = min(there or near, default=(0, 0, ""))
        return "" if self._is_one_of_two(start) else name

    def _places_around(
        self, cued: Cued | _Number, words: Sequence[int]
    ) -> tuple[list[_Place], list[_Place], list[_Place]]:
        """Return the places in which, from or to which and beside which a word stands.

        `words` are where the words of what happens in the sentence begin.
        """
        there: list[_Place] = []
        ways: list[_Place] = []
        near: list[_Place] = []
        first, last = _near(self._place_starts, cued)
        for start, end, name in self._places[first:last]:
            if end > cued.end or self._is_of_another(cued, start, words):
                continue
            between = self._between(cued, start, end)
            located = _THERE.search(self._text, max(cued.start, start - _LEAD), start)
            if located and self._is_attribute(cued, located):
                continue
            if located and located["way"] in ("from", "to") and end <= cued.cue_start:
                continue  # "raiders from Kenya took": where they come from
            opening = self._text[cued.start : min(start, cued.start + _LEAD)]
            if located and between.startswith(",") and _FRONT.fullmatch(opening):
                between = between[1:]  # "In Leeds, the council was shot at"
            if _PARTS.search(between) or _OVER.search(self._text, cued.cue_end, start):
                continue
            if located:
                kind = ways if located["way"] else there
                kind.append((abs(start - cued.cue_start), start, name))
            elif not self._is_whose(start, end) and not _APART.search(between):
                near.append((abs(start - cued.cue_start), start, name))
        return there, ways, near

    def _right_behind(
        self, cued: Cued, there: list[tuple[int, int, str]]
    ) -> list[tuple[int, int, str]]:
        """Filter places by what stands right behind a verb, unless one opens the sentence.

        "The trial over the fire in Leeds began in York" was in York.
        """
        behind = [
            place
            for place in there
            if place[1] > cued.cue_end and _RIGHT_IN.fullmatch(self._text, cued.cue_end, place[1])
        ]
        opens = any(start <= cued.start + _FRONT_WIDTH for _, start, _ in there)
        return there if opens or not behind else behind

    def _is_one_of_two(self, start: int) -> bool:
        """Return whether a place stands beside another one: "in Leeds and York"."""
        here = bisect_left(self._place_starts, start)
        beside = self._places[max(0, here - 1) : here + 3]
        return any(
            _BESIDE.fullmatch(self._text, place[1], other[0])
            for place, other in pairwise(beside)
            if start in (place[0], other[0])
        ) or any(
            _LISTED.fullmatch(self._text, place[1], other[0])
            and _BESIDE.fullmatch(self._text, other[1], third[0])
            for place, other, third in zip(beside, beside[1:], beside[2:], strict=False)
            if start == place[0]
        )

    def roles_of(self, cued: Cued) -> list[tuple[str, str]]:
        """Return the places from, to and via which something went, each with its role.

        They stand in one row behind the word, "from Leeds via Otley to York"; a row that does not
        name both ends, or that may belong to another noun, decides nothing.
        """
        first, last = _near(self._place_starts, cued)
        row: list[tuple[str, str]] = []
        behind = cued.cue_end
        for start, end, name in self._places[first:last]:
            if start < cued.cue_end or end > cued.end:
                continue
            between = self._text[behind:start]
            word = _NEXT.fullmatch(between) if row else self._opens(cued, between, start)
            if word is None and row:
                break
            if word is not None:
                row.append((name, _ROLES.get(word["word"], "via")))
            behind = end
        roles = [role for _, role in row]
        is_way = roles.count("from") == roles.count("to") == 1 and len(dict(row)) == len(row)
        return row if is_way else []

    def _opens(self, cued: Cued, between: str, start: int) -> re.Match[str] | None:
        """Return the word for the role of the first place of a row, where the row is of a word."""
        word = _ROLE.search(between)
        if (
            word is None
            or self._is_of_another(cued, start, self._cues.get(cued.start, ()))
            or _PARTS.search(between)
        ):
            return None
        led = self._text[cued.cue_end : start - len(between) + word.start()]
        goes = _GOES.search(self._text, cued.cue_start, cued.cue_end)
        return word if goes or _LED.fullmatch(led) else None

    def _is_attribute(self, cued: Cued | _Number, located: re.Match[str]) -> bool:
        """Return whether a place only says which: "the mayor of York", "the road to York"."""
        if located["way"] in ("to", "from"):
            begin = max(cued.cue_end, located.start() - _LEAD)
            return _LEADING.search(self._text, begin, located.start()) is not None
        inside = cued.cue_start <= located.start() <= cued.cue_end + 1  # "the bombing of Homs"
        if located["way"] != "of" or inside:
            return False
        return _PART_OF.search(self._text, max(0, located.start() - _LEAD), located.start()) is None

    def _is_whose(self, start: int, end: int) -> bool:
        """Return whether a place only says whose something is: "the Leeds police", "Leeds's"."""
        led = self._text[max(0, start - 4) : start].lower() == "the "
        own = led and _OWN.match(self._text, end) is not None
        return own or _POSSESSIVE.match(self._text, end) is not None

    def _is_of_another(self, cued: Cued | _Number, at: int, words: Sequence[int]) -> bool:
        """Return whether a place or a date belongs to another word of what happens in the sentence.

        What opens a sentence belongs to all of it: "In May he fell and died".
        """
        if at > cued.cue_start:
            between = self._text[cued.cue_end : at]
            return _UNTIL.search(between) is not None or any(
                cued.cue_start < word < at for word in words
            )
        between = self._text[at : cued.cue_start]
        if _AFTER.search(between):
            return True
        if "," not in between and self._is_in_relative(cued.start, at, words):
            return True
        if _OWN_SUBJECT.search(between) and len(self._text[cued.start : at].split()) > _OPENING:
            return True
        if _WHEN.match(between) and not any(at < word < cued.cue_start for word in words):
            return False  # "on 3 May, when it fell"
        return _CLAUSE.search(between) is not None and any(word < at for word in words)

    def _is_in_relative(self, start: int, at: int, words: Sequence[int]) -> bool:
        """Return whether a place or a date stands in "the man who was held on 3 May"."""
        if any(word < at and _WHO.search(self._text, start, word) for word in words):
            return True
        who = self._text.rfind(" who ", start, at)
        is_open = who >= 0 and "," not in self._text[who:at]
        return is_open and find_past(self._text, who, at) != []

    def _is_joined(self, cued: Cued, date: DateFound) -> bool:
        """Return whether a verb goes on with the subject and the day of the one before it.

        That is one right behind "and": "He went to Leeds on 3 May and met the mayor". A year is no
        such day: "She was born in 1952 and studied".
        """
        is_day = self._text.endswith((" on ", "On "), 0, date.start) and len(date.edtf) == _DAY
        return (
            is_day
            and date.end <= cued.cue_start
            and _AND.fullmatch(self._text, date.end, cued.cue_start) is not None
        )

    def _between(self, cued: Cued | _Number, start: int, end: int) -> str:
        """Return what stands between the word and a place or a date."""
        return self._text[min(end, cued.cue_end) : max(start, cued.cue_start)]


def _near(starts: list[int], cued: Cued | _Number) -> tuple[int, int]:
    """Return which of sorted starts lie in a span; of many, those nearest to its word."""
    here = bisect_left(starts, cued.cue_start)
    first = max(bisect_left(starts, cued.start), here - _NEAREST)
    return first, min(bisect_left(starts, cued.end), here + _NEAREST)
