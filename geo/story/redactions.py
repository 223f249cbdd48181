"""Withhold or coarsen what could harm somebody: ``redactions.csv``, applied to the tables.

The tables that come out are those of a story in which what is withheld never stood, so that
whatever is made of them lacks it: numbers, outlines, ids and hashes included.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Fault, StoryError
from geo.evidence import REPLIES, SEPARATOR, marked_claims, split_ids
from geo.story import rules, schema, vocabulary
from geo.story.cross_rules import rows_of
from geo.story.framing import untouched
from geo.story.vocabulary import WITHHELD
from geo.story.withheld import (
    FILE,
    Secret,
    Withheld,
    Work,
    drop_hashes,
    is_free,
    key_of,
    not_left,
    rename_ids,
    replace_words,
    still_there,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.story.read import Tables
    from geo.story.withheld import Row, Rows


_SUBJECTS = rules.SHARED_IDS
_PLACE_NAMES = ("name", "label", "local", "query")
_TELLING = ("title", "statement", "text", "note", "date_note", "author", "what", "why", "alt")
_ADDRESSES = ("url", "archived_url")
_POINT = ("lon", "lat")
_EXACT = ("site", "street")
_LEAST_WORDS, _LEAST_LETTERS = 3, 12


def redact_tables(tables: Tables, *, on: str = "") -> tuple[Tables, Withheld]:
    """Return the tables as they may be published, and what they do not hold any more.

    Parameters
    ----------
    tables : geo.story.read.Tables
        The checked tables of a story.
    on : str
        The day of publication, ``YYYY-MM-DD``, on which embargoes have ended or not; without one
        every embargo holds. The clock is never read.

    Returns
    -------
    tables : geo.story.read.Tables
        Without a row in ``redactions``.
    withheld : geo.story.withheld.Withheld
        The words and points that no output may hold.

    Raises
    ------
    geo.errors.StoryError
        The whole story is under embargo, a denial would go and its accusation stay, or withheld
        words stand in other cells; all of it at once.

    Examples
    --------
    >>> from geo.story.read import read_tables
    >>> own = read_tables("data")  # the tables of this project's own story
    >>> tables, withheld = redact_tables(own)
    >>> bool(withheld)  # nothing in them is withheld
    False
    """
    listed = tables.frames["redactions"]
    active = {n: row for n, row in rows_of(listed) if not _is_over(row["until"], on)}
    frames = {**tables.frames, "redactions": listed.iloc[:0]}
    if not active:
        return replace(tables, frames=frames), Withheld()
    _refuse_embargo(active, on)
    work = Work({**tables.head}, {table: dict(rows_of(f)) for table, f in frames.items()}, active)
    for number, row in active.items():
        _apply(work, number, row)
    _refuse_unanswered(work)
    _follow(work)
    replace_words(work)
    drop_hashes(work)
    rename_ids(work)
    frames = {table: _frame(work.rows[table], frame) for table, frame in frames.items()}
    words = not_left(work)
    work.faults += [*still_there(work, words), *rules.missing(frames)]
    if work.faults:
        raise StoryError(work.faults)
    redacted = replace(tables, head={**work.head, "withheld": WITHHELD}, frames=frames)
    redacted = untouched(
        tables, redacted, lambda text: any(each.is_in(text) for each in (*work.words, *words))
    )
    return redacted, Withheld(words, tuple(work.points))


def _is_over(until: str, on: str) -> bool:
    """Return whether an embargo has ended on a day; none has without one."""
    return bool(until and on) and on >= until


def _frame(rows: Rows, like: pd.DataFrame) -> pd.DataFrame:
    columns = list(like.columns)
    return pd.DataFrame(list(rows.values()), index=list(rows), columns=columns, dtype="str")


def _refuse_embargo(active: Rows, on: str) -> None:
    for number, row in active.items():
        if row["table"] == "story" and not row["column"]:
            wanted = f"publication on {row['until']} or later: --on DAY, or on= in Python"
            raise StoryError([Fault(FILE, number, "until", on or "no day of publication", wanted)])


def _apply(work: Work, number: int, row: Row) -> None:
    """Note what one redaction takes away, and put what stands in its place."""
    table, name = row["table"], row["row"]
    if row["column"]:
        _apply_to_cell(work, number, row)
    elif table == "actors":
        actor = work.of("actors")[name]
        work.withhold(actor["name"], "name", number, instead=row["instead"])
        _withhold_id(work, name, number)
        actor.update(name=row["instead"], role="", claims="")
    elif table == "places":
        _apply_to_place(work, number, row)
    else:
        _withhold_row(work, table, name, number)
    is_place = table == "places" and not row["column"]
    instead = _shown(work, row["instead"]) if is_place else row["instead"]
    for spelling in split_ids(row["also"]):
        work.withhold(spelling, "name", number, instead=instead)


def _shown(work: Work, place: str) -> str:
    row = next((row for row in work.rows["places"].values() if row["id"] == place), {})
    return row.get("label") or row.get("name", "")


def _apply_to_cell(work: Work, number: int, row: Row) -> None:
    """Set what stands in the place of one cell."""
    table, column = row["table"], row["column"]
    if table != "story" and row["row"] not in work.of(table):
        return  # the row goes already, with what is in it
    cells = work.head if table == "story" else work.of(table)[row["row"]]
    before, cells[column] = cells[column], row["instead"]
    if column in _PLACE_NAMES and table in ("places", "actors"):
        work.withhold(before, "name", number, instead=row["instead"])
    elif table == "story" or is_free(table, column) or column in _ADDRESSES:
        _withhold_text(work, before, number)
    elif column in _POINT:
        point = {axis: cells[axis] for axis in _POINT} | {column: before}
        if all(point[axis] for axis in _POINT):
            work.points.setdefault((float(point["lon"]), float(point["lat"])), number)


def _apply_to_place(work: Work, number: int, row: Row) -> None:
    """Withhold a place, or let the one around it stand in its place."""
    name, around = row["row"], row["instead"]
    place, pin = work.of("places")[name], work.of("pins").get(name, {})
    others = [other for key, other in work.of("places").items() if key != name]
    pins = [each for key, each in work.of("pins").items() if key != name]
    known = {other[c] for other in others for c in _PLACE_NAMES} | {p["matched"] for p in pins}
    for spelling in (*(place[c] for c in _PLACE_NAMES), pin.get("matched", "")):
        if spelling not in known:
            work.withhold(spelling, "name", number, instead=_shown(work, around))
    for identity in {place["candidate"], pin.get("provider_id", "")}:
        if identity not in {each["provider_id"] for each in pins}:
            _withhold_id(work, identity, number)
    _withhold_id(work, name, number)
    for each in (place, pin):
        if each.get("lon") and each.get("lat"):
            _withhold_point(work, (float(each["lon"]), float(each["lat"])), number)
    work.gone["places"].add(name)
    _move(work, name, around)


def _withhold_point(work: Work, point: tuple[float, float], number: int) -> None:
    """Note a point, but for that of a region or town in which other places are shown, too."""
    whole = {row["row"] for row in work.active.values() if row["table"] == "places"}
    same = [
        pin
        for key, pin in work.of("pins").items()
        if key not in whole and pin["lon"] and (float(pin["lon"]), float(pin["lat"])) == point
    ]
    for pin in same:
        if pin["precision"] in _EXACT:
            wanted = f"a row for {pin['place']}, too, which stands at the same point"
            work.refuse(number, "row", wanted)
    if not same:
        work.points.setdefault(point, number)


def _move(work: Work, name: str, around: str) -> None:
    """Replace the id of a place by that of the one around it, in every table."""
    for table, rows in work.rows.items():
        for column, declared in schema.SCHEMAS[table].columns.items():
            if around and "places" in declared.refers and table not in ("mentions", "pins"):
                for row in rows.values():
                    names = [around if each == name else each for each in split_ids(row[column])]
                    row[column] = SEPARATOR.join(dict.fromkeys(names))
    for row in work.rows["places"].values():  # the one around does not lie within itself
        if row["id"] == row["within"]:
            row["within"] = ""


def _withhold_row(work: Work, table: str, name: str, number: int) -> None:
    """Withhold a row with the texts that stand in it; what claims say of an event goes with it."""
    row = work.of(table).get(name)
    if row is None:  # it went with another
        return
    for column in (*_TELLING, *_ADDRESSES):
        _withhold_text(work, row.get(column, ""), number)
    _withhold_id(work, name, number)
    work.gone[table].add(name)
    if table in ("events", "links", "sources"):
        for claim, cells in work.of("claims").items():
            if name in (cells["source"], *split_ids(cells["about"])):
                _withhold_row(work, "claims", claim, number)


def _withhold_text(work: Work, text: str, number: int) -> None:
    """Note a text, but for one that is too short to be told from any other."""
    words = Secret(text, "text").words
    if len(words) >= _LEAST_WORDS and sum(map(len, words)) >= _LEAST_LETTERS:
        work.withhold(text, "text", number)


def _withhold_id(work: Work, name: str, number: int) -> None:
    if re.search(r"[-:]", name):  # a single word would be found in any text
        work.withhold(name, "id", number)


def _refuse_unanswered(work: Work) -> None:
    """Refuse to withhold a denial, answer or correction of what stays."""
    claims = work.of("claims")
    rows = {row["row"]: n for n, row in work.active.items() if not row["column"]}
    first = min(work.active)
    for row in work.rows["relations"].values():
        claim, other = row["claim"], row["other"]
        if row["relation"] in REPLIES and claim in work.gone["claims"] and other in claims:
            wanted = f"a row for {other} in claims.csv, too, which {claim} {row['relation']}"
            work.refuse(rows.get(claim, first), "row", wanted)


def _follow(work: Work) -> None:
    """Remove what hangs on what goes, until nothing more does, and then the rows."""
    sources = {row["source"] for row in work.rows["claims"].values()}
    size = -1
    while size != (size := sum(map(len, work.gone.values()))):
        _follow_claims(work, sources)
        _follow_subjects(work)
        _follow_rest(work)
        _follow_exhibits(work)
    work.gone["pins"] |= work.gone["places"]
    _drop_rows(work)
    _drop_ids(work)
    _clean_texts(work)


def _follow_claims(work: Work, sources: set[str]) -> None:
    subjects = set[str]().union(*(work.gone[table] for table in _SUBJECTS))
    for name, row in work.of("claims").items():
        if not set(split_ids(row["about"])) - subjects or row["exhibit"] in work.gone["exhibits"]:
            work.gone["claims"].add(name)
    work.gone["sources"] |= sources - {row["source"] for row in work.of("claims").values()}


def _follow_subjects(work: Work) -> None:
    """Remove what no claim is about any more, and links without an end."""
    claims = work.of("claims").values()
    left = {name for row in claims for name in (row["said_by"], *split_ids(row["about"]))}
    left |= {row["within"] for row in work.of("places").values()}
    for table in _SUBJECTS:
        work.gone[table] |= work.of(table).keys() - left
    for name, row in work.of("links").items():
        if not {row["from"], row["to"]} - {""} - work.gone["places"]:
            work.gone["links"].add(name)


def _follow_rest(work: Work) -> None:
    claims = work.gone["claims"]
    redacted = {row["row"] for row in work.active.values()}
    gone = redacted.union(*work.gone.values())
    _drop_where(work, "figures", lambda row: row["claim"] in claims)
    _drop_where(work, "mentions", lambda row: row["of"] in gone or row["source"] in gone)
    _drop_where(
        work, "steps", lambda row: bool(claims & {*marked_claims(row["title"] + row["text"])})
    )


def _follow_exhibits(work: Work) -> None:
    """Remove what was shown of what goes, wherever else it is shown, and all else of its file."""
    gone, exhibits = work.gone, work.rows["exhibits"].values()
    names = gone["exhibits"] | {
        row[column]
        for table, column in (("events", "image"), ("steps", "image"), ("claims", "exhibit"))
        for row in work.rows[table].values()
        if row["id"] in gone[table]
    }
    files = {r["file"] for r in exhibits if r["id"] in names or r["source"] in gone["sources"]}
    for row in exhibits:
        if row["file"] in files:
            gone["exhibits"].add(row["id"])
            _withhold_text(work, row["alt"], min(work.active))


def _drop_where(work: Work, table: str, is_gone: Callable[[Row], bool]) -> None:
    work.gone[table] |= {name for name, row in work.of(table).items() if is_gone(row)}


def _drop_rows(work: Work) -> None:
    """Remove the rows, and let what lay in a withheld place lie in the next one around it."""
    parents = {row["id"]: row["within"] for row in work.rows["places"].values()}
    for table in work.rows:
        if table not in ("relations", "event_places"):
            rows, gone = work.rows[table].items(), work.gone[table]
            work.rows[table] = {n: row for n, row in rows if row[key_of(table)] not in gone}
    for row in work.rows["places"].values():
        while row["within"] in work.gone["places"]:
            row["within"] = parents[row["within"]]


def _drop_ids(work: Work) -> None:
    """Remove the ids of rows that went out of all cells; a row that needs one goes, too."""
    for table, rows in work.rows.items():
        for column, declared in schema.SCHEMAS[table].columns.items():
            gone = set[str]().union(*(work.gone[target] for target in declared.refers))
            for number, row in list(rows.items()):
                if not gone.intersection(split_ids(row.get(column, ""))):
                    continue
                row[column] = SEPARATOR.join(n for n in split_ids(row[column]) if n not in gone)
                if not row[column] and not declared.empty:
                    del rows[number]
                    work.gone[table].add(row[key_of(table)])
    seen = {(row["id"], row["place"], "at") for row in work.rows["events"].values()}
    for number, row in list(work.rows["event_places"].items()):
        part = (row["event"], row["place"], row["role"])
        if part in seen:
            del work.rows["event_places"][number]
        seen.add(part)
    for row in work.rows["steps"].values():
        if not any(row[column] for column in ("note_at", "emphasis", "selects", "view")):
            row["note"] = ""


def _clean_texts(work: Work) -> None:
    """Empty the own texts that rest on a claim that went; refuse where one is needed."""
    gone = work.gone["claims"]
    wanted = "a text that rests on no withheld claim: a row for it in redactions.csv"
    if gone.intersection(marked_claims(work.head["finding"])):
        work.head["finding"] = ""
    if gone.intersection(marked_claims(work.head["title"])):
        work.faults.append(Fault("story.toml", 0, "title", work.head["title"], wanted))
    for table, columns in vocabulary.MARKED.items():
        for number, row in work.rows[table].items():
            for column in columns:
                if not gone.intersection(marked_claims(row[column])):
                    continue
                if schema.SCHEMAS[table].columns[column].empty:
                    row[column] = ""
                else:
                    fault = Fault(f"{table}.csv", number, column, row[column], wanted)
                    work.faults.append(fault)
