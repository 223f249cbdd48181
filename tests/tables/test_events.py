"""`geo.read_events` takes whatever holds a table, and leaves it as it was."""

import datetime as dt
import io

import duckdb
import geopandas as gpd
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import shapely
from tables.tables import HEADER, ROWS, points, scanned

import geo

COLUMNS = {name: [row[at] for row in ROWS] for at, name in enumerate(HEADER)}
LATS = {"lat": [24.86], "lon": [67.01], "what": ["A wall fell"], "day": [dt.date(2007, 5, 12)]}


FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [67.01, 24.86]},
    "properties": {"what": "A wall fell"},
}


class Feature:
    """Something that says by the usual interface where it is."""

    __geo_interface__ = FEATURE


@pytest.mark.parametrize(
    "thing",
    [
        pd.DataFrame(LATS),
        pl.DataFrame(LATS),
        pa.table(LATS),
        duckdb.sql(
            "select 24.86 as lat, 67.01 as lon, 'A wall fell' as what, date '2007-05-12' as day"
        ),
        gpd.GeoDataFrame(
            {"what": ["A wall fell"]}, geometry=[shapely.Point(67.01, 24.86)], crs=4326
        ),
        Feature(),
        FEATURE,
        io.BytesIO(b"lat,lon,what\n24.86,67.01,A wall fell\n"),
    ],
    ids=["pandas", "polars", "arrow", "duckdb", "geopandas", "interface", "geojson", "file"],
)
def test_whatever_holds_a_table_is_read_and_drawn(thing: object) -> None:
    events = geo.read_events(thing)
    assert [(one.x, one.y) for one in events.geometry] == [(67.01, 24.86)]
    assert events["what"].tolist() == ["A wall fell"]
    assert events.crs == "EPSG:4326"
    if isinstance(thing, io.BytesIO):
        thing.seek(0)
    assert "1 events" in repr(geo.explore(thing))


def test_a_table_is_drawn_with_the_times_and_the_title_that_were_found() -> None:
    text = b"start;end;Day of event;lat;lon;_id;_uuid;_submission_time\n"
    text += b"2020-01-01T10:00;2020-01-01T10:10;2019-12-25;24,86;67,01;1;u;2020-01-02\n"
    assert geo.explore(io.BytesIO(text)).time_columns == ("Day of event",)


def test_only_rows_without_coordinates_are_geocoded_and_each_says_why() -> None:
    frame = pd.DataFrame(COLUMNS, index=["a", "b", "c"])
    before = frame.copy(deep=True)
    events = geo.read_events(frame)
    assert events.index.tolist() == ["a", "b", "c"]
    assert events["located_status"].tolist() == ["", "ok", "not_found"]
    assert events["located_as"].tolist() == ["", "Hyderabad", ""]
    assert events["located_precision"].tolist() == ["", "city", ""]
    assert events["located_reason"].iloc[2] == (
        "0, 0 is what missing coordinates look like; Nosuchtown: no such name"
    )
    assert events.geometry.isna().tolist() == [False, False, True]
    assert events.geometry.iloc[1].contains(shapely.Point(68.3772, 25.3969))  # Hyderabad, Sindh
    pd.testing.assert_frame_equal(frame, before)


def test_an_answer_that_is_not_sure_is_no_place() -> None:
    table = scanned("What,Town\nA flood,Hyderabad\n")
    assert table.frame["located_status"].tolist() == ["ambiguous"]
    assert table.frame.geometry.isna().all()
    table = scanned("What,Town\nA flood,Hyderabad\n", country="PK")
    assert table.frame["located_as"].tolist() == ["Hyderabad"]


def test_an_area_that_nobody_knows_is_no_hint_and_one_that_contradicts_is() -> None:
    text = "What,Town,District,Country\nA,Quetta,Nosuchland,Pakistan\nB,Karachi,Punjab,Pakistan\n"
    table = scanned(text)
    assert table.frame["located_as"].tolist() == ["Quetta", ""]


def test_places_are_found_by_their_values_where_no_name_says_so() -> None:
    table = scanned("Was,Wo\nErstes,Karachi\nZweites,Leeds\nDrittes,Lahore\n")
    assert table.frame["located_as"].tolist() == ["Karachi", "Leeds", "Lahore"]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: geo.read_events(pd.DataFrame(LATS), lon="lno"),
            r"found no column --lon 'lno' \(did you mean 'lon'\?\); wanted one of: 'lat', 'lon'",
        ),
        (
            lambda: geo.read_events(pd.DataFrame(LATS), place="p", date=["q"]),
            "--place 'p', --date 'q'",
        ),
        (lambda: geo.read_events(pd.DataFrame(LATS), lat="lat"), "wanted --lon with it"),
        (lambda: geo.read_events(pd.DataFrame(LATS), date_order="ymd"), "wanted dmy or mdy"),
        (lambda: geo.read_events(pd.DataFrame(LATS), sheet="B"), "found no sheet 'B'"),
        (lambda: geo.read_events(io.StringIO("lat,lon")), "wanted one opened as 'rb'"),
        (lambda: geo.read_events(pd.DataFrame({"lat": []})), "found no row"),
        (
            lambda: scanned("What,origin city,destination city\nA flight,Karachi,London\n"),
            "2 columns of places: 'origin city', 'destination city'; which",
        ),
        (lambda: scanned(b"%PDF-1.7\x00\x01\x02"), "wanted a table in .csv"),
        (lambda: scanned(b"PK\x03\x04broken"), "can't be read"),
        (lambda: scanned("<html><body>24.86, 67.01</body></html>"), "another kind of XML"),
        (lambda: scanned('{"a": 1}'), "no list of objects"),
        (lambda: scanned("Ort;lat;lon\n\xe6\xf8;1;2\n".encode("latin-1")), "cp1252: 'æø"),
    ],
)
def test_what_can_not_be_read_is_one_clear_error(call: object, said: str) -> None:
    with pytest.raises(geo.EventsError, match=said):
        call()  # type: ignore[operator]


def test_texts_are_read_in_their_encoding() -> None:
    text = "Ort\tlat\tlon\nKöln\t50,94\t6,96\n"
    for encoded in (text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("utf-16-le")):
        table = scanned(encoded)
        assert table.frame["Ort"].tolist() == ["Köln"]
        assert points(table) == [(6.96, 50.94)]
    assert scanned(text.encode("cp1252"), encoding="cp1252").frame["Ort"].tolist() == ["Köln"]


def test_numbers_stay_text_where_a_comma_could_be_either() -> None:
    table = scanned('What,lat,lon,a,b,c\nA,1,2,"1,234","1,5",007\n')
    row = table.frame.iloc[0]
    assert (row["a"], row["b"], row["c"]) == ("1,234", 1.5, "007")
