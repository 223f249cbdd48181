"""Merge the rows that a person keeps into a story: all of them or none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from geo.drafts import append, columns
from geo.drafts.append import Addition, Identities, MarkedRow, add_rows, read_selection, story_rows
from geo.drafts.folder import read_rows
from geo.errors import Fault, StoryError
from geo.evidence import REPLIES, SEPARATOR, split_ids
from geo.files import bytes_sha256, exclusive, reading
from geo.story.citations import FOLDER
from geo.story.read import read_records, read_tables
from geo.story.vocabulary import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Row = dict[str, str]


NOT_OURS = {f"{FOLDER}/.gitignore": b"# The articles are not ours to publish.\n*\n"}
"""What keeps a story's articles out of git."""


def keep_copies(
    draft: Path,
    story: Path,
    additions: Sequence[Addition],
    there: Sequence[tuple[MarkedRow, Mapping[str, str]]],
) -> tuple[list[Addition], dict[str, bytes], list[str]]:
    """Find the copies that come into the story's folder of articles with a draft's sources.

    Parameters
    ----------
    draft, story : pathlib.Path
        Their folders.
    additions : sequence of Addition
        The rows that come in.
    there : sequence of (Kept, mapping)
        Sources of the draft that the story has already, each with the story's row.

    Returns
    -------
    additions : list of Addition
        The same; a source whose file's name another text has in the story has a new name for it.
    copies : dict of str to bytes
        The files to write, by their path in the story's folder: byte for byte what was read. What
        stands there already is not among them.
    messages : list of str
        Sources whose copy is not as it was read.
    """
    home = story / FOLDER
    hashes = _names(home) | {row["file"].casefold(): row["sha256"] for _, row in there}
    copies: dict[str, bytes] = {}
    messages: list[str] = []
    with_names = []
    for addition in additions:
        if addition.table == "sources":
            name = _free(addition.row["file"], addition.row["sha256"], hashes)
            hashes[name.casefold()] = addition.row["sha256"]
            messages += _take(draft / addition.row["file"], home / name, addition.row, copies)
            addition = replace(addition, row=addition.row | {"file": name})  # noqa: PLW2901 - the same row
        with_names.append(addition)
    for source, row in there:
        messages += _take(draft / source.row["file"], home / row["file"], row, copies)
    if copies and not home.exists():
        copies |= NOT_OURS
    return with_names, copies, messages


def _names(home: Path) -> dict[str, str]:
    """Return the hash of each file in a folder, by its name in small letters."""
    if not home.is_dir():
        return {}
    files = [path for path in sorted(home.iterdir()) if path.is_file()]
    return {path.name.casefold(): bytes_sha256(path.read_bytes()) for path in files}


def _free(name: str, sha256: str, hashes: Mapping[str, str]) -> str:
    """Return a name that no other text has: the name itself, or with a number behind its stem."""
    return next(
        candidate
        for candidate in _numbered(name)
        if hashes.get(candidate.casefold(), sha256) == sha256
    )


def _numbered(name: str) -> Iterator[str]:
    yield name
    path = Path(name)
    yield from (f"{path.stem}-{number}{path.suffix}" for number in count(2))


def _take(copy: Path, target: Path, row: Mapping[str, str], copies: dict[str, bytes]) -> list[str]:
    """Add a copy that is not there yet, or return why it is not kept."""
    if target.exists():
        return []
    shown = f"{row['id']}: {copy.parent.name}/{copy.name}"
    if not copy.is_file():
        return [f"{shown} is gone, so the story keeps no copy of it"]
    data = copy.read_bytes()
    if bytes_sha256(data) != row["sha256"]:
        return [f"{shown} is not as it was read, so the story keeps no copy of it"]
    copies[f"{FOLDER}/{target.name}"] = data
    return []


_NEEDED = {("claims", "about"), ("figures", "claim")}
_FOLLOWS = ("mentions", "of")  # without what it is of, a mention says nothing


@dataclass
class Merged:
    """What became of a draft's rows.

    Parameters
    ----------
    added, there : Counter of str
        Rows that came in, and rows that the story had, by table.
    messages : list of str
        What was taken out, and why.
    """

    added: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    messages: list[str] = field(default_factory=list)


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
    rows, mark_faults = read_selection(tables, folder=draft.name)
    faults += mark_faults
    if not faults and not any(row.marked for row in rows):
        wanted = "an x in the column keep of each row that the story shall have"
        faults.append(Fault(draft.name, 0, columns.KEEP, "no marked row", wanted))
    if faults:
        raise StoryError(faults)
    rows, brought = _with_speakers(rows, folder=draft.name)
    job = _Merge(draft, story, rows)
    job.merged.messages += brought
    additions, copies, copy_messages = keep_copies(
        draft, story, job.additions(), job.sources_there()
    )
    job.merged.messages += copy_messages
    job.merged.messages += _columns_left(additions, story)
    job.faults += append.borrowed(additions, folder=draft)
    add_rows(
        story,
        additions,
        folder=draft.name,
        faults=job.faults,
        copies=copies,
        unkept=job.unkept,
    )
    return job.merged


_COLUMNS_LEFT = {
    ("places", "candidate"): (
        "places.csv: the gazetteer's guesses of {} places stay behind; add the columns candidate "
        "and candidate_confidence behind country to keep them"
    ),
    ("claims", "part"): (
        "claims.csv: the pages of {} claims stay behind; add the column part behind span_sha256 "
        "to keep them"
    ),
}


def _columns_left(additions: Sequence[Addition], story: Path) -> list[str]:
    """Report what a table that lacks a column does not take."""
    counts = Counter(
        (addition.table, column)
        for addition in additions
        for table, column in _COLUMNS_LEFT
        if addition.table == table and addition.row[column]
    )
    return [
        message.format(counts[table, column])
        for (table, column), message in _COLUMNS_LEFT.items()
        if counts[table, column] and column not in read_records(story / f"{table}.csv")[0][0]
    ]


def _with_speakers(rows: list[MarkedRow], *, folder: str) -> tuple[list[MarkedRow], list[str]]:
    """Mark who makes a kept claim as kept, too, with a note."""
    claims: dict[str, int] = {}
    for row in rows:
        if row.marked and row.table == "claims" and row.row["said_by"]:
            claims.setdefault(row.row["said_by"], row.number)
    messages, selected = [], []
    for row in rows:
        number = claims.get(row.row["id"]) if row.table == "actors" else None
        if number is None or row.marked:
            selected.append(row)
            continue
        messages.append(
            f"{folder}/actors.csv, row {row.number}: {row.row['id']} comes along, "
            f"who makes the claim of claims.csv, row {number}"
        )
        selected.append(replace(row, marked=True))
    return selected, messages


class _Merge:
    """One draft on its way into one story."""

    def __init__(self, draft: Path, story: Path, rows: list[MarkedRow]) -> None:
        self.faults: list[Fault] = []
        self.unkept: frozenset[str] = frozenset()
        self.merged = Merged()
        self._draft = draft
        self._rows = rows
        self._named = [row for row in rows if row.table not in KEYS]
        story_tables = story_rows(story)
        self._identities = Identities(story_tables)
        self._sources = {row["id"]: row for row in story_tables["sources"]}
        identities = [self._identities.settle(marked_row) for marked_row in self._named]
        self._fresh = [
            marked_row.marked and not there
            for marked_row, (_, there) in zip(self._named, identities, strict=True)
        ]
        self._related = {
            (table, *(row[column] for column in KEYS[table]))
            for table in ("relations", "event_places")
            for row in story_tables[table]
        }
        self._ids = {
            (marked_row.table, marked_row.row["id"]): name
            for marked_row, (name, _) in zip(self._named, identities, strict=True)
            if name
        }
        for marked_row, (_, there) in zip(self._named, identities, strict=True):
            if marked_row.marked and there:
                self.merged.there[marked_row.table] += 1

    def sources_there(self) -> list[tuple[MarkedRow, Row]]:
        """Return the draft's sources that the story has already, each with the story's row."""
        names = self._identities.sources
        there = [(row, names.get(row.row["id"], "")) for row in self._named]
        return [
            (row, self._sources[name])
            for row, name in there
            if row.table == "sources" and name in self._sources
        ]

    def additions(self) -> list[Addition]:
        """Return the rows that come in, with the ids of the story."""
        wanting: Counter[str] = Counter()
        left: Counter[str] = Counter()
        new_rows = []
        for marked_row, is_new in zip(self._named, self._fresh, strict=True):
            if not is_new:
                continue
            row = self._referring(marked_row, wanting)
            if row is None:
                left[marked_row.row["of"]] += 1
                continue
            self.merged.added[marked_row.table] += 1
            new_rows.append(Addition(marked_row.table, marked_row.number, row))
        self._report(wanting, left)
        return [*new_rows, *self._without_ids("relations"), *self._without_ids("event_places")]

    def _without_ids(self, table: str) -> Iterator[Addition]:
        """Yield the rows of a table without ids of its own that are kept.

        A reply comes along with its claims, and the places of an event with the event.
        """
        fresh = {
            (row.table, row.row["id"])
            for row, is_new in zip(self._named, self._fresh, strict=True)
            if is_new
        }
        targets = columns.references(table)
        for row in self._rows:
            if row.table != table:
                continue
            ends = {column: self._known(row.row[column], of) for column, of in targets.items()}
            named = {
                (of[0], row.row[column]) for column, of in targets.items() if of != ("places",)
            }
            is_needed = table == "event_places" or row.row["relation"] in REPLIES
            along = is_needed and not fresh.isdisjoint(named)
            missing = [row.row[column] for column in targets if not ends[column]]
            if missing and row.marked:
                file = f"{self._draft.name}/{table}.csv, row {row.number}"
                names = SEPARATOR.join(missing)
                self.merged.messages.append(f"{file}: left out, as {names} is not kept")
            if missing or not (row.marked or along):
                continue
            own = {name: row.row[name] for name in columns.own_columns(table)} | ends
            if (table, *(own[column] for column in KEYS[table])) in self._related:
                self.merged.there[table] += row.marked
                continue
            self.merged.added[table] += 1
            yield Addition(table, row.number, own)

    def _referring(self, marked_row: MarkedRow, wanting: Counter[str]) -> Row | None:
        """Return a row's own columns, each id as the story has it; None for an empty mention."""
        own = {name: marked_row.row[name] for name in columns.own_columns(marked_row.table)}
        own["id"] = self._ids[marked_row.table, marked_row.row["id"]]
        for column, targets in columns.references(marked_row.table).items():
            names = split_ids(own[column])
            resolved = {name: self._known(name, targets) for name in names}
            missing = [name for name in names if not resolved[name]]
            own[column] = SEPARATOR.join(dict.fromkeys(filter(None, resolved.values())))
            if column == "source" and missing:
                own[column] = missing[0]
                wanting[missing[0]] += 1
            elif missing and (marked_row.table, column) == _FOLLOWS:
                return None
            elif missing:
                self._miss(marked_row, column, missing, rest=own[column])
        return own

    def _known(self, name: str, targets: tuple[str, ...]) -> str:
        for table in targets:
            if (table, name) in self._ids:
                return self._ids[table, name]
        return name if self._identities.knows(name, targets) else ""

    def _miss(self, marked_row: MarkedRow, column: str, missing: list[str], *, rest: str) -> None:
        """Raise for ids that are neither kept nor in the story."""
        file = f"{self._draft.name}/{marked_row.table}.csv"
        names = SEPARATOR.join(missing)
        if not rest and (marked_row.table, column) in _NEEDED:
            wanted = "the id of a row that is kept, or that stands in the story"
            self.faults.append(Fault(file, marked_row.number, column, names, wanted))
        else:
            message = (
                f"{file}, row {marked_row.number}, {column}: left out {names}, which is not kept"
            )
            self.merged.messages.append(message)

    def _report(self, wanting: Counter[str], left: Counter[str]) -> None:
        numbers = {
            marked_row.row["id"]: marked_row.number
            for marked_row in self._rows
            if marked_row.table == "sources"
        }
        self.unkept = frozenset(wanting)
        for source, number in sorted(wanting.items()):
            wanted = f"x, as {number} kept row{'s' if number != 1 else ''} of {source} stand in it"
            file = f"{self._draft.name}/sources.csv"
            self.faults.append(Fault(file, numbers.get(source, 0), columns.KEEP, "", wanted))
        for name, number in sorted(left.items()):
            mentions = f"{number} mention{'s' if number != 1 else ''}"
            of = f"{name}, which is not kept" if name else "nothing"
            self.merged.messages.append(
                f"{self._draft.name}/mentions.csv: left out {mentions} of {of}"
            )
