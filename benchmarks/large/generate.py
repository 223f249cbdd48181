"""Write a table of events of any size: around the gazetteer's towns, by population.

Usage: python -m benchmarks.large.generate ROWS FOLDER

The rows are worked out from their numbers by a hash: the same table each time.
"""

import sys
from pathlib import Path

import duckdb

TOWNS = "geo/gazetteer/data/places.parquet"
EACH = 5_000_000

QUERY = """
    WITH towns AS (
        SELECT row_number() OVER (ORDER BY id) AS town,
            lon / 1e5 AS lon, lat / 1e5 AS lat,
            sum(greatest(population, 500)) OVER (ORDER BY id) AS until,
            sum(greatest(population, 500)) OVER () AS people
        FROM read_parquet('{towns}')
    ),
    events AS (
        SELECT i, (hash(concat(i, '-1')) >> 11) / 9007199254740992.0 AS a,
            (hash(concat(i, '-2')) >> 11) / 9007199254740992.0 AS b,
            (hash(concat(i, '-3')) >> 11) / 9007199254740992.0 AS c,
            (hash(concat(i, '-4')) >> 11) / 9007199254740992.0 AS d,
            (hash(concat(i, '-5')) >> 11) / 9007199254740992.0 AS e,
            e * (SELECT max(people) FROM towns) AS of
        FROM range({start}, {stop}) numbers(i)
    )
    SELECT i AS event_id,
        'Event ' || i || ' near town ' || town AS title,
        DATE '1997-01-01' + (power(a, 0.6) * 10000)::INTEGER AS event_date,
        ['protest', 'battle', 'riot', 'violence against civilians', 'explosion',
         'strategic development', 'flood', 'fire', 'strike',
         'arrest'][1 + (b * b * 10)::INTEGER % 10]
            AS event_type,
        round(lon + sqrt(-2 * ln(greatest(c, 1e-12))) * cos(2 * pi() * d) * 0.08, 4) AS longitude,
        round(least(greatest(lat + sqrt(-2 * ln(greatest(c, 1e-12))) * sin(2 * pi() * d) * 0.06,
            -89), 89), 4) AS latitude,
        (e * e * e * 40)::INTEGER AS fatalities,
        'https://example.org/reports/' || (i // 7) AS source
    FROM events ASOF JOIN towns ON towns.until >= events.of
    ORDER BY i
"""


def main(rows: int, folder: Path) -> None:
    """Write the files, 5 million rows each."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '4GB'")
        for number, start in enumerate(range(0, rows, EACH)):
            query = QUERY.format(towns=TOWNS, start=start, stop=min(rows, start + EACH))
            path = folder / f"part-{number:03}.parquet"
            connection.execute(f"COPY ({query}) TO '{path}' (COMPRESSION zstd)")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
