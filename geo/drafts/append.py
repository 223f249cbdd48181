"""Match the rows of a draft with those of a story, and append them if the whole holds."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

from geo.drafts.columns import KEEP, SOURCE_BOUND, TABLES, own_columns
from geo.errors import Fault, StoryError
from geo.files import write_together
from geo.gazetteer.gazetteer import embedded
from geo.gazetteer.normalize import fold
from geo.story.citations import Copy
from geo.story.read import read_records, read_tables
from geo.story.rules import SHARED_IDS
from geo.story.table_files import trial_story
from geo.story.vocabulary import KEYS, OPTIONAL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    Row = dict[str, str]
    from collections.abc import Mapping

    from geo.drafts.articles import Article
    from geo.drafts.propose import Draft


@dataclass(frozen=True)
class Addition:
    """A row that comes into a story.

    Parameters
    ----------
    table : str
        Its table.
    number : int
        The draft's row that it comes from.
    row : dict of str to str
        The columns of the story's table.
    """

    table: str
    number: int
    row: Row


def story_rows(story: Path) -> dict[str, list[Row]]:
    """Read the rows of a story's tables, letter for letter."""
    tables = {}
    for table in TABLES:
        path = story / f"{table}.csv"
        header, *lines = read_records(path)[0] if path.exists() else [[]]
        tables[table] = [dict(zip(header, cells, strict=False)) for cells in lines if any(cells)]
    return tables


def add_rows(
    story: Path,
    additions: Sequence[Addition],
    *,
    folder: str,
    faults: Sequence[Fault],
    copies: dict[str, bytes],
    unkept: Collection[str] = (),
) -> None:
    """Append rows to a story's tables.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story; its rows stay byte for byte.
    additions : sequence of Addition
        The rows.
    folder : str
        Name of the draft, for the messages.
    faults : sequence of Fault
        What is wrong already: told with the rest.
    copies : dict of str to bytes
        Files that come with them, by their path in the story's folder, where they do not stand yet.
    unkept : collection of str
        Sources that no row is kept of, as `faults` tells: one fault each, not one for each row.

    Raises
    ------
    StoryError
        If the story would not hold together; nothing is written. A fault of a new row names the
        draft's row.
    """
    written: dict[str, bytes] = {}
    origin: dict[tuple[str, int], int] = {}
    for table in dict.fromkeys(addition.table for addition in additions):
        path = story / f"{table}.csv"
        new = [addition for addition in additions if addition.table == table]
        last = len(read_records(path)[0]) if path.exists() else 1
        origin |= {
            (path.name, last + at): addition.number for at, addition in enumerate(new, start=1)
        }
        before = path.read_bytes() if path.exists() else _header(table)
        written[path.name] = before + _lines(path, [addition.row for addition in new], before)
    new_faults = _faults(story, written)
    draft_faults = [_of_the_draft(fault, origin, folder) for fault in new_faults]
    reported = {(fault.file, fault.row, fault.column) for fault in faults}
    draft_faults = [
        fault
        for fault in draft_faults
        if (fault.file, fault.row, fault.column) not in reported
        and not (fault.column == "source" and fault.found in unkept)
    ]
    if faults or draft_faults:
        raise StoryError([*faults, *draft_faults])
    write_together(story, written | copies)


def _header(table: str) -> bytes:
    """Return a table without a row, for one that may be missing."""
    return (",".join(own_columns(table)) + "\n").encode()


def _lines(path: Path, rows: Sequence[Row], data: bytes) -> bytes:
    """Write rows as the file has its own: the order of its columns, its line ends."""
    end = "\r\n" if b"\r\n" in data else "\n"
    header = read_records(path)[0][0] if path.exists() else list(own_columns(path.stem))
    optional = OPTIONAL_COLUMNS.get(path.stem, ())
    missing = [name for name in rows[0] if name not in header and name not in optional]
    if missing:
        raise StoryError([Fault(path.name, 1, name, "", "this column") for name in missing])
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    opening = "" if data.endswith((b"\n", b"\r")) else end
    return (opening + text.getvalue()).encode("utf-8")


def _faults(story: Path, written: dict[str, bytes]) -> tuple[Fault, ...]:
    """Check the story as it would be, in a folder of its own."""
    with trial_story(story, written) as trial:
        try:
            read_tables(trial)
        except StoryError as error:
            return error.faults
    return ()


def _of_the_draft(fault: Fault, origin: dict[tuple[str, int], int], folder: str) -> Fault:
    number = origin.get((fault.file, fault.row))
    if number is None:
        return fault
    return replace(fault, file=f"{folder}/{fault.file}", row=number)


RUN = 9
"""Words running that a row may not share with the article."""

OWN_WORDS = {
    "claims": ("statement", "note"),
    "relations": ("on", "reason"),
    "events": ("title", "date_note", "note"),
    "event_places": ("note",),
    "links": ("title", "date_note", "note"),
    "actors": ("role",),
    "places": ("note",),
    "figures": ("scope", "note"),
}
"""Columns in a person's own words, by table."""
_WORD = re.compile(r"\w+")


def borrowed(additions: Sequence[Addition], *, folder: Path) -> Iterator[Fault]:
    """Yield a fault for each text that repeats nine words running of an article of the draft.

    Parameters
    ----------
    additions : sequence of Addition
        The rows that come in.
    folder : pathlib.Path
        The draft's folder, with the copies of its articles.

    Yields
    ------
    Fault
        Where the text stands in the draft.
    """
    texts = [
        (addition, column)
        for addition in additions
        for column in OWN_WORDS.get(addition.table, ())
        if len(_words(addition.row[column])) >= RUN
    ]
    if not texts:
        return
    copied_runs = runs_of(
        _read(copy) for copy in sorted([*folder.glob("*.txt"), *folder.glob("*.pdf")])
    )
    for addition, column in texts:
        shared = shared_run(addition.row[column], copied_runs)
        if shared:
            wanted = f"your own words; {RUN} words running are the article's"
            file = f"{folder.name}/{addition.table}.csv"
            yield Fault(file, addition.number, column, " ".join(shared), wanted)


def runs_of(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Return every nine words running of some texts, without case and punctuation."""
    return {run for text in texts for run in _runs(_words(text))}


def shared_run(text: str, runs: set[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the first nine words of a text that stand among some runs; nothing where none do.

    Examples
    --------
    >>> runs = runs_of(["The river rose in the night and took the bridge."])
    >>> len(shared_run("It is said: the river rose in the night and took the mill", runs))
    9
    >>> shared_run("The river took the bridge.", runs)
    ()
    """
    return next((run for run in _runs(_words(text)) if run in runs), ())


def _read(copy: Path) -> str:
    return Copy.of_file(copy.read_bytes(), copy.name).text


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (words[at : at + RUN] for at in range(len(words) - RUN + 1))


_YES = ("x", "yes", "1", "keep")
_WANTED = "x, yes, 1 or keep to take the row, or nothing to leave it"


@dataclass(frozen=True)
class MarkedRow:
    """A row of a draft.

    Parameters
    ----------
    table : str
        Its table.
    number : int
        Its row, as a spreadsheet numbers it.
    row : dict of str to str
        Its cells.
    marked : bool
        Whether a person keeps it.
    """

    table: str
    number: int
    row: Row
    marked: bool


def read_selection(
    tables: Mapping[str, Mapping[int, Row]], *, folder: str
) -> tuple[list[MarkedRow], list[Fault]]:
    """Read the column keep of every table.

    Parameters
    ----------
    tables : dict of str to dict of int to dict
        As `geo.drafts.folder.read_rows` gives them.
    folder : str
        The draft's name, for the messages.

    Returns
    -------
    rows : list of MarkedRow
        Every row, marked or not, in the order of the tables.
    faults : list of Fault
        A fault for each mark that is none, and each id that a marked row shares with another.
    """
    rows, faults = [], []
    for table in TABLES:
        numbers: dict[str, int] = {}
        for number, row in tables.get(table, {}).items():
            mark = row[KEEP].strip()
            marked = mark.casefold() in _YES
            if mark and not marked:
                faults.append(Fault(f"{folder}/{table}.csv", number, KEEP, mark, _WANTED))
            key = "id" if "id" in row else "claim"
            name = " ".join(row[column] for column in KEYS.get(table, ("id",)))
            if marked and numbers.setdefault(name, number) != number:
                wanted = f"an id of its own; it stands already in row {numbers[name]}"
                faults.append(Fault(f"{folder}/{table}.csv", number, key, name, wanted))
            rows.append(MarkedRow(table, number, row, marked))
    return rows, faults


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
            if table not in KEYS
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


def with_story_ids(articles: Sequence[Article], story: Path) -> list[Article]:
    """Fill in the ids that a story has for articles, and what it says of them.

    Parameters
    ----------
    articles : sequence of Article
        The articles, each known by the hash of its copy.
    story : pathlib.Path
        Folder of a story.

    Returns
    -------
    list of Article
        What was given with an article comes before what the story says.
    """
    rows = read_tables(story).frames["sources"].to_dict("records")
    sources = {row["sha256"]: row for row in rows}
    matched = []
    for article in articles:
        row = sources.get(article.sha256)
        if row is None:
            matched.append(article)
            continue
        columns = ("title", "publisher", "author", "published")
        values = {name: getattr(article, name) or row[name] for name in columns}
        matched.append(replace(article, id=row["id"], **values))
    return matched


def with_story_notes(draft: Draft, story: Path) -> Draft:
    """Note on each row that a story has already under which id it does.

    Parameters
    ----------
    draft : Draft
        What is proposed.
    story : pathlib.Path
        Folder of a story.

    Returns
    -------
    Draft
        The same rows; ``how`` ends with the id in the story.
    """
    identities = Identities(story_rows(story))
    tables = {}
    for table in TABLES:
        rows = list(draft.tables[table]) if table in KEYS else []  # these have no ids
        for number, row in enumerate(draft.tables[table] if table not in KEYS else ()):
            name, there = identities.settle(MarkedRow(table, number, row, marked=False))
            note = f"{row['how']}; in the story as {name}"
            rows.append(row | {"how": note} if there else row)
        tables[table] = rows
    return replace(draft, tables=tables)
