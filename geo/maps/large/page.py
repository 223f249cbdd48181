"""The page of a folder of events, and the call that makes both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from branca.element import Figure

from geo.credits import CREDITS
from geo.errors import ExportError, as_path
from geo.files import transaction
from geo.maps.large.build import build_pyramid
from geo.maps.large.source import CELL_BITS, Roles, roles_of
from geo.maps.layers import world_text
from geo.maps.points.colours import groups_key, no_colouring
from geo.maps.points.columns import packed, planes
from geo.maps.points.text import BLOCK
from geo.palette import style_variables
from geo.sealing.assets import Finished, data_block, static_text
from geo.sealing.seal import seal, templates
from geo.tables.schemas import Options

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    from geo.maps.large.build import Pyramid
    from geo.maps.large.source import LargeSource


PAGE = "index.html"
PIECES = "pieces"
MEMORY = "4GB"
_DAY_S = 86_400
_NAME = "folder"
_NO_OPTIONS = Options()
_SQUARES = (
    "Where there are many events, squares count them, in the colour of most of them. Every event "
    "is counted, and shown when one zooms in."
)


class FolderMap:
    """A table of any size as a page that reads a folder of packed pieces as one looks.

    Made by `geo.explore`. `save` writes the folder: ``index.html`` and ``pieces/``. Any web server
    that serves parts of files shows it (nearly all do), and on one's own machine
    ``geo view FOLDER``.

    Parameters
    ----------
    source : LargeSource
        The table.
    roles : Roles
        Its columns.
    title : str
        Headline of the page.

    Examples
    --------
    >>> import tempfile
    >>> import duckdb, geo
    >>> query = "SELECT 'a call' AS title, 67.01 AS lon, 24.86 AS lat"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = duckdb.sql(f"COPY ({query}) TO '{folder}/events.parquet'")
    ...     page = geo.explore(f"{folder}/events.parquet", folder=f"{folder}/page")
    ...     page.rows, sorted(path.name for path in page.folder.iterdir())
    (1, ['index.html', 'pieces'])
    """

    def __init__(self, source: LargeSource, roles: Roles, *, title: str) -> None:
        self._source = source
        self.roles = roles
        self._title = title
        self.folder: Path | None = None

    def __repr__(self) -> str:
        time = f", time: {self.roles.time}" if self.roles.time else ""
        where = "not saved yet" if self.folder is None else f"in {self.folder}"
        return f"<FolderMap: {self.rows:,} events{time}, {where}>"

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return self._source.rows

    @property
    def time_columns(self) -> tuple[str, ...] | None:
        """Which column the timeline shows; None where there is no timeline."""
        return (self.roles.time,) if self.roles.time else None

    def save(self, folder: str | os.PathLike[str], *, memory: str = MEMORY) -> None:
        """Write the folder: whole, or what stood there stays.

        Parameters
        ----------
        folder : path-like
            Made if missing. Beside the page it needs, for a while, room for the sorted table, which
            is not squeezed as Parquet is: 24 GB for 100 million rows of 1.9 GB.
        memory : str
            What DuckDB may use.

        Raises
        ------
        geo.errors.MapError
            When places are off the globe or dates can't be read.
        geo.errors.ExportError
            When the folder holds something else.
        """
        path = as_path("folder", folder)
        _check_own(path)
        with transaction(path) as change:
            pieces = change.new / PIECES
            work = change.new.parent / "work"
            pieces.mkdir()
            work.mkdir()
            pyramid = build_pyramid(
                self._source, self.roles, folder=pieces, work=work, memory=memory
            )
            page = _page(pyramid, self.roles, title=self._title)
            (change.new / PAGE).write_text(page, encoding="utf-8")
            if (path / PIECES).is_dir():
                change.removed |= {f"{PIECES}/{piece.name}" for piece in (path / PIECES).iterdir()}
        self.folder = path


def _check_own(path: Path) -> None:
    if path.is_file():
        raise ExportError(f"{path}: found a file, wanted a folder")
    if not path.is_dir():
        return
    others = [entry.name for entry in path.iterdir() if entry.name not in {PAGE, PIECES}]
    others = [name for name in others if not name.startswith(".")]
    if others:
        raise ExportError(
            f"{path}: found {', '.join(sorted(others)[:3])}, "
            "wanted a new folder or that of an earlier page"
        )


def folder_map(
    source: LargeSource,
    *,
    column: str | None,
    time: str | tuple[str, str] | None,
    text: Sequence[str] | None,
    title: str | None,
    options: Options = _NO_OPTIONS,
) -> FolderMap:
    """Return a large table as a map that is still to be saved; see `roles_of`."""
    roles = roles_of(source, options=options, column=column, time=time, text=text)
    return FolderMap(source, roles, title=title or f"{source.name}: {source.rows:,} events")


def _page(pyramid: Pyramid, roles: Roles, *, title: str) -> str:
    """Build the page of a folder; it may load from its own folder, and from nowhere else."""
    figure = Figure()
    styles = static_text("leaflet.css"), style_variables() + static_text("many.css")
    for number, style in enumerate((*styles, _STYLE)):
        figure.header.add_child(Finished(f"<style>{style}</style>\n"), name=f"style{number}")
    for name in ("leaflet.js", "folder.js"):
        figure.header.add_child(Finished(f"<script>{static_text(name)}</script>\n"), name=name)
    figure.html.add_child(Finished(_body(pyramid, roles, title=title)), name="body")
    page = seal(figure, title=title, strict=True)
    return page.replace("default-src 'none';", "default-src 'none'; connect-src 'self';", 1)


_STYLE = ".many-modes{display:none}"


def _body(pyramid: Pyramid, roles: Roles, *, title: str) -> str:
    credits_ = tuple(
        credit.line
        for credit in CREDITS
        if credit.part in {"land, borders, provinces", "populated places"}
    )
    page = (
        templates()
        .get_template("many.html")
        .render(title=title, map="map", halves=(), credits=credits_)
    )
    west, south, east, north = pyramid.box
    settings = {
        "bounds": [[south, west], [north, east]],
        "layer": _NAME,
        "map": "map",
        "world": "many-world",
    }
    blocks = (
        data_block("many-page", settings),
        data_block(f"{_NAME}_head", _head(pyramid, roles)),
        data_block(f"{_NAME}_index", _index(pyramid)),
    )
    world = f'<script type="text/plain" id="many-world">{world_text()}</script>\n'
    return page + "\n" + "".join(block.render() for block in blocks) + world


def _head(pyramid: Pyramid, roles: Roles) -> dict[str, Any]:
    """Return what the page's script reads of a layer; see ``web/src/many/types.ts``."""
    bins = pyramid.bins
    key = no_colouring(1).key
    if roles.colour:
        key = groups_key(
            roles.colour, pyramid.values, others=pyramid.others, missing=pyramid.missing
        )
    time = bins and {
        "guessed": roles.guessed,
        "label": roles.time,
        "unit": _DAY_S,
        "zero": 0,
        "zone": "",
    }
    return {
        "aggregated": pyramid.rows + 1,
        "block": BLOCK,
        "colour": key,
        "columns": list(pyramid.text),
        "links": [],
        "name": "Events",
        "part": pyramid.rows + 1,
        "passedOver": _notes(pyramid),
        "points": pyramid.rows,
        "rows": pyramid.rows,
        "shapes": None,
        "step": pyramid.step,
        "text": bool(pyramid.text),
        "time": time,
        "without": 0,
    }


def _notes(pyramid: Pyramid) -> list[str]:
    notes = [_SQUARES]
    if pyramid.bins is not None:
        notes.append(f"A window of time keeps whole steps: {pyramid.bins.label}.")
    if pyramid.without:
        has = "row has" if pyramid.without == 1 else "rows have"
        notes.append(f"{pyramid.without:,} {has} no place and can't be on the map.")
    return notes


def _index(pyramid: Pyramid) -> dict[str, Any]:
    pieces, bins = pyramid.pieces, pyramid.bins
    names = ("kind", "depth", "x", "y", "rows", "file", "offset", "length")
    columns = [np.array([getattr(piece, name) for piece in pieces]) for name in names]
    codes = np.flatnonzero(pyramid.totals.sum(axis=1))
    return {
        "bits": CELL_BITS,
        "bin": "" if bins is None else bins.label,
        "columns": [
            packed(planes(column.astype(np.int32), differences=False)).decode()
            for column in columns
        ],
        "edges": [] if bins is None else list(bins.edges),
        "pieces": len(pieces),
        "totals": {str(code): pyramid.totals[code].tolist() for code in codes.tolist()},
        "without": pyramid.without,
        "words": packed(np.array(pyramid.words, dtype=">u8").tobytes()).decode(),
    }
