"""Work out what a decision changes: the row, and what comes along with it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from geo.desk.places import QUESTION
from geo.desk.records import DROPPED, HEAD_TABLE, KEPT, PROPOSED, Entry, Name, name_of
from geo.desk.typed import RefusedError, read_typed, settle_cells
from geo.drafts.columns import own_columns, references
from geo.evidence import REPLIES, SEPARATOR, split_ids
from geo.geocoding.pin_file import PERSON
from geo.story.rules import SHARED_IDS
from geo.story.vocabulary import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Entries = Mapping[Name, Entry]
    Changes = dict[Name, Entry | None]

_DECIDED = ("events", "links")
"""Tables whose rows are decided on by themselves: a claim about one does not bring it along."""
_REASONS = {
    "contradicts": "Both can't hold.",
    "varies": "Both can hold.",
    "adds": "It tells one thing more.",
    "repeats": "It tells the same again.",
    "denies": "It rejects what is said there.",
    "answers": "It is said in reply.",
    "corrects": "It puts the other right.",
}


def keep(name: Name, entries: Entries) -> Changes:
    """Return what keeping a row changes.

    Parameters
    ----------
    name : Name
        The row.
    entries : mapping of Name to Entry
        All rows.

    Returns
    -------
    dict of Name to Entry
        The row, kept, and the proposals that it needs: source, place and speaker; a claim about
        it; what a denial denies, and the denial of an accusation; the roles of places in an event;
        where the text names them. What a person has dropped does not come along.
    """
    kept_names: set[Name] = {name}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        for other in _needed(current, entries, kept_names):
            if entries[other].state == PROPOSED and other not in kept_names:
                kept_names.add(other)
                waiting.append(other)
    for relation, entry in entries.items():
        if relation.table == "relations" and entry.state == PROPOSED and _is_reply(entry):
            ends = [Name("claims", entry.cells[column]) for column in ("claim", "other")]
            if all(end in kept_names or _is_kept(end, entries) for end in ends):
                kept_names.add(relation)
    kept_names |= {
        role
        for role, entry in entries.items()
        if role.table == "event_places" and entry.state == PROPOSED
        if Name("events", entry.cells["event"]) in kept_names
        if (place := Name("places", entry.cells["place"])) in kept_names or _is_kept(place, entries)
    }
    kept_names |= {
        mention
        for mention, entry in entries.items()
        if mention.table == "mentions" and entry.state == PROPOSED
        if any(
            Name(table, entry.cells["of"]) in kept_names for table in references("mentions")["of"]
        )
    }
    return {key: replace(entries[key], state=KEPT) for key in sorted(kept_names)}


def _needed(name: Name, entries: Entries, kept_names: set[Name]) -> Iterator[Name]:
    """Yield the rows that a kept row needs, or may not be shown without."""
    cells = entries[name].cells
    for column, targets in references(name.table).items() if name.table != HEAD_TABLE else ():
        for key in split_ids(cells.get(column, "")):
            target = next((Name(t, key) for t in targets if Name(t, key) in entries), None)
            if target is not None and not (column == "about" and target.table in _DECIDED):
                yield target
    if name.table in SHARED_IDS:
        about = [
            claim
            for claim, entry in entries.items()
            if claim.table == "claims"
            and entry.state != DROPPED
            and name.key in split_ids(entry.cells["about"])
        ]
        if about and not any(claim in kept_names or _is_kept(claim, entries) for claim in about):
            yield min(about, key=lambda claim: not entries[claim].cells["statement"])
    if name.table == "claims":
        for entry in entries.values():
            if entry.cells.get("relation") == "denies" and entry.state != DROPPED:
                ends = [entry.cells["claim"], entry.cells["other"]]
                if name.key in ends:
                    yield from (
                        Name("claims", end) for end in ends if Name("claims", end) in entries
                    )


def _is_reply(entry: Entry) -> bool:
    return entry.cells["relation"] in REPLIES


def _is_kept(name: Name, entries: Entries) -> bool:
    return name in entries and entries[name].state == KEPT


def edit(
    name: Name,
    typed: Mapping[str, str],
    entries: Entries,
    *,
    runs: set[tuple[str, ...]],
    geocoded: bool,
) -> Changes:
    """Return what typing into cells of a row changes: it is kept then, with what it needs now.

    Parameters
    ----------
    name : Name
        The row.
    typed : mapping of str to str
        Cells by column, as a person typed them.
    entries : mapping of Name to Entry
        All rows.
    runs : set of tuple of str
        Words running of the articles.
    geocoded : bool
        Whether the row is a place with a pin of the geocoder's, which is asked again then.

    Raises
    ------
    RefusedError
        A cell can't be so.
    """
    entry = entries[name]
    fixed = {"id", "place"} if name.table == "pins" else {"id"}
    changed = {}
    for column, text in typed.items():
        if column not in entry.cells or column in fixed:
            raise RefusedError(f"found {column!r}, wanted a column that can be typed into")
        changed[column] = read_typed(name.table, column, text, names=entries, runs=runs)
    actors = {
        entry_name.key: other.cells["kind"]
        for entry_name, other in entries.items()
        if entry_name.table == "actors"
    }
    cells = settle_cells(name.table, entry.cells, changed, actors=actors)
    cells = _retitled(name.table, entry.cells, cells, entries)
    new = name if name.table == HEAD_TABLE else name_of(name.table, cells)
    if new != name and _is_kept(new, entries):
        raise RefusedError("wanted a row that does not stand there already")
    changes: Changes = {} if new == name else {name: None}
    reworded = _reworded(name, entry.cells, cells, entries)
    changes |= reworded
    changes |= keep(new, {**entries, **reworded, new: replace(entry, cells=cells)})
    if geocoded and any(cells[column] != entry.cells[column] for column in QUESTION):
        changes[Name("pins", name.key)] = None
    return changes


def _retitled(
    table: str, old: Mapping[str, str], new: dict[str, str], entries: Entries
) -> dict[str, str]:
    """Return a row whose title, where it is the draft's, names its places as they are now."""
    columns = {"events": ("place",), "links": ("from", "to")}.get(table, ())
    if old.get("title") != new.get("title"):
        return new
    for column in columns:
        before, after = (
            entries[Name("places", cells[column])].cells["name"]
            if Name("places", cells[column]) in entries
            else ""
            for cells in (old, new)
        )
        preposition = "in" if column == "place" else column
        words, other = f" {preposition} {before}", f" {preposition} {after}"
        if before and after and before != after and words in f"{new['title']}":
            new = new | {"title": new["title"].replace(words, other)}
    return new


def _reworded(
    name: Name, old: Mapping[str, str], new: Mapping[str, str], entries: Entries
) -> dict[Name, Entry]:
    """Return the claims that only repeat the title of a row, with its title as it is now."""
    if name.table not in _DECIDED or old["title"] == new["title"] or not new["title"]:
        return {}
    statement = f"{new['title'].rstrip('.')}."
    return {
        claim: replace(entry, cells={**entry.cells, "statement": statement})
        for claim, entry in entries.items()
        if claim.table == "claims"
        and name.key in split_ids(entry.cells["about"])
        and entry.cells["statement"] == f"{old['title'].rstrip('.')}."
    }


def drop(name: Name, entries: Entries) -> Changes:
    """Return what dropping a row changes: only itself; what leans on it waits."""
    return {name: replace(entries[name], state=DROPPED)}


def relate(
    claim: str, relation: str, other: str, *, on: str, reason: str, entries: Entries
) -> Changes:
    """Return what a relation between two claims changes.

    Raises
    ------
    RefusedError
        One of the three is none, or the relation wants more.
    """
    if relation not in RELATIONS:
        raise RefusedError(f"wanted one of: {', '.join(RELATIONS)}", column="relation")
    for column, key in (("claim", claim), ("other", other)):
        if Name("claims", key) not in entries or claim == other:
            raise RefusedError(f"found {key!r}, wanted another claim", column=column)
    if relation == "contradicts" and not on.strip():
        raise RefusedError("wanted on what the two stand against each other", column="on")
    cells = dict.fromkeys(own_columns("relations"), "") | {
        "claim": claim,
        "relation": relation,
        "other": other,
        "on": on.strip(),
        "reason": reason.strip() or _REASONS[relation],
        "by": PERSON,
    }
    changes: Changes = {name_of("relations", cells): Entry(KEPT, cells)}
    for key in (claim, other):
        if not _is_kept(Name("claims", key), entries):
            changes |= keep(Name("claims", key), entries)
    denial = Name("claims", claim)
    if relation == "denies":
        entry = changes.get(denial) or entries[denial]
        changes[denial] = replace(entry, cells={**entry.cells, "status": "denied"}, state=KEPT)
    return changes


_SPLIT = {
    "places": ("name",),
    "actors": ("name",),
    "events": ("title",),
    "links": ("title",),
    "claims": ("statement",),
    "figures": ("scope",),
}
"""Tables whose rows can be split, and what the second row is still to say of itself."""


def split_entry(name: Name, entries: Entries) -> tuple[Name, Changes]:
    """Return the second row of one that turns out to be two, and what it changes that it is there.

    Parameters
    ----------
    name : Name
        The row that stays, as it is.
    entries : mapping of Name to Entry
        All rows.

    Returns
    -------
    name : Name
        The second row: the same cells, but for its title, name, statement or scope, which a person
        words, so that nothing is in the tables twice.
    changes : dict of Name to Entry
        Both are kept, with what they need; the claims about the one are about both, and the places
        of an event are those of both.

    Raises
    ------
    RefusedError
        The row can't be split, or is dropped.
    """
    columns = _SPLIT.get(name.table, ())
    if not columns or entries[name].state == DROPPED:
        raise RefusedError("wanted an event, a link, a claim, a figure, a place or an actor")
    taken = {other.key for other in entries}
    ids = (f"{name.key}-{number}" for number in count(2))
    cells = {**entries[name].cells, **dict.fromkeys(columns, "")}
    cells["id"] = next(key for key in ids if key not in taken)
    second = name_of(name.table, cells)
    rows = {second: Entry(PROPOSED, cells)}
    for other, entry in entries.items():
        about = split_ids(entry.cells.get("about", ""))
        if other.table == "claims" and name.table in SHARED_IDS and name.key in about:
            wider = {**entry.cells, "about": SEPARATOR.join([*about, second.key])}
            rows[other] = replace(entry, cells=wider)
        if other.table == "event_places" and entry.cells["event"] == name.key:
            part = {**entry.cells, "event": second.key}
            rows[name_of(other.table, part)] = replace(entry, cells=part)
    trial = {**entries, **rows}
    changes = {key: entry for key, entry in rows.items() if entry.state != PROPOSED}
    return second, {**changes, **keep(name, trial), **keep(second, trial)}


MERGED = ("places", "actors", "events", "links", "claims")
"""Tables in which two rows may turn out to be one."""


def merge_entries(name: Name, into: Name, entries: Entries) -> Changes:
    """Return what it changes that a row is the same as another one of its table.

    Parameters
    ----------
    name : Name
        The row that goes.
    into : Name
        The row that stays, as it is.
    entries : mapping of Name to Entry
        All rows.

    Returns
    -------
    dict of Name to Entry
        Whatever named the one names the other; the one is dropped.

    Raises
    ------
    RefusedError
        The two are not of one table, or are one row already.
    """
    if name.table != into.table or name == into or name.table not in MERGED or into not in entries:
        raise RefusedError("wanted another row of the same kind", column="other")
    changes: Changes = {}
    if KEPT in (entries[name].state, entries[into].state):
        changes |= keep(into, entries)
    changes[name] = replace(entries[name], state=DROPPED)
    for other, entry in entries.items():
        if other.table in (HEAD_TABLE, "pins") or other in (name, into):
            continue
        entry = changes.get(other) or entry  # noqa: PLW2901 - as it is by now
        cells = _renamed(other.table, entry.cells, name, into)
        if cells == entry.cells:
            continue
        new = name_of(other.table, cells)
        is_there = new != other and new in entries and entries[new].state == KEPT
        if new != other:
            changes[other] = None
        if not is_there and not (cells.get("claim") and cells.get("claim") == cells.get("other")):
            changes[new] = replace(entry, cells=cells)
    return changes


def _renamed(table: str, cells: Mapping[str, str], name: Name, into: Name) -> dict[str, str]:
    """Return a row with another id wherever it names a row."""
    renamed = dict(cells)
    for column, targets in references(table).items():
        ids = split_ids(cells.get(column, ""))
        if name.table in targets and name.key in ids:
            others = (into.key if key == name.key else key for key in ids)
            renamed[column] = SEPARATOR.join(dict.fromkeys(others))
    return renamed
