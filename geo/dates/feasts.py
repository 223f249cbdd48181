"""Compute the days of the feasts of the Western church, by the Gregorian calendar."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.easter import easter

# Feasts of a fixed day, and those that Easter moves: days after it.
_FIXED = {
    "new year's day": (1, 1), "new year's eve": (12, 31), "twelfth night": (1, 5),
    "candlemas": (2, 2), "lady day": (3, 25), "midsummer day": (6, 24), "lammas": (8, 1),
    "michaelmas": (9, 29), "all saints' day": (11, 1), "all souls' day": (11, 2),
    "martinmas": (11, 11), "christmas eve": (12, 24), "christmas day": (12, 25),
    "christmas": (12, 25), "boxing day": (12, 26),
}  # fmt: skip
_MOVED = {
    "ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "good friday": -2,
    "easter sunday": 0, "easter day": 0, "easter monday": 1, "ascension day": 39,
    "whit sunday": 49, "whit monday": 50, "pentecost": 49, "corpus christi": 60,
}  # fmt: skip
FEASTS = (*_FIXED, *_MOVED)
"""The names that are known, in small letters."""


def feast_day(name: str, year: int) -> date:
    """Return the day of a feast in a year.

    Parameters
    ----------
    name : str
        One of `FEASTS`.
    year : int
        A year of the Gregorian calendar.

    Raises
    ------
    KeyError
        If there is no such feast.

    Examples
    --------
    >>> feast_day("easter monday", 1916).isoformat(), feast_day("michaelmas", 1916).isoformat()
    ('1916-04-24', '1916-09-29')
    """
    if name in _FIXED:
        return date(year, *_FIXED[name])
    sunday: date = easter(year)
    return sunday + timedelta(_MOVED[name])
