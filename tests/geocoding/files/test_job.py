"""A file of names in, a file of answers out."""

import csv
import json
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

import geo
from geo.errors import GeocodeError
from geo.formats.escaping import guarded
from geo.geocoding.files import geocode_file
from geo.geocoding.geocode import COLUMNS

HEAD = "id,place,doc,note"
TABLE = f"""{HEAD}
1,Karachi,a,=1+1
2,Hyderabad,b,-5
3,,b,"two
lines"
4,Sindh,b,@cmd
5,Xyzzyplugh,c,
6,Hyderabad,d,last
7,Telangana,d,"a, b"
"""
ENDINGS = (".parquet", ".csv", ".geojson")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answered(path: Path, **asked: object) -> geopandas.GeoDataFrame:
    """Answer a file into Parquet and read it."""
    out = path.with_name("answered.parquet")
    geocode_file(path, out, overwrite=True, progress=False, **asked)
    return geopandas.read_parquet(out)


def test_every_row_and_column_stays_and_the_answers_stand_beside(table: Path) -> None:
    out = table.with_name("out.csv")
    done = geocode_file(table, out, column="place", document="doc", progress=False)
    assert (done.rows, done.statuses) == (7, {"not_found": 1, "ok": 5, "skipped": 1})
    rows = rows_of(out)
    assert [row["id"] for row in rows] == list("1234567")
    assert list(rows[0])[:6] == ["id", "place", "doc", "note", "geo_matched", "geo_kind"]
    assert [(row["geo_country"], row["geo_admin1"]) for row in rows] == [
        ("PK", "Sindh"), ("PK", "Sindh"), ("", ""), ("PK", "Sindh"), ("", ""),
        ("IN", "Telangana"), ("IN", "Telangana"),
    ]  # fmt: skip
    assert float(rows[0]["geo_lon"]) == pytest.approx(67.01, abs=0.05)
    assert float(rows[0]["geo_lat"]) == pytest.approx(24.86, abs=0.05)
    assert rows[2]["geo_status"] == "skipped"
    assert rows[4]["geo_lon"] == ""


def test_both_hyderabads_are_told_apart_by_their_documents(table: Path) -> None:
    found = answered(table, column="place", document="doc")
    assert found.loc[[1, 5], "geo_provider_id"].tolist() == ["geonames:1176734", "geonames:1269843"]
    assert "beside Sindh in the same text" in found.loc[1, "geo_reason"]


def test_without_documents_each_name_stands_for_itself(table: Path) -> None:
    found = answered(table, column="place")
    assert found.loc[1, "geo_provider_id"] == found.loc[5, "geo_provider_id"]


def test_parquet_is_geoparquet_with_points(table: Path) -> None:
    found = answered(table, column="place", document="doc")
    assert found.crs == "EPSG:4326"
    assert found.geometry.name == "geometry"
    assert found.geometry[0] == Point(found["geo_lon"][0], found["geo_lat"][0])
    assert found.geometry[4] is None
    assert set(found.geom_type.dropna()) == {"Point"}


def test_outlines_are_drawn_when_asked_for(table: Path) -> None:
    found = answered(table, column="place", document="doc", outlines=True)
    expected = geo.geocode(pd.read_csv(table), column="place", document="doc")
    assert found.geom_type[3] == "MultiPolygon"
    for mine, theirs in zip(found.geometry, expected.geometry, strict=True):
        assert (mine is None and theirs is None) or shapely.equals_exact(mine, theirs, 1e-9)


def test_geojson_is_read_by_other_tools(table: Path) -> None:
    out = table.with_name("out.geojson")
    geocode_file(table, out, column="place", document="doc", progress=False)
    data = json.loads(out.read_text(encoding="utf-8"))
    assert data["type"] == "FeatureCollection"
    assert any("GeoNames" in line for line in data["attribution"])
    first, third = data["features"][0], data["features"][2]
    assert first["geometry"]["type"] == "Point"
    assert first["properties"]["note"] == "=1+1"
    assert third["geometry"] is None
    assert third["properties"]["geo_lon"] is None
    assert len(geopandas.read_file(out)) == 7


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"document": "doc"},
        {"country": "IN"},
        {"document": "doc", "context": ["Telangana"]},
        {"published_in": "Sindh"},
        {"near": (78.4, 17.4)},
    ],
)
def test_a_file_is_answered_as_a_frame_is(table: Path, asked: dict[str, object]) -> None:
    found = answered(table, column="place", **asked)
    expected = geo.geocode(pd.read_csv(table), column="place", **asked)
    for name in COLUMNS:
        if name not in ("query", "geometry"):
            mine, theirs = found[f"geo_{name}"], expected[name]
            assert mine.fillna(-1).tolist() == theirs.fillna(-1).tolist(), name


@pytest.mark.parametrize("part_rows", [1, 2, 3, 100])
def test_documents_whose_rows_stand_apart_are_still_one(tmp_path: Path, part_rows: int) -> None:
    path = tmp_path / "apart.parquet"
    frame = pd.DataFrame(
        {
            "place": ["Hyderabad", "Hyderabad", "Sindh", "Karachi", "Telangana"],
            "doc": ["a", "b", "a", None, "b"],
        }
    )
    frame.to_parquet(path)
    found = answered(path, column="place", document="doc", part_rows=part_rows)
    assert found["place"].tolist() == frame["place"].tolist()
    assert found["geo_admin1"].tolist() == ["Sindh", "Telangana", "Sindh", "Sindh", "Telangana"]


@pytest.mark.parametrize("part_rows", [1, 2, 5])
def test_a_document_longer_than_a_part_stays_whole(tmp_path: Path, part_rows: int) -> None:
    path = tmp_path / "long.csv"
    names = ["Hyderabad", *["Karachi"] * 6, "Sindh"]
    lines = [f"{name},1" for name in names] + ["Hyderabad,2", "Telangana,2"]
    path.write_text("\n".join(["place,doc", *lines, ""]), encoding="utf-8")
    found = answered(path, column="place", document="doc", part_rows=part_rows)
    assert found["geo_country"].tolist() == ["PK"] * 8 + ["IN"] * 2


def test_rows_without_a_document_are_alone(tmp_path: Path) -> None:
    path = tmp_path / "alone.csv"
    path.write_text("place,doc\nHyderabad,\nSindh,\nHyderabad,a\nSindh,a\n", encoding="utf-8")
    found = answered(path, column="place", document="doc")
    alone = geo.geocode("Hyderabad").iloc[0]
    assert found.loc[0, "geo_provider_id"] == alone["provider_id"]
    assert found.loc[0, "geo_confidence"] == alone["confidence"]
    assert found.loc[2, "geo_admin1"] == "Sindh"


def test_numbers_can_name_documents(tmp_path: Path) -> None:
    path = tmp_path / "numbers.parquet"
    pd.DataFrame(
        {"place": ["Hyderabad", "Sindh", "Hyderabad", "Telangana"], "doc": [7, 7, 8, 8]}
    ).to_parquet(path)
    found = answered(path, column="place", document="doc", part_rows=2)
    assert found["geo_admin1"].tolist() == ["Sindh", "Sindh", "Telangana", "Telangana"]


def test_a_rows_own_hint_comes_before_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "hints.csv"
    path.write_text("place,land\nHyderabad,PK\nHyderabad,\n", encoding="utf-8")
    found = answered(path, column="place", columns={"country": "land"}, country="IN")
    assert found["geo_country"].tolist() == ["PK", "IN"]


def test_parquet_keeps_index_types_and_its_own_geometry(tmp_path: Path) -> None:
    path = tmp_path / "typed.parquet"
    frame = geopandas.GeoDataFrame(
        {
            "place": pd.Categorical(["Karachi", "London", "Karachi"]),
            "when": pd.to_datetime(["2007-05-12", None, "1992-06-19"]),
            "many": [[1, 2], [], [3]],
        },
        geometry=[Point(1, 2), None, Point(3, 4)],
        index=pd.Index(["x", "y", "z"], name="key"),
        crs="EPSG:3857",
    )
    frame.to_parquet(path)
    found = answered(path, column="place")
    assert found.index.tolist() == ["x", "y", "z"]
    assert found["when"].dtype.kind == "M"
    assert [list(each) for each in found["many"]] == [[1, 2], [], [3]]
    assert found.geometry.name == "geo_geometry"
    assert found.crs == "EPSG:4326"
    assert found["geometry"].crs == "EPSG:3857"
    assert found["geometry"].iloc[0] == Point(1, 2)
    assert found["geo_country"].tolist() == ["PK", "GB", "PK"]


def test_a_table_without_rows_gives_one_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text("place,doc\n", encoding="utf-8")
    for ending in ENDINGS:
        out = tmp_path / f"out{ending}"
        done = geocode_file(path, out, column="place", document="doc", progress=False)
        assert (done.rows, done.statuses) == (0, {})
        assert len(geopandas.read_parquet(out) if ending == ".parquet" else rows_of(out)) <= 2
    assert geopandas.read_parquet(tmp_path / "out.parquet").columns[-1] == "geometry"
    assert json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"] == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_input_gives_the_same_bytes(table: Path, ending: str) -> None:
    outs = [table.with_name(f"{name}{ending}") for name in ("one", "two")]
    for out in outs:
        geocode_file(table, out, column="place", document="doc", progress=False)
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert [path.name for path in table.parent.iterdir() if path.name.startswith(".")] == []


def test_where_a_table_is_cut_changes_no_answer(table: Path) -> None:
    whole = answered(table, column="place", document="doc")
    for part_rows in (1, 2, 4):
        parts = answered(table, column="place", document="doc", part_rows=part_rows)
        pd.testing.assert_frame_equal(
            pd.DataFrame(parts.astype(object)), pd.DataFrame(whole.astype(object))
        )


def test_cells_that_a_spreadsheet_would_run_are_guarded_and_numbers_are_not(table: Path) -> None:
    out = table.with_name("out.csv")
    geocode_file(table, out, column="place", progress=False)
    notes = [row["note"] for row in rows_of(out)]
    assert notes == ["'=1+1", "-5", "two\nlines", "'@cmd", "", "last", "a, b"]


@given(cells=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
@settings(max_examples=40)
def test_any_text_goes_through_a_csv_letter_for_letter(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    frame = pd.DataFrame({"place": ["Karachi"] * len(cells), "cell": cells})
    frame.to_parquet(folder / "in.parquet")
    geocode_file(folder / "in.parquet", folder / "out.csv", column="place", progress=False)
    found = [row["cell"] for row in rows_of(folder / "out.csv")]
    for cell, written in zip(cells, found, strict=True):
        assert written in (cell, guarded(cell))
        assert not written.startswith(("=", "@", "\t", "\r", "\n", "\0"))
        if written.startswith(("+", "-")):
            assert np.isfinite(float(written))


def test_a_semicolon_table_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "semicolons.csv"
    path.write_bytes("\ufeffid;place\r\n1;Karachi\r\n2;São Paulo\r\n".encode())
    assert answered(path, column="place")["geo_country"].tolist() == ["PK", "BR"]


def test_columns_of_the_answers_names_are_refused_until_they_are_called_otherwise(
    tmp_path: Path,
) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("place,geo_kind,geo_LAT\nKarachi,x,y\n", encoding="utf-8")
    with pytest.raises(GeocodeError, match=r"geo_kind.*name these otherwise"):
        answered(path, column="place")
    found = answered(path, column="place", prefix="answer_")
    assert found.loc[0, ["geo_kind", "answer_kind"]].tolist() == ["x", "city"]


def test_the_input_is_never_written_over(table: Path) -> None:
    (table.parent / "link.csv").symlink_to(table)
    for name in ("in.csv", "link.csv", "../" + table.parent.name + "/in.csv"):
        with pytest.raises(GeocodeError, match="the input itself"):
            geocode_file(table, table.parent / name, column="place", overwrite=True)
    assert table.read_text(encoding="utf-8") == TABLE


def test_a_file_that_is_there_is_replaced_only_when_told(table: Path) -> None:
    out = table.with_name("out.csv")
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(GeocodeError, match="stands there already"):
        geocode_file(table, out, column="place")
    assert out.read_text(encoding="utf-8") == "mine"
    geocode_file(table, out, column="place", overwrite=True, progress=False)
    assert len(rows_of(out)) == 7


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("out.xlsx", "found the ending '.xlsx', wanted .parquet, .csv or .geojson"),
        ("out", "found the ending '', wanted"),
        ("folder.csv", "found a folder"),
    ],
)
def test_an_output_that_can_not_be_is_refused(table: Path, name: str, told: str) -> None:
    (table.parent / "folder.csv").mkdir()
    with pytest.raises(GeocodeError, match=told):
        geocode_file(table, table.parent / name, column="place")


def test_a_folder_that_is_not_there_yet_is_made(table: Path) -> None:
    out = table.parent / "new" / "folder" / "out.csv"
    geocode_file(table, out, column="place", progress=False)
    assert [path.name for path in out.parent.iterdir()] == ["out.csv"]
