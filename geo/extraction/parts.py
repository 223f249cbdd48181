"""Find what stands around a count: the rate that makes it one, the whole of which it is a part.

"Five deaths a day" are no five deaths, and of "twelve people died, four of them children" the four
are among the twelve. What stands in commas between those who are counted and their verb is stepped
over: "two people, one of them a child, were killed".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.extraction.fates import FATES
from geo.extraction.quantities import PLAIN, WORDS
from geo.geoparsing.lexicon import read_lists

if TYPE_CHECKING:
    from geo.extraction.figures import FigureMention

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
_WHOLE_OF_SHARE = re.compile(r"(?i:\b(?:per|for every|for each|in every) $)")
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
_OF_THE = re.compile(r"(?:^|[.!?;\n] ?)(?:Of|Among|of|among) (?:the |those |all |its |their )*$")


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
    return _WHOLE_OF_SHARE.search(text, max(0, start - 12), start) is not None


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
    opened = _OF_THE.search(text, max(0, last.start - 30), last.start) and between.count(",") <= 1
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
