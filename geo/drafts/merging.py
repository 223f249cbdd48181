"""The rows that a person keeps, taken into a story's tables: all of them, or none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.drafts import columns, wording
from geo.drafts.appending import Addition, add_rows, story_rows
from geo.drafts.folder import read_rows
from geo.drafts.identity import Identities
from geo.drafts.keeping import keep_copies
from geo.drafts.marks import Kept, read_marks
from geo.errors import Fault, StoryError
from geo.story import read_tables
from geo.story.tables import read_records
from geo.story.words import SEPARATOR, several
from geo.transaction import exclusive, reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Row = dict[str, str]

_NEEDED = {("claims", "about"), ("figures", "claim")}
_FOLLOWS = ("mentions", "of")  # without what it is of, a mention says nothing


@dataclass
class Merged:
    """What became of a draft's rows.

    Parameters
    ----------
    added, there : Counter of str
        Rows that came in, and rows that the story had, by table.
    told : list of str
        What was taken out, and why.
    """

    added: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)


def merge(draft: Path, story: Path) -> Merged:
    """Merge the kept rows of a draft into a story's tables.

    Parameters
    ----------
    draft : pathlib.Path
        Folder that `geo draft` wrote, as a person saved it.
    story : pathlib.Path
        Folder of a story.

    Returns
    -------
    Merged
        Rows of the story stay as they are; what it has already is not added again. Only the
        columns of the story's tables come in: no quotation of the article does. The copies of its
        sources come into the story's folder of articles.

    Raises
    ------
    geo.errors.StoryError
        If a mark is none, a row breaks a rule of the tables, or repeats the article's words; or if
        the story had faults before. All faults at once, and nothing is written.
    """
    with exclusive(story), reading(draft):
        return _merge(draft, story)


def _merge(draft: Path, story: Path) -> Merged:
    read_tables(story)
    tables, faults = read_rows(draft)
    rows, found = read_marks(tables, folder=draft.name)
    faults += found
    if not faults and not any(kept.marked for kept in rows):
        wanted = "an x in the column keep of each row that the story shall have"
        faults.append(Fault(draft.name, 0, columns.KEEP, "no marked row", wanted))
    if faults:
        raise StoryError(faults)
    rows, brought = _with_speakers(rows, folder=draft.name)
    job = _Merging(draft, story, rows)
    job.merged.told += brought
    additions, copies, told = keep_copies(draft, story, job.additions(), job.sources_there())
    job.merged.told += told
    job.merged.told += _guesses_left(additions, story)
    job.faults += wording.borrowed(additions, folder=draft)
    add_rows(story, additions, folder=draft.name, faults=job.faults, copies=copies)
    return job.merged


def _guesses_left(additions: Sequence[Addition], story: Path) -> list[str]:
    """Report that a table of places without the columns for guesses takes none."""
    header = read_records(story / "places.csv")[0][0]
    guessed = [one for one in additions if one.table == "places" and one.row["candidate"]]
    if not guessed or "candidate" in header:
        return []
    wanted = "add the columns candidate and candidate_confidence behind country to keep them"
    return [f"places.csv: the gazetteer's guesses of {len(guessed)} places stay behind; {wanted}"]


def _with_speakers(rows: list[Kept], *, folder: str) -> tuple[list[Kept], list[str]]:
    """Keep who makes a kept claim as well, with a note."""
    claims: dict[str, int] = {}
    for kept in rows:
        if kept.marked and kept.table == "claims" and kept.row["said_by"]:
            claims.setdefault(kept.row["said_by"], kept.number)
    told, found = [], []
    for kept in rows:
        number = claims.get(kept.row["id"]) if kept.table == "actors" else None
        if number is None or kept.marked:
            found.append(kept)
            continue
        told.append(
            f"{folder}/actors.csv, row {kept.number}: {kept.row['id']} comes along, "
            f"who makes the claim of claims.csv, row {number}"
        )
        found.append(replace(kept, marked=True))
    return found, told


class _Merging:
    """One draft on its way into one story."""

    def __init__(self, draft: Path, story: Path, rows: list[Kept]) -> None:
        self.faults: list[Fault] = []
        self.merged = Merged()
        self._draft = draft
        self._rows = rows
        story_tables = story_rows(story)
        self._identities = Identities(story_tables)
        self._sources = {row["id"]: row for row in story_tables["sources"]}
        settled = [self._identities.settle(kept) for kept in rows]
        self._fresh = [
            kept.marked and not there for kept, (_, there) in zip(rows, settled, strict=True)
        ]
        self._ids = {
            (kept.table, kept.row["id"]): name
            for kept, (name, _) in zip(rows, settled, strict=True)
            if name
        }
        for kept, (_, there) in zip(rows, settled, strict=True):
            if kept.marked and there:
                self.merged.there[kept.table] += 1

    def sources_there(self) -> list[tuple[Kept, Row]]:
        """Return the draft's sources that the story has already, each with the story's row."""
        names = self._identities.sources
        there = [(kept, names.get(kept.row["id"], "")) for kept in self._rows]
        return [
            (kept, self._sources[name])
            for kept, name in there
            if kept.table == "sources" and name in self._sources
        ]

    def additions(self) -> list[Addition]:
        """Return the rows that come in, with the ids of the story."""
        wanting: Counter[str] = Counter()
        left: Counter[str] = Counter()
        found = []
        for kept, fresh in zip(self._rows, self._fresh, strict=True):
            if not fresh:
                continue
            row = self._referring(kept, wanting)
            if row is None:
                left[kept.row["of"]] += 1
                continue
            self.merged.added[kept.table] += 1
            found.append(Addition(kept.table, kept.number, row))
        self._tell(wanting, left)
        return found

    def _referring(self, kept: Kept, wanting: Counter[str]) -> Row | None:
        """Return a row's own columns, each id as the story has it; None for an empty mention."""
        own = {name: kept.row[name] for name in columns.own_columns(kept.table)}
        own["id"] = self._ids[kept.table, kept.row["id"]]
        for column, targets in columns.references(kept.table).items():
            names = several(own[column])
            found = {name: self._known(name, targets) for name in names}
            missing = [name for name in names if not found[name]]
            own[column] = SEPARATOR.join(dict.fromkeys(filter(None, found.values())))
            if column == "source" and missing:
                own[column] = missing[0]
                wanting[missing[0]] += 1
            elif missing and (kept.table, column) == _FOLLOWS:
                return None
            elif missing:
                self._miss(kept, column, missing, rest=own[column])
        return own

    def _known(self, name: str, targets: tuple[str, ...]) -> str:
        for table in targets:
            if (table, name) in self._ids:
                return self._ids[table, name]
        return name if self._identities.knows(name, targets) else ""

    def _miss(self, kept: Kept, column: str, missing: list[str], *, rest: str) -> None:
        """Raise for ids that are neither kept nor in the story."""
        file = f"{self._draft.name}/{kept.table}.csv"
        names = SEPARATOR.join(missing)
        if not rest and (kept.table, column) in _NEEDED:
            wanted = "the id of a row that is kept, or that stands in the story"
            self.faults.append(Fault(file, kept.number, column, names, wanted))
        else:
            told = f"{file}, row {kept.number}, {column}: left out {names}, which is not kept"
            self.merged.told.append(told)

    def _tell(self, wanting: Counter[str], left: Counter[str]) -> None:
        numbers = {kept.row["id"]: kept.number for kept in self._rows if kept.table == "sources"}
        for source, number in sorted(wanting.items()):
            wanted = f"x, as {number} kept row{'s' if number != 1 else ''} of {source} stand in it"
            file = f"{self._draft.name}/sources.csv"
            self.faults.append(Fault(file, numbers.get(source, 0), columns.KEEP, "", wanted))
        for name, number in sorted(left.items()):
            mentions = f"{number} mention{'s' if number != 1 else ''}"
            of = f"{name}, which is not kept" if name else "nothing"
            self.merged.told.append(f"{self._draft.name}/mentions.csv: left out {mentions} of {of}")
