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

    from geo.drafts.marks import Kept

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
            table: set().union(*(self._by_id.get(one, {}) for one in _sharing(table)))
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

    def settle(self, kept: Kept) -> tuple[str, bool]:
        """Return a row's id in the story, and whether the story has it already.

        Sources come first: the ids of what stands in one begin with it. A row that is not marked
        and not there has no id: the text is empty.
        """
        there = self._there(kept)
        if there:
            found = there, True
        elif kept.marked:
            found = self._fresh(kept), False
        else:
            found = "", False
        if kept.table == "sources":
            self.sources[kept.row["id"]] = found[0]
        return found

    def knows(self, name: str, tables: Sequence[str]) -> bool:
        """Return whether the story has a row of an id in one of some tables."""
        return any(name in self._by_id.get(table, {}) for table in tables)

    def _there(self, kept: Kept) -> str:
        row, table = kept.row, kept.table
        if table == "sources":
            same = (one for one in self._story["sources"] if one["sha256"] == row["sha256"])
            return next((one["id"] for one in same), "")
        if table in ("claims", "mentions"):
            source = self.sources.get(row["source"], row["source"])
            key = (table, source, row["start"], row["end"], row.get("what", ""))
            if key in self._spans:
                return self._spans[key]
        if table in ("places", "actors"):
            return self._thing(kept)
        name = self._wanted(kept)
        return name if name in self._by_id[table] else ""

    def _thing(self, kept: Kept) -> str:
        """Find a place or an actor of the story by its id, else by its name."""
        rows = self._by_id[kept.table]
        for name in _numbered(kept.row["id"]):
            if name not in rows:
                break
            if _agree(kept.row, rows[name]):
                return name
        kind = kept.row["kind"]
        found = self._named.get((kept.table, fold(kept.row["name"]), kind), "")
        if found and kind not in _POINTS and _agree(kept.row, rows[found]):
            return found
        return ""

    def _fresh(self, kept: Kept) -> str:
        taken = self._taken[kept.table]
        name = next(name for name in _numbered(self._wanted(kept)) if name not in taken)
        for table in _sharing(kept.table):
            self._taken[table].add(name)
        return name

    def _wanted(self, kept: Kept) -> str:
        """Return the id that a row would like: beginning with what its source is called here."""
        name = kept.row["id"]
        if kept.table in SOURCE_BOUND:
            source = kept.row["source"]
            here = self.sources.get(source, "")
            if here and name.startswith(f"{source}-"):
                return here + name.removeprefix(source)
        return name


def _sharing(table: str) -> tuple[str, ...]:
    return SHARED_IDS if table in SHARED_IDS else (table,)


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _agree(one: Row, other: Row) -> bool:
    """Return whether two places may be one: no two countries, written or guessed."""
    countries = {_country(one), _country(other)} - {""}
    return len(countries) < 2  # noqa: PLR2004 - two countries are two places


def _country(row: Row) -> str:
    if row.get("country") or not row.get("candidate"):
        return row.get("country", "")
    guess = embedded().find(row["candidate"])
    return "" if guess is None else guess.country
