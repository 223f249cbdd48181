"""The schemas of the tables: columns, types, vocabularies, notations.

One schema per table, over cells as text, so that a fault shows what stands in the file. Each column
carries the words that a fault says, its test, and what a Frictionless Table Schema says of it. What
concerns several cells stands in `geo.story.rules`.

The same schema as one of pandera's is made on demand (`TableSchema.to_pandera`): importing pandera
takes more than a second, and reading a story would pay for it each time.
"""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo.dates import edtf
from geo.errors import DateError
from geo.geodesy import HEADINGS
from geo.story import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd
    import pandera.pandas as pa


SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
LIST = rf"{SLUG}(; {SLUG})*"
HASH = r"[0-9a-f]{64}"
WHOLE = r"0|[1-9][0-9]{0,8}"
NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,3})?"
_DIMENSIONS = (
    r"page=[1-9][0-9]{0,5}",
    rf"xywh=(?:(?:pixel|percent):)?{_NUMBER}(?:,{_NUMBER}){{3}}",
    rf"t={_NUMBER}(?:,{_NUMBER})?",
)
PART = r"(?:{0})(?:&(?:{0}))*".format("|".join(_DIMENSIONS))
FILE_NAME = r"[^/\\]*[^/\\.][^/\\]*"
COUNTRY = r"[A-Z]{2}"
LANGUAGE = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"
URL = r"https?://[^\s/?#\"'<>\\^`{|}@\x00-\x1f]+(?:[/?#][^\s\"<>\\^`{|}\x00-\x1f]*)?"
LANGUAGE_TAG = re.compile(LANGUAGE).fullmatch
HEAD_PATTERNS = {
    "name": re.compile(SLUG),
    "language": re.compile(LANGUAGE),
}
"""Notations of the keys of ``story.toml``."""

_ADDRESS = "the address (http:// or https://)"
_AN_ID = "an id of a-z, 0-9 and single hyphens, such as karachi-airport"


_WITHOUT_NUL = "text without the character NUL; remove it"


@dataclass(frozen=True)
class Column:
    """What the cells of a column may be.

    Parameters
    ----------
    description : str
        What is wanted, as a fault says it.
    test : callable or None
        From a cell to whether it is right; None if any text is, but for an empty one.
    empty : bool
        Whether a cell may be empty.
    field : dict
        What a Frictionless Table Schema says of the column.
    refers : tuple of str
        The tables whose ids stand in the cells.
    words : tuple of str
        What may stand there beside ids, as often as it is needed.
    """

    description: str
    test: Callable[[str], bool] | None
    empty: bool
    field: dict[str, Any]
    refers: tuple[str, ...]
    words: tuple[str, ...] = ()

    def allows(self, cell: str) -> bool:
        """Return whether a cell passes the test, or is empty where it may be."""
        if not cell:
            return self.empty
        return self.test is None or self.test(cell)

    def checks(self) -> Iterator[tuple[str, Callable[[str], bool]]]:
        """Yield what is wanted of each cell, with a function that tells where it is so."""
        yield _WITHOUT_NUL, lambda cell: "\0" not in cell
        if self.test is not None or not self.empty:
            yield self.description, self.allows


@dataclass(frozen=True)
class TableSchema:
    """The name of a table, and its columns in their order."""

    name: str
    columns: dict[str, Column]

    def with_media(self, names: Iterable[str]) -> TableSchema:
        """Return the schema with further media for links."""
        if "medium" not in self.columns or not names:
            return self
        own = _among((*vocabulary.MEDIA, *names))
        return replace(self, columns={**self.columns, "medium": own})

    def in_languages(self, header: Iterable[str]) -> TableSchema:
        """Return the schema of the columns that hold texts of the table in other languages."""
        columns = {}
        for name in header:
            base, _, language = name.partition("@")
            if base in vocabulary.TRANSLATED.get(self.name, ()) and LANGUAGE_TAG(language):
                field = {key: it for key, it in self.columns[base].field.items() if key == "type"}
                columns[name] = replace(self.columns[base], empty=True, field=field)
        return replace(self, columns=columns)

    def failures(self, frame: pd.DataFrame) -> Iterator[tuple[int, str, str, str]]:
        """Yield row, column, cell and what was wanted, for each check that a cell fails."""
        for name, column in self.columns.items():
            cells = frame[name].tolist()
            for wanted, allows in column.checks():
                for row, cell in zip(frame.index, cells, strict=True):
                    if not allows(cell):
                        yield int(row), name, cell, wanted

    def to_pandera(self) -> pa.DataFrameSchema:
        """Return the schema as one of pandera's."""
        environment = dict(os.environ)
        import pandera.pandas as pa  # noqa: PLC0415 - it takes more than a second

        for name in set(os.environ) - set(environment):
            del os.environ[name]  # it sets variables for Spark, which stay the caller's
        columns = {
            name: pa.Column(
                str,
                [
                    pa.Check(allows, element_wise=True, error=wanted)
                    for wanted, allows in column.checks()
                ],
                description=column.description,
                metadata={"field": column.field, "refers": column.refers},
            )
            for name, column in self.columns.items()
        }
        return pa.DataFrameSchema(columns, name=self.name, strict=True, ordered=True)


def _column(
    wanted: str,
    test: Callable[[str], bool] | None = None,
    *,
    empty: bool = False,
    type_: str = "string",
    constraints: dict[str, Any] | None = None,
    refers: Sequence[str] = (),
) -> Column:
    """Build a column of text cells whose test passes, empty ones allowed or not."""
    limits = {**({} if empty else {"required": True}), **(constraints or {})}
    described = {"type": type_, "constraints": limits} if limits else {"type": type_}
    return Column(wanted, test, empty=empty, field=described, refers=tuple(refers))


def _matches(pattern: str) -> Callable[[str], bool]:
    """Return a test of a whole cell against a pattern."""
    fullmatch = re.compile(pattern).fullmatch
    return lambda cell: fullmatch(cell) is not None


def _pattern(
    pattern: str,
    wanted: str,
    *,
    empty: bool = False,
    unique: bool = False,
    refers: Sequence[str] = (),
) -> Column:
    return _column(
        wanted,
        _matches(pattern),
        empty=empty,
        constraints={"pattern": pattern, **({"unique": True} if unique else {})},
        refers=refers,
    )


def _id() -> Column:
    return _pattern(SLUG, _AN_ID, unique=True)


def _one(*tables: str, empty: bool = False) -> Column:
    """Build a column with the id of a row of one of the tables."""
    wanted = f"the id of a row in {vocabulary.listed([f'{table}.csv' for table in tables])}"
    return _pattern(SLUG, wanted, empty=empty, refers=tables)


def _many(*tables: str, empty: bool = False) -> Column:
    """Build a column with ids of rows of the tables, separated by a semicolon and a blank."""
    names = vocabulary.listed([f"{table}.csv" for table in tables])
    wanted = f"ids of rows in {names}, separated by '; '"
    return _pattern(LIST, wanted, empty=empty, refers=tables)


def _via() -> Column:
    """Build the column of what a link passes."""
    ways = vocabulary.listed(HEADINGS)
    wanted = (
        f"ids of the places that it passes, in their order, separated by '; '; {ways} "
        "where it goes that way round to the next"
    )
    column = _pattern(LIST, wanted, empty=True, refers=("places",))
    return replace(column, words=HEADINGS)


def _among(vocabulary: Sequence[str], *, empty: bool = False) -> Column:
    return _column(
        f"one of: {', '.join(vocabulary)}",
        set(vocabulary).__contains__,
        empty=empty,
        constraints={"enum": list(vocabulary)},
    )


def _text(wanted: str, *, empty: bool = False) -> Column:
    return _column(wanted, None if empty else lambda cell: cell.strip() != "", empty=empty)


def _whole(wanted: str, *, minimum: int = 0, empty: bool = False) -> Column:
    pattern = WHOLE if minimum == 0 else r"[1-9][0-9]{0,8}"
    return _column(
        wanted,
        _matches(pattern),
        empty=empty,
        type_="integer",
        constraints={"minimum": minimum},
    )


def _number(wanted: str, *, low: float = -math.inf, high: float = math.inf) -> Column:
    """Build a column of finite numbers within bounds, or nothing."""
    is_number = _matches(NUMBER)

    def test(cell: str) -> bool:
        return is_number(cell) and low <= float(cell) <= high and math.isfinite(float(cell))

    bounds = {"minimum": low, "maximum": high}
    constraints = {name: bound for name, bound in bounds.items() if math.isfinite(bound)}
    return _column(wanted, test, empty=True, type_="number", constraints=constraints)


def _edtf() -> Column:
    return _column(edtf.WANTED, is_date, empty=True)


def is_date(text: str) -> bool:
    """Return whether a cell is a date in EDTF, or empty."""
    try:
        edtf.parse_dates(text)
    except DateError:
        return False
    return True


def _is_day(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None and is_date(text)


def _note() -> Column:
    return _text("text, or nothing", empty=True)


def _anchor(*, cells: bool = False) -> dict[str, Column]:
    """Build the columns that tie a row to a span of a source, a claim to cells or an exhibit."""
    paragraph = "the number of the paragraph, from 1" + ("; of a table, the row" if cells else "")
    column = "the column of a table, as its header names it, or several with '; '; or nothing"
    sha256 = "the sha256 of the span, 64 hex digits in lower case"
    return {
        "source": _one("sources"),
        "paragraph": _whole(paragraph, minimum=1, empty=cells),
        **({"column": _text(column, empty=True)} if cells else {}),
        "start": _whole("the first character of the span, counted from 0", empty=cells),
        "end": _whole("the character behind the span", minimum=1, empty=cells),
        "span_sha256": _pattern(HASH, sha256, empty=cells),
    }


def _dated() -> dict[str, Column]:
    """Build the columns of a date and how it is known."""
    return {"date": _edtf(), "date_basis": _among(vocabulary.DATE_BASES), "date_note": _note()}


_COLUMNS: dict[str, dict[str, Column]] = {
    "sources": {
        "id": _id(),
        "title": _text("the title of the article"),
        "publisher": _text("who published the article"),
        "author": _text("who wrote the article, or nothing", empty=True),
        "published": _edtf(),
        "file": _pattern(FILE_NAME, "the file name of the reader's copy, without a folder"),
        "length": _whole(
            "the number of characters of the copy; of a table, that of its last row", minimum=1
        ),
        "sha256": _pattern(HASH, "the sha256 of the copy, 64 hex digits in lower case"),
        "url": _pattern(URL, f"{_ADDRESS} of the article", empty=True),
        "archived_url": _pattern(URL, f"{_ADDRESS} of an archived copy", empty=True),
        "archive_sha256": _pattern(HASH, "the sha256 of what the archive holds", empty=True),
        "accessed": _column(
            "the day on which the article was read there, such as 2024-05-17, or nothing",
            _is_day,
            empty=True,
        ),
        "language": _pattern(LANGUAGE, "a language tag such as en or ur, or nothing", empty=True),
        "licence": _text("the licence of the article, as printed, or nothing", empty=True),
        "dateline": _text("the place that the article opens with, or nothing", empty=True),
        "same_text_as": _one("sources", empty=True),
        "sheet": _text("the sheet of a workbook, or the layer of a file, or nothing", empty=True),
    },
    "places": {
        "id": _id(),
        "name": _text("the name as the article writes it"),
        "kind": _among(vocabulary.PRECISIONS),
        "within": _one("places", empty=True),
        "query": _text("the name to ask the geocoder for, or nothing", empty=True),
        "country": _pattern(COUNTRY, "an ISO 3166-1 code such as PK, or nothing", empty=True),
        "lon": _number("degrees east, -180 to 180, or nothing", low=-180, high=180),
        "lat": _number("degrees north, -90 to 90, or nothing (axes swapped?)", low=-90, high=90),
        "candidate": _text("the id that a draft guessed, such as geonames:1174872", empty=True),
        "candidate_confidence": _number("how sure that guess is, 0 to 1", low=0, high=1),
        "disputed": _among(["yes"], empty=True),
        "label": _text("a neutral name to show, or nothing", empty=True),
        "local": _text("the name in the place's own script, or nothing", empty=True),
        "note": _note(),
    },
    "events": {
        "id": _id(),
        "title": _text("what happened, in a few neutral words"),
        "kind": _pattern(SLUG, "a word such as rally or bombing: a-z, 0-9, single hyphens"),
        **_dated(),
        "place": _one("places", empty=True),
        "note": _note(),
        "after": _many("events", "links", empty=True),
        "image": _one("exhibits", empty=True),
    },
    "event_places": {
        "event": _one("events"),
        "place": _one("places"),
        "role": _among(vocabulary.ROLES),
        "note": _note(),
    },
    "links": {
        "id": _id(),
        "title": _text("what joins the two places, in a few neutral words"),
        "from": _one("places", empty=True),
        "to": _one("places", empty=True),
        "medium": _among(vocabulary.MEDIA),
        "direction": _among(vocabulary.DIRECTIONS),
        **_dated(),
        "note": _note(),
        "via": _via(),
        "after": _many("events", "links", empty=True),
    },
    "actors": {
        "id": _id(),
        "name": _text("the name as the article writes it"),
        "kind": _among(vocabulary.ACTOR_KINDS),
        "role": _text("what the article says they are, or nothing", empty=True),
        "claims": _many("claims", empty=True),
    },
    "claims": {
        "id": _id(),
        "about": _many("events", "links", "places", "actors"),
        "statement": _text("the statement in your own, neutral words"),
        "said_by": _one("actors", empty=True),
        "status": _among(vocabulary.STATUSES),
        **_anchor(cells=True),
        "part": _pattern(
            PART,
            "where it stands, as in page=2&xywh=percent:10,40,35.5,3 (W3C Media Fragments)",
            empty=True,
        ),
        "exhibit": _one("exhibits", empty=True),
        "note": _note(),
        "accused": _many("actors", empty=True),
        "victims": _many("actors", empty=True),
    },
    "relations": {
        "claim": _one("claims"),
        "relation": _among(vocabulary.RELATIONS),
        "other": _one("claims"),
        "on": _pattern(
            r"[^;\s][^;]*",
            "on what the two stand against each other, in a word or two, without a semicolon",
            empty=True,
        ),
        "reason": _text("why, in your own words"),
        "by": _among(vocabulary.RELATED_BY),
    },
    "figures": {
        "id": _id(),
        "claim": _one("claims"),
        "measure": _pattern(SLUG, "what is counted, such as deaths: a-z, 0-9, single hyphens"),
        "low": _number("a finite number such as 40 or 1.5, or nothing"),
        "high": _number("a finite number such as 40 or 1.5, or nothing"),
        "bound": _among(vocabulary.BOUNDS, empty=True),
        "unit": _text("the unit, such as people, seats or hours"),
        "wording": _text("words to show in place of the number, or nothing", empty=True),
        "scope": _text("which group, time or place is counted"),
        "part_of": _one("figures", empty=True),
        "note": _note(),
    },
    "mentions": {
        "id": _id(),
        "of": _one("places", "actors", "events", "links", "figures", "sources"),
        "what": _among(vocabulary.MENTIONED),
        **_anchor(),
    },
    "exhibits": {
        "id": _id(),
        "file": _pattern(rf"{FILE_NAME}|{URL}", f"a file in exhibits/, or {_ADDRESS} of it"),
        "kind": _among(vocabulary.EXHIBIT_KINDS),
        "sha256": _pattern(HASH, "the sha256 of the file; nothing for an address", empty=True),
        "alt": _text("what is to be seen or heard, in your own words"),
        "credit": _text("whose work it is, as it shall be printed beside it"),
        "licence": _text("the licence under which it may be shown, or nothing", empty=True),
        "source": _one("sources", empty=True),
        "part": _pattern(
            PART,
            "the part that is shown, as in xywh=percent:10,40,35.5,3, page=2 or t=10,20",
            empty=True,
        ),
        "note": _note(),
    },
    "views": {
        "id": _id(),
        "title": _text("the title of the view"),
        "places": _many("places"),
    },
    "steps": {
        "id": _id(),
        "title": _text("the title of the step"),
        "text": _text("what the step tells, in your own words"),
        "view": _one("views", empty=True),
        "selects": _one("events", "links", "places", "actors", empty=True),
        "date": _edtf(),
        "emphasis": _many("events", "links", "places", empty=True),
        "note": _text("a few words to stand on the map, or nothing", empty=True),
        "note_at": _one("events", "links", "places", empty=True),
        "image": _one("exhibits", empty=True),
    },
    "corrections": {
        "id": _id(),
        "date": _column("the day of the correction, such as 2024-05-17", _is_day),
        "what": _text("what was put right: 41 dead instead of 40"),
        "why": _text("why, in your own words"),
    },
    "redactions": {
        "table": _among(vocabulary.REDACTABLE),
        "row": _pattern(SLUG, f"{_AN_ID}; nothing for the table story", empty=True),
        "column": _text("the column to withhold, or nothing for the whole row", empty=True),
        "instead": _text(
            "what stands in its place, for a whole place the id of one around it; or nothing",
            empty=True,
        ),
        "also": _text("further spellings to withhold, separated by '; ', or nothing", empty=True),
        "until": _column(
            "the day on which an embargo ends, such as 2024-05-17, or nothing", _is_day, empty=True
        ),
        "reason": _text("why it is withheld; it is never published"),
    },
    "pins": {
        "place": _one("places"),
        "lon": _number("degrees east, -180 to 180", low=-180, high=180),
        "lat": _number("degrees north, -90 to 90 (are lon and lat swapped?)", low=-90, high=90),
        "precision": _among(vocabulary.PRECISIONS),
        "radius_m": _number("a radius in metres, 0 or more, or nothing", low=0, high=20_100_000),
        "boundary": _text("the id of a boundary in the gazetteer, or nothing", empty=True),
        "provider": _text("who answered, such as geonames, or nothing", empty=True),
        "provider_id": _text("the id that the provider gives the place, or nothing", empty=True),
        "gazetteer": _text("the version of the gazetteer, or nothing", empty=True),
        "query": _text("what was asked, or nothing", empty=True),
        "matched": _text("the name that was matched, or nothing", empty=True),
        "confidence": _number("a number from 0 to 1, or nothing", low=0, high=1),
        "reason": _text("why this answer won, or why there is none"),
        "refused": _text("candidates that lost, or nothing", empty=True),
        "set_by": _among(vocabulary.PINNED_BY),
    },
}

SCHEMAS: dict[str, TableSchema] = {
    table: TableSchema(table, columns) for table, columns in _COLUMNS.items()
}
"""The schema of each table, by its name; `geo.story.vocabulary.TABLES` says what a row is."""
