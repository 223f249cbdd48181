"""Build rows for words that a person selects in an article."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from geo.desk.records import DROPPED, KEPT, Entry, Name, name_of
from geo.desk.typed import RefusedError
from geo.drafts.articles import named, slug
from geo.drafts.columns import own_columns
from geo.drafts.places import kind_of
from geo.evidence import SEPARATOR, split_ids
from geo.extraction.figures import find_figures
from geo.geodesy import HEADINGS
from geo.story.rules import SHARED_IDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo.story.citations import Copy

    Cells = dict[str, str]

KINDS = ("claim", "event", "link", "figure", "place", "actor", "mention")
"""What selected words may become."""

_LETTERS = {"claims": "s", "events": "e", "links": "l", "figures": "f", "mentions": "m"}
_END = re.compile(r"[.!?][”\"’')\]]*\s|\n")


class Selection(NamedTuple):
    """Words of an article: the id of its source, and code points, the end exclusive."""

    source: str
    start: int
    end: int


class Reader:
    """What lies around a span: the words, and the places, dates and claims that are known there.

    Parameters
    ----------
    copies : mapping of str to Copy
        The articles.
    entries : mapping of Name to Entry
        All rows.
    hints : mapping of Name to dict
        What the draft says beside them.
    """

    def __init__(
        self,
        copies: Mapping[str, Copy],
        entries: Mapping[Name, Entry],
        hints: Mapping[Name, Cells],
    ) -> None:
        self._copies, self._entries, self._hints = copies, entries, hints

    def anchor(self, span: Selection) -> Cells:
        """Return the columns that tie a row to a span.

        Raises
        ------
        RefusedError
            There is no such article, or no such words in it.
        """
        copy = self._copies.get(span.source)
        if copy is None:
            raise RefusedError(f"found no copy of {span.source!r}, wanted an article on the desk")
        words = copy.text[span.start : span.end]
        part = copy.part(span.start, span.end)
        if span.start < 0 or span.end > len(copy.text) or not words.strip():
            raise RefusedError("found no words, wanted some that are selected in the article")
        return {
            "source": span.source,
            "paragraph": str(copy.paragraph(span.start)),
            "start": str(span.start),
            "end": str(span.end),
            "span_sha256": hashlib.sha256(words.encode()).hexdigest(),
            "part": part,
        }

    def words(self, span: Selection) -> str:
        """Return the words themselves, on one line."""
        return " ".join(self._copies[span.source].text[span.start : span.end].split())

    def nearest(self, words: str, *, source: str, at: int) -> Selection | None:
        """Return where words stand nearest to a position; None where the article lacks them."""
        text = self._copies[source].text if source in self._copies else ""
        starts = [match.start() for match in re.finditer(re.escape(words), text)]
        if not words or not starts:
            return None
        start = min(starts, key=lambda start: abs(start - at))
        return Selection(source, start, start + len(words))

    def sentence(self, span: Selection) -> Selection:
        """Return the sentence around a span, as far as full stops tell."""
        text = self._copies[span.source].text
        ends = [match.end() for match in _END.finditer(text, 0, span.start)]
        after = _END.search(text, max(span.start, span.end - 1))
        return Selection(span.source, ends[-1] if ends else 0, after.end() if after else len(text))

    def mentioned(self, span: Selection, what: str) -> Iterator[tuple[Name, Entry]]:
        """Yield the mentions of a kind in a span, in the order of the text."""
        inside = [
            (int(entry.cells["start"]), name, entry)
            for name, entry in self._entries.items()
            if name.table == "mentions"
            and entry.state != DROPPED
            and (entry.cells["source"], entry.cells["what"]) == (span.source, what)
            and int(entry.cells["start"]) >= span.start
            and int(entry.cells["end"]) <= span.end
        ]
        yield from ((name, entry) for _, name, entry in sorted(inside, key=lambda item: item[0]))

    def places(self, span: Selection) -> list[str]:
        """Return the places of a span, else of its sentence, each once."""
        for where in (span, self.sentence(span)):
            ids = [entry.cells["of"] for _, entry in self.mentioned(where, "place")]
            if ids:
                return list(dict.fromkeys(ids))
        return []

    def date(self, span: Selection) -> Cells:
        """Return the date columns of the one date in a span, else in its sentence; else none."""
        for where in (span, self.sentence(span)):
            hints = [self._hints.get(name, {}) for name, _ in self.mentioned(where, "date")]
            dates = {hint["edtf"]: hint for hint in hints if hint.get("edtf")}
            if len(dates) == 1:
                (edtf,) = dates
                basis = dates[edtf].get("basis", "stated")
                note = dates[edtf].get("how", "") if basis == "inferred" else ""
                return {"date": edtf, "date_basis": basis, "date_note": note}
            if dates:
                break
        return {"date": "", "date_basis": "none", "date_note": ""}

    def claim_around(self, span: Selection) -> str:
        """Return the shortest claim that a span lies in; empty for none.

        A proposed one that has no words yet, and is nobody's, is none.
        """
        around = [
            (int(entry.cells["end"]) - int(entry.cells["start"]), name.key)
            for name, entry in self._entries.items()
            if name.table == "claims"
            and entry.state != DROPPED
            and (entry.state == KEPT or entry.cells["statement"] or entry.cells["said_by"])
            and entry.cells["source"] == span.source
            and entry.cells["start"]  # else it stands on an exhibit
            and int(entry.cells["start"]) <= span.start
            and int(entry.cells["end"]) >= span.end
        ]
        return min(around)[1] if around else ""


def propose_cells(kind: str, span: Selection, reader: Reader) -> Cells:
    """Return what the cells of a new row would be, for a person to complete.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    span : Selection
        The words.
    reader : Reader
        What lies around them.

    Returns
    -------
    dict of str to str
        Only what the text decides; the rest is empty.

    Raises
    ------
    RefusedError
        The kind is unknown, or there are no such words.
    """
    reader.anchor(span)
    if kind not in _PROPOSED:
        raise RefusedError(f"found {kind!r}, wanted one of: {', '.join(KINDS)}")
    return _PROPOSED[kind](span, reader)


def _claim_cells(span: Selection, reader: Reader) -> Cells:
    about = SEPARATOR.join(reader.places(span))
    return {"statement": "", "said_by": "", "status": "reported", "about": about}


def _event_cells(span: Selection, reader: Reader) -> Cells:
    places = reader.places(span)
    place = places[0] if len(places) == 1 else ""
    return {"title": "", "kind": "event", **reader.date(span), "place": place}


def _link_cells(span: Selection, reader: Reader) -> Cells:
    places = reader.places(span)
    start, end = places if len(places) == 2 else ("", "")  # noqa: PLR2004 - from and to
    ways = {"medium": "travel", "direction": "one-way" if start else "unknown"}
    return {"title": "", "from": start, "to": end, **ways, **reader.date(span)}


def _place_cells(span: Selection, reader: Reader) -> Cells:
    return {"name": reader.words(span), "kind": "city", "country": ""}


def _actor_cells(span: Selection, reader: Reader) -> Cells:
    name = reader.words(span)
    return {"name": name, "kind": kind_of(name), "role": ""}


def _mention_cells(_span: Selection, _reader: Reader) -> Cells:
    return {"of": "", "what": "place"}


def _figure_cells(span: Selection, reader: Reader) -> Cells:
    """Return what the words count, where they are a number with what is counted."""
    where = reader.sentence(span)
    text = reader._copies[span.source].text[where.start : where.end]  # noqa: SLF001 - its own text
    cells = {
        "measure": "",
        "low": "",
        "high": "",
        "bound": "exact",
        "unit": "",
        "scope": "",
        "claim": reader.claim_around(span),
    }
    for figure in find_figures(text):
        start, end = where.start + figure.start, where.start + figure.end
        if start < span.end and end > span.start:
            low, high = (_digits(side) for side in (figure.low, figure.high))
            sides = {"low": low, "high": high, "bound": figure.bound or "exact"}
            return cells | sides | {"measure": slug(figure.measure), "unit": figure.unit}
    return cells


def _digits(number: float | None) -> str:
    return "" if number is None else f"{number:g}" if number % 1 else str(int(number))


_PROPOSED: dict[str, Callable[[Selection, Reader], Cells]] = {
    "claim": _claim_cells,
    "event": _event_cells,
    "link": _link_cells,
    "figure": _figure_cells,
    "place": _place_cells,
    "actor": _actor_cells,
    "mention": _mention_cells,
}


def new_rows(
    kind: str,
    span: Selection,
    cells: Mapping[str, str],
    *,
    reader: Reader,
    entries: Mapping[Name, Entry],
) -> dict[Name, Entry]:
    """Build a row for selected words, with what it needs beside it.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    span : Selection
        The words.
    cells : mapping of str to str
        What a person has typed, over what was proposed.
    reader : Reader
        What lies around the words.
    entries : mapping of Name to Entry
        All rows.

    Returns
    -------
    dict of Name to Entry
        The row first. An event, a link, a place and an actor come with a claim about them: the one
        around the words, else a new one. A place, an actor and a figure come with their mention.
    """
    anchor = reader.anchor(span)
    taken = {name.key for name in entries}
    table = f"{kind}s"
    if kind in ("place", "actor"):
        wanted = named(cells.get("name", "") or reader.words(span))
    else:
        wanted = f"{span.source}-{_LETTERS[table]}{span.start}"
    row = dict.fromkeys(own_columns(table), "") | dict(cells)
    row["id"] = _free(wanted, taken)
    row |= {column: anchor[column] for column in anchor if column in row}
    if kind == "link" and not row["title"]:
        row["title"] = _link_title(row, entries)
    rows = {name_of(table, row): Entry(KEPT, row)}
    if kind in ("place", "actor", "figure"):
        mention = _anchored("mentions", anchor)
        mention |= {"id": _free(f"{span.source}-m{span.start}", taken), "of": row["id"]}
        mention["what"] = kind
        rows[name_of("mentions", mention)] = Entry(KEPT, mention)
    if table in SHARED_IDS or (kind == "figure" and not row["claim"]):
        claim = _claim_of(row, kind, span, reader, entries)
        rows[name_of("claims", claim)] = Entry(KEPT, claim)
        if kind == "figure":
            row["claim"] = claim["id"]
    return rows


def _anchored(table: str, anchor: Cells) -> Cells:
    """Return an empty row of a table that stands at a span."""
    return {column: anchor.get(column, "") for column in own_columns(table)}


def _claim_of(
    row: Cells, kind: str, span: Selection, reader: Reader, entries: Mapping[Name, Entry]
) -> Cells:
    """Return the claim about a new row: the one around its words, with the row in it, or a new."""
    about = [row["id"]] if kind != "figure" else []
    around = reader.claim_around(span)
    if around and kind != "figure":
        claim = dict(entries[Name("claims", around)].cells)
        claim["about"] = SEPARATOR.join(dict.fromkeys([*about, *split_ids(claim["about"])]))
        return claim
    taken = {name.key for name in entries}
    about += [row[column] for column in ("place", "from", "to") if row.get(column)]
    about += reader.places(span) if kind == "figure" else []
    claim = _anchored("claims", reader.anchor(span))
    claim["id"] = _free(f"{span.source}-h{span.start}", taken)
    claim |= {"about": SEPARATOR.join(dict.fromkeys(about)), "status": "reported"}
    claim["statement"] = _statement(row, kind)
    return claim


def _statement(row: Mapping[str, str], kind: str) -> str:
    if kind in ("place", "actor"):
        return f"The article names {row['name']}."
    if kind == "figure":
        number = row["low"] or row["high"]
        return f"The article gives {number} {row['unit'] or row['measure']}." if number else ""
    return f"{row['title'].rstrip('.')}." if row["title"] else ""


def _link_title(row: Mapping[str, str], entries: Mapping[Name, Entry]) -> str:
    ends = [entries.get(Name("places", row[column])) for column in ("from", "to")]
    names = [end.cells["name"] for end in ends if end is not None]
    if len(names) < 2:  # noqa: PLR2004 - from and to
        return ""
    return f"{row['medium'].capitalize()} from {names[0]} to {names[1]}"


def held_rows(
    rows: Iterable[tuple[str, Mapping[str, str], str]],
    *,
    reader: Reader,
    entries: Mapping[Name, Entry],
) -> dict[Name, Entry]:
    """Build rows of what somebody made in another tool; the desk keeps them until they are whole.

    Parameters
    ----------
    rows : iterable of tuple
        Table, cells and where they come from.
    reader : Reader
        What lies around the words, for claims with a span.
    entries : mapping of Name to Entry
        All rows; what is among them already is passed over.

    Returns
    -------
    dict of Name to Entry
        Each under its own id where that is free, else under one made of its words. What has no
        column in the table stands in the note.
    """
    taken = {*HEADINGS, *(name.key for name in entries)}
    held: dict[Name, Entry] = {}
    for table, cells, where in rows:
        row = {column: cells.get(column, "") for column in own_columns(table)}
        filled = {column for column in row if row[column] and column != "id"}
        if any(
            name.table == table and all(entry.cells[column] == row[column] for column in filled)
            for name, entry in {**entries, **held}.items()
        ):
            continue
        words = (cells.get(column, "") for column in ("id", "title", "name", "label", "statement"))
        row["id"] = _free(named(next(filter(None, words), table)), taken)
        if "date_basis" in row and not row["date"]:
            row["date_basis"] = "none"
        sides = row.get("start", ""), row.get("end", "")
        if all(side.isdigit() for side in sides):
            with suppress(RefusedError):
                anchor = reader.anchor(Selection(row["source"], *map(int, sides)))
                row |= {column: anchor[column] for column in anchor if column in row}
        rest = [f"{column} {text}" for column, text in cells.items() if text and column not in row]
        note = "; ".join([f"from {where}", *rest])
        held[Name(table, row["id"])] = Entry(KEPT, row, note)
    return held


def _free(wanted: str, taken: set[str]) -> str:
    """Return an id that nothing else has, and take it."""
    ids = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    free = next(name for name in ids if name not in taken)
    taken.add(free)
    return free


def new_speaker(
    claim: Name, name: str, *, reader: Reader, entries: Mapping[Name, Entry]
) -> tuple[str, dict[Name, Entry]]:
    """Build an actor of a name that a person types as the speaker of a claim.

    Parameters
    ----------
    claim : Name
        The claim.
    name : str
        The name, as printed.
    reader : Reader
        Where it may stand.
    entries : mapping of Name to Entry
        All rows.

    Returns
    -------
    str, dict of Name to Entry
        The actor's id; the actor, and its mention where the article has the name.
    """
    taken = {entry_name.key for entry_name in entries}
    row = dict.fromkeys(own_columns("actors"), "")
    row |= {"id": _free(named(name), taken), "name": name, "kind": kind_of(name)}
    rows = {name_of("actors", row): Entry(KEPT, row)}
    cells = entries[claim].cells
    span = reader.nearest(name, source=cells["source"], at=int(cells["start"]))
    if span is not None:
        mention = _anchored("mentions", reader.anchor(span))
        mention |= {"id": _free(f"{span.source}-m{span.start}", taken), "of": row["id"]}
        mention["what"] = "actor"
        rows[name_of("mentions", mention)] = Entry(KEPT, mention)
    return row["id"], rows
