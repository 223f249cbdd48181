"""Find what a number counts, and the whole or the rate that it belongs to.

"Five deaths a day" are no five deaths, and of "twelve people died, four of them children" the four
are among the twelve. What stands in commas between those who are counted and their verb is stepped
over: "two people, one of them a child, were killed".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.extraction.fates import FATES
from geo.extraction.quantities import PLAIN, WORDS
from geo.geoparsing.lexicon import read_lists, word_set

if TYPE_CHECKING:
    from geo.extraction.figures import FigureMention
    from geo.extraction.quantities import Quantity

_WHOM = "|".join([*read_lists("extraction")["figures"]["people"].split(), "minors"])
_PER = r"(?:second|minute|hour|day|night|week|fortnight|month|quarter|season|year|decade|century)"
_NOT_A_SPAN = r"(?! (?:later|earlier|after|ago|before|apart|of|or|and|in advance)\b)"
_RATE = re.compile(
    r"(?: of [a-z]+(?: [a-z]+)?)? (?:"
    rf"an? (?P<a>{_PER})\b{_NOT_A_SPAN}"
    r"|(?:per(?! cent)|for (?:every|each))"
    r" (?P<per>[a-z]+(?: (?:kilomet(?:re|er)|mile|met(?:re|er)|foot))?)\b)"
)
_EACH = re.compile(
    rf"[^.,;:\n]{{0,40}}? (?:(?:every|each) (?P<each>{_PER})\b"
    r"|(?P<adverb>hourly|daily|nightly|weekly|monthly|yearly|annually)\b)"
)
_ADVERBS = {
    "hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week",
    "monthly": "month", "yearly": "year", "annually": "year",
}  # fmt: skip
_OF_MANY = re.compile(rf"(?i: (?:per|for every|for each|in|out of|in every) (?P<of>{PLAIN})\b)")
_WHOLE_OF_SHARE = re.compile(r"(?i:\b(?:per|(?:for|in|out of) every|for each|out of) $)")
_PER_HOUR = re.compile(r" ?(?:/|ph\b|mph\b)")
_LEAST_WHOLE = 10
_ASIDE = re.compile(r",(?P<words> [^,.;:!?\n]{1,60}),(?= (?:who |which )?[a-z])")
_PERHAPS = re.compile(
    r"(?i:,? (?:and|or) (?:possibly|perhaps|maybe|probably|even|as many as|up to)"
    rf"(?: as many as| up to)? {PLAIN},?(?= [a-z]))"
)
_THEM = re.compile(r" of (?:them|whom|these|those|which)\b")
_WHO = re.compile(
    rf"(?: (?:were|was|are|is|being|all|mostly|both))*(?: (?P<who>{_WHOM}))?(?: (?P<how>\w+ly))?"
    r"(?=[.,;:)!?]|$| and\b)"
)
_AMONG = re.compile(
    r"(?i:\b(?:including|included|among (?:them|whom|these|those)(?: (?:were|was|are))?|counting)"
    r"(?: the)? $)"
)
_BEFORE_GROUP = re.compile(
    r"(?:^|[.!?;\n] ?)(?:Of|Among|of|among) (?:the |those |all |its |their )*$"
)


def rate_of(text: str, end: int) -> str | None:
    """Return what a count is for each of, such as day; empty where it is a plain count.

    Parameters
    ----------
    text : str
        The text.
    end : int
        Where the words of what is counted end.

    Returns
    -------
    str or None
        None where the two numbers are a share, which is no count: "nine per 1,000 inhabitants".

    Examples
    --------
    >>> text = "The clinic sees 5 deaths a day."
    >>> rate_of(text, text.index(" a day"))
    'day'
    """
    rate = _RATE.match(text, end)
    if rate is not None:
        return str(rate["a"] or rate["per"])
    each = _EACH.match(text, end)
    if each is not None:
        return str(each["each"] or _ADVERBS[each["adverb"]])
    return None if _PER_HOUR.match(text, end) else ""


def is_share(text: str, end: int, noun_end: int, value: float | None) -> bool:
    """Return whether a number is one of so many: "one in ten", "nine cases per 100,000 people"."""
    for at in (end, noun_end):
        many = _OF_MANY.match(text, at)
        if many is None:
            continue
        if not many[0].lower().startswith(" in "):
            return True
        whole = many["of"].lower()
        number = float(whole.replace(",", "")) if whole[0].isdigit() else WORDS.get(whole, 0)
        is_many = (value or 0) < number and _LEAST_WHOLE <= number != 12  # noqa: PLR2004 - not hours
        if at == end and is_many and number < 1_500:  # noqa: PLR2004 - a year is none
            return True
    return False


def is_whole_of_share(text: str, start: int) -> bool:
    """Return whether a number is the whole of a share: the 1,000 of "nine per 1,000 people"."""
    return _WHOLE_OF_SHARE.search(text, max(0, start - 14), start) is not None


def after_aside(text: str, at: int) -> int:
    """Return where a rate, or words in commas, behind who is counted end; `at` for none."""
    aside = _ASIDE.match(text, at) or _RATE.match(text, at)
    return at if aside is None else aside.end()


def after_more(text: str, at: int) -> int:
    """Return where a second number before the noun ends: "10, and possibly 15, people"."""
    more = _PERHAPS.match(text, at)
    return at if more is None else more.end()


def part_of(
    text: str, figure: FigureMention, last: FigureMention | None, noun: str
) -> FigureMention:
    """Return a figure with its whole in the scope, where the words make it a part of the last one.

    Parameters
    ----------
    text : str
        The text.
    figure : FigureMention
        What was read of the number itself.
    last : FigureMention or None
        The number before it in the same sentence.
    noun : str
        The word for who is counted; empty where none stands behind the number.
    """
    if last is None or last.unit != "people" or last.wording or last.status == "denied":
        return figure
    fate = figure.measure in FATES
    whole = f"of {last.text.lower()} {'people' if last.measure in FATES else last.measure}"
    them = _THEM.match(text, figure.end)
    if them is not None:
        return _of_them(replace(figure, unit="people", scope=whole), last, text[them.end() :])
    between = text[last.end : figure.start]
    opened = (
        _BEFORE_GROUP.search(text, max(0, last.start - 30), last.start) and between.count(",") <= 1
    )
    if not opened and not (figure.unit == "people" and _AMONG.search(between)):
        return figure
    if not noun or (opened and fate):
        return replace(figure, scope=whole) if fate else figure
    return replace(figure, measure=last.measure, scope=f"{noun.lower()}, {whole}", confidence=0.8)


def _of_them(figure: FigureMention, last: FigureMention, behind: str) -> FigureMention:
    """Read what "four of them" were: children, hurt, or what the words do not tell."""
    if figure.measure in FATES:
        return figure
    who = _WHO.match(behind)
    if who is None:
        return replace(figure, measure="people", confidence=0.6)
    if who["who"]:
        scope = f"{who['who']}, {figure.scope}"
        return replace(figure, measure=last.measure, scope=scope, confidence=0.8)
    return replace(figure, measure=last.measure, note=who["how"] or "", confidence=0.6)


_LEXICON = read_lists("extraction")["figures"]


PEOPLE = frozenset(_LEXICON["people"].split())
TIMES = word_set("hour day week month year decade minute second")
_NO_HEADS = word_set("others more")  # of what was counted before
_LENGTHS = {"km": "kilometres", "kilometres": "kilometres", "kilometers": "kilometres"}
_LENGTHS |= {"miles": "miles", "metres": "metres", "meters": "metres", "feet": "feet"}
_MONEY = {
    word: f"{word.removesuffix('s')}s"
    for word in ("dollar", "dollars", "euro", "euros", "pound", "pounds", "rupee", "rupees")
}
_FRACTIONS = word_set(
    "halves thirds quarters fifths sixths sevenths eighths ninths tenths hundredths"
)
_SAME_PLURAL = frozenset(_LEXICON["same_plural"].split())
_PRICED = {
    "$": ("dollars", "money", ""),
    "€": ("euros", "money", ""),
    "£": ("pounds", "money", ""),
    "%": ("percent", "share", ""),
}
_PERCENT = re.compile(r" ?(?:%|per ?cent\b|percentage points?\b)")
_NEXT = re.compile(r"[ -](?P<word>[^\W\d_][\w’'-]*)")
_OWNER = r"(?:(?:[\w-]+ ){0,3}[\w-]+(?:['’]s|s['’]) )"  # the mine's 310 workers
_SCOPE = re.compile(
    rf"(?i: of (?:(?:the |its |all |his |her |their |those |these |{_OWNER})?(?P<all>[0-9][0-9,]*)"
    rf"|(?:(?:the|its|his|her|their|those|these) |{_OWNER})(?P<worded>(?!an?\b){PLAIN})\b))"
)
_NO_NOUN = frozenset(_LEXICON["no_noun"].split())
_JOINED = re.compile(
    r"-(?P<noun>member|seat|storey|mile|kilometre|hour|day|week|month|year)\b(?![ -]olds?\b)"
)
_BEFALLEN = frozenset(_LEXICON["befallen"].split())
_OF_THEM = re.compile(r" of (?:them|those|us|you)\b")
_OF_THE = re.compile(rf" of (?:{_OWNER}|(?:the |its |his |her |their |all |these |those )*)")


@dataclass(frozen=True)
class CountedNoun:
    """What stands behind a number.

    Parameters
    ----------
    noun : str
        What is counted; empty where no word tells it.
    end : int
        Where it ends.
    bare : bool
        Whether no word at all stands between the number and the verb.
    unit, measure, scope : str
        As in `FigureMention`.
    befallen : str
        The word before the noun that says what befell them: "injured passengers".
    """

    noun: str
    end: int
    bare: bool
    unit: str
    measure: str
    scope: str
    befallen: str = ""

    @property
    def people(self) -> bool:
        """Whether people are counted."""
        return self.unit == "people"


def read_noun(text: str, match: re.Match[str], quantity: Quantity) -> CountedNoun:
    """Find what is counted by the words behind a number; empty where they don't tell."""
    end = after_more(text, quantity.end)
    percent = _PERCENT.match(text, end)
    if match["money"] or percent:
        unit, measure, share = _PRICED[match["money"] or "%"]
        return CountedNoun("", end, bare=False, unit=unit, measure=measure, scope=share)
    joined = _JOINED.match(text, quantity.digits_end)
    if joined is not None:
        return _named(f"{joined['noun']}s", joined.end(), "")
    scope = _SCOPE.match(text, end)
    them = _OF_THEM.match(text, end)
    if them is not None:
        return CountedNoun("", them.end(), bare=True, unit="", measure="", scope="")
    of = _OF_THE.match(text, end)
    at = scope.end() if scope else of.end() - 1 if of else end
    noun, stop, bare, befallen = _noun(text, at)
    whole = f"of {scope['all'] or scope['worded']} {noun}".strip() if scope else ""
    head = replace(_named(noun, stop, whole), bare=bare, befallen=befallen)
    return head if noun or not quantity.vague else replace(head, unit="people", measure="people")


def _named(noun: str, end: int, scope: str) -> CountedNoun:
    bare, word = False, noun.lower()
    singular = word.removesuffix("s")
    if singular in TIMES:
        return CountedNoun(noun, end, bare, f"{singular}s", "duration", scope)
    if word in _LENGTHS:
        return CountedNoun(noun, end, bare, _LENGTHS[word], "distance", scope)
    if word in _MONEY:
        return CountedNoun(noun, end, bare, _MONEY[word], "money", scope)
    if word in PEOPLE:
        return CountedNoun(noun, end, bare, "people", word, scope)
    return CountedNoun(noun, end, bare, word, word, scope)


def _noun(text: str, at: int) -> tuple[str, int, bool, str]:
    """Find what is counted among the words behind a number: the first plural.

    Returns the noun, where it ends, whether no word stands there, and what befell them.
    """
    begin, befallen = at, ""
    for _ in range(5):
        following = _NEXT.match(text, at)
        word = following["word"] if following else ""
        lower = word.lower()
        if following is None or (lower in _NO_NOUN - _NO_HEADS and lower not in _BEFALLEN):
            break
        at = following.end()
        if lower in _NO_HEADS:
            begin = at
            continue
        if lower in _BEFALLEN:
            befallen = lower
            continue
        if _is_counted(word):
            return word, at, False, befallen
        if befallen:
            break
    if befallen:
        return "", begin, True, ""
    return "", at if at == begin else begin, at == begin, ""


def _is_counted(word: str) -> bool:
    lower = word.lower()
    if lower in PEOPLE | _SAME_PLURAL | TIMES or lower in _LENGTHS or lower in _MONEY:
        return True
    if lower in _FRACTIONS or lower.endswith(("'s", "’s")):
        return False
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))  # noqa: PLR2004
