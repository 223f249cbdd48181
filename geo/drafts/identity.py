"""Which rows of a draft a story has already, and under which ids the others come in."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from geo.drafts.columns import SOURCE_BOUND
from geo.places.index import embedded
from geo.places.names import fold
from geo.story.references import SHARED_IDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.drafts.marks import MarkedRow

    Row = dict[str, str]

_POINTS = ("site", "street", "unlocatable")  # of these one name may be many places


class Identities:
    """Ids of a draft's rows in a story: of what it has, and of what comes in.

    Parameters
    ----------
    story : mapping of str to sequence of dict
        The rows of the story's tables.
    """

    def __init__(self, story: Mapping[str, Sequence[Row]]) -> None:
        self._story = story
        self._by_id = {
            table: {row["id"]: row for row in rows}
            for table, rows in story.items()
            if table != "pins"
        }
        self._taken = {
            table: set().union(*(self._by_id.get(table_name, {}) for table_name in _sharing(table)))
            for table in self._by_id
        }
        self._spans = {
            (table, row["source"], row["start"], row["end"], row.get("what", "")): row["id"]
            for table in ("claims", "mentions")
            for row in story.get(table, ())
        }
        self._named = {
            (table, fold(row["name"]), row["kind"]): row["id"]
            for table in ("actors", "places")
            for row in story.get(table, ())
        }
        self.sources: dict[str, str] = {}
        self._new: dict[tuple[str, str], str] = {}

    def settle(self, marked_row: MarkedRow) -> tuple[str, bool]:
        """Return a row's id in the story, and whether the story has it already.

        Sources come first: the ids of what stands in one begin with it. A row that is not marked
        and not there has no id: the text is empty.
        """
        there = self._there(marked_row)
        if there:
            identity = there, True
        elif marked_row.marked:
            identity = self._fresh(marked_row), False
        else:
            identity = "", False
        if marked_row.table == "sources":
            self.sources[marked_row.row["id"]] = identity[0]
        return identity

    def knows(self, name: str, tables: Sequence[str]) -> bool:
        """Return whether the story has a row of an id in one of some tables."""
        return any(name in self._by_id.get(table, {}) for table in tables)

    def _there(self, marked_row: MarkedRow) -> str:
        row, table = marked_row.row, marked_row.table
        if table == "sources":
            same = (
                source_row
                for source_row in self._story["sources"]
                if source_row["sha256"] == row["sha256"]
            )
            return next((source_row["id"] for source_row in same), "")
        if table in ("claims", "mentions"):
            source = self.sources.get(row["source"], row["source"])
            key = (table, source, row["start"], row["end"], row.get("what", ""))
            if key in self._spans:
                return self._spans[key]
        if table in ("places", "actors"):
            return self._thing(marked_row)
        name = self._wanted(marked_row)
        return name if name in self._by_id[table] else ""

    def _thing(self, marked_row: MarkedRow) -> str:
        """Find a place or an actor of the story by its id, else by its name."""
        rows = self._by_id[marked_row.table]
        for name in _numbered(marked_row.row["id"]):
            if name not in rows:
                break
            if _agree(marked_row.row, rows[name]):
                return name
        kind = marked_row.row["kind"]
        name_id = self._named.get((marked_row.table, fold(marked_row.row["name"]), kind), "")
        if name_id and kind not in _POINTS and _agree(marked_row.row, rows[name_id]):
            return name_id
        return ""

    def _fresh(self, marked_row: MarkedRow) -> str:
        taken_ids = self._taken[marked_row.table]
        name = next(name for name in _numbered(self._wanted(marked_row)) if name not in taken_ids)
        for table in _sharing(marked_row.table):
            self._taken[table].add(name)
        return name

    def _wanted(self, marked_row: MarkedRow) -> str:
        """Return the id that a row would like: beginning with what its source is called here."""
        name = marked_row.row["id"]
        if marked_row.table in SOURCE_BOUND:
            source = marked_row.row["source"]
            here = self.sources.get(source, "")
            if here and name.startswith(f"{source}-"):
                return here + name.removeprefix(source)
        return name


def _sharing(table: str) -> tuple[str, ...]:
    return SHARED_IDS if table in SHARED_IDS else (table,)


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _agree(first: Row, second: Row) -> bool:
    """Return whether two places may be one: no two countries, written or guessed."""
    countries = {_country(first), _country(second)} - {""}
    return len(countries) < 2  # noqa: PLR2004 - two countries are two places


def _country(row: Row) -> str:
    if row.get("country") or not row.get("candidate"):
        return row.get("country", "")
    guess = embedded().find(row["candidate"])
    return "" if guess is None else guess.country
