"""Signatures of the tables that other projects export, and words of columns' names."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


@dataclass(frozen=True)
class Schema:
    """What is known of a table by the project that exports it.

    Parameters
    ----------
    name : str
        The project, as people call it.
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
    key, said_by, precision, date_precision : str
        Columns that tell rows apart, say who says it, and how exact place and date are.
    note, link, actors, estimate, no_zero : tuple of str
        Columns with notes, addresses and actors; low, best and high of one number; columns in
        which 0 does not say that there was none.
    counts, precisions, date_precisions : dict
        What each column counts, and what the codes of precision mean.
    """

    name: str
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
    key: str = ""
    said_by: str = ""
    note: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    counts: dict[str, str] = field(default_factory=dict)
    estimate: tuple[str, ...] = ()
    no_zero: tuple[str, ...] = ()
    precision: str = ""
    precisions: dict[str, str] = field(default_factory=dict)
    date_precision: str = ""
    date_precisions: dict[str, str] = field(default_factory=dict)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("geo.tables").joinpath("data", name).read_text(encoding="utf-8"))


def _schema(values: dict[str, Any]) -> Schema:
    tuples = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    return Schema(**{**values, **tuples})


SCHEMAS: tuple[Schema, ...] = tuple(map(_schema, _read("schemas.toml")["schema"]))


@cache
def entries_of(role: str) -> dict[str, tuple[str, ...]]:
    """Return the entries of a group of roles as they stand, by what they mean."""
    return {meaning: tuple(entries) for meaning, entries in _read("words.toml")[role].items()}


@cache
def words_of(role: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a role, each entry as its words, the likeliest first."""
    return tuple(tuple(entry.split()) for entry in _read("words.toml")[role])


def words_in(name: object) -> tuple[str, ...]:
    """Return the words of a column's name, small and without accents.

    Examples
    --------
    >>> words_in("Start_Date"), words_in("decimalLatitude"), words_in("Längengrad")
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
    words, entries = words_in(name), words_of(role)
    if words in entries:
        return 2 * entries.index(words)
    for number, entry in enumerate(entries):
        size = len(entry)
        if any(words[at : at + size] == entry for at in range(len(words) - size + 1)):
            return 2 * number + 1
    return None


def schema_of(frame: pd.DataFrame) -> Schema | None:
    """Return the known schema whose columns a table has, the one that needs most of them."""
    names = {str(name).casefold() for name in frame.columns}
    fitting = [
        schema
        for schema in SCHEMAS
        if (schema.needs and {need.casefold() for need in schema.needs} <= names)
        or (schema.value and _has_value(frame, schema.value))
    ]
    return max(fitting, key=lambda schema: len(schema.needs), default=None)


def _has_value(frame: pd.DataFrame, pattern: str) -> bool:
    for at in range(frame.shape[1]):
        cells = [cell for cell in frame.iloc[:200, at] if isinstance(cell, str) and cell]
        if cells and all(re.search(pattern, cell) for cell in cells):
            return True
    return False


def column_of(frame: pd.DataFrame, name: str) -> str:
    """Return the column that is called so, whatever its case; an empty text if there is none."""
    folded = {str(column).casefold(): str(column) for column in frame.columns}
    return folded.get(name.casefold(), "")


def columns_of(frame: pd.DataFrame, names: Iterable[str]) -> tuple[str, ...]:
    """Return those columns that are there, in the order of `names`."""
    return tuple(filter(None, (column_of(frame, name) for name in names)))
