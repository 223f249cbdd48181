"""A table that is large enough to be cut, and its folder."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - fixtures

import duckdb
import pytest

import geo

ROWS = 120_000
QUERY = """
    SELECT i AS event_id,
        CASE i WHEN 4000 THEN 'Überfall in Malmö' WHEN 90001 THEN '東京で地震'
            WHEN 77777 THEN 'взрыв в КИЇВ сегодня' ELSE 'Event ' || i END AS title,
        CASE WHEN i % 1000 = 7 THEN NULL ELSE DATE '1997-01-01' + (i * 7919 % 9000)::INTEGER END
            AS event_date,
        CASE WHEN i % 100 = 3 THEN NULL
            ELSE ['protest', 'battle', 'riot', 'flood', 'fire', 'strike', 'arrest', 'raid', 'siege',
                'march'][1 + (i * i % 97) % 10] END AS event_type,
        CASE WHEN i % 5000 = 11 THEN NULL
            WHEN i % 3 = 0 THEN 67.0 + (i * 31 % 1000) / 1e4 ELSE (i * 7 % 3600) / 10.0 - 180 END
            AS longitude,
        CASE WHEN i % 3 = 0 THEN 24.8 + (i * 17 % 1000) / 1e4 ELSE (i * 13 % 1600) / 10.0 - 80 END
            AS latitude
    FROM range({rows}) numbers(i)
"""


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a table in two files."""
    folder = tmp_path_factory.mktemp("large") / "events"
    folder.mkdir()
    for number, half in enumerate(("i < 50000", "i >= 50000")):
        query = f"{QUERY.format(rows=ROWS)} WHERE {half}"
        duckdb.sql(f"COPY ({query}) TO '{folder}/part-{number}.parquet'")
    return folder


@pytest.fixture(scope="session")
def page(parts: Path) -> Path:
    """Return the folder page of that table."""
    folder = parts.parent / "page"
    geo.explore(parts, column="event_type", folder=folder)
    return folder
