"""Tables with their answers, written as GeoParquet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from geo.credits import CREDIT_LINES
from geo.places.batch.columns import GEOMETRY, kind_of, own_geometries

if TYPE_CHECKING:
    from pathlib import Path

_POINT_BYTES = 21  # of WKB
_SAMPLE = 1 << 14  # rows
_DICTIONARY = 1 << 26  # bytes of different texts in a row group, until each is written out


class ParquetOutput:
    """GeoParquet 1.1: WKB, zstd; one row group for each piece, texts coded by dictionaries."""

    def __init__(self, path: Path, schema: pa.Schema, names: dict[str, str]) -> None:
        self._geometry = names[GEOMETRY]
        self._own = own_geometries(schema)
        self._seen = _Seen()
        fields = [*schema, *(pa.field(new, kind_of(name)) for name, new in names.items())]
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


class _Seen:
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
