"""Tables that other projects export are known, and read as their makers mean them."""

import json

import pytest
from tables.tables import points, scanned

from geo.tables.schemas import SCHEMAS

ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,country,"
    "admin1,admin2,location,latitude,longitude,geo_precision,notes,fatalities,timestamp\n"
    "PAK1,12 May 2007,2007,1,Unrest,Riots,Mob violence,Pakistan,Sindh,Karachi South,Karachi,24.86,"
    "67.01,1,words,40,1560000000\n"
)
UCDP = (
    "id,year,type_of_violence,conflict_name,dyad_name,where_coordinates,adm_1,latitude,longitude,"
    "geom_wkt,country,date_start,date_end,best,high,low\n"
    "1,2007,3,C,X - civilians,Karachi,Sindh,24.86,67.01,POINT (67.01 24.86),Pakistan,"
    "2007-05-12 00:00:00.000,2007-05-13 00:00:00.000,4,5,3\n"
)
USHAHIDI = (
    "#,INCIDENT TITLE,INCIDENT DATE,LOCATION,DESCRIPTION,CATEGORY,LATITUDE,LONGITUDE,APPROVED\n"
    "1,A fire,2010-01-12 16:53:00,Karachi,words,Fire,24.86,67.01,YES\n"
)
USHAHIDI_3 = (
    "Post ID,Survey,Post Status,Created (UTC),Title,Date of incident,Where.lat,Where.lon\n"
    "1,Reports,published,2010-01-12 16:53:00,A fire,2010-01-11,24.86,67.01\n"
)
KOBO = (
    "start;end;today;Incident date;gps;_gps_latitude;_gps_longitude;_id;_uuid;_submission_time\n"
    "2020-01-01T10:00:00;2020-01-01T10:10:00;2020-01-01;2019-12-25;24.86 67.01 0 0;24.86;67.01;"
    "1;u;2020-01-02T00:00:00\n"
)
ODK = (
    "SubmissionDate,day of event,location-Latitude,location-Longitude,location-Altitude,"
    "meta-instanceID,KEY\n"
    "2020-01-01T10:00:00.000Z,2019-12-25,24.86,67.01,0,uuid:1,uuid:1\n"
)
WIKIDATA = (
    "item,itemLabel,coord,date\n"
    "http://www.wikidata.org/entity/Q1,A battle,Point(67.01 24.86),1843-03-24T00:00:00Z\n"
)
PLACES_TSV = (
    "id\ttitle\ttitle_source\tstart\tend\tccodes\tlon\tlat\ttypes\n"
    "1\tKarachi\ta book\t1729\t1839\tPK\t67.01\t24.86\tsettlement\n"
)
SAVED_LIST = "Title,Note,URL,Comment\nKarachi,n,https://www.google.com/maps/place/x,c\n"
MY_MAPS = 'WKT,name,description\n"POINT (67.01 24.86)",A place,words\n'


def as_json(content: object) -> str:
    return json.dumps(content)


def feature(properties: dict[str, object], lon: float, lat: float, **more: object) -> object:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties, **more}


def collection(*features: object) -> str:
    return as_json({"type": "FeatureCollection", "features": features})


BINDINGS = [
    {
        "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1"},
        "itemLabel": {"type": "literal", "value": "A battle"},
        "coord": {"type": "literal", "value": "Point(67.01 24.86)"},
        "date": {"type": "literal", "value": "1843-03-24T00:00:00Z"},
    }
]
TIMELINE = [
    {
        "startTime": "2019-01-01T00:00:00Z",
        "endTime": "2019-01-01T01:00:00Z",
        "visit": {
            "topCandidate": {
                "semanticType": "HOME",
                "placeLocation": {"latLng": "24.86°, 67.01°"},
            }
        },
    }
]
SPANS = {"timespans": [{"start": {"in": "1729"}, "end": {"in": "1839"}}]}
SAVED = {"google_maps_url": "x", "date": "2019-01-01T00:00:00Z", "location": {"name": "A cafe"}}
RECORD = {"latitudeE7": 248600000, "longitudeE7": 670100000, "timestamp": "2019-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("text", "name", "date", "title", "color"),
    [
        (ACLED, "ACLED", ("event_date",), "sub_event_type", "event_type"),
        (UCDP, "UCDP GED", ("date_start", "date_end"), "dyad_name", "type_of_violence"),
        (USHAHIDI, "Ushahidi", ("INCIDENT DATE",), "INCIDENT TITLE", "CATEGORY"),
        (USHAHIDI_3, "Ushahidi", ("Date of incident",), "Title", ""),
        (KOBO, "KoBoToolbox", ("Incident date",), None, ""),
        (ODK, "ODK", ("day of event",), None, ""),
        (WIKIDATA, "Wikidata", ("date",), "itemLabel", ""),
        (as_json({"results": {"bindings": BINDINGS}}), "Wikidata", ("date",), "itemLabel", ""),
        (PLACES_TSV, "Linked Places", ("start", "end"), "title", "types"),
        (
            collection(feature({"title": "Karachi"}, 67.01, 24.86, when=SPANS)),
            *("Linked Places", ("when.timespans.start.in", "when.timespans.end.in"), "title", ""),
        ),
        (
            collection(feature(SAVED, 67.01, 24.86)),
            *("Google Takeout, saved places", ("date",), "location.name", ""),
        ),
        (
            as_json({"locations": [RECORD]}),
            *("Google Takeout, location history", ("timestamp",), "", ""),
        ),
        (
            as_json({"semanticSegments": TIMELINE}),
            *("Google Takeout, timeline", ("startTime", "endTime")),
            *("visit.topCandidate.semanticType", ""),
        ),
        (MY_MAPS, "Google My Maps", (), "name", ""),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_a_known_table_is_read_as_its_maker_means_it(
    text: str, name: str, date: tuple[str, ...], title: str | None, color: str
) -> None:
    table = scanned(text)
    assert table.lines["table"] == f"1 row in the form of {name}"
    assert points(table) == [(67.01, 24.86)]
    assert table.options.date == date
    assert title is None or table.title == title
    assert table.color == color


def test_a_file_of_gdelt_has_no_header_and_takes_the_place_of_the_action() -> None:
    (schema,) = (schema for schema in SCHEMAS if schema.headerless)
    row = dict.fromkeys(schema.headerless, "")
    row |= {"GLOBALEVENTID": "123", "SQLDATE": "20070512", "Actor1Geo_Lat": "1.5"}
    row |= {"Actor1Geo_Long": "2.5", "ActionGeo_Lat": "24.86", "ActionGeo_Long": "67.01"}
    row |= {"QuadClass": "4", "ActionGeo_FullName": "Karachi, Sindh, Pakistan"}
    assert len(row) == 61
    table = scanned("\t".join(row.values()) + "\n")
    assert points(table) == [(67.01, 24.86)]
    assert table.time == ("SQLDATE",)
    assert table.frame["QuadClass"].tolist() == ["material conflict"]


def test_columns_of_a_table_are_kept_whatever_is_added_beside_them() -> None:
    without = ACLED.replace("24.86,67.01", ",")
    frame = scanned(without).frame
    assert frame["geo_precision"].tolist() == [1]
    assert frame["located_precision"].tolist() == ["city"]


def test_codes_are_written_out() -> None:
    assert scanned(UCDP).frame["type_of_violence"].tolist() == ["one-sided violence"]


def test_a_saved_list_is_geocoded_by_its_titles() -> None:
    table = scanned(SAVED_LIST)
    assert table.frame["located_as"].tolist() == ["Karachi"]


def test_places_that_were_saved_at_zero_zero_are_geocoded_by_name() -> None:
    nowhere = {**SAVED, "location": {"name": "Karachi", "country_code": "PK"}}
    table = scanned(collection(feature(SAVED, 67.01, 24.86), feature(nowhere, 0, 0)))
    assert table.frame["located_as"].tolist() == ["", "Karachi"]
