"""A person's own places: read, checked, found beside ours, and named as theirs."""

import json
import pickle
from pathlib import Path

import pytest

import geo
from geo.gazetteer.own import add_list, added_lists, read_added_lists, remove_list

KINDS = ("city", "suburb", "borough", "region", "province", "country", "site")
CSV = """name,lon,lat,aliases,kind,country,admin1,population,radius_m
Zarqeem Colony,67.05,24.95,Zarqim; Zarqeem Town,suburb,PK,Sindh,20000,1200
Old Customs Shed,67.0,24.84,,,,,,
Edgware,-0.40,51.70,,site,GB,,,
"""


@pytest.fixture
def my_places(tmp_path: Path) -> Path:
    path = tmp_path / "My places.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_its_places_are_found_and_the_reason_says_from_where(my_places: Path) -> None:
    gazetteer = geo.Gazetteer(extra=my_places)
    answers = geo.geocode(
        ["Zarqeem Colony", "zarqim, Karachi", "Old Customs Shed, Karachi", "Karachi"],
        gazetteer=gazetteer,
    )
    assert answers["status"].tolist() == ["ok"] * 4
    assert answers["provider"].tolist() == ["my-places"] * 3 + ["geonames"]
    assert answers["matched"].tolist()[:2] == ["Zarqeem Colony"] * 2
    assert answers[["lon", "lat", "radius_m"]].iloc[0].tolist() == [67.05, 24.95, 1200]
    told = answers["reason"].str.contains("from the list My places.csv").tolist()
    assert told == [True, True, True, False]
    shed = gazetteer.find("my-places:3")  # nothing is told of it: as the nearest town, and a site
    assert (shed.kind, shed.country, shed.admin1, shed.radius_m) == ("site", "PK", "Sindh", 300)
    assert len(gazetteer) == len(geo.Gazetteer()) + 3


def test_the_gazetteer_without_it_knows_nothing_of_it(my_places: Path) -> None:
    geo.Gazetteer(extra=my_places)
    assert geo.Gazetteer().geocode("Zarqeem Colony") is None
    assert geo.Gazetteer(extra=my_places).version.startswith(f"{geo.Gazetteer().version}+")


def test_of_a_name_that_both_have_both_are_told(my_places: Path) -> None:
    found = geo.Gazetteer(extra=my_places).geocode("Edgware", exactly_one=False)
    assert {"my-places:4", "geonames:2650228"} <= {place.raw["provider_id"] for place in found}


def test_it_can_be_pickled_and_geocodes_files(my_places: Path, tmp_path: Path) -> None:
    gazetteer = pickle.loads(pickle.dumps(geo.Gazetteer(extra=my_places)))  # noqa: S301 - our own
    table = tmp_path / "towns.csv"
    table.write_text("town\nZarqeem Colony\nKarachi\n", encoding="utf-8")
    done = geo.geocode_file(table, tmp_path / "out.csv", column="town", gazetteer=gazetteer)
    assert (done.rows, done.statuses) == (2, {"ok": 2})


DUMP = (
    "7\tZzyzhill\tZzyzhill\tZzyzberg,Zzyzmont\t10.0\t10.0\tP\tPPLX\tNG\t\t05\t\t\t\t900\t\t300"
    "\tAfrica/Lagos\t2020-01-01\n"
)
POLYGON = {"type": "Polygon", "coordinates": [[[10, 10], [10.02, 10], [10.02, 10.02], [10, 10]]]}


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        ("geojson", json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"name": "Zzyzhill", "kind": "suburb"},
             "geometry": {"type": "Point", "coordinates": [10.0, 10.0]}},
            {"type": "Feature", "properties": {"name": "Zzyzpark"}, "geometry": POLYGON},
        ]})),
        ("json", json.dumps({"type": "FeatureCollection", "features": [
            {"@id": "https://example.org/1", "properties": {"title": "Zzyzhill", "ccodes": ["NG"]},
             "names": [{"toponym": "Zzyzhill"}, {"toponym": "Zzyzberg"}],
             "geometry": {"type": "Point", "coordinates": [10.0, 10.0]}}]})),
        ("txt", DUMP),
    ],
)  # fmt: skip
def test_other_formats_are_read(tmp_path: Path, ending: str, text: str) -> None:
    path = tmp_path / f"hills.{ending}"
    path.write_text(text, encoding="utf-8")
    found = geo.Gazetteer(extra=[path]).geocode("Zzyzhill")
    assert (found.latitude, found.longitude, found.raw["country"]) == (10, 10, "NG")
    if ending != "geojson":
        assert geo.Gazetteer(extra=[path]).geocode("Zzyzberg").raw["name"] == "Zzyzhill"
    else:  # 2.2 km wide and high: its furthest corner is some 2 km from a point inside
        park = geo.Gazetteer(extra=[path]).geocode("Zzyzpark").raw
        assert 1_200 < park["radius_m"] < 3_100


def test_all_bad_rows_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        "id,name,lon,lat,kind,country\n1,,10,10,,\n2,A,10,95,,\n3,B,x,10,hamlet,XQ\n4,C,1,2,,\n4,D,1,2,,\n",
        encoding="utf-8",
    )
    with pytest.raises(geo.GazetteerError) as error:
        geo.Gazetteer(extra=path)
    assert str(error.value).splitlines() == [
        "bad.csv, row 2, column name: found '', wanted the place's name",
        "bad.csv, row 3, column lat: found '95', wanted degrees from -90 to 90",
        "bad.csv, row 4, column lon: found 'x', wanted degrees from -180 to 180",
        f"bad.csv, row 4, column kind: found 'hamlet', wanted one of {', '.join(KINDS)}",
        "bad.csv, row 4, column country: found 'XQ', wanted an ISO 3166-1 code of two letters",
        "bad.csv, row 5, column id: found '4', wanted an id that no other row has",
        "bad.csv, row 6, column id: found '4', wanted an id that no other row has",
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("places.xlsx", "", "found .xlsx, wanted a file in .csv"),
        ("geonames.csv", CSV, "'geonames' is a list of ours"),
        ("empty.csv", "name,lon,lat\n", "found 'no row', wanted a place in each row"),
        ("broken.geojson", "{", "can't be read"),
        ("object.json", "{}", "no FeatureCollection"),
        ("short.txt", "1\tKarachi\n", "line 1 has 2 columns"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(geo.GazetteerError, match=message):
        geo.Gazetteer(extra=tmp_path / name)
    with pytest.raises(geo.GazetteerError, match="can't be read"):
        geo.Gazetteer(extra=tmp_path / "nowhere.csv")


def test_lists_are_added_listed_and_removed(
    my_places: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_LISTS", str(tmp_path / "lists"))
    assert added_lists() == ()
    assert add_list(my_places).provider == "my-places"
    assert [(each.provider, len(each.places), each.names) for each in read_added_lists()] == [
        ("my-places", 3, 5)
    ]
    (tmp_path / "bad.csv").write_text("name,lon,lat\n,1,2\n", encoding="utf-8")
    with pytest.raises(geo.GazetteerError, match="wanted the place's name"):
        add_list(tmp_path / "bad.csv")
    with pytest.raises(geo.GazetteerError, match="wanted one that was added: my-places"):
        remove_list("other")
    remove_list("my-places")
    assert added_lists() == ()
