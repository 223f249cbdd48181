"""Compare two states of a story, row by row, and say in words what is another one."""

from __future__ import annotations

import re
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from geo.dates.edtf import parse_dates
from geo.errors import DateError
from geo.evidence import split_ids, without_marks
from geo.geodesy import distance_km
from geo.messages import date_text
from geo.publishing.states import read_state
from geo.story import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.publishing.states import State


TABLES = (
    *("events", "links", "places", "pins", "actors", "claims", "relations", "figures"),
    *("event_places", "sources", "exhibits", "views", "steps", "corrections"),
)
"""What is compared: what a reader can see. Spans, hashes and the geocoder's notes are left out."""
_UNSEEN = {
    *("start", "end", "span_sha256", "sha256", "length", "file", "candidate"),
    *("candidate_confidence", "provider", "provider_id", "gazetteer", "query", "matched"),
    *("confidence", "reason", "refused", "set_by", "boundary", "items"),
}
_WORD = {
    "events": "event",
    "links": "link",
    "places": "place",
    "pins": "pin",
    "actors": "person or body",
    "claims": "claim",
    "relations": "relation",
    "figures": "figure",
    "event_places": "place of an event",
    "sources": "source",
    "exhibits": "picture or recording",
    "views": "view",
    "steps": "step",
    "corrections": "correction",
}
_NAMES = ("title", "label", "name", "statement", "what")
_MOST_LETTERS = 70
_SAME_KM = 0.001
_LESS_KM = 1.0


class Change(NamedTuple):
    """One thing that is another one in the later state.

    Parameters
    ----------
    change : str
        ``added``, ``dropped``, ``changed`` or ``moved``.
    table, row, column : str
        Where; the column is empty for a whole row.
    before, after : str
        What stood and stands there.
    words : str
        The change as a sentence.

    Examples
    --------
    >>> Change("added", "events", "march", "", "", "the march", "Event added: “A march”.").change
    'added'
    """

    change: str
    table: str
    row: str
    column: str
    before: str
    after: str
    words: str


def diff(before: str, after: str) -> pd.DataFrame:
    """Compare two states of a story.

    Parameters
    ----------
    before, after : str
        A folder; ``REVISION:FOLDER`` in git, such as ``HEAD~3:data``; or a page that geo built, of
        which events, links, places, pins, people, claims and figures are compared.

    Returns
    -------
    pandas.DataFrame
        change, table, row, column, before, after, words: a row for each change, in the order of
        the tables; none where a reader would see no difference.

    Raises
    ------
    geo.errors.ExportError
        There is no such state.
    geo.errors.StoryError
        A table of one can't be read.

    Examples
    --------
    >>> len(diff("data", "data"))  # the tables of this project's own story
    0
    """
    old, new = read_state(before), read_state(after)
    changes = [*_head_changes(old, new)]
    for table in TABLES:
        if table in old.rows and table in new.rows:
            changes += _table_changes(table, old, new)
    return pd.DataFrame(changes, columns=Change._fields, dtype="str")


def _head_changes(old: State, new: State) -> Iterator[Change]:
    for key in vocabulary.MARKED_HEAD:
        if key in old.head and key in new.head and old.head[key] != new.head[key]:
            before, after = without_marks(old.head[key]), without_marks(new.head[key])
            if before == after:
                continue
            words = f"The {key} was {_quoted(before)} and is {_quoted(after)}."
            yield Change("changed", "story", "", key, before, after, words)


def _table_changes(table: str, old: State, new: State) -> Iterator[Change]:
    before, after = old.rows[table], new.rows[table]
    for key in [*before, *(key for key in after if key not in before)]:
        if key not in after:
            text = _described(table, key, before[key], old)
            words = f"{_WORD[table].capitalize()} dropped: {text}."
            yield Change("dropped", table, key, "", text, "", words)
        elif key not in before:
            text = _described(table, key, after[key], new)
            words = f"{_WORD[table].capitalize()} added: {text}."
            yield Change("added", table, key, "", "", text, words)
        elif table == "pins":
            yield from _pin_changes(key, before[key], after[key], new)
        else:
            known = old.columns[table] & new.columns[table]
            yield from _cell_changes(table, key, before[key], after[key], new, known)


def _cell_changes(
    table: str,
    key: str,
    before: dict[str, str],
    after: dict[str, str],
    new: State,
    known: set[str],
) -> Iterator[Change]:
    text = _named(table, key, after, new)
    if table == "figures" and _figure(before) != _figure(after):
        old, now = _figure(before), _figure(after)
        words = f"Figure {text}: {now} instead of {old}."
        yield Change("changed", table, key, "low", old, now, words)
    for column in (name for name in after if name in known & before.keys() - _UNSEEN):
        if table == "figures" and column in ("low", "high", "bound", "wording"):
            continue
        old, now = without_marks(before[column]), without_marks(after[column])
        if old != now:
            words = f"{_WORD[table].capitalize()} {text}: {_column_words(column, old, now)}"
            if column == _name_column(after):  # the text is what it is named by
                words = f"{_WORD[table].capitalize()} {_quoted(now)} was {_quoted(old)}."
            yield Change("changed", table, key, column, old, now, words)


def _column_words(column: str, before: str, after: str) -> str:
    """Describe how one cell is another, as in "date is 12 May 2007 instead of May 2007"."""
    name = column.replace("_", " ")
    shown = [_date(cell) if column in ("date", "published") else cell for cell in (before, after)]
    if not before:
        return f"{name} is now {_quoted(shown[1])}."
    if not after:
        return f"{name} {_quoted(shown[0])} is gone."
    return f"{name} is {_quoted(shown[1])} instead of {_quoted(shown[0])}."


def _pin_changes(
    key: str, before: dict[str, str], after: dict[str, str], new: State
) -> Iterator[Change]:
    """Describe how far a pin moved, and how exact it is."""
    place = _named("places", key, new.rows["places"].get(key, {}), new)
    points = [_point(row) for row in (before, after)]
    if (points[0] is None) != (points[1] is None):
        words = (
            f"Place {place} is {'not located any more' if points[1] is None else 'located now'}."
        )
        yield Change("moved", "pins", key, "", _shown(points[0]), _shown(points[1]), words)
    elif points[0] and points[1]:
        km = distance_km(*points[0], *points[1])
        if km > _SAME_KM:
            far = f"{km * 1000:,.0f} m" if km < _LESS_KM else f"{km:,.1f} km"
            words = f"The pin of {place} moved by {far}."
            yield Change("moved", "pins", key, "", _shown(points[0]), _shown(points[1]), words)
    old, now = before.get("precision", ""), after.get("precision", "")
    if old and now and old != now and "unlocatable" not in (old, now):
        words = f"The pin of {place} is as exact as a {now}, not a {old}."
        yield Change("changed", "pins", key, "precision", old, now, words)


def _point(row: dict[str, str]) -> tuple[float, float] | None:
    return (float(row["lon"]), float(row["lat"])) if row.get("lon") and row.get("lat") else None


def _shown(point: tuple[float, float] | None) -> str:
    return "" if point is None else f"{point[1]:.5f}, {point[0]:.5f}"


def _described(table: str, key: str, row: dict[str, str], state: State) -> str:
    """Describe a whole row in words."""
    text = _named(table, key, row, state)
    if table == "figures":
        return f"{text}, {_figure(row)}"
    if table in ("events", "links"):
        place = state.rows["places"].get(row.get("place", ""), {})
        where = _named("places", row.get("place", ""), place, state) if place else ""
        return ", ".join(part for part in (text, _date(row.get("date", "")), where) if part)
    if table == "claims":
        return f"{text} ({row['status']}, {row['source']}, paragraph {row['paragraph']})"
    if table == "relations":
        on = f" on {row['on']}" if row.get("on") else ""
        return f"{row['claim']} {row['relation']} {row['other']}{on}"
    return f"{text}, {_shown(_point(row))}" if table == "pins" else text


def _named(table: str, key: str, row: dict[str, str], state: State) -> str:
    """Name a row as a reader knows it."""
    if table == "figures" and row:
        return f"{row['measure'].replace('-', ' ')} ({row['scope']})"
    if table in ("pins", "event_places"):
        place = state.rows["places"].get(row.get("place", key), {})
        label = _named("places", row.get("place", key), place, state)
        return label if table == "pins" else f"{row['event']}: {label}"
    name = without_marks(row.get(_name_column(row), "") or key)
    return _quoted(name if len(name) <= _MOST_LETTERS else f"{name[:_MOST_LETTERS].rstrip()}…")


def _name_column(row: dict[str, str]) -> str:
    return next((column for column in _NAMES if row.get(column)), "")


def _figure(row: dict[str, str]) -> str:
    """Write a figure with its bound and unit, or its own words."""
    if row.get("wording"):
        return row["wording"]
    low, high = row.get("low", ""), row.get("high", "")
    number = f"{low} to {high}" if row.get("bound", "") == "between" else low or high
    bound = (
        ""
        if row.get("bound", "") in ("exact", "between")
        else row.get("bound", "").replace("-", " ") + " "
    )
    return f"{bound}{number} {row['unit']}".strip()


def _date(text: str) -> str:
    try:
        parse_dates(text)
    except DateError:
        return text
    return date_text(text)


def _quoted(text: str) -> str:
    return f"“{text}”"


def in_words(changes: pd.DataFrame) -> str:
    """Write the changes in words, by table."""
    lines = [f"- {words}" for words in changes["words"]]
    return "\n".join(lines) if lines else "No difference that a reader would see."


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;"
    "color:#1c1c1a;background:#fdfcf9}table{border-collapse:collapse;width:100%;"
    "table-layout:fixed;overflow-wrap:anywhere}th:first-child{width:28%}"
    "th,td{text-align:start;vertical-align:top;padding:.5rem .6rem;border-top:1px solid #d8d4c8}"
    "h2{font-size:1.1rem;margin:2rem 0 .4rem}del{color:#9a3324;text-decoration-thickness:1px}"
    "ins{color:#1d6b4f;text-decoration:none}.n{color:#6b675c}"
    "@media(prefers-color-scheme:dark){body{color:#eceae2;background:#191a1b}"
    "th,td{border-color:#3b3d3f}del{color:#f0917e}ins{color:#7fd1ae}.n{color:#a5a196}}"
    "@media(max-width:40rem){td,th{display:block;border:0;padding:.15rem 0}"
    "tr{display:block;border-top:1px solid #d8d4c8;padding:.5rem 0}thead{display:none}}"
)


def as_html(changes: pd.DataFrame, *, title: str) -> str:
    """Write the changes as one page without a script: a table for each kind of row."""
    parts = [
        '<!doctype html><html lang="en"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>",
    ]
    counts = changes["change"].value_counts(sort=False)
    summary = ", ".join(f"{number} {kind}" for kind, number in counts.items())
    parts.append(f'<p class="n">{summary or "No difference that a reader would see."}</p>')
    for table, rows in changes.groupby("table", sort=False):
        parts.append(f"<h2>{escape(str(table).replace('_', ' ').capitalize())}</h2><table>")
        parts.append("<thead><tr><th>What<th>Before<th>After</tr></thead><tbody>")
        for change in rows.itertuples(index=False, name="Change"):
            stood, stands = escape(str(change.before)), escape(str(change.after))
            cells = (escape(_subject(change)), f"<del>{stood}</del>", f"<ins>{stands}</ins>")
            parts.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        parts.append("</tbody></table>")
    return "\n".join(parts) + "\n"


def _subject(change: Any) -> str:  # noqa: ANN401 - a row of a table
    """Return what a change is of, where what stood and stands there is shown beside it."""
    words, column = str(change.words), str(change.column).replace("_", " ")
    kind = _WORD.get(str(change.table), "").capitalize()
    if change.change in ("added", "dropped"):
        return f"{kind} {change.change}"
    if not column or change.table == "pins":
        return words
    if change.table == "figures" and column == "low":
        return words.partition(": ")[0]
    named = re.match(rf"(.*): {re.escape(column)} (?:is|“)", words)
    what = named[1] if named else kind
    return f"{what}: {column}" if what else column.capitalize()


_WHERE = {"events": ("place",), "links": ("from", "to"), "event_places": ("place",)}
_NOWHERE = (None, None)


def located(changes: pd.DataFrame, before: str, after: str) -> pd.DataFrame:
    """Return the changes with where on the map they are: a row for each place that one touches.

    Parameters
    ----------
    changes : pandas.DataFrame
        As `diff` returns them.
    before, after : str
        The two states, as `diff` takes them.

    Returns
    -------
    pandas.DataFrame
        what, change, before, after, place, lon, lat (degrees; NaN where it has no place). A claim
        or a figure is where that is which it is about. A pin that moved has two rows, of where it
        was and where it is.
    """
    old, new = read_state(before), read_state(after)
    rows = []
    for change in changes.itertuples(index=False):
        table, key = str(change.table), str(change.row)
        state = old if change.change == "dropped" else new
        cells = {"change": change.change, "before": change.before, "after": change.after}
        spots = [(place, _point_of(state, place)) for place in _places_of(state, table, key)]
        if change.change == "moved" and table == "pins":
            spots = [(key, _point_of(old, key)), (key, _point_of(new, key))]
            kinds = ["moved from here", "moved to here"]
        else:
            kinds = [str(change.change)] * max(1, len(spots))
        for kind, (place, (lon, lat)) in zip(kinds, spots or [("", _NOWHERE)], strict=True):
            at = {"place": _label(state, place), "lon": lon, "lat": lat}
            rows.append({"what": change.words, **cells, **at, "change": kind})
    columns = ["what", "change", "before", "after", "place", "lon", "lat"]
    return pd.DataFrame(rows, columns=columns).astype({"lon": "float64", "lat": "float64"})


def _places_of(state: State, table: str, key: str) -> list[str]:
    """Return the places that a row is about."""
    row = state.rows.get(table, {}).get(key, {})
    if table in ("places", "pins"):
        return [key]
    if table == "figures":
        return _places_of(state, "claims", row.get("claim", ""))
    if table == "claims":
        about = split_ids(row.get("about") or row.get("items", ""))  # as a table, or a page, has it
        kinds = [(kind, name) for name in about for kind in ("events", "links", "places")]
        named = [p for kind, name in kinds if name in state.rows.get(kind, {})
                 for p in _places_of(state, kind, name)]  # fmt: skip
        return list(dict.fromkeys(named))
    named = [row[column] for column in _WHERE.get(table, ()) if row.get(column)]
    if table == "events" and not named:
        others = state.rows.get("event_places", {}).values()
        named = [other["place"] for other in others if other["event"] == key]
    return list(dict.fromkeys(named))


def _point_of(state: State, place: str) -> tuple[float | None, float | None]:
    """Return lon and lat of a place, as far as the state has them."""
    for table in ("pins", "places"):
        point = _point(state.rows.get(table, {}).get(place, {}))
        if point is not None:
            return point
    return _NOWHERE


def _label(state: State, place: str) -> str:
    row = state.rows.get("places", {}).get(place, {})
    return without_marks(row.get("label") or row.get("name") or place)


def as_map(changes: pd.DataFrame, before: str, after: str, *, title: str) -> str:
    """Draw the changes as one page: a pin for each place, its colour by what became of it."""
    import geopandas as gpd  # noqa: PLC0415 - only for the map

    from geo.maps.explore import explore  # noqa: PLC0415 - the same

    frame = located(changes, before, after)
    at = gpd.GeoSeries(gpd.points_from_xy(frame.pop("lon"), frame.pop("lat")), frame.index)
    at[at.x.isna()] = None
    drawn = gpd.GeoDataFrame(frame, geometry=at, crs="EPSG:4326")
    page = explore(
        drawn, column="change", time="", text=["what", "before", "after", "place"], title=title
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "map.html")
        page.save(file)
        return file.read_text(encoding="utf-8")
