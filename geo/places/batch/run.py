"""Files of names in, files of answers out: of any size, and what is done is not done twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.arguments import as_path
from geo.errors import GeocodeError
from geo.places.batch.answers import Answerer
from geo.places.batch.job import Done, FileJob
from geo.places.batch.output import ENDINGS
from geo.places.batch.parts import sweep_parts
from geo.places.batch.questions import read_roles
from geo.places.geocode import read_context
from geo.places.hints import read_hints
from geo.places.index import embedded

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

    from geopy.geocoders.base import Geocoder

    from geo.places.index import Gazetteer
    from geo.places.online import Provider

# Rows that are answered, kept and written at a time.
_PLAIN_ROWS = 1 << 17
_DOCUMENT_ROWS = 1 << 15
_ONLINE_ROWS = 1 << 12


def geocode_file(  # noqa: PLR0913 - each is one thing that a person says about a table
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    column: str,
    document: str | None = None,
    columns: dict[str, str] | None = None,
    kind: str | None = None,
    within: str | None = None,
    country: str | None = None,
    near: tuple[float, float] | None = None,
    published_in: str | None = None,
    context: str | Iterable[str] | None = None,
    provider: str | Provider | Geocoder | None = None,
    gazetteer: Gazetteer | None = None,
    prefix: str = "geo_",
    outlines: bool = False,
    overwrite: bool = False,
    part_rows: int | None = None,
    progress: bool | None = None,
) -> Done:
    r"""Geocode the names in a file, and write the file with the answers beside them.

    Parameters
    ----------
    path : path-like
        A CSV in UTF-8 with a header (.csv; .tsv with tabs), or Parquet.
    out : path-like
        The output: .parquet (GeoParquet 1.1), .csv or .geojson (RFC 7946). It appears whole or not
        at all.
    column : str
        The column that holds the names.
    document : str, optional
        A column whose equal values make rows one document: its names are answered in the light of
        each other. A row without a value is a document of its own.
    columns : dict of str to str, optional
        For ``country``, ``within`` and ``kind`` the column that holds each row's own hint.
    kind, within, country, near, published_in, context, provider, gazetteer
        As in `geo.geocode`, for all rows. A row's own hint comes before these.
    prefix : str
        Put before the names of the answers' columns. Only the geometry has none.
    outlines : bool
        Whether areas are drawn as `geo.geocode` draws them; else the geometry is the point.
    overwrite : bool
        Whether a file that stands at `out` may be replaced; the input never is.
    part_rows : int, optional
        Rows that are answered and kept at a time: 131,072; with documents 32,768; with a provider
        4,096.
    progress : bool, optional
        Whether a bar is shown; left out, where errors go to a terminal.

    Returns
    -------
    Done
        Rows, how many were kept from a stopped run, and how many have which status.

    Raises
    ------
    TableError
        When the input can't be read as asked: all faults at once, with row and column, before
        anything is written. `TableError` is a `GeocodeError`.
    GeocodeError
        When a hint is not known, the output may not be written, or another process writes it.
    ArgumentError
        When `path` or `out` is no path.
    KeyboardInterrupt
        On Ctrl-C; its message says how far it came.

    Notes
    -----
    All columns of the input stand in the output, in their order, then the answers: ``geo_matched``,
    ``geo_kind`` … as `geo.geocode` has them, and ``geometry``. Rows keep their order. The same
    input gives the same bytes, however often it was stopped.

    A question (a name with its hints) is answered once, wherever it is repeated. Rows stream
    through memory; only where the rows of a document stand apart, and there are more rows than
    one part, are the questions of all rows held at once: about 130 bytes for each row.

    Done parts are kept in the folder ``.<name>.parts`` beside the output until it stands. The next
    call goes on from there if input (by its hash), options, gazetteer and code are the same; else
    it begins anew, and logs a warning that says why.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     names, answers = pathlib.Path(folder, "a.csv"), pathlib.Path(folder, "b.csv")
    ...     _ = names.write_text("place\nKarachi\nXyzzy\n", encoding="utf-8")
    ...     done = geocode_file(names, answers, column="place")
    >>> done.rows, done.statuses
    (2, {'not_found': 1, 'ok': 1})
    """
    if gazetteer is None:
        gazetteer = embedded()
    hints = {
        "kind": kind, "within": within, "country": country, "near": near,
        "published_in": published_in,
    }  # fmt: skip
    names = [(name, 1.0, -1) for name in read_context(context)]
    job = FileJob(
        path=as_path("path", path),
        out=as_path("out", out),
        roles=read_roles(
            column,
            gazetteer,
            hints=read_hints(gazetteer, **hints),
            document=document,
            columns=columns,
        ),
        answerer=Answerer(gazetteer, context=names, provider=provider, outlines=outlines),
        prefix=prefix,
        part_rows=part_rows or _part_rows(document, provider),
        options=(*hints.values(), names, _called(provider), outlines),
    )
    _check_target(job.path, job.out, overwrite=overwrite)
    return job.run(progress=progress)


def _part_rows(document: str | None, provider: object) -> int:
    if provider is not None:
        return _ONLINE_ROWS
    return _PLAIN_ROWS if document is None else _DOCUMENT_ROWS


def _called(provider: Any) -> str:  # noqa: ANN401 - whatever geo.geocode takes
    if provider is None or isinstance(provider, str):
        return provider or ""
    return str(getattr(provider, "service", type(provider).__name__))


def _check_target(path: Path, out: Path, *, overwrite: bool) -> None:
    """Refuse an output that can't or mustn't be written."""
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise GeocodeError(
            f"{out}: found the ending {ending!r}, wanted {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
        )
    if out.is_dir():
        raise GeocodeError(f"{out}: found a folder, wanted the name of a file")
    if out.exists() and path.exists() and out.samefile(path):
        raise GeocodeError(f"{out}: found the input itself; wanted another name for the output")
    if out.exists() and not overwrite:
        sweep_parts(out)
        raise GeocodeError(
            f"{out}: stands there already; choose another name, or replace it with overwrite "
            "(--overwrite)"
        )
