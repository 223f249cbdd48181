"""`geo geocode FILE --column NAME -o OUT`: a table of names, answered row by row."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas
import pyarrow.parquet as pq
import pytest
from support import Geo

TABLE = "id,town,article\n1,Hyderabad,a\n2,Sindh,a\n3,=cmd,b\n4,Hyderabad,c\n5,Telangana,c\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "towns.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_table_is_answered_document_by_document(geo_command: Geo, table: Path) -> None:
    asked = ["--column", "town", "--document", "article", "-o", "out.csv"]
    done = geo_command("geocode", "towns.csv", *asked, cwd=table.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "out.csv: 5 rows written\n  1 not_found, 4 ok\n"
    with (table.parent / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["town"], row["geo_admin1"]) for row in rows] == [
        ("1", "Hyderabad", "Sindh"), ("2", "Sindh", "Sindh"), ("3", "'=cmd", ""),
        ("4", "Hyderabad", "Telangana"), ("5", "Telangana", "Telangana"),
    ]  # fmt: skip
    assert sorted(path.name for path in table.parent.iterdir()) == ["out.csv", "towns.csv"]


@pytest.mark.parametrize("ending", ["parquet", "geojson"])
def test_other_forms_are_read_by_geopandas(geo_command: Geo, table: Path, ending: str) -> None:
    out = table.with_name(f"out.{ending}")
    asked = ["--column", "town", "--country", "PK", "--prefix", "is_", "--outlines", "-o", out]
    assert geo_command("geocode", table, *asked).returncode == 0
    read = geopandas.read_parquet if ending == "parquet" else geopandas.read_file
    found = read(out)
    assert found["is_admin1"].tolist()[:2] == ["Sindh", "Sindh"]
    assert set(found.geom_type.dropna()) == {"Polygon", "MultiPolygon"}


def test_a_rows_own_hints_are_read_from_columns(geo_command: Geo, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "town,land,sort\nHyderabad,PK,\nHyderabad,IN,\nBarnet,GB,borough\n", encoding="utf-8"
    )
    asked = ["--column", "town", "--country-column", "land", "--kind-column", "sort"]
    done = geo_command("geocode", "in.csv", *asked, "-o", "out.geojson", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    features = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    found = [feature["properties"]["geo_provider_id"] for feature in features]
    assert found == ["geonames:1176734", "geonames:1269843", "ogl:barnet"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "which column holds the names? give --column, one of 'id', 'town', 'article'"),
        (["--column", "town"], "where to? give -o with a name in .parquet, .csv, .geojson"),
        (["--column", "x", "-o", "o.csv"], "towns.csv, row 1, column x: found 'no such column'"),
        (["--column", "id", "-o", "o.csv"], "no cell of this column has a letter"),
        (["--column", "town", "-o", "o.xlsx"], "found the ending '.xlsx'"),
        (["--column", "town", "-o", "towns.csv", "--overwrite"], "found the input itself"),
        (["--column", "town", "-o", "old.csv"], "old.csv: stands there already"),
        (["--column", "town", "-o", "o.csv", "--kind-column", "article"],
         "towns.csv, rows 2, 3, column article: found 'a', wanted one of site"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_message_and_nothing_is_written(
    geo_command: Geo, table: Path, arguments: list[str], told: str
) -> None:
    (table.parent / "old.csv").write_text("old", encoding="utf-8")
    done = geo_command("geocode", "towns.csv", *arguments, cwd=table.parent)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in table.parent.iterdir()) == ["old.csv", "towns.csv"]
    assert table.read_text(encoding="utf-8") == TABLE


def test_a_dry_run_of_a_table_lists_each_request_once(geo_command: Geo, table: Path) -> None:
    asked = ["--column", "town", "--dry-run", "--provider", "nominatim"]
    address = ["--url", "http://127.0.0.1:9"]
    env = {"XDG_CACHE_HOME": str(table.parent)}
    done = geo_command("geocode", table, *asked, *address, "-o", "out.csv", env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("http://127.0.0.1:9/search?q=%3Dcmd") == 1
    assert "would be sent" in done.stdout
    assert not (table.parent / "out.csv").exists()


def test_sigterm_ends_with_143_and_says_how_to_go_on(
    geo_command: Geo, root: Path, tmp_path: Path
) -> None:
    places = pq.read_table(root / "geo/gazetteer/data/places.parquet", columns=["name"])
    plain = [name for name in places["name"].to_pylist() if not set(name) & set(',"')]
    names = list(dict.fromkeys(plain[::7]))[:4_000]
    (tmp_path / "in.csv").write_text("\n".join(["town", *names, ""]), encoding="utf-8")
    asked = ["in.csv", "--column", "town", "--part-rows", "100", "-o", "out.parquet"]
    geo = [Path(sys.executable).with_name("geo"), "geocode", *asked]
    run = subprocess.Popen(geo, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while len(list(tmp_path.glob(".out.parquet.parts/part-*.arrow"))) < 2 and run.poll() is None:
        time.sleep(0.002)
    os.kill(run.pid, signal.SIGTERM)  # cleans up as Ctrl-C does, which a shell may ignore
    said = run.communicate(timeout=300)[1]
    assert run.returncode == 143
    assert "of 4,000 rows are done and kept; the same command goes on from there" in said
    assert "Traceback" not in said
    done = geo_command("geocode", *asked, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "kept from before" in done.stdout
    assert len(geopandas.read_parquet(tmp_path / "out.parquet")) == 4_000
