"""Read a table from text: its encoding, separator and rows, or its JSON."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.decoding import encoding_of
from geo.errors import EventsError, SourceError
from geo.formats.escaping import unguarded
from geo.formats.frames import as_geoframe
from geo.tables.schemas import SCHEMAS

if TYPE_CHECKING:
    import geopandas as gpd

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNS = ",;\t|"
_TRIED = 200
_LONGEST = 1 << 27
_SAMPLE = 1 << 20
_EXAMPLES = ("cp1252", "cp1250", "cp1251")


@dataclass(frozen=True)
class TableText:
    """The text of a file, and what is to be said of how it was read."""

    text: str
    notes: tuple[str, ...] = ()

    def cells(self) -> list[list[str]]:
        """Return the rows as a spreadsheet counts them; empty lines are empty rows."""
        text, sign = self.text, ""
        first, _, rest = text.partition("\n")
        if first.strip().casefold().startswith("sep=") and len(first.strip()) <= len("sep=,"):
            sign, text = first.strip()[4:] or "\t", rest
        sign = sign or separator(text)
        usual = csv.field_size_limit(_LONGEST)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
        finally:
            csv.field_size_limit(usual)
        return [[unguarded(cell) for cell in row] for row in _unquoted(rows)]


def _unquoted(rows: list[list[str]]) -> list[list[str]]:
    """Return cells without the marks ' around each of them, where the header has them."""
    head = rows[0] if rows else []
    quoted = [len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in head if cell]
    if not quoted or not all(quoted):
        return rows
    return [
        [cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == "'" else cell for cell in row]
        for row in rows
    ]


def read_text(data: bytes, name: str, *, encoding: str = "") -> TableText:
    r"""Decode a table's bytes.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for the message.
    encoding : str
        Its encoding, where a person knows it.

    Raises
    ------
    EventsError
        When it is not in the encoding that was named, or is neither in UTF-8 nor marked and its
        letters do not decide: with what the usual ones would make of it.

    Examples
    --------
    >>> read_text("\ufeffort\nK\xf6ln\n".encode("utf-16-le"), "a.csv").text
    'ort\nKöln\n'
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _decoded(data, name, marked)
    if encoding:
        return _decoded(data, name, encoding)
    if b"\x00" in data[:4096]:
        low, high = data[:4096:2].count(0), data[1:4096:2].count(0)
        return _decoded(data, name, "utf-16-be" if low > high else "utf-16-le")
    try:
        return TableText(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        decided = _decided(data, name)
        if decided:
            return _decoded(data, name, decided)
        line = data[data.rfind(b"\n", 0, error.start) + 1 :].partition(b"\n")[0].strip()[:60]
        readings = "; ".join(
            f"{codec}: {line.decode(codec, errors='replace')!r}" for codec in _EXAMPLES
        )
        raise EventsError(
            f"{name}: is not UTF-8; wanted its encoding (--encoding, encoding=…), such as "
            f"{readings}"
        ) from error


def _decided(data: bytes, name: str) -> str:
    """Return the older encoding that the letters decide; an empty text where they do not."""
    sample = data[:_SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] if len(data) > _SAMPLE else sample
    try:
        decided = encoding_of(sample, name=name)
    except SourceError:
        return ""
    return "" if decided == "utf-8" else decided


def _decoded(data: bytes, name: str, encoding: str) -> TableText:
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except (LookupError, UnicodeDecodeError) as error:
        raise EventsError(
            f"{name}: is no text in {encoding}; wanted its encoding (--encoding), such as cp1252"
        ) from error
    plain = encoding in {"utf-8", "utf-8-sig"}
    return TableText(text, () if plain else (f"read as {encoding}",))


def separator(text: str) -> str:
    r"""Return the sign that parts most rows into equally many cells; a comma where none does.

    Examples
    --------
    >>> separator("lat;lon\n24,86;67,01\n51,61;-0,28\n"), separator("town\nKarachi\n")
    (';', ',')
    """
    best, sign = (0.0, 0), ","
    for candidate in _SIGNS:
        try:
            lines = io.StringIO(text[: 1 << 18], newline="")
            rows = list(itertools.islice(csv.reader(lines, delimiter=candidate), _TRIED))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        steady = round(often / max(1, sum(bool(row) for row in rows)), 1)
        if (steady, width) > best:
            best, sign = (steady, width), candidate
    return sign


_DEEPEST = 4


def records_frame(content: Any, name: str) -> pd.DataFrame:  # noqa: ANN401 - whatever JSON holds
    """Return the records of a JSON document as rows; nested values as ``outer.inner``.

    Parameters
    ----------
    content : object
        GeoJSON; a list of objects; or an object that holds one, where a known schema or the
        document itself says which.
    name : str
        What it is called in an error.

    Raises
    ------
    EventsError
        When it holds no list of objects, or several.

    Examples
    --------
    >>> records_frame([{"town": {"name": "Karachi"}, "n": 1}], "a.json").columns.tolist()
    ['town.name', 'n']
    """
    if isinstance(content, dict) and content.get("type") in {"FeatureCollection", "Feature"}:
        return _features(content)
    if isinstance(content, dict) and "coordinates" in content:
        located: pd.DataFrame = as_geoframe(content, what=name, error=EventsError)
        return located
    rows = [_flat(record) for record in _records(content, name)]
    return pd.DataFrame(rows)


def _features(content: dict[str, Any]) -> pd.DataFrame:
    listed = content.get("features") if content["type"] == "FeatureCollection" else [content]
    features = [feature for feature in listed or [] if isinstance(feature, dict)]
    flat = [
        {**feature, "properties": _flat({**_extra(feature), **(feature.get("properties") or {})})}
        for feature in features
    ]
    frame: gpd.GeoDataFrame = as_geoframe(
        {**content, "type": "FeatureCollection", "features": flat}, what="events", error=EventsError
    )
    located: pd.DataFrame = frame if frame.crs is not None else frame.set_crs(4326)
    return located


def _extra(feature: dict[str, Any]) -> dict[str, Any]:
    """Return what a feature has beside its properties, as Linked Places does."""
    reserved = ("type", "geometry", "properties", "id", "bbox")
    return {key: value for key, value in feature.items() if key not in reserved}


def _records(content: Any, name: str) -> list[dict[str, Any]]:  # noqa: ANN401
    candidates = [content]
    if not isinstance(content, list):
        paths = [schema.records for schema in SCHEMAS if schema.records]
        lists = [rows for path in paths if (rows := _at(content, path))]
        candidates = lists or [value for value in content.values() if _is_records(value)]
        if len(candidates) != 1:
            count = "no list" if not candidates else f"{len(candidates)} lists"
            raise EventsError(f"{name}: found {count} of objects in this JSON, wanted one")
    if not _is_records(candidates[0]):
        raise EventsError(f"{name}: found JSON that is no list of objects, wanted one")
    records: list[dict[str, Any]] = candidates[0]
    return records


def _at(content: Any, path: str) -> Any:  # noqa: ANN401
    for key in path.split("."):
        content = content.get(key) if isinstance(content, dict) else None
    return content if _is_records(content) else None


def _is_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _flat(record: dict[str, Any], *, above: str = "", depth: int = 0) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in record.items():
        label = f"{above}{key}"
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            value = value[0]  # noqa: PLW2901 - a list of one thing is that thing
        is_geojson = isinstance(value, dict) and {"type", "coordinates"} <= value.keys()
        if isinstance(value, dict) and "type" in value and "value" in value:
            flat[label] = value["value"]  # a cell of SPARQL's
        elif isinstance(value, dict) and value and not is_geojson and depth < _DEEPEST:
            flat |= _flat(value, above=f"{label}.", depth=depth + 1)
        else:
            flat[label] = value
    return flat
