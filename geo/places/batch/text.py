"""Tables with their answers, written as text: CSV and GeoJSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import shapely

from geo.credits import CREDIT_LINES, CREDITS
from geo.exports.antimeridian import for_geojson
from geo.formulas import guarded_array
from geo.places.batch.columns import GEOMETRY, kind_of, own_geometries

if TYPE_CHECKING:
    from pathlib import Path


class CsvOutput:
    """CSV (RFC 4180) whose cells are safe in a spreadsheet, as `geo.exports.write_csv` makes them.

    A text that begins like a formula gets an apostrophe in front, unless it is a number. There is
    no geometry; lon and lat stand in columns.
    """

    def __init__(self, path: Path, schema: pa.Schema, names: dict[str, str]) -> None:
        own = [field for field in schema if field.name not in own_geometries(schema)]
        new = [
            pa.field(new, pa.float64() if kind_of(name) == pa.float64() else pa.string())
            for name, new in names.items()
            if name != GEOMETRY
        ]
        self._kept = [field.name for field in (*own, *new)]
        kinds = [pa.string() if _is_text(field.type) else field.type for field in (*own, *new)]
        heads = guarded_array(pa.array(self._kept, pa.string())).to_pylist()
        self._schema = pa.schema(list(zip(heads, kinds, strict=True)))
        options = pyarrow.csv.WriteOptions(quoting_header="all_valid")
        self._writer = pyarrow.csv.CSVWriter(str(path), self._schema, write_options=options)

    def write(self, rows: pa.Table, answers: pa.Table) -> None:  # noqa: ARG002 - as they all do
        """Add rows."""
        columns = [
            _safe(rows[name]).cast(field.type)
            for name, field in zip(self._kept, self._schema, strict=True)
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
