"""Choose the columns that name places or hold times, where a call does not."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import EventsError, GeocodeError, MapError, MapWarning
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.geocode import geocode
from geo.geocoding.hints import read_country
from geo.tables.grid import is_address, is_nothing, middle_length, stated
from geo.tables.schemas import ranked
from geo.tables.times import Spans, UnsettledDatesError, read_spans, read_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

_TRIED = 40
_LONGEST = 80  # characters that names of places have at most, in the middle of a column
_KNOWN = 0.8
_MOST_AREAS = 50
_FEW = 20_000
_ROWS_COMPARED = 2_000


@dataclass(frozen=True)
class Names:
    """Columns that name the place of each row, and what contains it.

    Parameters
    ----------
    place : str
        The column with the names; empty where there is none.
    admin : tuple of str
        Columns with areas that contain the place, the smallest first; the largest is the hint.
    country : str
        Column with the country.
    """

    place: str = ""
    admin: tuple[str, ...] = ()
    country: str = ""

    @property
    def hints(self) -> tuple[str, ...]:
        """The columns that a name is answered in the light of."""
        return tuple(name for name in (*self.admin[-1:], self.country) if name)

    @property
    def within(self) -> tuple[str, ...]:
        """The columns that say what contains the place."""
        return tuple(name for name in (*self.admin, self.country) if name)


def find_place_columns(
    frame: pd.DataFrame, *, taken: Sequence[str], place: str = "", by_value: bool = True
) -> Names:
    """Choose the columns that name places, by their names and values.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    taken : sequence of str
        Columns that are something else.
    place : str
        The column with the names, where a person says so.
    by_value : bool
        Whether values may decide where no name does.

    Raises
    ------
    EventsError
        When several fit equally.

    Examples
    --------
    >>> table = pd.DataFrame({"Town": ["Karachi"], "Province": ["Sindh"], "Country": ["Pakistan"]})
    >>> find_place_columns(table, taken=[])
    Names(place='Town', admin=('Province',), country='Country')
    """
    texts = [str(name) for name in frame.columns if name not in taken and _is_naming(frame[name])]
    country = next((name for _, name in ranked(texts, "country") if name != place), "")
    rest = [name for name in texts if name != country]
    place = place or _named_place(rest)
    admin = tuple(name for _, name in ranked(rest, "admin") if name != place)
    if place:
        return Names(place, admin, country)
    if admin:
        return Names(admin[0], admin[1:], country)
    if country:
        return Names(country)
    return Names(_by_values(frame, rest)) if by_value else Names()


def _named_place(names: Sequence[str]) -> str:
    places = ranked(names, "place")
    alike = [name for rank, name in places if rank == places[0][0]]
    if len(alike) > 1:
        raise EventsError(
            f"place: found {len(alike)} columns of places: {', '.join(map(repr, alike))}; which of "
            "them is meant? give --place (place=…)"
        )
    return alike[0] if alike else ""


def _is_naming(column: pd.Series[Any]) -> bool:
    """Return whether a column holds short texts."""
    known = stated(column)[:200]
    texts = [cell for cell in known if isinstance(cell, str) and any(map(str.isalpha, cell))]
    if not known or 2 * len(texts) <= len(known):
        return False
    return middle_length(texts) <= _LONGEST and not is_address(texts[0])


def _by_values(frame: pd.DataFrame, names: Sequence[str]) -> str:
    """Return the one column of which nearly all values are names that the gazetteer answers."""
    fitting = []
    for name in names:
        values = [cell for cell in stated(frame[name]) if isinstance(cell, str)]
        different = list(dict.fromkeys(values))[:_TRIED]
        if len(different) < 2:  # noqa: PLR2004 - one value says little
            continue
        answers = geocode(different)
        if (answers["status"] == "ok").mean() >= _KNOWN:
            fitting.append(name)
    if len(fitting) > 1:
        raise EventsError(
            f"place: found {len(fitting)} columns whose values are places: "
            f"{', '.join(map(repr, fitting))}; which of them is meant? give --place (place=…)"
        )
    return fitting[0] if fitting else ""


def geocode_rows(frame: pd.DataFrame, names: Names, *, country: str = "") -> gpd.GeoDataFrame:
    """Geocode the rows of a table, each in the light of its own columns.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows.
    names : Names
        Their columns.
    country : str
        ISO code or name that holds for all of them.

    Returns
    -------
    geopandas.GeoDataFrame
        As `geo.geocode` returns it.

    Notes
    -----
    The largest area that a row names is the hint; districts are called in too many ways. An area
    that the gazetteer does not know is none: the name is then answered by its country.
    """
    queries, codes = questions(frame, names, country=country)
    hints: Any = [code or None for code in codes]
    return geocode(pd.Series(queries, index=frame.index, dtype=object), country=hints)


def questions(
    frame: pd.DataFrame, names: Names, *, country: str = ""
) -> tuple[list[str], list[str]]:
    """Return for each row what the geocoder is asked, and the country in which it looks.

    Examples
    --------
    >>> table = pd.DataFrame({"Town": ["Hyderabad"], "State": ["Sindh"], "Land": ["Pakistan"]})
    >>> questions(table, Names("Town", ("State",), "Land"))
    (['Hyderabad, Sindh'], ['PK'])
    """
    countries = _cells(frame, names.country)
    codes = [country or country_code(cell) for cell in countries]
    places = _cells(frame, names.place)
    areas = [_cells(frame, name) for name in names.admin]
    around = []
    for row, (place, code) in enumerate(zip(places, codes, strict=True)):
        inner = next((cells[row] for cells in reversed(areas) if cells[row]), "")
        around.append(_joined(inner, "" if code else countries[row], place))
    unknown = _unknown_areas(around)
    queries = [
        f"{place}, {area}" if place and area and not (area in unknown and code) else place
        for place, area, code in zip(places, around, codes, strict=True)
    ]
    return queries, codes


def _unknown_areas(around: Sequence[str]) -> set[str]:
    """Return those areas of which the gazetteer has no such name."""
    areas = [area for area in dict.fromkeys(around) if area]
    if not areas:
        return set()
    statuses = geocode(areas)["status"]
    return {area for area, status in zip(areas, statuses, strict=True) if status == "not_found"}


def _cells(frame: pd.DataFrame, name: str) -> list[str]:
    if not name:
        return [""] * len(frame)
    return ["" if is_nothing(cell) else " ".join(str(cell).split()) for cell in frame[name]]


def _joined(inner: str, outer: str, place: str) -> str:
    parts = [part for part in (inner, outer) if part and part.casefold() != place.casefold()]
    return ", ".join(part for part in parts if part.casefold() not in place.casefold())


@cache
def country_code(cell: str) -> str:
    """Return the ISO code of a country's name or code; an empty text where it is none.

    Examples
    --------
    >>> country_code("Pakistan"), country_code("Atlantis")
    ('PK', '')
    """
    try:
        return read_country(embedded(), cell)
    except GeocodeError:
        return ""


def areas_of(frame: pd.DataFrame, names: Names) -> tuple[list[Any], str]:
    """Return for each row the outline of the country or place that it names, and the column.

    Only few places are looked up where there is no country, and only some rows of a long table.
    """
    name = names.country or names.place
    cells = _cells(frame, name)
    if len(frame) > _FEW:
        step = len(frame) // _ROWS_COMPARED
        cells = [cell if not row % step else "" for row, cell in enumerate(cells)]
    different = [cell for cell in dict.fromkeys(cells) if cell]
    if not names.country:
        different = different[:_MOST_AREAS]
    if not different:
        return [None] * len(frame), name
    answers = geocode(different, kind="country" if names.country else None)
    shapes = dict(zip(different, answers.geometry.where(answers["status"] == "ok"), strict=True))
    return [shapes.get(cell) for cell in cells], name


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
_TIMES_TRIED = 300
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
    tried = column.dropna().iloc[:_TIMES_TRIED]
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
