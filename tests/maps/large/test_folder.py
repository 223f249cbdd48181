"""A large table as a folder: nothing is lost at any zoom, and it is whole or not there."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
import zlib
from collections import Counter
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd
import pytest
from maps.large.conftest import QUERY, ROWS
from support import Geo, contents

import geo
from geo.maps.large.build import DEEPEST, LEAF

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

WITHOUT = ROWS // 5000


def numbers(planes: bytes) -> np.ndarray:
    return np.frombuffer(planes, np.uint8).reshape(4, -1).T.copy().view("<i4").ravel()


def block(page: Path, name: str) -> dict:
    text = (page / "index.html").read_text(encoding="utf-8")
    return json.loads(re.search(f'id="{name}">(.*?)</script>', text)[1])


def pieces(page: Path) -> pd.DataFrame:
    index = block(page, "folder_index")
    columns = [numbers(zlib.decompress(base64.b64decode(one), -15)) for one in index["columns"]]
    names = ["kind", "depth", "x", "y", "rows", "file", "offset", "length"]
    return pd.DataFrame(dict(zip(names, columns, strict=True)))


def sections(page: Path, piece: pd.Series) -> list[bytes]:
    content = (page / "pieces" / f"{piece.file:03}.bin").read_bytes()
    content = content[piece.offset : piece.offset + piece.length]
    many, blocks = np.frombuffer(content[:8], "<u4")
    lengths = np.frombuffer(content[8 : 8 + 4 * int(many + blocks)], "<u4")
    at, out = 8 + 4 * len(lengths), []
    for length in lengths[:many].tolist():
        out.append(zlib.decompress(content[at : at + length], -15))
        at += length
    return out


def text_of(page: Path, leaf: tuple) -> list[str]:
    """Return the blocks of text behind the events of a leaf."""
    content = (page / "pieces" / f"{leaf.file:03}.bin").read_bytes()
    many, blocks = np.frombuffer(content[leaf.offset : leaf.offset + 8], "<u4").tolist()
    start = leaf.offset + 8
    lengths = np.frombuffer(content[start : start + 4 * (many + blocks)], "<u4").tolist()
    at, out = leaf.offset + leaf.length, []
    for length in lengths[many:]:
        text = zlib.decompress(content[at : at + length], -15)
        out.append(text.translate(bytes(range(254)) + b"  ").decode())
        at += length
    return out


def index_words(page: Path) -> str:
    return block(page, "folder_index")["words"]


def placed(parts: Path) -> pd.DataFrame:
    table = pd.read_parquet(parts)
    return table[table["longitude"].notna()]


def world(lon: pd.Series, lat: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return places in a world one wide and high, by another formula of Mercator's."""
    return lon / 360 + 0.5, 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)


def test_at_each_depth_counts_and_leaves_make_up_all_events(page: Path) -> None:
    found = pieces(page)
    counts, leaves = found[found.kind == 0], found[found.kind == 1]
    assert leaves.rows.sum() == ROWS - WITHOUT
    assert leaves.rows.max() <= LEAF
    assert counts.depth.max() >= 5  # the town of a third of the events is cut until it is small
    for depth in range(counts.depth.max() + 1):
        above = leaves[leaves.depth <= depth].rows.sum()
        assert counts[counts.depth == depth].rows.sum() + above == ROWS - WITHOUT, depth
    assert not counts.duplicated(["depth", "x", "y"]).any()


def test_each_cell_group_and_year_has_the_events_that_the_table_has(
    page: Path, parts: Path
) -> None:
    table = placed(parts)
    names = block(page, "folder_head")["colour"]["names"]
    ranked = table["event_type"].value_counts()
    assert sorted(ranked[names].tolist(), reverse=True) == ranked[names].tolist()
    assert len(names) == 10
    codes = table["event_type"].map(dict(zip(names, range(10), strict=True)))
    codes = codes.where(table["event_type"].notna(), 255).astype(int)
    years = (pd.to_datetime(table["event_date"]).dt.year - 1997).fillna(-1).astype(int)
    x, y = world(table["longitude"], table["latitude"])
    found = pieces(page)
    for depth in (0, 1, 4):
        side = 64 * 2**depth
        cells = np.floor(x * side).astype(int), np.floor(y * side).astype(int)
        wanted = Counter(zip(*cells, codes, years, strict=True))
        counted: Counter[tuple[int, ...]] = Counter()
        for piece in found[(found.kind == 0) & (found.depth == depth)].itertuples():
            cell, code, bin_, many = sections(page, piece)
            cell = numbers(cell)
            cell = np.cumsum((cell.view("<u4") >> 1).astype(int) ^ -(cell & 1).astype(int))
            place = 64 * piece.x + cell % 64, 64 * piece.y + cell // 64
            keys = zip(*place, np.frombuffer(code, np.uint8), numbers(bin_), strict=True)
            counted.update(dict(zip(keys, numbers(many).tolist(), strict=True)))
        counts = found[(found.kind == 0) & (found.depth == depth)]
        nodes = set(zip(counts.x, counts.y, strict=True))
        inside = {key for key in wanted if (key[0] // 64, key[1] // 64) in nodes}
        assert counted == {key: wanted[key] for key in inside}, depth
        assert depth > 0 or counted == wanted


def test_a_leaf_holds_the_events_of_its_square_with_their_days(page: Path, parts: Path) -> None:
    found = pieces(page)
    leaf = found[(found.kind == 1) & (found.rows > 1000)].iloc[0]
    lon, lat, first, lasts, _ = sections(page, leaf)
    step = block(page, "folder_head")["step"]

    def degrees(planes: bytes) -> np.ndarray:
        steps = numbers(planes)
        return np.cumsum((steps.view("<u4") >> 1).astype(int) ^ -(steps & 1).astype(int)) * step

    got = pd.DataFrame({"lon": degrees(lon).round(4), "lat": degrees(lat).round(4)})
    got["day"] = np.where(numbers(lasts) < 0, None, numbers(first))
    table = placed(parts)
    x, y = world(table["longitude"], table["latitude"])
    side = 2**leaf.depth
    inside = table[(np.floor(x * side) == leaf.x) & (np.floor(y * side) == leaf.y)]
    days = (pd.to_datetime(inside["event_date"]) - pd.Timestamp("1970-01-01")).dt.days
    wanted = Counter(
        zip(inside["longitude"].round(4), inside["latitude"].round(4), days.fillna(-1), strict=True)
    )
    days = pd.Series(got["day"]).fillna(-1).astype(int)
    assert Counter(zip(got["lon"], got["lat"], days, strict=True)) == wanted


def test_each_word_names_the_blocks_of_events_that_have_it(page: Path) -> None:
    found = pieces(page)
    texts: list[set[bytes]] = []
    names = block(page, "folder_head")["colour"]["names"]
    for leaf in found[found.kind == 1].itertuples():
        codes = np.frombuffer(sections(page, leaf)[4], np.uint8)
        for number, text in enumerate(text_of(page, leaf)):
            present = set(codes[2048 * number : 2048 * (number + 1)].tolist())
            named = [names[code] for code in present if code < len(names)]
            plain = " ".join([text, *named]).casefold()
            plain = unicodedata.normalize("NFKD", plain)
            plain = "".join(one for one in plain if not unicodedata.combining(one))
            words = "".join(one if one.isalnum() else " " for one in plain).split()
            texts.append({word.encode()[:8] for word in words if not "東" <= word <= "震"})
    told: dict[bytes, set[int]] = {}
    firsts = np.frombuffer(zlib.decompress(base64.b64decode(index_words(page)), -15), ">u8")
    parts = found[found.kind == 2]
    assert len(firsts) == len(parts) > 0
    for first, part in zip(firsts.tolist(), parts.itertuples(), strict=True):
        letters, many, blocks = sections(page, part)
        keys = np.frombuffer(letters, np.uint8).reshape(8, -1).T.copy().view("S8").ravel()
        assert int.from_bytes(keys[0].ljust(8, b"\0")) == first
        steps = numbers(blocks)
        places = np.cumsum((steps.view("<u4") >> 1).astype(int) ^ -(steps & 1).astype(int))
        assert len(places) == numbers(many).sum() == part.rows
        for key, some in zip(keys, np.split(places, np.cumsum(numbers(many))[:-1]), strict=True):
            told.setdefault(bytes(key), set()).update(some.tolist())
    wanted: dict[bytes, set[int]] = {}
    for number, words in enumerate(texts):
        for word in words:
            wanted.setdefault(word, set()).add(number)
    assert {word: told[word] for word in wanted} == wanted
    assert all(not key.isascii() for key in set(told) - set(wanted))  # of scripts without spaces
    assert len(told["地震".encode()]) == 1


def test_the_same_table_gives_the_same_bytes_as_files_and_as_a_relation(
    page: Path, parts: Path, tmp_path: Path
) -> None:
    geo.explore(f"{parts}/*.parquet", column="event_type", folder=tmp_path / "again")
    assert contents(tmp_path / "again" / "pieces") == contents(page / "pieces")
    with duckdb.connect() as connection:
        relation = connection.sql(f"{QUERY.format(rows=ROWS)} ORDER BY i")
        geo.explore(relation, column="event_type", folder=tmp_path / "relation")
    assert contents(tmp_path / "relation" / "pieces") == contents(page / "pieces")


def test_many_events_at_one_spot_are_all_there(tmp_path: Path) -> None:
    query = "SELECT i AS id, 67.01 AS lon, 24.86 AS lat FROM range(70000) numbers(i)"
    duckdb.sql(f"COPY ({query}) TO '{tmp_path}/spot.parquet'")
    geo.explore(tmp_path / "spot.parquet", folder=tmp_path / "page")
    found = pieces(tmp_path / "page")
    assert found[found.kind == 0].depth.tolist() == list(range(DEEPEST + 1))
    assert found[found.kind == 1].rows.tolist() == [LEAF, LEAF, 70_000 - 2 * LEAF]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("67.0 AS lon, 24.0 + 80 * (i = 5)::INT AS lat", "found 1 places off the globe"),
        ("NULL::DOUBLE AS lon, 1.5 AS lat", "found no column of coordinates"),
        (
            "1.5 AS lon, 2.5 AS lat, if(i = 15000, 'soon', '2007-05-12') AS date",
            "'soon'",
        ),
    ],
)
def test_what_cannot_be_drawn_is_named_and_nothing_is_left(
    tmp_path: Path, columns: str, message: str
) -> None:
    query = f"SELECT i AS id, {columns} FROM range(20000) r(i)"  # noqa: S608
    duckdb.sql(f"COPY ({query}) TO '{tmp_path}/a.parquet'")
    with pytest.raises(geo.GeoError, match=re.escape(message)):
        geo.explore(tmp_path / "a.parquet", folder=tmp_path / "page")
    assert [one.name for one in tmp_path.iterdir()] == ["a.parquet"]


def test_a_folder_of_somebody_s_own_is_left_alone(parts: Path, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(geo.ExportError, match=r"letters\.txt"):
        geo.explore(parts, folder=tmp_path)
    assert contents(tmp_path) == {"letters.txt": b"mine"}


def test_an_earlier_page_is_written_over(tmp_path: Path) -> None:
    duckdb.sql(f"COPY (SELECT 1 AS id, 2.5 AS lon, 3.5 AS lat) TO '{tmp_path}/a.parquet'")
    folder = tmp_path / "page"
    (folder / "pieces").mkdir(parents=True)
    (folder / "pieces" / "007.bin").write_bytes(b"old")
    geo.explore(tmp_path / "a.parquet", folder=folder)
    assert sorted(contents(folder)) == ["index.html", "pieces/000.bin"]


def test_years_make_bins_of_years_and_never_a_first_of_january(tmp_path: Path) -> None:
    query = "SELECT 1.5 AS lon, 2.5 AS lat, 1990 + i AS year FROM range(3) r(i)"
    duckdb.sql(f"COPY ({query}) TO '{tmp_path}/a.parquet'")
    geo.explore(tmp_path / "a.parquet", time="year", folder=tmp_path / "page")
    assert block(tmp_path / "page", "folder_index")["bin"] == "year"
    leaf = next(pieces(tmp_path / "page").itertuples())
    first, lasts = sections(tmp_path / "page", leaf)[2:4]
    assert numbers(first).tolist() == [7305, 7670, 8035]
    assert numbers(lasts).tolist() == [364, 364, 365]  # 1992 is a leap year


def test_a_value_beyond_those_that_have_names_stands_in_the_texts(tmp_path: Path) -> None:
    query = """SELECT 1.5 AS lon, 2.5 AS lat, 'Event ' || i AS title, 'kind ' || (i % 40) AS kind
        FROM range(4000) r(i)"""
    duckdb.sql(f"COPY ({query}) TO '{tmp_path}/a.parquet'")
    geo.explore(tmp_path / "a.parquet", column="kind", folder=tmp_path / "page")
    head = block(tmp_path / "page", "folder_head")
    assert len(head["colour"]["names"]) == 32
    assert head["columns"] == ["title", "kind"]
    leaf = next(pieces(tmp_path / "page").itertuples())
    texts = " ".join(text_of(tmp_path / "page", leaf))
    assert {f"kind {number}" in texts for number in range(40)} == {True}


def test_a_few_files_are_one_page_as_ever(parts: Path, tmp_path: Path) -> None:
    small = tmp_path / "year=2007"
    small.mkdir()
    duckdb.sql(f"COPY (SELECT 'a' AS title, 2.5 AS lon, 3.5 AS lat) TO '{small}/a.parquet'")
    assert repr(geo.explore(tmp_path)) == "<ExploreMap: 1 events, time: year>"
    assert repr(geo.explore(parts)) == f"<ExploreMap: {ROWS - WITHOUT:,} events, time: event_date>"


def test_the_command_says_what_it_took_and_how_to_open_it(
    geo_command: Geo, parts: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "page"
    done = geo_command("map", f"{parts}/*.parquet", "--folder", str(folder))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"table: {ROWS:,} rows in 2 files",
        "place: longitude, latitude",
        "date: event_date",
        "colour: event_type",
        f"open it with: geo view {folder}",
    ]
    wrong = geo_command("view", str(parts))
    assert wrong.returncode == 2
    assert "found no page of a large table" in wrong.stderr
