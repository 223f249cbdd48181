"""Days that are counted from a date named before: "a week later", "the next day"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        start=1,
    )
} | {"a": 1, "an": 1}
_COUNT = rf"(?:{'|'.join(_NUMBERS)}|[0-9]{{1,3}})"
_UNIT = r"(?P<unit>day|week|fortnight|month|year|decade)s?"
_LATER = re.compile(
    rf"(?i:(?P<count>{_COUNT}) {_UNIT} (?P<way>later|afterwards?|earlier|previously"
    r"|before(?=[,.;]|$)|after(?=[,.;]|$))"
    r"|the (?P<way_2>next|following|previous|preceding) (?P<unit_2>day|week|month|year)"
    r"|the (?P<unit_3>day|week|month|year) (?P<way_3>after|before)(?=[,.;]|$)"
    r"|(?:later )?(?:the same|that(?: same)?|that very) (?P<unit_4>day|night|evening|morning"
    r"|afternoon|week|month|year)"
    rf"|(?P<vague>(?:(?:a )?few|several|some|many|a couple of) )?(?P<unit_5>days|weeks|months|years"
    r"|decades) (?:later|afterwards?|earlier))(?!\w)"
)
_BACK = frozenset(("earlier", "previously", "before", "previous", "preceding"))
_WIDTH = {"year": 4, "month": 7, "week": 10, "day": 10}
_FAR = 1_500  # characters back in which a date may stand
_POINT = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")
_ENDS = re.compile(r"[.!?]['\"”’)]*\s")


@dataclass(frozen=True)
class Step:
    """A step from a date: forward, back, or none ("the same day").

    Parameters
    ----------
    end : int
        Where its words end.
    number : int or None
        How many; None where only "several" is told.
    unit : str
        day, week, month or year.
    """

    end: int
    number: int | None
    unit: str

    def from_day(self, base: str) -> str:
        """Return the date in EDTF; empty where it cannot be counted."""
        return "" if self.number is None else shift(base, self.number, self.unit)


def later(text: str, at: int) -> Step | None:
    """Read the words of a step that begin at a place.

    Examples
    --------
    >>> step = later("A week later the harbour was closed.", 0)
    >>> step.number, step.unit, step.from_day("2006-09-06")
    (1, 'week', '2006-09-13')
    """
    match = _LATER.match(text, at)
    if match is None:
        return None
    unit = next(match[name] for name in match.re.groupindex if "unit" in name and match[name])
    unit = unit.lower().removesuffix("s")
    way = (match["way"] or match["way_2"] or match["way_3"] or "").lower()
    if match["unit_5"]:
        return Step(match.end(), None, unit if unit in _WIDTH else "year")
    if match["unit_4"]:
        return Step(match.end(), 0, unit if unit in _WIDTH else "day")
    count = (match["count"] or "one").lower()
    number = _NUMBERS.get(count) or int(count)
    if unit in ("fortnight", "decade"):
        number, unit = (2 * number, "week") if unit == "fortnight" else (10 * number, "year")
    return Step(match.end(), -number if way in _BACK else number, unit)


def find_base(
    text: str, at: int, dates: Sequence[tuple[int, int, str]], unit: str, *, far: bool = True
) -> tuple[str, str] | None:
    """Find the date from which a step is counted.

    Parameters
    ----------
    text : str
        The text.
    at : int
        Where the words of the step begin.
    dates : sequence of (int, int, str)
        The last dates before: start, end, EDTF.
    unit : str
        The unit of the step; a date that is less exact is none to count it from.
    far : bool
        Whether a date of an earlier sentence counts, too.

    Returns
    -------
    (str, str) or None
        Its words and its EDTF; None where there is none, or where one sentence has two.
    """
    base: tuple[int, str, str] | None = None
    for start, end, edtf in reversed(dates):
        if at - end > _FAR or text.count("\n\n", end, at) > 1:
            break
        apart = _ENDS.search(text, end, base[0] if base else at) is not None
        if apart and (base or not far):
            break
        if not _POINT.fullmatch(edtf) or len(edtf) < _WIDTH[unit]:
            continue
        if base and base[2] != edtf:
            return None
        base = start, text[start:end], edtf
    return base[1:] if base else None


def shift(base: str, number: int, unit: str) -> str:
    """Return a date some units away, as exact as the unit; empty outside of the years 1 to 9999."""
    if number == 0:
        return base[: _WIDTH[unit]] if unit != "week" else ""
    year, month = int(base[:4]), int(base[5:7] or 1)
    try:
        if unit in ("day", "week"):
            days = number * (7 if unit == "week" else 1)
            return (date.fromisoformat(base) + timedelta(days)).isoformat()
    except (ValueError, OverflowError):
        return ""
    months = year * 12 + month - 1 + number * (12 if unit == "year" else 1)
    if not 12 <= months < 12 * 10_000:  # noqa: PLR2004 - years that have four digits
        return ""
    return f"{months // 12:04}" + (f"-{months % 12 + 1:02}" if unit == "month" else "")
