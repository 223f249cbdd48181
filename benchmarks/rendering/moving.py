"""Measure what a drag of the map costs: areas, lines and points, beside another tool.

python -m benchmarks.rendering.moving [--areas N] [--lines N] [--points N] [--earlier FOLDER]

Each page is dragged by 60 moves of the pointer, 16 ms apart. A figure is the processor time of the
page's main thread, which other work on the machine does not lengthen: by move while the pointer is
down, and for all that follows in the second after it is let go. `--earlier` names a checkout of
another version of this project, whose pages are built by this interpreter and measured in turn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
import geopandas as gpd
import numpy as np
import shapely

from benchmarks.rendering.events import SEED, synthetic_events
from benchmarks.rendering.opening import copies_for, dragged
from benchmarks.rendering.report import best_of
from tools.find_chromium import ADVICE, find

ROOT = Path(__file__).parents[2]
_VERTICES = {"areas": 40, "lines": 12}
_TITLES = {
    "geo": "geo.explore",
    "earlier": "geo.explore, earlier",
    "explore": "GeoDataFrame.explore",
}
_BUILD = """
import sys, geopandas
tool, table, page = sys.argv[1:]
events = geopandas.read_parquet(table)
if tool == "explore":
    events.explore(column="kind", tiles=None).save(page)
else:
    from geo.maps.explore import explore
    explore(events, column="kind", text=["title"], time="").save(page)
"""


def synthetic_shapes(rows: int, *, kind: str) -> gpd.GeoDataFrame:
    """Make areas of 40 uneven corners, or lines of 12 vertices, all over the world.

    Parameters
    ----------
    rows : int
        How many.
    kind : str
        ``"areas"`` or ``"lines"``.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns title, kind (8 words) and geometry (EPSG:4326).
    """
    random = np.random.default_rng(SEED)
    vertices = _VERTICES[kind]
    middle = np.column_stack([random.uniform(-170, 170, rows), random.uniform(-60, 70, rows)])
    if kind == "areas":
        angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
        radius = 0.5 * (1 + 0.2 * np.sin(3 * angle) + random.normal(0, 0.06, (rows, vertices)))
        steps = radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        shapes = shapely.polygons(middle[:, None] + steps)
    else:
        steps = np.cumsum(random.normal(0, 0.2, (rows, vertices, 2)), axis=1)
        shapes = shapely.linestrings(middle[:, None] + steps)
    titles = [f"{kind} {number}" for number in range(rows)]
    kinds = [f"kind {number % 8}" for number in range(rows)]
    return gpd.GeoDataFrame({"title": titles, "kind": kinds}, geometry=shapes, crs="EPSG:4326")


def _build(tool: str, table: Path, page: Path, *, earlier: Path | None) -> None:
    root = earlier if tool == "earlier" and earlier is not None else ROOT
    subprocess.run(  # noqa: S603 - this benchmark's own program
        [sys.executable, "-c", _BUILD, tool, str(table), str(page)],
        check=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONWARNINGS": "ignore"},
    )


def _measured(
    player: Any,  # noqa: ANN401
    chromium: str,
    events: gpd.GeoDataFrame,
    *,
    tools: list[str],
    repeat: int,
    earlier: Path | None,
) -> list[dict[str, Any]]:
    """Build and drag the pages of each tool, the tools in turn."""
    with tempfile.TemporaryDirectory(prefix="moving-") as folder:
        table = Path(folder, "events.parquet")
        events.to_parquet(table)
        pages = {tool: Path(folder, f"{tool}.html") for tool in tools}
        for tool, page in pages.items():
            _build(tool, table, page, earlier=earlier)
        runs: dict[str, list[dict[str, Any]]] = {tool: [] for tool in tools}
        for _ in range(repeat):
            for tool, page in pages.items():
                kind = "explore" if tool == "explore" else "geo"
                copies = copies_for(kind)
                runs[tool].append(dragged(player, chromium, tool=kind, page=page, copies=copies))
        return [
            {"tool": tool, "bytes": page.stat().st_size, **best_of(runs[tool])}
            for tool, page in pages.items()
        ]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--areas", default=20_000, help="Areas on the page; 0 leaves them out.")
@click.option("--lines", default=50_000, help="Lines on the page; 0 leaves them out.")
@click.option("--points", default=1_000_000, help="Points on the page; 0 leaves them out.")
@click.option("--repeat", default=2, help="Runs of each; the least of each figure counts.")
@click.option("--earlier", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(*, areas: int, lines: int, points: int, repeat: int, earlier: Path | None) -> None:
    """Print a table of what a move costs."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the help needs none

    chromium = find()
    if not chromium:
        raise click.ClickException(ADVICE)
    ours = ["geo"] if earlier is None else ["earlier", "geo"]
    print("| page | tool | file MB | ms a move | ms at rest after it |\n|---|---|---|---|---|")
    with sync_playwright() as player:
        for kind, rows in (("areas", areas), ("lines", lines), ("points", points)):
            if not rows:
                continue
            events = (
                synthetic_events(rows) if kind == "points" else synthetic_shapes(rows, kind=kind)
            )
            tools = ours if kind == "points" else [*ours, "explore"]
            for row in _measured(
                player, chromium, events, tools=tools, repeat=repeat, earlier=earlier
            ):
                print(json.dumps({"kind": kind, "rows": rows, **row}), file=sys.stderr)
                print(
                    f"| {rows:,} {kind} | {_TITLES[row['tool']]} | {row['bytes'] / 1e6:.2f} "
                    f"| {row['move_ms']:.1f} | {row['rest_ms']:.0f} |"
                )


if __name__ == "__main__":
    main()
