"""Merge what was edited in another tool into the tables of a story, and lose nothing of either."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ExportError, Fault, StoryError
from geo.evidence import marked_claims, without_marks
from geo.exchange.edited import EditedRow, read_edited
from geo.files import exclusive, write_together
from geo.formats.escaping import xml_text
from geo.formats.subjects import (
    EDITABLE,
    degrees,
    in_nfc,
    short_hash,
    text_rows,
)
from geo.geocoding.pin_file import COLUMNS as PIN_COLUMNS
from geo.geocoding.pins import IN_TABLE, is_swapped, person_pin
from geo.importing.workbook import is_story_book
from geo.importing.workbook_merge import Taken, read_workbook
from geo.story.read import HEAD, read_tables
from geo.story.story import read_story
from geo.story.table_files import keyed_rows, table_bytes, trial_story
from geo.story.vocabulary import PINNABLE

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

KEEP = ("", "folder", "file")
_POINT = ("lon", "lat")
_REASON = "a person set it in another tool"
_GRID = 1e-6
"""Degrees that a tool may move a point by only by writing its numbers anew."""


def take_back(
    file: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    keep: str = "",
    dry_run: bool = False,
) -> Taken | None:
    """Merge what was edited in an exported file into the tables of its story, all of it or nothing.

    Parameters
    ----------
    file : path-like
        GeoJSON, GeoPackage, CSV, KML, KMZ, Linked Places, Web Annotations, TEI or a workbook that
        `write_tables` wrote of the story, and another tool has written since.
    folder : path-like
        Folder of the story.
    keep : str
        Which of two edits of one cell stays: ``folder`` or ``file``; if empty, none is made.
    dry_run : bool
        Whether to write nothing.

    Returns
    -------
    Taken or None
        What has changed; None where the file was not exported from this story.

    Raises
    ------
    geo.errors.StoryError
        The story would not hold together, or cells were edited in both: all of them; nothing is
        written.
    geo.errors.ExportError
        The hashes in the file, by which edits are known, are none.

    Notes
    -----
    Each cell is compared three ways: as it was exported (its hash is in the file), as the story
    has it now, and as the file has it. Rows that the file lacks stay. New ones are returned in
    `new`, as only a claim can tell where they come from: `geo.desk.desk.Desk.hold` lets them wait.

    Examples
    --------
    >>> import geo, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = geo.write_tables(geo.read_story("data"), folder, to=["tei"])
    ...     take_back(files[0], "data", dry_run=True).files
    {}
    """
    path, story = Path(file), Path(folder)
    if keep not in KEEP:
        raise ExportError(f"keep: found {keep!r}, wanted folder or file")
    if not (story / HEAD).is_file() or not path.is_file():
        return None
    if is_story_book(path):
        return read_workbook(
            path, story, keep="workbook" if keep == "file" else keep, dry_run=dry_run
        )
    rows = read_edited(path)
    if not rows:
        return None
    with exclusive(story):
        raw = keyed_rows(story)
        if not any(row.id in raw[row.table] for row in rows if row.base):
            return None
        merge = _Merge(path.name, story, raw, keep)
        merge.take(rows)
        taken = merge.taken
        if taken.conflicts and not keep:
            raise StoryError(taken.conflicts)
        if merge.refused:
            raise StoryError(merge.refused)
        taken.files = merge.files()
        if taken.files:
            _check(story, taken.files, merge.sources)
        if taken.files and not dry_run:
            write_together(story, taken.files)
    return taken


class _Merge:
    """Merge the rows of one file into those of a folder, cell by cell."""

    def __init__(
        self, file: str, story: Path, raw: dict[str, dict[str, dict[str, str]]], keep: str
    ) -> None:
        frames = in_nfc(read_story(story))
        self._file, self._story, self._keep = file, story, keep
        self._raw = raw
        self._rows = {table: dict(rows) for table, rows in raw.items()}
        self._shown: dict[str, dict[str, dict[str, str]]] = {
            table: dict(
                zip(map(str, getattr(frames, table).index), _texts(frames, table), strict=True)
            )
            for table in EDITABLE
        }
        self._moved: dict[str, dict[str, str]] = {}
        self._seen: dict[tuple[str, str, str], str] = {}
        self.taken = Taken()
        self.refused: list[Fault] = []
        self.sources: dict[tuple[str, str], str] = {}

    def take(self, rows: list[EditedRow]) -> None:
        """Merge all rows, and note those that are new, and those that are not there."""
        for row in rows:
            now = self._shown[row.table].get(row.id)
            if now is None:
                self._unknown(row)
                continue
            where = f"{self._file}, {row.where}"
            self.sources[row.table, row.id] = where
            for column, cell in self._cells(row, now).items():
                self._cell(row, column, cell, now, where)
        for table in dict.fromkeys(row.table for row in rows if row.table):
            known = {row.id for row in rows}
            for name in self._shown[table]:
                if name not in known:
                    self._note(f"{table}.csv, {name}: not in {self._file}; stays as it is")
        self._move()

    def _unknown(self, row: EditedRow) -> None:
        """Note a row that the story does not have: a new one, or one that is gone from it."""
        shown = ", ".join(f"{column} {cell!r}" for column, cell in row.cells.items() if cell)
        if not row.base and any(cell for column, cell in row.own.items() if column != "id"):
            own = {column: cell for column, cell in row.own.items() if cell}
            if row.point is not None:
                own = dict(zip(_POINT, map(degrees, row.point), strict=True)) | own
            cells = own | {"id": row.id}
            self.taken.new.append((row.table, cells, f"{self._file}, {row.where}"))
            return
        if not row.base:
            what = "new and empty; not taken"
        elif self._is_edited(row):
            what = "edited, and gone from the story or withheld meanwhile; not taken"
        else:
            return
        self._note(f"{row.table}, {row.id or row.where} ({self._file}): {what}: {shown}")

    def _is_edited(self, row: EditedRow) -> bool:
        base = dict(zip(EDITABLE[row.table], row.base, strict=True))
        return any(short_hash(cell) != base[column] for column, cell in row.cells.items())

    def _cells(self, row: EditedRow, now: Mapping[str, str]) -> dict[str, str]:
        """Return the cells of a row; where its point was moved, with lon and lat of that."""
        point = row.point
        if row.table == "claims" or point is None:
            return row.cells
        there = [float(now[column]) for column in _POINT if now[column]]
        if row.table == "events":
            if there and not _near(point, there):
                self._note(
                    f"events, {row.id} ({self._file}, {row.where}): its point is not that of its "
                    f"place ({_shown(there)}); not taken: move the place, or name another one"
                )
            return row.cells
        base = dict(zip(EDITABLE["places"], row.base, strict=False))
        typed = {column: row.cells[column] for column in _POINT if column in row.cells}
        if any(short_hash(cell) != base.get(column, "-") for column, cell in typed.items()):
            return row.cells  # somebody typed another position
        texts = dict(zip(_POINT, map(degrees, point), strict=True))
        is_old = all(short_hash(texts[column]) == base.get(column) for column in _POINT)
        is_there = bool(there) and _near(point, there)
        return row.cells if is_old or is_there else {**row.cells, **texts}

    def _cell(
        self, row: EditedRow, column: str, cell: str, now: Mapping[str, str], where: str
    ) -> None:
        base = dict(zip(EDITABLE[row.table], row.base, strict=False)).get(column, "")
        there = now.get(column, "")
        if short_hash(cell) == base or _same(cell, there):
            return  # not edited in the file, or to what stands there
        key = (row.table, row.id, column)
        if self._seen.setdefault(key, cell) != cell:
            wanted = f"one text; the file also has {self._seen[key]!r}"
            self.refused.append(Fault(where, 0, column, cell, wanted))
            return
        if short_hash(there) != base:
            self.taken.conflicts.append(Fault(where, 0, column, cell, self._both(row, base, there)))
            if self._keep != "file":
                return
        self._write(row, column, cell, there, where)

    def _both(self, row: EditedRow, base: str, there: str) -> str:
        when = "edited after the file was exported" if base else "and not when it was exported"
        return (
            f"one of the two: {row.table}.csv, {row.id} has {there!r} now, {when}; "
            "--keep folder or --keep file"
        )

    def _write(self, row: EditedRow, column: str, cell: str, there: str, where: str) -> None:
        """Set a cell, with the marks of claims that its text bore."""
        in_pins = column in _POINT and not self._raw["places"][row.id].get("lon")
        table = "pins" if in_pins else row.table
        stands = self._raw[table].get(row.id, {}).get(column, "")
        is_number = column in _POINT and stands
        if stands and not _same(
            degrees(float(stands)) if is_number else without_marks(stands), there
        ):
            wanted = f"a cell that is shown as it stands; redactions.csv makes {there!r} of it"
            self.refused.append(Fault(where, 0, column, cell, wanted))
            return
        self.taken.lines.append(f"{table}.csv, {row.id}, {column}: {there!r} → {cell!r}")
        if column in _POINT:
            self._moved.setdefault(row.id, {})[column] = cell
            return
        marks = marked_claims(stands)
        text = f"{cell} [{'; '.join(marks)}]" if marks and cell else cell
        self._rows[table][row.id] = {**self._rows[table][row.id], column: text}

    def _move(self) -> None:
        """Turn the points that were set into pins of a person."""
        for name, moved in self._moved.items():
            place, where = self._rows["places"][name], self.sources["places", name]
            at = {
                column: moved.get(column, self._shown["places"][name][column]) for column in _POINT
            }
            pin = self._pin(name, place, at, where)
            if pin and place.get("lon"):
                self._rows["places"][name] = {**place, **at}
                pin["reason"] = IN_TABLE
            if pin:
                self._rows["pins"][name] = pin

    def _pin(
        self, name: str, place: Mapping[str, str], texts: Mapping[str, str], where: str
    ) -> dict[str, str]:
        """Return the pin that a person set, or nothing where there can be none."""
        position = ", ".join(f"{column} {text}" for column, text in texts.items())
        try:
            lon, lat = float(texts["lon"]), float(texts["lat"])
        except ValueError:
            self.refused.append(Fault(where, 0, "lon, lat", position, "two numbers, in degrees"))
            return {}
        cells = dict.fromkeys(("id", "name", "query", "country", "kind"), "") | dict(place)
        swapped = is_swapped(cells, lon, lat)
        if not (abs(lon) <= 180 and abs(lat) <= 90) or (lon == lat == 0) or swapped:  # noqa: PLR2004
            wanted = "a position in degrees" + ("; axes swapped?" if swapped else "")
            self.refused.append(Fault(where, 0, "lon, lat", position, wanted))
            return {}
        old = self._rows["pins"].get(name, {})
        precision = old.get("precision") if old.get("precision") in PINNABLE else place["kind"]
        if precision not in PINNABLE:
            wanted = f"a place that has one; its kind is {precision}: geo pin {name} --precision"
            self.refused.append(Fault(where, 0, "lon, lat", position, wanted))
            return {}
        pin = person_pin(cells, lon, lat, precision=str(precision), reason=_REASON)
        return {column: _pin_cell(pin[column]) for column in PIN_COLUMNS}

    def _note(self, text: str) -> None:
        self.taken.notes.append(re.sub(r"\s+", " ", text))

    def files(self) -> dict[str, bytes]:
        """Return the tables that are others now, as files; the rest stays byte for byte."""
        files = {}
        for table, rows in self._rows.items():
            if rows == self._raw[table]:
                continue
            path = self._story / f"{table}.csv"
            files[path.name] = table_bytes(path, rows.values())
        return files


def _texts(frames: Any, table: str) -> list[dict[str, str]]:  # noqa: ANN401 - frames of a story
    frame = getattr(frames, table)
    return text_rows(frame.drop(columns="geometry", errors="ignore"))


def _pin_cell(value: Any) -> str:  # noqa: ANN401 - a cell of a pin
    if isinstance(value, float):
        return "" if value != value else degrees(value)  # noqa: PLR0124 - NaN
    return str(value or "")


def _same(first: str, second: str) -> bool:
    """Return whether two texts differ in nothing but what a format can't hold."""
    return xml_text(first).split() == xml_text(second).split() or first == second.replace(" ", "")


def _near(first: Sequence[float], second: Sequence[float]) -> bool:
    return all(abs(a - b) < _GRID for a, b in zip(first, second, strict=True))


def _shown(point: Sequence[float]) -> str:
    return f"lat {degrees(point[1])}, lon {degrees(point[0])}"


def _check(story: Path, files: Mapping[str, bytes], sources: Mapping[tuple[str, str], str]) -> None:
    """Refuse tables that would not hold together; faults name where in the file the row stands."""
    with trial_story(story, files) as trial:
        try:
            read_tables(trial)
        except StoryError as error:
            rows = {table: list(keyed_rows(trial)[table]) for table in EDITABLE}
            raise StoryError(_in_file(fault, rows, sources) for fault in error.faults) from error


def _in_file(
    fault: Fault, rows: Mapping[str, list[str]], sources: Mapping[tuple[str, str], str]
) -> Fault:
    table = fault.file.removesuffix(".csv")
    keys = rows.get(table, [])
    if not 2 <= fault.row < len(keys) + 2:  # noqa: PLR2004 - below the header
        return fault
    name = keys[fault.row - 2]
    where = sources.get((table, name), "")
    return replace(fault, file=f"{where} ({table}.csv, {name})", row=0) if where else fault
