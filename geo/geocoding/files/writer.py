"""Write tables with their answers in chunks: CSV, GeoJSON, GeoParquet."""

from __future__ import annotations

import json
import math
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import shapely

from geo.credits import CREDIT_LINES, CREDITS
from geo.errors import Fault
from geo.formats.escaping import guarded_array
from geo.formats.geojson import for_geojson
from geo.geocoding.files.reader import TableError
from geo.geocoding.geocode import COLUMNS, answer_cells, answer_shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geocoding.explain import Answer

    Codes = NDArray[np.intp]


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
    return _BackgroundWriter(forms[ending](path, schema, names))


class _BackgroundWriter:
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


GEOMETRY = "geometry"


def answer_columns(schema: pa.Schema, *, file: str, prefix: str) -> dict[str, str]:
    """Name the answers' columns in a table that has columns of its own.

    Parameters
    ----------
    schema : pyarrow.Schema
        The input's columns.
    file : str
        The input's name, for the message.
    prefix : str
        Put before each name; the geometry has none, so that every tool finds it, unless the input
        has a column ``geometry``.

    Returns
    -------
    dict of str to str
        From the names of `geo.geocoding.geocode.COLUMNS` to those in the output; the query is
        left out, as it stands in the input.

    Raises
    ------
    TableError
        When the input has a column of such a name.
    """
    there = {name.casefold() for name in schema.names}  # a GeoPackage knows no difference
    names = {name: prefix + name for name in COLUMNS if name not in ("query", GEOMETRY)}
    names[GEOMETRY] = prefix + GEOMETRY if GEOMETRY in there else GEOMETRY
    wanted = "none that the answers have; name these otherwise with a prefix"
    faults = [
        Fault(file, 1, name, "a column of that name", wanted)
        for name in names.values()
        if name.casefold() in there
    ]
    if faults:
        raise TableError(faults)
    return names


def check_types(schema: pa.Schema, *, file: str, ending: str) -> None:
    """Refuse columns that the output's form can't hold; TableError tells all of them."""
    if ending == ".parquet":
        return
    faults = [
        Fault(file, 0, field.name, str(field.type), f"text, numbers or times in {ending}")
        for field in schema
        if pa.types.is_nested(field.type)
        or (_is_bytes(field.type) and field.name not in own_geometries(schema))
    ]
    if faults:
        raise TableError(faults)


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )


def own_geometries(schema: pa.Schema) -> dict[str, Any]:
    """Return what GeoParquet records of the input's own geometry, by column."""
    try:
        return dict(json.loads((schema.metadata or {}).get(b"geo", b"{}")).get("columns", {}))
    except ValueError:
        return {}


def arrow_type_of(name: str) -> pa.DataType:
    """Return the type of an answers' column, by its name without prefix."""
    if name == GEOMETRY:
        return pa.binary()
    if name in ("lon", "lat", "radius_m", "confidence"):
        return pa.float64()
    return pa.dictionary(pa.int32(), pa.string())


class CsvOutput:
    """CSV (RFC 4180) whose cells are safe in a spreadsheet, as `geo.formats.write_csv` makes them.

    A text that begins like a formula gets an apostrophe in front, unless it is a number. There is
    no geometry; lon and lat stand in columns.
    """

    def __init__(self, path: Path, schema: pa.Schema, names: dict[str, str]) -> None:
        own = [field for field in schema if field.name not in own_geometries(schema)]
        new = [
            pa.field(new, pa.float64() if arrow_type_of(name) == pa.float64() else pa.string())
            for name, new in names.items()
            if name != GEOMETRY
        ]
        self._names = [field.name for field in (*own, *new)]
        kinds = [pa.string() if _is_text(field.type) else field.type for field in (*own, *new)]
        heads = guarded_array(pa.array(self._names, pa.string())).to_pylist()
        self._schema = pa.schema(list(zip(heads, kinds, strict=True)))
        options = pyarrow.csv.WriteOptions(quoting_header="all_valid")
        self._writer = pyarrow.csv.CSVWriter(str(path), self._schema, write_options=options)

    def write(self, rows: pa.Table, answers: pa.Table) -> None:  # noqa: ARG002 - as they all do
        """Add rows."""
        columns = [
            _safe(rows[name]).cast(field.type)
            for name, field in zip(self._names, self._schema, strict=True)
        ]
        self._writer.write_table(pa.table(columns, schema=self._schema))

    def close(self) -> None:
        """Write the end."""
        self._writer.close()


def _is_text(kind: pa.DataType) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(
        pa.types.is_string(value) or pa.types.is_large_string(value) or pa.types.is_null(value)
    )


def _safe(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    if pa.types.is_dictionary(whole.type):
        return _safe_words(whole)
    return guarded_array(whole.cast(pa.string())) if _is_text(whole.type) else whole


def _safe_words(coded: pa.DictionaryArray) -> pa.Array:
    """Guard each word of a dictionary once."""
    words = coded.dictionary
    safe = guarded_array(words.cast(pa.string())) if _is_text(words.type) else words
    return safe.take(coded.indices)


class GeoJsonOutput:
    """GeoJSON (RFC 7946), one feature a line, with the credits at its top level."""

    def __init__(self, path: Path, schema: pa.Schema, names: dict[str, str]) -> None:
        self._geometry = names[GEOMETRY]
        self._hidden = {self._geometry, *own_geometries(schema)}
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._first = True
        head = {
            "type": "FeatureCollection",
            "attribution": list(CREDIT_LINES),
            "license": sorted({credit.licence for credit in CREDITS}),
        }
        self._file.write(json.dumps(head, ensure_ascii=False)[:-1] + ',\n"features": [')

    def write(self, rows: pa.Table, answers: pa.Table) -> None:  # noqa: ARG002 - as they all do
        """Add features."""
        shapes = _shapes(rows[self._geometry])
        shown = [name for name in rows.column_names if name not in self._hidden]
        table = pa.table({name: _finite(rows[name]) for name in shown})
        for shape, record in zip(shapes, table.to_pylist(), strict=True):
            properties = json.dumps(record, ensure_ascii=False, default=str, allow_nan=False)
            feature = f'{{"type": "Feature", "geometry": {shape}, "properties": {properties}}}'
            self._file.write(("\n" if self._first else ",\n") + feature)
            self._first = False

    def close(self) -> None:
        """Write the end."""
        self._file.write("\n]}\n")
        self._file.close()


def _finite(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Replace what JSON has no number for by nothing."""
    if not pa.types.is_floating(column.type):
        return column
    return pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))


def _shapes(column: pa.ChunkedArray) -> list[str]:
    """Write each different geometry once, cut and wound as RFC 7946 wants it."""
    coded = column.combine_chunks().dictionary_encode()
    shapes = shapely.from_wkb(coded.dictionary.to_numpy(zero_copy_only=False))
    split = for_geojson(geopandas.GeoSeries(shapes, crs="EPSG:4326"))
    written = [*(str(text) for text in shapely.to_geojson(split.to_numpy())), "null"]
    codes = coded.indices.fill_null(len(written) - 1).to_pylist()
    return [written[code] for code in codes]


_POINT_BYTES = 21  # of WKB
_SAMPLE = 1 << 14  # rows
_DICTIONARY = 1 << 26  # bytes of different texts in a row group, until each is written out


class ParquetOutput:
    """GeoParquet 1.1: WKB, zstd; one row group for each piece, texts coded by dictionaries."""

    def __init__(self, path: Path, schema: pa.Schema, names: dict[str, str]) -> None:
        self._geometry = names[GEOMETRY]
        self._own = own_geometries(schema)
        self._seen = _GeometrySummary()
        fields = [*schema, *(pa.field(new, arrow_type_of(name)) for name, new in names.items())]
        metadata = {key: value for key, value in (schema.metadata or {}).items() if key != b"geo"}
        self._schema = pa.schema(fields, metadata=metadata)
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, rows: pa.Table, answers: pa.Table) -> None:
        """Add a row group."""
        self._seen.add(answers)
        self._begun(rows).write_table(rows.cast(self._schema), row_group_size=rows.num_rows)

    def _begun(self, rows: pa.Table) -> pq.ParquetWriter:
        """Open the file; which columns repeat themselves is seen in its first rows."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._path,
                self._schema,
                compression="zstd",
                compression_level=1,
                use_dictionary=_repeating(rows.slice(0, _SAMPLE)),
                dictionary_pagesize_limit=_DICTIONARY,
            )
        return self._writer

    def close(self) -> None:
        """Write the end, with what GeoParquet says of the geometry, and the credits."""
        about: dict[str, Any] = {"encoding": "WKB", "crs": json.loads(_projjson())}
        about |= self._seen.about()
        geo = {
            "version": "1.1.0",
            "primary_column": self._geometry,
            "columns": {**self._own, self._geometry: about},
        }
        metadata = {
            "geo": json.dumps(geo, sort_keys=True),
            "attribution": json.dumps(list(CREDIT_LINES), ensure_ascii=False),
        }
        writer = self._begun(self._schema.empty_table())
        writer.add_key_value_metadata(metadata)
        writer.close()


def _repeating(rows: pa.Table) -> list[str]:
    """List the columns whose cells are the same again and again."""
    return [
        name
        for name, column in zip(rows.column_names, rows.columns, strict=True)
        if pa.types.is_dictionary(column.type)
        or pa.types.is_nested(column.type)
        or pa.types.is_null(column.type)
        or pc.count_distinct(column).as_py() * 2 <= rows.num_rows
    ]


class _GeometrySummary:
    """What geometry has been written: its types and its bounds."""

    def __init__(self) -> None:
        self._bounds = np.array([np.inf, np.inf, -np.inf, -np.inf])
        self._types: set[str] = set()

    def add(self, answers: pa.Table) -> None:
        located = answers.filter(pc.is_valid(answers[GEOMETRY]))
        if not located.num_rows:
            return
        if pc.max(pc.binary_length(located[GEOMETRY])).as_py() == _POINT_BYTES:
            lons, lats = located["lon"].to_numpy(), located["lat"].to_numpy()
            bounds = np.column_stack([lons, lats, lons, lats])
            self._types.add("Point")
        else:
            shapes = shapely.from_wkb(located[GEOMETRY].to_numpy())
            bounds = shapely.bounds(shapes)
            self._types |= {shape.geom_type for shape in shapes}
        self._bounds[:2] = np.fmin(self._bounds[:2], bounds[:, :2].min(axis=0))
        self._bounds[2:] = np.fmax(self._bounds[2:], bounds[:, 2:].max(axis=0))

    def about(self) -> dict[str, Any]:
        metadata: dict[str, Any] = {"geometry_types": sorted(self._types)}
        if self._types:
            metadata["bbox"] = [float(edge) for edge in self._bounds]
        return metadata


def _projjson() -> str:
    return str(geopandas.GeoSeries([], crs="EPSG:4326").crs.to_json())


def answer_table(answers: Sequence[Answer], *, gazetteer: Gazetteer | None = None) -> pa.Table:
    """Write answers as an Arrow table with their geometry, one row an answer.

    Parameters
    ----------
    answers : sequence of Answer
        The answers.
    gazetteer : Gazetteer, optional
        Where outlines are read from; without it the geometry is the point.

    Returns
    -------
    pyarrow.Table
        The columns of `COLUMNS`; geometry as WKB (OGC 06-103r4), null where nothing was found.
    """
    geometry = pa.array(_wkb(answers, gazetteer), pa.binary())
    return answer_cells(answers).append_column("geometry", geometry).select(COLUMNS)


def _numbers(answers: Sequence[Answer], name: str) -> NDArray[np.float64]:
    return np.array([getattr(a.place, name, math.nan) for a in answers], np.float64)


def _wkb(answers: Sequence[Answer], gazetteer: Gazetteer | None) -> NDArray[np.object_]:
    if gazetteer is not None:
        drawn = answer_shapes(answers, gazetteer)
    else:
        drawn = shapely.points(_numbers(answers, "lon"), _numbers(answers, "lat"))
        drawn[[answer.place is None for answer in answers]] = None
    written: NDArray[np.object_] = shapely.to_wkb(drawn, byte_order=1)
    return written


def spread(table: pa.Table, codes: Codes) -> pa.Table:
    """Repeat rows of a table; each text is kept once, whatever the number of rows.

    Parameters
    ----------
    table : pyarrow.Table
        Few rows, such as `answer_table` gives.
    codes : numpy.ndarray of int
        For each row of the result the row of `table` to put there.

    Returns
    -------
    pyarrow.Table
        Text columns as dictionaries, which read as categories in pandas; others as they are.

    Examples
    --------
    >>> few = pa.table({"kind": ["city", "city", "site"]})
    >>> spread(few, np.array([2, 0, 1]))["kind"].to_pylist()
    ['site', 'city', 'city']
    """
    taken = pa.array(codes)
    columns = []
    for column in table.columns:
        whole = column.combine_chunks()
        if pa.types.is_string(whole.type):
            coded = whole.dictionary_encode()
            indices = coded.indices.take(taken)
            columns.append(pa.DictionaryArray.from_arrays(indices, coded.dictionary))
        else:
            columns.append(whole.take(taken))
    return pa.table(columns, names=table.column_names)
