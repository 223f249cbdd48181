"""Tables with their answers, written in pieces: Parquet, CSV and GeoJSON."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

from geo.places.batch.parquet import ParquetOutput
from geo.places.batch.text import CsvOutput, GeoJsonOutput

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    import pyarrow as pa

ENDINGS = (".parquet", ".csv", ".geojson")


class Output(Protocol):
    """A file in the making; it is complete when closed."""

    def write(self, rows: pa.Table, answers: pa.Table) -> None:
        """Add rows: the input's columns, then the answers'; and the answers, each once."""

    def close(self) -> None:
        """Finish the file."""


def open_output(path: Path, *, ending: str, schema: pa.Schema, names: dict[str, str]) -> Output:
    """Begin a file.

    Parameters
    ----------
    path : pathlib.Path
        Where to write.
    ending : str
        One of `ENDINGS`.
    schema : pyarrow.Schema
        The input's columns.
    names : dict of str to str
        As `answer_columns` gives them.
    """
    forms: dict[str, Callable[..., Output]] = {
        ".parquet": ParquetOutput,
        ".csv": CsvOutput,
        ".geojson": GeoJsonOutput,
    }
    return _Behind(forms[ending](path, schema, names))


class _Behind:
    """Writes a piece while the next one is answered."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._piece: Future[None] | None = None

    def write(self, rows: pa.Table, answers: pa.Table) -> None:
        """Wait for the piece before, and begin this one."""
        if self._piece is not None:
            self._piece.result()
        self._piece = self._pool.submit(self._output.write, rows, answers)

    def close(self) -> None:
        """Wait for the last piece, and finish the file."""
        self._pool.shutdown()
        self._output.close()
        if self._piece is not None:
            self._piece.result()
