"""Read what a person types into a cell, or refuse it with what is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from geo.dates.edtf import parse_dates
from geo.dates.notations import parse_cell
from geo.desk.records import HEAD_TABLE, Name
from geo.drafts.append import OWN_WORDS, RUN, shared_run
from geo.drafts.columns import references
from geo.errors import DateError, GeoError
from geo.evidence import SEPARATOR, split_ids
from geo.story.rules import suggestions
from geo.story.schema import SCHEMAS, is_date
from geo.story.vocabulary import OWN_VOICE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.dates.edtf import Bounds

    Cells = dict[str, str]

DATES = ("date", "published")
_ABOUT = re.compile(r"(?:c\.|ca\b\.?|circa|about|around|approx)", re.IGNORECASE)
_FURTHEST_S = 10**12  # some 30,000 years: further off, a side is open
_SAID, _UNNAMED = ("said", "said-unnamed"), "unnamed"
_LOW, _HIGH = ("at-least", "more-than"), ("at-most", "less-than")
_BOTH = ("exact", "about")


class RefusedError(GeoError, ValueError):
    """What a person asked for can't be done, with a message for each cell, and what was meant.

    Parameters
    ----------
    message : str
        What is wanted.
    column : str
        The cell; empty for the whole row.
    meant : sequence of str
        Values that the cell could have: did you mean one of these?
    """

    def __init__(self, message: str, *, column: str = "", meant: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message, self.column, self.meant = message, column, list(meant)


def read_date(text: str) -> str:
    """Return a date in EDTF for what a person types.

    Parameters
    ----------
    text : str
        EDTF, or any notation that `geo.dates` reads in tables.

    Returns
    -------
    str
        The date in EDTF.

    Raises
    ------
    RefusedError
        The text is no date, or could be two; with what it may mean.

    Examples
    --------
    >>> read_date("4 March 2024"), read_date("circa 1850"), read_date("2024-03")
    ('2024-03-04', '1850~', '2024-03')
    """
    if is_date(text):
        return text
    meant = [date for order in ("", "dmy", "mdy") if (date := _edtf(text, order=order))]
    if _edtf(text, order=""):
        return meant[0]
    if not meant:
        wanted = "a date such as 2024-03-04, 2024-03, 2024, 1850~ or 2024-03-04/2024-03-06"
        raise RefusedError(f"found {text!r}, wanted {wanted}", column="date")
    message = f"{text!r} could be two days"
    raise RefusedError(message, column="date", meant=list(dict.fromkeys(meant)))


def _edtf(text: str, *, order: str) -> str:
    """Return what a notation of tables means; empty where it means nothing, or two things."""
    try:
        bounds, _ = parse_cell(text, order=order)
    except DateError:
        return ""
    date = _of_bounds(bounds)
    return f"{date}~" if date and _ABOUT.match(text) and "/" not in date else date


def _of_bounds(bounds: Bounds) -> str:
    """Write first and last second as the shortest date that has them."""
    if any(abs(second) > _FURTHEST_S for second in bounds):
        return ""
    first, last = (str(np.datetime64(second, "s"))[:10] for second in bounds)
    points = (first, first[:7], first[:4], f"{first[:3]}X")
    seasons = tuple(f"{first[:4]}-{number}" for number in range(21, 25))
    spans = tuple(f"{first[:end]}/{last[:end]}" for end in (4, 7, 10))
    forms = (*points, *seasons, *spans)
    return next((form for form in forms if _covers(form, first, last)), "")


def _covers(form: str, first: str, last: str) -> bool:
    if not is_date(form):
        return False
    dates = parse_dates(form)
    return (str(dates.earliest)[:10], str(dates.latest)[:10]) == (first, last)


def read_typed(
    table: str,
    column: str,
    text: str,
    *,
    names: Iterable[Name],
    runs: set[tuple[str, ...]],
) -> str:
    """Return the cell for what a person types.

    Parameters
    ----------
    table, column : str
        Where.
    text : str
        What is typed; an empty text empties the cell.
    names : iterable of Name
        All rows of the desk, to which a cell may refer.
    runs : set of tuple of str
        Words running of the articles, which a text may not repeat.

    Returns
    -------
    str

    Raises
    ------
    RefusedError
        The text can't stand there, or repeats an article.
    """
    text = text.strip()
    if column in OWN_WORDS.get(table, ()):
        run = shared_run(text, runs)
        if run:
            words = " ".join(run)
            message = f"found {words!r}, wanted your own words; {RUN} running are the article's"
            raise RefusedError(message, column=column)
    if table == HEAD_TABLE or not text:
        return text
    if column in DATES:
        try:
            return read_date(text)
        except RefusedError as error:
            raise RefusedError(error.message, column=column, meant=error.meant) from None
    targets = references(table).get(column)
    if targets:
        return _read_ids(text, targets, names, column=column)
    described = SCHEMAS[table].columns[column]
    if "\0" in text or not described.allows(text):
        raise RefusedError(f"found {text!r}, wanted {described.description}", column=column)
    return text


def _read_ids(text: str, targets: Sequence[str], names: Iterable[Name], *, column: str) -> str:
    known = {name.key for name in names if name.table in targets}
    suggestion = suggestions(known)
    ids = list(dict.fromkeys(split_ids(text)))
    for key in ids:
        if key not in known:
            files = " or ".join(f"{target}.csv" for target in targets)
            message = f"found {key!r}, wanted an id of {files}{suggestion(key)}"
            raise RefusedError(message, column=column)
    return SEPARATOR.join(ids)


def settle_cells(
    table: str, cells: Mapping[str, str], changed: Mapping[str, str], *, actors: Mapping[str, str]
) -> Cells:
    """Return a row after some of its cells have changed, with the cells that hang on them.

    Parameters
    ----------
    table : str
        Its table.
    cells, changed : mapping of str to str
        The row before, and what a person has changed.
    actors : mapping of str to str
        Kinds of the actors, by id.

    Returns
    -------
    dict of str to str
        A date has a basis, and none has none; who speaks and the status agree; a figure has the
        sides that its bound wants.

    Examples
    --------
    >>> event = {"date": "", "date_basis": "none", "date_note": ""}
    >>> settle_cells("events", event, {"date": "2024-03"}, actors={})["date_basis"]
    'stated'
    """
    new = {**cells, **changed}
    if "date_basis" in new and "date" in changed and "date_basis" not in changed:
        _settle_date(new)
    if table == "claims":
        _settle_speaker(new, changed, actors)
    if table == "figures" and {"bound", "low", "high"} & set(changed):
        _settle_bound(new, changed)
    return new


def _settle_date(new: Cells) -> None:
    if not new["date"]:
        new |= {"date_basis": "none", "date_note": ""}
    elif new["date_basis"] == "none":
        new["date_basis"] = "stated"


def _settle_speaker(new: Cells, changed: Mapping[str, str], actors: Mapping[str, str]) -> None:
    speaker = new["said_by"]
    status = "said-unnamed" if actors.get(speaker) == _UNNAMED else "said"
    if changed.get("status") in OWN_VOICE:
        new["said_by"] = ""
    elif "said_by" in changed and "status" not in changed:
        if speaker and new["status"] in (*OWN_VOICE, *_SAID):
            new["status"] = status
        elif not speaker and new["status"] in _SAID:
            new["status"] = "reported"
    if new["said_by"]:
        new["about"] = SEPARATOR.join(dict.fromkeys([*split_ids(new["about"]), new["said_by"]]))


def _settle_bound(new: Cells, changed: Mapping[str, str]) -> None:
    low, high, bound = new["low"], new["high"], new["bound"]
    number = changed.get("low") or changed.get("high") or low or high
    if bound in _BOTH:
        new |= {"low": number, "high": number}
    elif bound in _LOW:
        new |= {"low": number, "high": ""}
    elif bound in _HIGH:
        new |= {"low": "", "high": changed.get("high") or high or number}
