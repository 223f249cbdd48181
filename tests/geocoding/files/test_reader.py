"""A table that can't be answered: one message, every fault in it, and nothing written."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.errors import GeocodeError
from geo.geocoding.files import geocode_file
from geo.geocoding.files.reader import TableError

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def told(path: Path, **asked: object) -> str:
    """Return the message of a refusal, after which nothing new stands in the folder."""
    before = sorted(entry.name for entry in path.parent.iterdir())
    given = {"column": "place", "progress": False, **asked}
    with pytest.raises(TableError) as caught:
        geocode_file(path, path.with_name("out.csv"), **given)
    assert sorted(entry.name for entry in path.parent.iterdir()) == before
    assert isinstance(caught.value, GeocodeError)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "in.csv: found 'nothing', wanted a header and rows"),
        (b"\n \n", "in.csv: found 'nothing', wanted a header and rows"),
        (b"name,doc\nx,y\n", ("in.csv, row 1, column place: found 'no such column', "
         "wanted one of 'name', 'doc'")),
        (b"place,place\nx,y\n", ("in.csv, row 1, column place: found '2 columns of that name', "
         "wanted each once")),
        (b"place,doc\nParis,1\nRome\nBonn,1,2\n", ("2 faults in the table\n"
         "  in.csv, row 3: found '1 cells', wanted 2 cells, as the header has\n"
         "  in.csv, row 4: found '3 cells', wanted 2 cells, as the header has")),
        (b"place,doc\n\nParis,1\n\nRome\n", ("in.csv, row 5: found '1 cells', "
         "wanted 2 cells, as the header has")),
        (b"place\nParis\nM\xfcnchen\n", ("in.csv, row 3: found 'M\\\\xfcnchen', "
         "wanted text in UTF-8; save the table as 'CSV UTF-8'")),
        ("place\nParis\n".encode("utf-16"), "in.csv: found 'text in UTF-16', wanted text in UTF-8"),
        (PICTURE, "in.csv: found 'a picture', wanted text in UTF-8"),
        (b"PK\x03\x04rest", "in.csv: found 'a spreadsheet or a zip file', wanted text in UTF-8"),
        (b'place,doc\nParis,"1\nRome,2\n', ("in.csv, row 2: found 'unexpected end of data', "
         "wanted a row of CSV (is a quote left open?)")),
        (b'place,doc\nParis,1\nRome,"2', "in.csv, row 3: found 'unexpected end of data', "),
        (b'place,doc\nParis,"1\nRome,2\nBonn,"3\n', "in.csv, row 2: found "),
        (b"place\n1\n2\n3.5\n", ("in.csv, column place: found '1, 2, 3.5', "
         "wanted names of places; no cell of this column has a letter")),
    ],
)  # fmt: skip
def test_each_fault_of_a_csv_is_told_with_its_row(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    assert told(path).startswith(message)


def test_a_hint_that_is_none_is_told_with_all_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    rows = ["Paris,FR,city", "Rome,ZZ,city", "Bonn,ZZ,village", "Oslo,,", "Riga,ZZ,"]
    path.write_text("\n".join(["place,land,sort", "", *rows, ""]), encoding="utf-8")
    message = told(path, columns={"country": "land", "kind": "sort"})
    first, second = message.splitlines()[1:]
    assert message.startswith("4 faults in the table")
    assert first.startswith("  in.csv, rows 4, 5, 7, column land: found 'ZZ', wanted an ISO")
    assert second.startswith("  in.csv, row 5, column sort: found 'village', wanted one of site")


def test_a_place_to_look_in_that_nobody_knows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pd.DataFrame({"place": ["Paris", "Rome"], "in": ["France", "Qwertzuiopolis"]}).to_parquet(path)
    message = told(path, columns={"within": "in"})
    assert message.startswith("in.parquet, row 2, column in: found 'Qwertzuiopolis', wanted")


@pytest.mark.parametrize(
    ("values", "found"),
    [([1, 2], "int64"), ([1.5, None], "double"), ([True, False], "bool"), ([["a"], []], "list<")],
)
def test_a_column_that_is_no_text_is_told(tmp_path: Path, values: list[object], found: str) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"place": values}), path)
    assert told(path).startswith(f"in.parquet, column place: found '{found}")
    assert told(path).endswith("wanted text")


def test_a_document_of_several_values_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"place": ["Paris"], "doc": [["a"]]}), path)
    assert "wanted one value a row" in told(path, document="doc")


def test_a_column_that_the_output_can_not_hold_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"place": ["Paris"], "tags": [["a"]], "raw": [b"\0"]}), path)
    message = told(path)
    assert "in.parquet, column raw: found 'binary', wanted text, numbers or times" in message
    assert "in.parquet, column tags: found 'list<" in message


def test_what_is_no_parquet_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    path.write_bytes(PICTURE)
    assert told(path) == "in.parquet: found 'a picture', wanted a whole Parquet file"
    path.write_bytes(b"")
    assert told(path) == "in.parquet: found 'nothing', wanted a whole Parquet file"


def test_parquet_that_is_cut_short_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pd.DataFrame({"place": ["Paris"] * 1000}).to_parquet(path)
    path.write_bytes(path.read_bytes()[:-200])
    assert "in.parquet: found" in told(path)


def test_files_that_are_no_tables_are_told(tmp_path: Path) -> None:
    kinds = "wanted a table in .csv, .tsv, .txt, .parquet"
    assert told(tmp_path / "none.csv").endswith(f"none.csv: found 'no such file', {kinds}")
    (tmp_path / "folder.csv").mkdir()
    assert told(tmp_path / "folder.csv") == (
        "folder.csv: found 'a folder or pattern without tables', wanted tables in .parquet, .csv, "
        ".tsv"
    )
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    assert told(tmp_path / "a.xlsx") == f"a.xlsx: found '.xlsx', {kinds}"


def test_many_faults_are_counted_and_some_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    rows = ["a,b"] + [",".join("x" * (3 + at % 40)) for at in range(5_000)]
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
    message = told(path, column="a")
    assert message.startswith("5,000 faults in the table\n")
    assert "rows 2, 42, 82, 122, 162 and 20 more: found '3 cells'" in message
    assert len(message.splitlines()) == 22


def test_nulls_blanks_and_a_nul_are_answers_and_no_faults(tmp_path: Path) -> None:
    path, out = tmp_path / "in.parquet", tmp_path / "out.csv"
    names = ["Karachi", None, "", "  ", "\0", "Kar\0achi"]
    pd.DataFrame({"place": names}).to_parquet(path)
    done = geocode_file(path, out, column="place", progress=False)
    assert done.statuses["skipped"] == 3
    assert sum(done.statuses.values()) == 6
    assert b"\0" not in out.read_bytes()
    assert "␀" in out.read_text(encoding="utf-8")


def test_a_column_of_nothing_is_skipped_throughout(tmp_path: Path) -> None:
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.table({"place": pa.nulls(3), "doc": [1, 1, 2]}), path)
    done = geocode_file(path, out, column="place", document="doc", progress=False)
    assert done.statuses == {"skipped": 3}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"country": "ZZ"}, "country: found 'ZZ'"),
        ({"kind": "village"}, "kind: found 'village'"),
        ({"within": "Nowhereshire"}, "within: found 'Nowhereshire'"),
        ({"near": (24.8, 167.0)}, "axes swapped"),
        ({"columns": {"region": "place"}}, "columns: found 'region', wanted country, within, kind"),
        ({"published_in": "Qwertzuiopolis"}, "published_in: found 'Qwertzuiopolis'"),
        ({"context": 7}, "context: found"),
    ],
)
def test_a_hint_that_is_none_is_refused_before_the_file_is_read(
    tmp_path: Path, asked: dict[str, object], message: str
) -> None:
    with pytest.raises(GeocodeError, match=message):
        geocode_file(tmp_path / "none.csv", tmp_path / "out.csv", column="place", **asked)
