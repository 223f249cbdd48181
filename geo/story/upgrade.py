"""Turn the tables of a story of an older form into those of the present one.

The form of a story stands in ``story.toml`` as ``schema``; without it the form is 1. Each step
takes all tables and returns them changed, with lines that say what was done, and what a person has
to decide. A step leaves alone what has its new form already, so that it may run again.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Fault, StoryError
from geo.evidence import split_ids
from geo.files import exclusive, write_together
from geo.story import vocabulary
from geo.story.cross_rules import dates_of_links_agree
from geo.story.read import HEAD, read_form, read_records
from geo.story.schema import NUMBER
from geo.story.table_files import table_bytes

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from geo.story.read import Form

    Tables: TypeAlias = Mapping[str, "Table"]
    Row: TypeAlias = dict[str, str]
    Step: TypeAlias = Callable[[Tables], "UpgradeStep"]


@dataclass(frozen=True)
class Table:
    """A table as text: its columns in their order, and a dict of cells for each row.

    The first row is row 2 of the file, as a spreadsheet numbers it.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class UpgradeStep:
    """What a step, or all of them, made of the tables.

    Parameters
    ----------
    tables : mapping of str to Table
        All tables, those that have not changed among them.
    done : tuple of str
        What was changed, a line each.
    decide : tuple of Fault
        What a person has to decide: table, row, column, what stands there now, and the question.
    """

    tables: Tables
    done: tuple[str, ...] = ()
    decide: tuple[Fault, ...] = ()


_RELATIONS = ("claim", "relation", "other", "on", "reason", "by")
_REPLY = "Set as a reply before replies had kinds."
_DIFFERENCE = "Set as a difference before differences had kinds."


def relate_claims(tables: Tables) -> UpgradeStep:
    """Move the columns replies_to and differs_from of claims into the table of relations.

    What a denial replies to it denies, what another claim replies to it answers. A difference
    becomes `varies`, as both may hold, and a person decides; where both claims give exact figures
    of one measure, unit and scope that are not equal, it becomes `contradicts`.
    """
    claims = tables.get("claims")
    if claims is None or not {"replies_to", "differs_from"} & {*claims.columns}:
        return UpgradeStep(tables)
    replies = [
        (row["id"], "denies" if row["status"] == "denied" else "answers", other, "", _REPLY)
        for row in claims.rows
        for other in dict.fromkeys(split_ids(row.get("replies_to", "")))
    ]
    clashes = _clashes(tables.get("figures"))
    differences: dict[frozenset[str], tuple[str, str, str, str, str]] = {}
    for row in claims.rows:
        for other in split_ids(row.get("differs_from", "")):
            pair = frozenset((row["id"], other))
            on = clashes.get(pair, "")
            relation = "contradicts" if on else "varies"
            differences.setdefault(pair, (row["id"], relation, other, on, _DIFFERENCE))
    there = tables.get("relations", Table(_RELATIONS, ()))
    new = [dict(zip(_RELATIONS, (*row, "person"), strict=True)) for row in replies]
    new += [dict(zip(_RELATIONS, (*row, "person"), strict=True)) for row in differences.values()]
    columns = tuple(name for name in claims.columns if name not in ("replies_to", "differs_from"))
    rows = tuple({name: row.get(name, "") for name in columns} for row in claims.rows)
    first = len(there.rows) + 2 + len(replies)
    decide = tuple(
        Fault("relations.csv", number, "relation", f"{claim} varies {other}", _WHICH)
        for number, (claim, relation, other, _, _) in enumerate(differences.values(), start=first)
        if relation == "varies"
    )
    done = (
        f"relations.csv: {len(replies)} replies and {len(differences)} differences of claims.csv",
        "claims.csv: without the columns replies_to and differs_from",
    )
    related = Table(there.columns, (*there.rows, *new))
    return UpgradeStep(
        {**tables, "claims": Table(columns, rows), "relations": related}, done, decide
    )


_WHICH = (
    "varies if both can hold, contradicts if they can't (and on what), adds or repeats; or no row; "
    "and the reason"
)


def _clashes(figures: Table | None) -> dict[frozenset[str], str]:
    """Return the measure of each two claims whose exact figures of one scope are not equal."""
    exact = [row for row in (figures.rows if figures else ()) if row.get("bound") == "exact"]
    return {
        frozenset((first["claim"], other["claim"])): first["measure"]
        for first, other in combinations(exact, 2)
        if all(first[name] == other[name] for name in ("measure", "unit", "scope"))
        and first["claim"] != other["claim"]
        and _differ(first["low"], other["low"])
    }


def _differ(first: str, second: str) -> bool:
    """Return whether two cells are different numbers."""
    numbers = [cell for cell in (first, second) if re.fullmatch(NUMBER, cell)]
    return len(numbers) > 1 and float(first) != float(second)


_OPEN = re.compile(r"\.\./(?P<end>[^/\[\]{}]+)|(?P<start>[^/\[\]{}]+)/\.\.")
_BOUND_NOTES = {
    ("at-least", "more than this number"): "more-than",
    ("at-most", "less than this number"): "less-than",
}
_BEYOND = re.compile(r"(?i)\b(?:more|longer|greater|higher|over|less|fewer|shorter|under)\b")


def open_dates(table: str, rows: tuple[Row, ...]) -> Iterator[Fault]:
    """Yield each open date that was worked out: a moment that is not known, or a span.

    Examples
    --------
    >>> rows = ({"id": "warrant", "date": "../1992", "date_basis": "inferred"},)
    >>> [fault.wanted for fault in open_dates("events", rows)]
    ['[..1992] if it is a moment that is not known, or ../1992 if it lasted']
    """
    for number, row in enumerate(rows, start=2):
        match = _OPEN.fullmatch(row.get("date", ""))
        if match and row.get("date_basis") == "inferred":
            moment = f"[..{match['end']}]" if match["end"] else f"[{match['start']}..]"
            wanted = f"{moment} if it is a moment that is not known, or {match[0]} if it lasted"
            yield Fault(f"{table}.csv", number, "date", match[0], wanted)


def agreeing_links(
    claims: tuple[Row, ...], events: tuple[Row, ...], links: tuple[Row, ...]
) -> tuple[Row, ...]:
    """Return links whose dates are known as well as the same dates of their events.

    Examples
    --------
    >>> dated = {"date": "1992", "date_basis": "inferred"}
    >>> link = {"id": "way", "date": "1992", "date_basis": "stated", "date_note": ""}
    >>> claims, events = ({"about": "leaving; way"},), ({"id": "leaving", **dated},)
    >>> agreeing_links(claims, events, (link,))[0]["date_note"]
    'inferred, as for the same date of leaving in events.csv'
    """
    if not (claims and events and links):
        return links
    frames = [pd.DataFrame(list(rows), dtype="str") for rows in (claims, events, links)]
    wanted = {fault.row: fault.wanted for fault in dates_of_links_agree(*frames)}
    return tuple(
        row
        | {
            "date_basis": wanted[number].partition(",")[0],
            "date_note": row.get("date_note", "") or wanted[number],
        }
        if number in wanted
        else row
        for number, row in enumerate(links)
    )


def new_statuses(
    claims: tuple[Row, ...], kinds: Mapping[str, str]
) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    """Return claims with the present statuses, and what a person has to decide.

    Parameters
    ----------
    claims : tuple of dict
        Rows of the table.
    kinds : mapping of str to str
        The kind of each actor.

    Examples
    --------
    >>> claims = ({"status": "claimed", "said_by": "bo"}, {"status": "alleged", "said_by": "they"})
    >>> rows, decide = new_statuses(claims, {"bo": "person", "they": "unnamed"})
    >>> [row["status"] for row in rows], [(fault.row, fault.wanted) for fault in decide]
    (['said', 'alleged'], [(3, 'hearsay if nobody is accused, or alleged')])
    """
    rows, decide = [], []
    for number, row in enumerate(claims, start=2):
        unnamed = kinds.get(row.get("said_by", "")) == "unnamed"
        if row.get("status") == "claimed":
            row = row | {"status": "said-unnamed" if unnamed else "said"}  # noqa: PLW2901 - a copy
        elif row.get("status") == "alleged" and unnamed:
            wanted = "hearsay if nobody is accused, or alleged"
            decide.append(Fault("claims.csv", number, "status", "alleged", wanted))
        rows.append(row)
    return tuple(rows), tuple(decide)


def new_bounds(figures: tuple[Row, ...]) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    """Return figures with the present bounds, and what a person has to decide.

    What drafts noted ("more than this number") decides; another note of the kind is asked about.

    Examples
    --------
    >>> figures = (
    ...     {"bound": "at-least", "note": "more than this number"},
    ...     {"bound": "at-least", "note": "Longer than this."},
    ...     {"bound": "at-least", "note": "In a caption."},
    ... )
    >>> rows, decide = new_bounds(figures)
    >>> [(row["bound"], row["note"]) for row in rows][0]
    ('more-than', '')
    >>> [(fault.row, fault.wanted) for fault in decide]
    [(3, 'more-than if the article says so, or at-least')]
    """
    rows, decide = [], []
    for number, row in enumerate(figures, start=2):
        bound, note = row.get("bound", ""), row.get("note", "")
        present = _BOUND_NOTES.get((bound, note))
        if present:
            row = row | {"bound": present, "note": ""}  # noqa: PLW2901 - a copy
        elif bound in ("at-least", "at-most") and _BEYOND.search(note):
            beyond = "more-than" if bound == "at-least" else "less-than"
            wanted = f"{beyond} if the article says so, or {bound}"
            decide.append(Fault("figures.csv", number, "bound", bound, wanted))
        rows.append(row)
    return tuple(rows), tuple(decide)


def renew_values(tables: Tables) -> UpgradeStep:
    """Lead dates, statuses and bounds to their present notations.

    What the old notation does not decide stays as it is, and a person is asked.
    """
    decide = [
        fault
        for name in ("events", "links")
        if name in tables
        for fault in open_dates(name, tables[name].rows)
    ]
    actors = tables.get("actors", Table((), ())).rows
    kinds = {row.get("id", ""): row.get("kind", "") for row in actors}
    claims, events = (tables.get(name, Table((), ())).rows for name in ("claims", "events"))
    renewed, done = dict(tables), list[str]()
    for name, column, renew in (
        ("claims", "status", lambda rows: new_statuses(rows, kinds)),
        ("figures", "bound", new_bounds),
        (
            "links",
            "date_basis",
            lambda rows: (agreeing_links(claims, events, rows), ()),
        ),
    ):
        table = tables.get(name)
        if table is not None:
            rows, questions = renew(table.rows)
            number = sum(old != new for old, new in zip(table.rows, rows, strict=True))
            renewed[name] = Table(table.columns, rows)
            done += [f"{name}.csv: {column} of {number} rows"] if number else []
            decide += questions
    return UpgradeStep(renewed, tuple(done), tuple(decide))


STEPS: tuple[tuple[int, Step], ...] = ((2, relate_claims), (2, renew_values))
"""The steps in their order, each with the form to which it leads."""


@dataclass(frozen=True)
class Upgrade:
    """What `upgrade_story` did.

    Parameters
    ----------
    before, after : int
        The form of the story before and after.
    done : tuple of str
        What was changed, a line each; empty if the story had the present form.
    decide : tuple of Fault
        What a person has to decide.
    written : tuple of str
        Names of the files that were written.

    Examples
    --------
    >>> Upgrade(2, 2).written
    ()
    """

    before: int
    after: int
    done: tuple[str, ...] = ()
    decide: tuple[Fault, ...] = ()
    written: tuple[str, ...] = ()


def upgrade_tables(tables: Tables, *, form: int) -> UpgradeStep:
    """Return the tables of an older form in the present one.

    Parameters
    ----------
    tables : mapping of str to Table
        All tables of the story, by name.
    form : int
        The form that they have.

    Returns
    -------
    UpgradeStep
        The same tables give the same change; `tables` itself stays as it is.
    """
    done: list[str] = []
    decide: list[Fault] = []
    for leads_to, step in STEPS:
        if leads_to > form:
            change = step(tables)
            tables = change.tables
            done += change.done
            decide += change.decide
    return UpgradeStep(tables, tuple(done), tuple(decide))


def upgrade_story(folder: str | os.PathLike[str]) -> Upgrade:
    """Turn the tables of a story into the present form, all of them or none.

    Parameters
    ----------
    folder : path-like
        Folder of a story.

    Returns
    -------
    Upgrade
        What was done, and what a person has to decide. A story that has the present form already
        is left as it is, byte for byte.

    Raises
    ------
    geo.errors.StoryError
        The story is of a newer form, or a table can't be read; nothing is written then.

    Examples
    --------
    >>> import tempfile
    >>> from geo.story import new_story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     upgrade_story(new_story(Path(folder, "choir"))).written
    ()
    """
    path = Path(folder)
    with exclusive(path):
        form = read_form(path)
        if form.version == vocabulary.SCHEMA:
            return Upgrade(form.version, form.version)
        tables = _read(path)
        change = upgrade_tables(tables, form=form.version)
        files = {
            f"{name}.csv": table_bytes(path / f"{name}.csv", table.rows, columns=table.columns)
            for name, table in change.tables.items()
            if table != tables.get(name)
        }
        files[HEAD] = _written_head(form)
        write_together(path, files)
    line = f"{HEAD}: schema = {vocabulary.SCHEMA}"
    done = (line, *change.done)
    return Upgrade(form.version, vocabulary.SCHEMA, done, change.decide, tuple(sorted(files)))


def _read(folder: Path) -> dict[str, Table]:
    """Read every table that is there, or tell of all that can't be read."""
    tables, faults = {}, []
    for name in vocabulary.TABLES:
        path = folder / f"{name}.csv"
        if path.exists():
            records, problems = read_records(path)
            faults += problems or list(_shape_faults(path.name, records))
            header, *rows = records or [[]]
            cells = tuple(dict(zip(header, row, strict=False)) for row in rows)
            tables[name] = Table(tuple(header), cells)
    if faults:
        raise StoryError(faults)
    return tables


def _shape_faults(file: str, records: Sequence[Sequence[str]]) -> list[Fault]:
    """Return what keeps a table from being told apart into cells."""
    if not records:
        return [Fault(file, 0, "", "nothing", "a header")]
    header, *rows = records
    faults = [
        Fault(file, 1, column, f"{number} columns of this name", "one column")
        for column, number in Counter(header).items()
        if number > 1
    ]
    wanted = f"{len(header)} cells, as many as the header has"
    return faults + [
        Fault(file, number, "", f"{len(row)} cells" if row else "a blank row", wanted)
        for number, row in enumerate(rows, start=2)
        if len(row) != len(header)
    ]


def _written_head(form: Form) -> bytes:
    """Return ``story.toml`` with the present form; all else stays letter for letter."""
    line = f"schema = {vocabulary.SCHEMA}"
    text, number = re.subn(r"(?m)^[ \t]*schema[ \t]*=[ \t]*\d+", line, form.text, count=1)
    if not number:
        ends = "\r\n" if "\r\n" in form.text else "\n"
        text = f"{line}{ends}{form.text}"
    return (codecs.BOM_UTF8 if form.marked else b"") + text.encode("utf-8")
