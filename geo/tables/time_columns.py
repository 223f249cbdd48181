"""Choose the columns that hold a table's times, where a call does not."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import MapError, MapWarning
from geo.tables.times import Spans, UnsettledDatesError, read_spans, read_times

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


_PAIRS = (
    *(("earliest", "latest"), ("start", "end"), ("begin", "end"), ("from", "to")),
    *(("first", "last"), ("since", "until"), ("start", "finish"), ("onset", "end")),
)
_TIMELY = re.compile(
    r"date|time|when|year|month|day|stamp|start|begin|onset|earliest|since|from|first"
    r"|occur|observ|happen|epoch|datum|fecha|tarih|дата|تاريخ|تاریخ|दिनांक|तारीख|日期|日付|\bdat[ao]\b|(?:^|[^a-z])(?:at|on|dt)$"
)
_KEEPING = re.compile(  # of the table's keeping, not of what happened
    r"add|updat|modif|creat|source|publish|retriev|upload|access|edit|download|enter|entry|report"
    r"|ingest|identified|revis|version|process|scrap|crawl|collect|regist|verif|check|import|load"
)
_YEARLY = re.compile(r"(?:^|[^a-z]|[ai])(?:year|yr|jahr|anno|ano|annee)$|^(?:year|yr)(?:[^a-z]|$)")
_NAMES = (
    re.compile(r"event|occur|incident|happen|observ|acq|start|begin|onset|earliest"),
    re.compile(r"date$|^date|fecha|datum|tarih|дата|تاريخ|تاریخ|दिनांक|तारीख|日期|日付|\bdat[ao]\b"),
    re.compile(r"^(?:when|datetime|time)$"),
    re.compile(r"date"),
    re.compile(r"timestamp|stamp|epoch"),
)
_TRIED = 300
_ALONE = 9
_DAY_S, _MONTH_S = 86_400, 31 * 86_400
_OLD = 100


@dataclass(frozen=True)
class _Candidate:
    """Columns that may hold the times, and how well: less is better in each of its ranks."""

    columns: tuple[Any, ...]
    rank: tuple[int, ...]


def guessed_spans(events: gpd.GeoDataFrame) -> tuple[Spans | None, list[str]]:
    """Read the times of a table from the columns that its names and values offer.

    Two columns such as ``date_start`` and ``date_end`` come first, then one that is called a date
    of the event, then any other; days and moments before months and years, and what the table's
    keeping brings (``date_added``, ``source_date``) last. Columns without any value are none.

    Parameters
    ----------
    events : geopandas.GeoDataFrame
        The events.

    Returns
    -------
    tuple
        The times, or None, and a sentence for each column that would have been taken before but
        can't be read; each is a `geo.errors.MapWarning`, too.

    Examples
    --------
    >>> import geopandas
    >>> table = geopandas.GeoDataFrame({"event_date": ["12 May 2007"], "year": [2007]})
    >>> guessed_spans(table)[0].label
    'event_date'
    """
    passed_over: list[str] = []
    failed: set[Any] = set()
    for candidate in sorted(_candidates(events), key=lambda each: each.rank):
        if failed & {*candidate.columns}:
            continue
        try:
            spans = read_spans(events, columns=candidate.columns)
        except MapError as error:
            failed |= {*candidate.columns}
            message = f"no timeline of {' to '.join(map(str, candidate.columns))}: {error}"
            passed_over.append(message)
            warnings.warn(MapWarning(message), stacklevel=4)
            continue
        finer = _finer(events, candidate.columns)
        if finer:
            passed_over.append(finer)
            warnings.warn(MapWarning(finer), stacklevel=4)
        return spans, passed_over
    return None, passed_over


def time_candidates(events: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the columns that may hold a table's times, the likeliest first.

    Examples
    --------
    >>> table = pd.DataFrame({"event_date": ["12 May 2007"], "added": ["2008"], "year": [2007]})
    >>> time_candidates(table)
    [('event_date',), ('year',)]
    """
    ranked = sorted(_candidates(events), key=lambda each: each.rank)
    return [tuple(map(str, candidate.columns)) for candidate in ranked]


def _finer(events: gpd.GeoDataFrame, taken: tuple[Any, ...]) -> str:
    """Return how to draw the days that stand beside a column of years, part by part; or nothing."""
    year, others = taken[0], {str(name).casefold(): name for name in events.columns}
    names = [re.sub("year|yr", part, str(year).casefold()) for part in ("month", "day")]
    parts = [others[name] for name in names if name != str(year).casefold() and name in others]
    if len(taken) > 1 or len(parts) < len(names):
        return ""
    month, day = (pd.to_numeric(events[name], errors="coerce") for name in parts)
    if not (month.between(1, 12).any() and day.between(1, 31).any()):
        return ""  # names of months, or nothing
    columns = {"year": year, "month": parts[0], "day": parts[1]}
    call = ", ".join(f"{part}=table[{name!r}]" for part, name in columns.items())
    return (
        f"the timeline shows years, of {year!r}; {parts[0]!r} and {parts[1]!r} hold the days: "
        f"table['date'] = pandas.to_datetime(dict({call}), errors='coerce')"
    )


def _candidates(events: pd.DataFrame) -> list[_Candidate]:
    geometry = getattr(events, "_geometry_column_name", None)  # the property raises without one
    columns = {
        str(name).casefold(): name
        for name in events.columns
        if name != geometry and list(events.columns).count(name) == 1
    }
    filled = {key: name for key, name in columns.items() if not _is_empty(events[name])}
    fineness = {key: _fineness(events[name], _words(name)) for key, name in filled.items()}
    timely = {key: fine for key, fine in fineness.items() if fine is not None}
    pairs = _pairs(columns, timely)
    candidates = [
        _Candidate(
            (columns[start], columns[end]), _rank(start, timely.get(start, 0), number, pair=True)
        )
        for number, (start, end) in enumerate(pairs)
    ]
    named = [key for key in timely if _TIMELY.search(_words(columns[key]))]
    typed = [key for key in timely if key not in named]
    singles = named or (typed if len(typed) == 1 and not pairs else [])
    return candidates + [
        _Candidate((columns[key],), _rank(_words(columns[key]), timely[key], number, pair=False))
        for number, key in enumerate(singles)
    ]


def _words(name: object) -> str:
    """Return a column's name in small letters, with the words of eventDate parted."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(name)).casefold()


def _rank(name: str, fineness: int, number: int, *, pair: bool) -> tuple[int, ...]:
    place = next((at for at, pattern in enumerate(_NAMES) if pattern.search(name)), len(_NAMES))
    return (bool(_KEEPING.search(name)), fineness, not pair, place, number)


def _pairs(columns: dict[str, Any], timely: dict[str, int]) -> list[tuple[str, str]]:
    """Return names that are alike but for a word such as start and end, one of them with times."""
    pairs = []
    for first, last in _PAIRS:
        for key in columns:
            partner = re.sub(rf"(?<![a-z]){first}|{first}(?![a-z])", last, key, count=1)
            if partner == key or partner not in columns:
                continue
            if {key, partner} & timely.keys():
                pairs.append((key, partner))
    return pairs


def _is_empty(column: pd.Series[Any]) -> bool:
    return bool(column.isna().all()) or (
        column.dtype == object and not column.dropna().astype(str).str.strip().any()
    )


def _fineness(column: pd.Series[Any], name: str) -> int | None:
    """Return 0 for days and moments, 1 for months, 2 for what is coarser, None for no times."""
    tried = column.dropna().iloc[:_TRIED]
    if not _is_timely(tried, name):
        return None
    spans = _lengths(tried)
    if spans is None:  # some values are no times; if most are, the call shall say which are not
        alone = [_lengths(tried.iloc[at : at + 1]) for at in range(min(len(tried), _ALONE))]
        readable = [span for span in alone if span is not None and len(span)]
        if 2 * len(readable) <= len(alone):
            return None
        spans = np.concatenate(readable)
    if not len(spans):
        return None
    middle = np.sort(spans)[len(spans) // 2]
    return int(np.searchsorted([_DAY_S, _MONTH_S], middle, side="right"))


def _lengths(column: pd.Series[Any]) -> NDArray[np.int64] | None:
    """Return how many seconds each known time takes; None if a value is no time."""
    try:
        times = read_times(column)
    except UnsettledDatesError:
        return np.zeros(1, dtype=np.int64)
    except MapError:
        return None
    return (times.last - times.first)[times.known]


def _is_timely(column: pd.Series[Any], name: str) -> bool:
    """Return whether a column may hold times, by its type and name.

    Small numbers are years only where they are called so.
    """
    dtype = column.dtype
    if pd.api.types.is_datetime64_any_dtype(dtype) or isinstance(dtype, pd.PeriodDtype):
        return True
    if pd.api.types.is_bool_dtype(dtype) or isinstance(dtype, pd.IntervalDtype):
        return False
    if not pd.api.types.is_numeric_dtype(dtype) or not _TIMELY.search(name):
        return bool(_TIMELY.search(name))
    values = np.abs(column.to_numpy(dtype=float, na_value=np.nan))
    if np.nanmedian(values) > 9_999:  # noqa: PLR2004 - the last year of four digits
        return True
    return bool(_YEARLY.search(name)) and np.nanmedian(values) >= _OLD
