"""Open a story, take one decision after the other, undo, write."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from geo.desk import decisions
from geo.desk.anchors import Reader, Selection, held_rows, new_rows, new_speaker
from geo.desk.places import answered_pins, chosen_pin, dragged_pin
from geo.desk.records import (
    DROPPED,
    HEAD_TABLE,
    KEPT,
    PROPOSED,
    Entry,
    Material,
    Name,
    Whole,
    choose_whole,
    name_of,
    read_material,
)
from geo.desk.store import STATE, Store, as_json, of_json, read_desk_state, state_bytes
from geo.desk.typed import RefusedError, read_typed
from geo.drafts.append import Addition, runs_of
from geo.drafts.articles import slug
from geo.drafts.columns import own_columns
from geo.drafts.merge import keep_copies
from geo.files import reading
from geo.geocoding.pin_file import PERSON
from geo.story.read import HEAD
from geo.story.vocabulary import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Cells = dict[str, str]
    Changes = Mapping[Name, Entry | None]


class Desk:
    """A story at work: every decision is written before it is told as saved.

    Parameters
    ----------
    story : pathlib.Path
        Folder of a story.
    draft : pathlib.Path
        Folder of its draft; nothing is proposed where there is none.
    sources : sequence of pathlib.Path
        Copies of its articles, or folders with them, beside those that it keeps itself.

    Raises
    ------
    geo.errors.StoryError
        The tables do not hold together.
    """

    def __init__(self, story: Path, draft: Path, *, sources: Sequence[Path] = ()) -> None:
        self.story, self.draft, self.sources = story, draft, tuple(sources)
        self.revision = 0
        self.store = Store(story)
        self.reload()

    def reload(self) -> None:
        """Read all files anew: those of the story, of the draft and of the desk."""
        store = Store(self.story)
        with reading(self.story):
            store.look()
            material = read_material(self.story, self.draft, sources=self.sources)
            undo, redo = read_desk_state(self.story, material)
        self.store = store
        self._lay_out(material, undo, redo)
        self.revision += 1

    def _lay_out(self, material: Material, undo: list[Any], redo: list[Any]) -> None:
        self.material = material
        self.entries = material.entries
        self.published = material.published
        self._order = {
            table: [name.key for name in self.published if name.table == table] for table in TABLES
        }
        self.undone, self.done = redo, undo
        self.runs = runs_of(copy.text for copy in material.copies.values())
        self.whole = self._choose(self.entries)

    @property
    def reader(self) -> Reader:
        """What lies around words of the articles."""
        return Reader(self.material.copies, self.entries, self.material.hints)

    def keep(self, name: Name) -> None:
        """Mark a row as kept, with what it needs."""
        self._take(f"keep {name.key}", decisions.keep(self._there(name), self.entries))

    def drop(self, name: Name) -> None:
        """Drop a row: it leaves the tables, and stays at the desk."""
        if name.table == HEAD_TABLE:
            raise RefusedError("a story keeps its title")
        self._take(f"drop {name.key}", decisions.drop(self._there(name), self.entries))

    def edit(self, name: Name, typed: Mapping[str, str]) -> None:
        """Type into cells of a row."""
        pin = self.entries.get(Name("pins", name.key))
        geocoded = name.table == "places" and pin is not None and pin.cells["set_by"] != PERSON
        changes = decisions.edit(
            self._there(name), typed, self.entries, runs=self.runs, geocoded=geocoded
        )
        self._take(f"edit {name.key}", changes)

    def add(self, kind: str, span: Selection, typed: Mapping[str, str]) -> Name:
        """Build a row from selected words, and return its name."""
        table = f"{kind}s"
        cells = {
            column: read_typed(table, column, text, names=self.entries, runs=self.runs)
            for column, text in typed.items()
        }
        rows = new_rows(kind, span, cells, reader=self.reader, entries=self.entries)
        changes: dict[Name, Entry | None] = {}
        for name, entry in rows.items():
            trial = {**self.entries, **rows, name: replace(entry, state=PROPOSED)}
            changes |= decisions.keep(name, trial)
        first = next(iter(rows))
        self._take(f"add {first.key}", changes)
        return first

    def hold(self, label: str, rows: Sequence[tuple[str, Cells, str]]) -> list[Name]:
        """Add rows that somebody made in another tool, and return their names.

        Those that hold together come into the tables at once, the others wait at the desk.
        """
        held = held_rows(rows, reader=self.reader, entries=self.entries)
        self._take(label, held)
        return list(held)

    def speaker(self, claim: Name, name: str) -> None:
        """Add the speaker of a claim, who is no row yet."""
        if self._there(claim).table != "claims" or not name.strip():
            raise RefusedError("wanted the name of who makes the claim", column="said_by")
        actor, rows = new_speaker(claim, name.strip(), reader=self.reader, entries=self.entries)
        entries = {**self.entries, **rows}
        changes = decisions.edit(claim, {"said_by": actor}, entries, runs=self.runs, geocoded=False)
        self._take(f"{claim.key} said by {name.strip()}", rows | changes)

    def pin(self, place: str, cells: Mapping[str, Any]) -> None:
        """Set the pin of a place: on a candidate of the gazetteer, or by lon and lat in degrees."""
        row = self.entries[self._there(Name("places", place))].cells
        if cells.get("candidate"):
            pin = chosen_pin(row, str(cells["candidate"]))
        else:
            try:
                lon, lat = float(cells["lon"]), float(cells["lat"])
            except (KeyError, TypeError, ValueError):
                raise RefusedError("wanted lon and lat in degrees") from None
            words = {name: str(cells.get(name, "")) for name in ("precision", "reason", "radius")}
            pin = dragged_pin(row, lon, lat, **words)
        changes: dict[Name, Entry | None] = {}
        if self.entries[Name("places", place)].state != KEPT:
            changes |= decisions.keep(Name("places", place), self.entries)
        changes[Name("pins", place)] = Entry(KEPT, pin)
        self._take(f"pin {place}", changes)

    def relate(
        self, claim: str, relation: str, other: str, *, on: str = "", reason: str = ""
    ) -> None:
        """Relate a claim to another."""
        cells = {
            column: read_typed("relations", column, text, names=self.entries, runs=self.runs)
            for column, text in (("on", on), ("reason", reason))
        }
        changes = decisions.relate(claim, relation, other, **cells, entries=self.entries)
        self._take(f"{claim} {relation} {other}", changes)

    def merge(self, name: Name, other: str) -> None:
        """Merge a row into another of its table, which it turns out to be."""
        changes = decisions.merge_entries(self._there(name), Name(name.table, other), self.entries)
        self._take(f"{name.key} is {other}", changes)

    def split(self, name: Name) -> Name:
        """Split a row that turns out to be two; return the name of the second."""
        second, changes = decisions.split_entry(self._there(name), self.entries)
        self._take(f"split {name.key}", changes)
        return second

    def new_step(self, title: str, text: str) -> Name:
        """Add a step at the end of the story, and return its name."""
        cells = dict.fromkeys(own_columns("steps"), "")
        for column, words in (("title", title), ("text", text)):
            cells[column] = read_typed("steps", column, words, names=self.entries, runs=self.runs)
        taken = {name.key for name in self.entries if name.table == "steps"}
        wanted = slug(title) or "step"
        ids = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
        cells["id"] = next(key for key in ids if key not in taken)
        name = name_of("steps", cells)
        self._take(f"add {name.key}", {name: Entry(KEPT, cells)})
        return name

    def move(self, name: Name, by: int) -> None:
        """Move a step among the others: by -1 towards the beginning, by 1 towards the end."""
        keys = self._keys(self._there(name).table, self.entries)
        at = keys.index(name.key)
        to = at + by
        if name.table != "steps" or not 0 <= to < len(keys):
            raise RefusedError("wanted a step that can move there")
        after = [key for key in keys if key != name.key]
        after.insert(to, name.key)
        self._write(
            {},
            undo=[*self.done, {"label": f"move {name.key}", "changes": [], "order": [keys, after]}],
            redo=[],
            steps=after,
        )

    def place_of(self, name: Name) -> int:
        """Return where a row stands in its table; behind all others if it is in none."""
        keys = self._order.get(name.table, [])
        return keys.index(name.key) if name.key in keys else len(keys)

    def remark(self, name: Name, *, note: str, checked: str) -> None:
        """Write a note beside a row, and who has checked it."""
        entry = replace(self.entries[self._there(name)], note=note.strip(), checked=checked.strip())
        self._take(f"note on {name.key}", {name: entry})

    def undo(self) -> None:
        """Undo the last step."""
        if not self.done:
            raise RefusedError("nothing to undo")
        self._step(self.done, self.undone, back=True)

    def redo(self) -> None:
        """Redo the last step that was undone."""
        if not self.undone:
            raise RefusedError("nothing to redo")
        self._step(self.undone, self.done, back=False)

    def _step(self, steps: list[Any], others: list[Any], *, back: bool) -> None:
        """Repeat or revert a step, unless its rows have changed since."""
        step = steps[-1]
        here, there = ("after", "before") if back else ("before", "after")
        changes: dict[Name, Entry | None] = {}
        for change in step["changes"]:
            name = Name(change["table"], change["key"])
            if not _same(self.entries.get(name), change[here], self.material):
                steps.pop()
                raise RefusedError(f"{name.key} has changed since, so “{step['label']}” stays")
            changes[name] = of_json(change[there])[1] if change[there] else None
        new, rest = [*others, step], steps[:-1]
        undo, redo = (rest, new) if back else (new, rest)
        order = step.get("order")
        self._write(changes, undo=undo, redo=redo, steps=order and order[0 if back else 1])

    def _there(self, name: Name) -> Name:
        if name not in self.entries:
            raise RefusedError(f"found no {name.key!r} in {name.table}; reload")
        return name

    def _take(self, label: str, changes: Changes) -> None:
        """Write a decision that can be undone."""
        changes = {name: e for name, e in changes.items() if self.entries.get(name) != e}
        if not changes:
            return
        step = {
            "label": label,
            "changes": [
                {
                    "table": name.table,
                    "key": name.key,
                    "before": _json(name, self.entries.get(name)),
                    "after": _json(name, entry),
                }
                for name, entry in changes.items()
            ],
        }
        self._write(changes, undo=[*self.done, step], redo=[])

    def _write(
        self, changes: Changes, *, undo: list[Any], redo: list[Any], steps: list[str] | None = None
    ) -> None:
        """Work out which rows hold together then, and write them with the desk's own file."""
        entries = dict(self.entries)
        for name, entry in changes.items():
            if entry is not None:
                entries[name] = entry
            elif name in self.material.hints and name.table != "pins":
                entries[name] = replace(entries[name], state=DROPPED)
            else:
                entries.pop(name, None)
        whole = self._choose(entries)
        if whole.loose and not self.whole.loose:
            raise RefusedError(f"{whole.loose[0]}; change that first")
        if steps is not None:
            self._order["steps"] = steps
        copies = self._with_copies(whole, entries)
        files = self._files(whole, entries) | copies
        files[STATE] = state_bytes(entries, published=whole.rows, undo=undo, redo=redo)
        self.store.write(files)
        self.entries, self.whole = entries, whole
        self.published, self.done, self.undone = dict(whole.rows), undo, redo
        self.revision += 1

    def _choose(self, entries: dict[Name, Entry]) -> Whole:
        """Choose what holds together, with pins for the places in it that have none."""
        head, media = self.material.head, self.material.media
        whole = choose_whole(entries, published=self.published, head=head, media=media)
        places = [cells for name, cells in whole.rows.items() if name.table == "places"]
        pins = [cells for name, cells in whole.rows.items() if name.table == "pins"]
        answers = answered_pins(places, pins)
        if not answers:
            return whole
        for place, pin in answers.items():
            entries[Name("pins", place)] = Entry(KEPT, pin)
        return choose_whole(entries, published=self.published, head=head, media=media)

    def _files(self, whole: Whole, entries: Mapping[Name, Entry]) -> dict[str, bytes]:
        """Return the tables that change, as bytes."""
        files = {}
        for table in TABLES:
            keys = self._order[table] = self._keys(table, entries)
            rows = [whole.rows[Name(table, k)] for k in keys if Name(table, k) in whole.rows]
            data = self.store.table_bytes(table, rows)
            if data is not None:
                files[f"{table}.csv"] = data
        head = Name(HEAD_TABLE, HEAD_TABLE)
        if whole.rows[head] != self.published[head]:
            files[HEAD] = self.store.head_bytes(whole.rows[head])
        return files

    def _keys(self, table: str, entries: Mapping[Name, Entry]) -> list[str]:
        """Return the keys of a table in the order of its file, new ones at the end."""
        known = set(self._order[table])
        new = [name.key for name in entries if name.table == table and name.key not in known]
        return [*self._order[table], *new]

    def _with_copies(self, whole: Whole, entries: dict[Name, Entry]) -> dict[str, bytes]:
        """Return the copies of the sources that come in; a file's name that is taken changes."""
        new = [
            name for name in whole.rows if name.table == "sources" and name not in self.published
        ]
        additions = [Addition("sources", 0, whole.rows[name]) for name in new]
        with_names, copies, _ = keep_copies(self.draft, self.story, additions, [])
        for name, addition in zip(new, with_names, strict=True):
            whole.rows[name] = addition.row
            entries[name] = replace(entries[name], cells=addition.row)
        return copies


def _json(name: Name, entry: Entry | None) -> dict[str, Any] | None:
    return None if entry is None else as_json(name, entry)


def _same(entry: Entry | None, step: Mapping[str, Any] | None, material: Material) -> bool:
    """Return whether a row is as a step left it; one that the step took away may be dropped."""
    if step is None:
        return entry is None or entry.state == DROPPED or _is_answer(entry, material)
    return entry is not None and entry == of_json(step)[1]


def _is_answer(entry: Entry, material: Material) -> bool:  # noqa: ARG001 - pins are answered anew
    return entry.cells.get("set_by") == "geocoder"
