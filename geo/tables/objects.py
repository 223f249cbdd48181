"""Turn JSON into a table: GeoJSON, answers of services, lists of objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import EventsError
from geo.formats.frames import as_geoframe
from geo.tables.schemas import SCHEMAS

if TYPE_CHECKING:
    import geopandas as gpd

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
