"""Lead dates, statuses and bounds of a story's first form to their present notations.

What the old notation does not decide stays as it is, and a person is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Fault
from geo.story.cross_rules import dates_of_links_agree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Row = dict[str, str]

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
