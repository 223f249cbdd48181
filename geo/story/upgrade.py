"""Turn the tables of a story of an older form into those of the present one.

The form of a story stands in ``story.toml`` as ``schema``; without it the form is 1. Each step
takes all tables and returns them changed, with lines that say what was done, and what a person has
to decide. A step leaves alone what has its new form already, so that it may run again.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import Fault, StoryError
from geo.evidence import split_ids
from geo.files import exclusive, write_together
from geo.story import upgrade_values, vocabulary
from geo.story.read import HEAD, read_form, read_records
from geo.story.schema import NUMBER

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from geo.story.read import Form

    Tables: TypeAlias = Mapping[str, "Table"]
    Step: TypeAlias = Callable[[Tables], "Change"]


_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Table:
    """A table as text: its columns in their order, and a dict of cells for each row.

    The first row is row 2 of the file, as a spreadsheet numbers it.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Change:
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


def relate_claims(tables: Tables) -> Change:
    """Move the columns replies_to and differs_from of claims into the table of relations.

    What a denial replies to it denies, what another claim replies to it answers. A difference
    becomes `varies`, as both may hold, and a person decides; where both claims give exact figures
    of one measure, unit and scope that are not equal, it becomes `contradicts`.
    """
    claims = tables.get("claims")
    if claims is None or not {"replies_to", "differs_from"} & {*claims.columns}:
        return Change(tables)
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
    return Change({**tables, "claims": Table(columns, rows), "relations": related}, done, decide)


_WHICH = (
    "varies if both can hold, contradicts if they can't (and on what), adds or repeats; or no row; "
    "and the reason"
)


def _clashes(figures: Table | None) -> dict[frozenset[str], str]:
    """Return the measure of each two claims whose exact figures of one scope are not equal."""
    exact = [row for row in (figures.rows if figures else ()) if row.get("bound") == "exact"]
    return {
        frozenset((one["claim"], other["claim"])): one["measure"]
        for one, other in combinations(exact, 2)
        if all(one[name] == other[name] for name in ("measure", "unit", "scope"))
        and one["claim"] != other["claim"]
        and _differ(one["low"], other["low"])
    }


def _differ(first: str, second: str) -> bool:
    """Return whether two cells are different numbers."""
    numbers = [cell for cell in (first, second) if re.fullmatch(NUMBER, cell)]
    return len(numbers) > 1 and float(first) != float(second)


def renew_values(tables: Tables) -> Change:
    """Lead dates, statuses and bounds to their present notations (`geo.story.upgrade_values`)."""
    decide = [
        fault
        for name in ("events", "links")
        if name in tables
        for fault in upgrade_values.open_dates(name, tables[name].rows)
    ]
    actors = tables.get("actors", Table((), ())).rows
    kinds = {row.get("id", ""): row.get("kind", "") for row in actors}
    claims, events = (tables.get(name, Table((), ())).rows for name in ("claims", "events"))
    renewed, done = dict(tables), list[str]()
    for name, column, renew in (
        ("claims", "status", lambda rows: upgrade_values.new_statuses(rows, kinds)),
        ("figures", "bound", upgrade_values.new_bounds),
        (
            "links",
            "date_basis",
            lambda rows: (upgrade_values.agreeing_links(claims, events, rows), ()),
        ),
    ):
        table = tables.get(name)
        if table is not None:
            rows, asked = renew(table.rows)
            number = sum(old != new for old, new in zip(table.rows, rows, strict=True))
            renewed[name] = Table(table.columns, rows)
            done += [f"{name}.csv: {column} of {number} rows"] if number else []
            decide += asked
    return Change(renewed, tuple(done), tuple(decide))


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


def upgrade_tables(tables: Tables, *, form: int) -> Change:
    """Return the tables of an older form in the present one.

    Parameters
    ----------
    tables : mapping of str to Table
        All tables of the story, by name.
    form : int
        The form that they have.

    Returns
    -------
    Change
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
    return Change(tables, tuple(done), tuple(decide))


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
            f"{name}.csv": _written(path / f"{name}.csv", table)
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


def _written(path: Path, table: Table) -> bytes:
    """Return a table as a file, with the ends of line and the mark that the old one has."""
    before = path.read_bytes() if path.exists() else b""
    file = io.StringIO()
    out = csv.writer(file, lineterminator="\r\n" if b"\r\n" in before else "\n")
    out.writerow(table.columns)
    out.writerows([row.get(column, "") for column in table.columns] for row in table.rows)
    mark = _BOM if before.startswith(_BOM) else b""
    return mark + file.getvalue().encode("utf-8")


def _written_head(form: Form) -> bytes:
    """Return ``story.toml`` with the present form; all else stays letter for letter."""
    line = f"schema = {vocabulary.SCHEMA}"
    text, number = re.subn(r"(?m)^[ \t]*schema[ \t]*=[ \t]*\d+", line, form.text, count=1)
    if not number:
        ends = "\r\n" if "\r\n" in form.text else "\n"
        text = f"{line}{ends}{form.text}"
    return (_BOM if form.marked else b"") + text.encode("utf-8")
