"""The results as tables."""

from __future__ import annotations

from typing import Any

TITLES = {
    "geo": "geo.explore",
    "bokeh": "bokeh",
    "fast-marker-cluster": "folium FastMarkerCluster, with text",
    "geojson": "folium GeoJson, canvas",
    "explore": "GeoDataFrame.explore",
    "lonboard": "lonboard",
    "pydeck": "pydeck",
    "kepler": "kepler.gl",
    "datashader": "datashader, one picture",
}
_COLUMNS = (
    ("build CPU s", "cpu_s", "{:.2f}"),
    ("extra memory MB", "extra_mb", "{:.0f}"),
    ("file MB", "bytes", "{:.2f}"),
    ("bytes an event", "per_event", "{:.0f}"),
    ("first drawn s", "drawn_s", "{:.2f}"),
    ("of that main thread CPU s", "drawn_cpu_s", "{:.2f}"),
    ("frame ms, median", "frame_ms_median", "{:.1f}"),
    ("frame ms, 95th", "frame_ms_p95", "{:.1f}"),
    ("frame CPU ms", "frame_cpu_ms", "{:.1f}"),
    ("JS heap MB", "heap_mb", "{:.1f}"),
    ("click ms", "click_ms_median", "{:.1f}"),
)
_MB = 1e6


def table(results: list[dict[str, Any]], *, rows: int) -> str:
    """Write the results for one number of events as a Markdown table."""
    head = " | ".join(["tool", *(title for title, _, _ in _COLUMNS)])
    lines = [f"| {head} |", "|" + "---|" * (len(_COLUMNS) + 1)]
    for found in results:
        if found["rows"] != rows:
            continue
        cells = [_cell(found, key, form) for _, key, form in _COLUMNS]
        lines.append(f"| {TITLES[found['tool']]} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(found: dict[str, Any], key: str, form: str) -> str:
    if key == "per_event":
        return form.format(found["bytes"] / found["rows"]) if "bytes" in found else "–"
    value = found.get(key)
    if value is None:
        return found.get("stopped", "–") if key == "cpu_s" else "–"
    return form.format(value / _MB if key == "bytes" else value)


def best_of(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the least of each figure: on a shared machine all noise is upwards."""
    keys = {key for run in runs for key in run}
    return {key: _least([run[key] for run in runs if key in run]) for key in sorted(keys)}


def _least(values: list[Any]) -> Any:  # noqa: ANN401
    return min(values) if all(isinstance(one, (int, float)) for one in values) else values[0]
