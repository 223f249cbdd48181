"""Signatures of tables that other projects export, words of columns' names, and options."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


@dataclass(frozen=True)
class Fields:
    """Which columns of a table of events hold what a story wants beside place and date.

    Parameters
    ----------
    key : str
        Column that tells the rows apart; empty where there is none.
    kind : str
        Column that names the kind of an event; empty where there is none.
    said_by : str
        Column that names who says what a row tells.
    notes, links, actors : tuple of str
        Columns with notes, addresses and actors.
    counts : dict
        For each column that counts, what it counts.
    people : tuple of str
        Those of them that count people.
    estimate : tuple of str
        Columns with the low, best and high estimate of deaths.
    no_zero : tuple of str
        Columns in which 0 does not say that there was none.
    precision, date_precision : str
        Columns that say how exact place and date are.
    precisions, date_precisions : dict
        What their cells mean.
    """

    key: str = ""
    kind: str = ""
    said_by: str = ""
    notes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    counts: dict[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    estimate: tuple[str, ...] = ()
    no_zero: tuple[str, ...] = ()
    precision: str = ""
    precisions: dict[str, str] = field(default_factory=dict)
    date_precision: str = ""
    date_precisions: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        """All columns that are named."""
        single = {self.key, self.kind, self.said_by, self.precision, self.date_precision}
        several = (self.notes, self.links, self.actors, self.counts, self.estimate)
        return {*single, *chain.from_iterable(several)} - {""}

    def of(self, frame: pd.DataFrame) -> Fields:
        """Return those columns that a table has, as it spells them."""
        estimate = columns_of(frame, self.estimate)
        counts = {column_of(frame, name): measure for name, measure in self.counts.items()}
        return replace(
            self,
            key=column_of(frame, self.key),
            said_by=column_of(frame, self.said_by),
            notes=columns_of(frame, self.notes),
            links=columns_of(frame, self.links),
            actors=columns_of(frame, self.actors),
            no_zero=columns_of(frame, self.no_zero),
            precision=column_of(frame, self.precision),
            date_precision=column_of(frame, self.date_precision),
            counts={column: measure for column, measure in counts.items() if column},
            estimate=estimate if len(estimate) == len(self.estimate) else (),
        )


@dataclass(frozen=True)
class Schema:
    """What is known of a table by the project that exports it.

    Parameters
    ----------
    name : str
        The project, as people call it; empty where the table is nobody's.
    needs : tuple of str
        Columns that are all there.
    value : str
        Pattern that every cell of one column fits.
    records : str
        Where the rows stand in its JSON, such as ``results.bindings``.
    headerless : tuple of str
        Columns of its files without a header.
    lon, lat, point, place, country, title, colour : str
        Which column is what; empty where it is to be found.
    admin, date, keeping : tuple of str
        Columns with what contains the place; with its time; and with times of the form's keeping.
    labels : dict
        For a column with codes, what each of them means.
    beside : Fields
        Which columns hold what a story wants beside them.
    """

    name: str = ""
    needs: tuple[str, ...] = ()
    value: str = ""
    records: str = ""
    headerless: tuple[str, ...] = ()
    lon: str = ""
    lat: str = ""
    point: str = ""
    place: str = ""
    country: str = ""
    title: str = ""
    colour: str = ""
    admin: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    keeping: tuple[str, ...] = ()
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    beside: Fields = field(default_factory=Fields)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("geo.tables").joinpath("data", name).read_text(encoding="utf-8"))


def _schema(values: dict[str, Any]) -> Schema:
    """Return a schema of the file; what a `Schema` has no name for is one of its fields."""
    known: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
    }
    beside: dict[str, Any] = {
        key: known.pop(key) for key in [*known] if key in Fields.__dataclass_fields__
    }
    return Schema(**known, beside=Fields(**beside))


SCHEMAS: tuple[Schema, ...] = tuple(map(_schema, _read("schemas.toml")["schema"]))


@cache
def entries_of(role: str) -> dict[str, tuple[str, ...]]:
    """Return the entries of a group of roles as they stand, by what they mean."""
    return {meaning: tuple(entries) for meaning, entries in _read("words.toml")[role].items()}


@cache
def words_of(role: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a role, each entry as its words, the likeliest first."""
    return tuple(tuple(entry.split()) for entry in _read("words.toml")[role])


def words_of_name(name: object) -> tuple[str, ...]:
    """Return the words of a column's name, small and without accents.

    Examples
    --------
    >>> words_of_name("Start_Date"), words_of_name("decimalLatitude"), words_of_name("Längengrad")
    (('start', 'date'), ('decimal', 'latitude'), ('langengrad',))
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name))
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", parted)
        if not unicodedata.combining(letter)
    )
    return tuple(re.findall(r"[^\W_]+", plain.casefold()))


def rank_of(name: object, role: str) -> int | None:
    """Return the place of the first entry of a role that stands in a name; None where none does.

    A name that is the entry and nothing else comes before one that holds it.

    Examples
    --------
    >>> rank_of("Deaths", "number"), rank_of("colour of roof", "number")
    (2, None)
    """
    words, entries = words_of_name(name), words_of(role)
    if words in entries:
        return 2 * entries.index(words)
    at = next((at for at, entry in enumerate(entries) if stands_in(entry, words)), None)
    return None if at is None else 2 * at + 1


def stands_in(entry: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Return whether the words of an entry stand side by side among others."""
    size = len(entry)
    return any(words[at : at + size] == entry for at in range(len(words) - size + 1))


def ranked(names: Iterable[str], role: str) -> list[tuple[int, str]]:
    """Return the rank of those names in which an entry of a role stands, the likeliest first."""
    ranks = [(rank, name) for name in names if (rank := rank_of(name, role)) is not None]
    return sorted(ranks, key=lambda pair: pair[0])


def schema_of(frame: pd.DataFrame) -> Schema:
    """Return the schema whose columns a table has, the one that needs most; else an empty one."""
    names = {str(name).casefold() for name in frame.columns}
    fitting = [
        schema
        for schema in SCHEMAS
        if (schema.needs and {need.casefold() for need in schema.needs} <= names)
        or (schema.value and _has_value(frame, schema.value))
    ]
    return max(fitting, key=lambda schema: len(schema.needs), default=Schema())


def _has_value(frame: pd.DataFrame, pattern: str) -> bool:
    for at in range(frame.shape[1]):
        cells = [cell for cell in frame.iloc[:200, at] if isinstance(cell, str) and cell]
        if cells and all(re.search(pattern, cell) for cell in cells):
            return True
    return False


def column_of(frame: pd.DataFrame, name: str) -> str:
    """Return the column that is called so, whatever its case; an empty text if there is none."""
    if not name:
        return ""
    folded = {str(column).casefold(): str(column) for column in frame.columns}
    return folded.get(name.casefold(), "")


def columns_of(frame: pd.DataFrame, names: Iterable[str]) -> tuple[str, ...]:
    """Return those columns that are there, in the order of `names`."""
    return tuple(filter(None, (column_of(frame, name) for name in names)))


@dataclass(frozen=True)
class Options:
    """What a person says of a table; all else is found.

    Parameters
    ----------
    lon, lat : str
        Columns with the coordinates; one alone holds both.
    place : str
        Column with the names of places.
    date : tuple of str
        One column; first and last; or year, month and day.
    title, color : str
        Columns that name an event and colour it.
    sheet : str
        Sheet or layer.
    date_order : str
        ``dmy`` or ``mdy``.
    country : str
        ISO code or name of the country that all places are in.
    encoding : str
        How a text is written.
    """

    lon: str = ""
    lat: str = ""
    place: str = ""
    date: tuple[str, ...] = ()
    title: str = ""
    color: str = ""
    sheet: str = ""
    date_order: str = ""
    country: str = ""
    encoding: str = ""
