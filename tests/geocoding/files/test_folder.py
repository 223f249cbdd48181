"""A folder of tables in, a folder of answers out."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

import geo
from geo.errors import GeocodeError
from geo.geocoding.files import geocode_file

TOWNS = {
    "year=2006/part-0.parquet": ["Karachi", "Edgware", "Karachi"],
    "year=2007/part-0.parquet": ["Edgware", "Xyzzyplugh"],
    "year=2007/part-1.parquet": ["Lahore", None],
}


@pytest.fixture
def events(tmp_path: Path) -> Path:
    folder = tmp_path / "events"
    for name, towns in TOWNS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pd.DataFrame({"town": towns, "n": range(len(towns))}).to_parquet(path)
    (folder / "_SUCCESS").touch()
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_partitions_stay_and_every_row_is_answered(events: Path, tmp_path: Path) -> None:
    done = geocode_file(events, tmp_path / "answers", column="town", progress=False)
    assert (done.rows, done.statuses) == (7, {"not_found": 1, "ok": 5, "skipped": 1})
    assert set(contents(tmp_path / "answers")) == {*TOWNS, "_geocoded.json"}
    pattern = f"{tmp_path}/answers/*/*.parquet"
    rows = duckdb.sql(
        f"SELECT year, n, geo_country FROM read_parquet('{pattern}', hive_partitioning=true) "  # noqa: S608
        "WHERE town = 'Edgware' ORDER BY year"
    ).fetchall()
    assert rows == [(2006, 1, "GB"), (2007, 0, "GB")]


def test_a_pattern_takes_what_it_matches(events: Path, tmp_path: Path) -> None:
    out = tmp_path / "answers"
    done = geocode_file(events / "year=2007" / "*.parquet", out, column="town", progress=False)
    assert done.rows == 4
    assert set(contents(out)) == {"part-0.parquet", "part-1.parquet", "_geocoded.json"}


def test_what_stands_is_kept_and_the_bytes_are_the_same(events: Path, tmp_path: Path) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    geocode_file(events, whole, column="town", progress=False)
    geocode_file(events, stopped, column="town", progress=False)
    (stopped / "year=2007" / "part-0.parquet").unlink()
    done = geocode_file(events, stopped, column="town", progress=False)
    assert (done.rows, done.kept) == (7, 5)
    assert contents(stopped) == contents(whole)


def test_a_table_that_changed_is_not_taken_for_done(events: Path, tmp_path: Path) -> None:
    out = tmp_path / "answers"
    geocode_file(events, out, column="town", progress=False)
    path = events / "year=2006" / "part-0.parquet"
    pd.DataFrame({"town": ["Lahore"], "n": [9]}).to_parquet(path)
    with pytest.raises(GeocodeError, match="stands there already, made otherwise"):
        geocode_file(events, out, column="town", progress=False)
    done = geocode_file(events, out, column="town", overwrite=True, progress=False)
    assert (done.rows, done.kept) == (5, 4)


def test_all_tables_are_looked_at_before_the_first_is_answered(
    events: Path, tmp_path: Path
) -> None:
    pd.DataFrame({"place": ["Karachi"]}).to_parquet(events / "year=2007" / "part-9.parquet")
    with pytest.raises(GeocodeError, match=r"year=2007/part-9\.parquet.*town"):
        geocode_file(events, tmp_path / "answers", column="town", progress=False)
    assert not (tmp_path / "answers").exists()


@pytest.mark.parametrize(
    ("source", "out", "message"),
    [
        ("empty", "answers", "without tables"),
        ("events", "events/answers", "lies in the input folder"),
        ("events", "file", "found a file, wanted a folder"),
    ],
)
def test_what_cannot_be_is_refused(
    events: Path, tmp_path: Path, source: str, out: str, message: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    before = contents(events)
    with pytest.raises(GeocodeError, match=message):
        geocode_file(tmp_path / source, tmp_path / out, column="town", progress=False)
    assert contents(events) == before


def test_duckdb_joins_the_answers_to_distinct_names(events: Path) -> None:
    source = f"read_parquet('{events}/*/*.parquet', hive_partitioning=true)"
    names = duckdb.sql(f"SELECT DISTINCT town FROM {source} ORDER BY town").df()  # noqa: S608
    found = geo.geocode(names["town"])
    answers = pd.DataFrame({"town": names["town"], "country": found["country"]})
    duckdb.register("answers", answers)
    joined = duckdb.sql(
        f"SELECT n, answers.country FROM {source} JOIN answers USING (town) "  # noqa: S608
        "WHERE year = 2006 ORDER BY n"
    ).fetchall()
    assert joined == [(0, "PK"), (1, "GB"), (2, "PK")]
