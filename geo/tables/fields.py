"""Find what a table says beside places, dates and titles: numbers, sources, actors, notes, keys."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from geo.errors import EventsError
from geo.tables.grid import is_address, is_nothing, middle_length, stated
from geo.tables.schemas import (
    Fields,
    entries_of,
    rank_of,
    ranked,
    stands_in,
    words_of,
    words_of_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from geo.tables.scan import EventTable

_TRIED = 500
_LONGEST_NAME = 80
_MOSTLY = 0.5
_TRUTHS = frozenset(("true", "false", "yes", "no", "y", "n", "t", "f", "x", "0", "1"))
_AMOUNT = re.compile(r"(?:[£$€¥₹]|[a-z]{3})? ?[-+]?[0-9][0-9.,’' ]*(?:%|[£$€¥₹]| [a-z]{3})?")
_DIGITS = r"[0-9]+(?:[ \u00a0\u202f,.'’][0-9]{3})*|[0-9]+"
_RANGE = re.compile(
    rf"(?:between )?({_DIGITS}) ?(?:-|–|—|to|and|bis|a|à) ?({_DIGITS})", re.IGNORECASE
)
_ONE = re.compile(rf"(?P<front>\D*?) ?(?P<number>{_DIGITS}) ?(?P<behind>\D*)")
_FRACTION = re.compile(r"([0-9]{1,15})[.,]([0-9]{1,2}|[0-9]{4,12})")
_UNITS = re.compile(
    r"(?:people|persons?|dead|deaths|killed|injured|wounded|missing|victims|casualties)?"
)


@dataclass(frozen=True)
class Count:
    """A number of a cell with its bound; words where the cell names no number.

    Parameters
    ----------
    bound : str
        exact, at-least, more-than, at-most, less-than, about or between; empty for words.
    low, high : str
        The least and the most, as digits; empty on a side that is open.
    wording : str
        The cell's own words, where it names no number that can be read.
    """

    bound: str = ""
    low: str = ""
    high: str = ""
    wording: str = ""


def read_count(cell: Any, *, whole: bool = True) -> Count | None:  # noqa: ANN401 - any cell
    """Read what a cell counts; None where it says nothing. What is whole has no fraction.

    Examples
    --------
    >>> [read_count(cell) for cell in (12, "at least 1,200", "10-15")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [Count(bound='exact', low='12', high='12', wording=''),
     Count(bound='at-least', low='1200', high='', wording=''),
     Count(bound='between', low='10', high='15', wording='')]
    >>> read_count("dozens").wording, read_count("unknown"), read_count(-99)
    ('dozens', None, None)
    >>> read_count("1,5", whole=False).low
    '1.5'
    """
    if is_nothing(cell) or isinstance(cell, bool):
        return None
    text = " ".join(str(cell).split())
    text = text.removesuffix(".0") if not isinstance(cell, str) else text
    if words_of_name(text) in words_of("unknown") or re.fullmatch(r"[-−][0-9.]+", text):
        return None
    if not whole and (fraction := _FRACTION.fullmatch(text)):
        number = f"{int(fraction[1])}.{fraction[2]}"
        return Count("exact", number, number)
    pair = _RANGE.fullmatch(text)
    if pair:
        low, high = (_digits(part) for part in pair.groups())
        if int(low) < int(high):
            return Count("between", low, high)
    return _one_number(text) or Count(wording=text)


def _one_number(text: str) -> Count | None:
    match = _ONE.fullmatch(text)
    if not match or re.search(r"[0-9][.,][0-9]{1,2}$|[0-9][.,][0-9]{4,}", match["number"]):
        return None
    front = entry_meaning("bounds", match["front"])
    behind = match["behind"].strip().casefold()
    behind_bound = entry_meaning("bounds_behind", behind)
    known = front or behind_bound or "exact"
    if (match["front"].strip() and not front) or (front and behind_bound not in ("", front)):
        return None
    if behind and not behind_bound and not _UNITS.fullmatch(behind):
        return None
    number = _digits(match["number"])
    low = "" if known in ("at-most", "less-than") else number
    high = "" if known in ("at-least", "more-than") else number
    return Count(known, low, high)


@cache
def entry_meaning(role: str, text: str) -> str:
    """Return what a text of a group of roles means; an empty text where it is none of them."""
    wanted = text.strip().casefold()
    return next((meaning for meaning, entries in entries_of(role).items() if wanted in entries), "")


def _digits(text: str) -> str:
    return str(int(re.sub(r"[^0-9]", "", text)))


def find_fields(
    table: EventTable, *, key: str = "", said_by: str = "", figures: Sequence[str] = ()
) -> Fields:
    """Choose the columns that hold keys, sources, notes, actors and numbers.

    Parameters
    ----------
    table : EventTable
        A table of which places, dates and titles are found.
    key, said_by : str
        Columns that a person names.
    figures : sequence of str
        Further columns that count something.

    Raises
    ------
    EventsError
        A named column is not there, or the key does not tell the rows apart.
    """
    cells = table.cells
    _check_named(cells, (key, said_by, *figures))
    named = table.schema.beside.of(cells)
    is_known = bool(table.schema.beside.key)  # its columns are known one by one
    free = [name for name in map(str, cells.columns) if name not in table.placing]
    links = named.links or _links(cells, free)
    counted = named.counts or ({} if named.estimate else find_counts(cells, free))
    people = tuple(counted)
    counted |= {name: counted.get(name, _measure(name)) for name in figures}
    is_kind = table.color not in counted and not _is_number(table)
    kind = table.color if is_kind and (is_known or _are_kinds(cells, table.color)) else ""
    free = [name for name in free if name != kind]
    return replace(
        named,
        kind=kind,
        key=_checked_key(cells, key) or named.key or _found_key(cells, free),
        said_by=said_by or named.said_by or ("" if is_known else _speaker(cells, free, links)),
        notes=named.notes or (() if is_known else _texts(cells, free, "note")),
        links=links,
        actors=named.actors or (() if is_known else _texts(cells, free, "actor")),
        counts=counted,
        people=people,
        precision=named.precision or ("" if is_known else _precision(cells, free)),
        precisions=named.precisions if named.precision else {},
    )


def _is_number(table: EventTable) -> bool:
    """Return whether the column of colours counts something."""
    return bool(table.color) and table.frame[table.color].dtype.kind in "ifu"


def _are_kinds(cells: pd.DataFrame, name: str) -> bool:
    """Return whether a column can say of what kind an event is: no yes and no, and no shares."""
    known = [str(cell).strip().casefold() for cell in stated(cells[name])] if name else []
    texts = [text for text in known if text not in _TRUTHS and not _AMOUNT.fullmatch(text)]
    return not known or 2 * len(texts) > len(known)


def _check_named(cells: pd.DataFrame, names: Iterable[str]) -> None:
    missing = [name for name in names if name and name not in cells.columns]
    if missing:
        listed = ", ".join(repr(str(name)) for name in cells.columns)
        shown = ", ".join(map(repr, missing))
        raise EventsError(f"found no column {shown}; wanted one of: {listed}")


def _checked_key(cells: pd.DataFrame, key: str) -> str:
    """Return a key that a person names; refuse one that is not filled, or the same twice."""
    if not key:
        return ""
    first: dict[str, object] = {}
    faults = []
    for row, cell in cells[key].items():
        text = "" if is_nothing(cell) else str(cell)
        if not text:
            faults.append(f"row {row} (empty)")
        elif text in first:
            faults.append(f"row {row} ({text[:30]!r}, as row {first[text]})")
        first.setdefault(text, row)
    if faults:
        more = f" and {len(faults) - 10} more" if len(faults) > 10 else ""  # noqa: PLR2004
        listed = ", ".join(faults[:10])
        raise EventsError(f"--key {key!r}: wanted another value in each row; found {listed}{more}")
    return key


def _found_key(cells: pd.DataFrame, names: Sequence[str]) -> str:
    """Return a column called an identity in which each row has another value, not its number."""
    for _, name in ranked(names, "identity"):
        known = [str(cell) for cell in stated(cells[name])]
        address = any(map(is_address, known))
        if len(known) == len(cells) == len(set(known)) and not address and not _counts(known):
            return name
    return ""


def _counts(texts: Sequence[str]) -> bool:
    """Return whether texts only count the rows: a row put in between would shift them all."""
    first = int(texts[0]) if texts and texts[0].isdecimal() else None
    return first in (0, 1) and list(texts) == [str(first + at) for at in range(len(texts))]


def _texts(cells: pd.DataFrame, names: Sequence[str], role: str) -> tuple[str, ...]:
    """Return the columns that are called by a role and nothing else, and hold text."""
    return tuple(
        name
        for name in names
        if words_of_name(name) in words_of(role)
        and any(isinstance(cell, str) for cell in stated(cells[name]))
    )


def _links(cells: pd.DataFrame, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        name
        for name in names
        if (known := [str(cell) for cell in stated(cells[name])][:_TRIED])
        and all(map(is_address, known))
        and rank_of(name, "link") is not None
    )


def _speaker(cells: pd.DataFrame, names: Sequence[str], links: Sequence[str]) -> str:
    """Return the column with names of sources: short texts, no addresses."""
    ranked = sorted(
        (words_of("said_by").index(words_of_name(name)), name)
        for name in names
        if words_of_name(name) in words_of("said_by") and name not in links
    )
    for _, name in ranked:
        known = [str(cell) for cell in stated(cells[name])][:_TRIED]
        addresses = sum(map(is_address, known))
        if 2 * addresses >= len(known):
            continue
        if middle_length(known) <= _LONGEST_NAME:
            return name
    return ""


def _precision(cells: pd.DataFrame, names: Sequence[str]) -> str:
    """Return a column whose cells say how exact the place is in our own words."""
    words = {"site", "street", "suburb", "borough", "city", "region", "province", "country"}
    for name in names:
        known = {str(cell).strip().casefold() for cell in stated(cells[name])}
        if rank_of(name, "precision") is not None and known and known <= words:
            return name
    return ""


def find_counts(cells: pd.DataFrame, names: Sequence[str]) -> dict[str, str]:
    """Return the columns that count people, with what each of them counts.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"Dead": ["at least 12"], "Deaths men": [4], "Cattle killed": [9]})
    >>> find_counts(table, list(table.columns))
    {'Dead': 'deaths', 'Deaths men': 'deaths'}
    """
    measures = {}
    for name in names:
        words = words_of_name(name)
        if _beside_measure(name, words_of("groups")):
            continue  # houses and cattle are no people
        measure = next(
            (
                meaning
                for meaning, entries in entries_of("measures").items()
                if any(stands_in(tuple(entry.split()), words) for entry in entries)
            ),
            "",
        )
        known = stated(cells[name])[:_TRIED]
        counts = [count for cell in known if (count := read_count(cell)) is not None]
        numbers = sum(not count.wording for count in counts)
        if measure and counts and numbers >= _MOSTLY * len(counts):
            measures[name] = measure
    return measures


def is_whole_measure(name: str) -> bool:
    """Return whether a column's name is that of a measure and nothing else.

    Examples
    --------
    >>> is_whole_measure("Number of people injured"), is_whole_measure("Deaths men")
    (True, False)
    """
    return not _beside_measure(name, ())


def _beside_measure(name: str, more: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the words of a name beside those of measures and fillers, and beside some more."""
    entries = [entry for group in entries_of("measures").values() for entry in group]
    others = {entry[0] for entry in (*words_of("fillers"), *more)}
    words = words_of_name(name)
    bare = [word for word in words if word not in others]
    if " ".join(words) in entries or " ".join(bare) in entries:
        return []
    return [word for word in bare if word not in entries]


def _measure(name: str) -> str:
    return "-".join(word for word in words_of_name(name) if word.isascii()) or "number"
