"""What the mutation campaign reads, each through the door that a person uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas
import nbformat
import pandas as pd
import shapely

import geo
from benchmarks.robustness.mutate import Target
from geo.drafts.articles import read_article
from geo.drafts.propose import propose
from geo.gazetteer.gazetteer import Gazetteer
from geo.notebooks import run

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
STORY = ROOT / "examples" / "krakatau"
ARTICLE = STORY / "articles" / "krakatau-1883.txt"
_NAMES = ("Karachi", "Edgware", "Hyderabad, Sindh", "N/A", "Paris/Lyon", "24.86, 67.01")


def targets(folder: Path) -> list[Target]:
    """Write what is not in the project into a folder, and list all targets."""
    table = pd.DataFrame({"place": _NAMES, "day": "2007-05-12", "dead": range(len(_NAMES))})
    table.to_csv(folder / "table.csv", index=False)
    table.to_parquet(folder / "table.parquet")
    geodata = geopandas.GeoDataFrame(
        table, geometry=[shapely.Point(67, 24.9), shapely.box(20, 20, 30, 30), None] * 2, crs=4326
    )
    (folder / "table.geojson").write_text(geodata.to_json(), encoding="utf-8")
    geodata.to_parquet(folder / "events.parquet")
    text = ARTICLE.read_text(encoding="utf-8")
    (folder / "article.txt").write_text(text, encoding="utf-8")
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
    (folder / "article.html").write_text(
        "<!doctype html><html><head><title>An eruption</title><meta charset=utf-8>"
        f"<meta name=date content=1883-09-01></head><body><article>{paragraphs}</article></body>",
        encoding="utf-8",
    )
    cells = [nbformat.v4.new_code_cell("year = 1883", metadata={"tags": ["parameters"]})]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "notebook.ipynb")
    tables = (*sorted(STORY.glob("*.csv")), STORY / "story.toml")
    index = tuple(sorted((ROOT / "geo" / "gazetteer" / "index").iterdir()))
    return [
        Target("story tables", tables, geo.read_story),
        Target("CSV table", (folder / "table.csv",), _geocode("table.csv")),
        Target("Parquet table", (folder / "table.parquet",), _geocode("table.parquet")),
        Target("GeoJSON", (folder / "table.geojson",), _explore_geojson),
        Target("article", (folder / "article.txt",), _draft("article.txt")),
        Target("page", (folder / "article.html",), _draft("article.html")),
        Target("notebook", (folder / "notebook.ipynb",), _read_notebook),
        Target("index", index, _look_up),
    ]


def warm() -> None:
    """Do once what each process would do again: import, open the gazetteer, read a story."""
    geo.geocode(list(_NAMES))
    geo.read_story(STORY)
    propose([read_article(ARTICLE)])


def _geocode(name: str) -> Callable[[Path], object]:
    def read(folder: Path) -> object:
        out = folder / "out.csv"
        out.unlink(missing_ok=True)
        return geo.geocode_file(folder / name, out, column="place", progress=False)

    return read


def _explore_geojson(folder: Path) -> object:
    """Draw what geopandas makes of a file; what it refuses is not ours."""
    try:
        content = json.loads((folder / "table.geojson").read_bytes())
        frame = geopandas.GeoDataFrame.from_features(content, crs=4326)
    except Exception:  # noqa: BLE001 - of other libraries
        return None
    return geo.save_html(geo.explore(frame), folder / "events.html")


def _draft(name: str) -> Callable[[Path], object]:
    return lambda folder: propose([read_article(folder / name)])


def _read_notebook(folder: Path) -> object:
    path = folder / "notebook.ipynb"
    return run.known_parameters(path), run.cell_count(path)


def _look_up(folder: Path) -> object:
    """Open a changed index: what it answers must be what the sound one answers."""
    for name, there in (("index", folder), ("data", ROOT / "geo" / "gazetteer" / "data")):
        if not (folder / name).exists():
            (folder / name).symlink_to(there, target_is_directory=True)
    changed = geo.geocode(list(_NAMES), gazetteer=Gazetteer(folder))
    if not changed.equals(geo.geocode(list(_NAMES))):
        raise AssertionError("other answers than the sound index gives")
    return changed
