"""Columns of coordinates are found by names and values, and read however they are written."""

import pytest
from tables.tables import points, scanned

from geo.errors import EventsError

LONDON_KARACHI = [(67.01, 24.86), (-0.12, 51.5)]


@pytest.mark.parametrize(
    "text",
    [
        "n,lat,lon\n1,24.86,67.01\n2,51.5,-0.12\n",
        "n;Breitengrad;Längengrad\n1;24,86;67,01\n2;51,5;-0,12\n",
        "n\tdecimalLatitude\tdecimalLongitude\n1\t24.86\t67.01\n2\t51.5\t-0.12\n",
        "n,Y,X\n1,24.86,67.01\n2,51.5,-0.12\n",
        "n,_gps_latitude,_gps_longitude\n1,24.86,67.01\n2,51.5,-0.12\n",
        'n,Coordinates\n1,"24.86, 67.01"\n2,"51.5, -0.12"\n',
        'n,lonlat\n1,"67.01, 24.86"\n2,"-0.12, 51.5"\n',
        "n,geom\n1,POINT(67.01 24.86)\n2,SRID=4326;POINT (-0.12 51.5)\n",
        "n,gps\n1,24.86 67.01 0 0\n2,51.5 -0.12 31 4.5\n",
        "n,lat,lon\n1,24°51'36\"N,67°0'36\"E\n2,51°30'N,0°7'12\"W\n",
        (
            'n,geo\n1,"{""type"":""Point"",""coordinates"":[67.01,24.86]}"\n'
            '2,"{""type"":""Point"",""coordinates"":[-0.12,51.5]}"\n'
        ),
    ],
)
def test_every_usual_way_to_write_two_points_gives_the_same(text: str) -> None:
    assert points(scanned(text)) == LONDON_KARACHI


def test_columns_are_swapped_where_latitudes_go_beyond_90() -> None:
    table = scanned("n,lat,lon\n1,151.2,-33.86\n2,144.9,-37.8\n")
    assert points(table) == [(151.2, -33.86), (144.9, -37.8)]
    assert "swapped" in table.lines["place"]


def test_one_row_beyond_90_has_no_place_and_the_others_stay() -> None:
    table = scanned("n,lat,lon\n1,24.86,67.01\n2,151.2,-33.86\n3,51.5,-0.12\n")
    assert points(table) == [(67.01, 24.86), None, (-0.12, 51.5)]
    reason = table.frame["located_reason"].iloc[1]
    assert reason == "latitude 151.2 is not between -90 and 90 (axes swapped?)"


def test_the_country_tells_that_columns_are_swapped() -> None:
    table = scanned("n,lat,lon,country\n1,67.01,24.86,Pakistan\n2,74.34,31.55,PK\n")
    assert points(table) == [(67.01, 24.86), (74.34, 31.55)]
    assert "swapped: only so do they lie in 'country'" in table.lines["place"]


def test_one_swapped_row_of_many_is_not_drawn_where_it_stands() -> None:
    rows = "".join(f"{n},{30 + n / 10},71,Pakistan,Multan\n" for n in range(6))
    table = scanned(f"n,lat,lon,country,town\n{rows}6,74.34,31.55,Pakistan,Nosuchtown\n")
    assert points(table)[0] == (71.0, 30.0)
    assert points(table)[6] is None
    assert "seem swapped" in table.frame["located_reason"].iloc[6]


def test_zero_zero_and_nothing_are_no_coordinates() -> None:
    table = scanned("n,lat,lon\n1,0,0\n2,,\n3,n/a,-\n4,24.86,67.01\n5,abc,1\n")
    assert points(table) == [None, None, None, (67.01, 24.86), None]
    assert table.frame["located_reason"].tolist() == [
        *("0, 0 is what missing coordinates look like", "no coordinates", "no coordinates", ""),
        "'abc' is no coordinate",
    ]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            "n,from_lat,from_lon,to_lat,to_lon\n1,1,2,3,4\n",
            "2 pairs of columns: 'from_lon' with 'from_lat'; 'to_lon' with 'to_lat'; which",
        ),
        (
            'start gps,end gps\n"1.5, 2.5","3.5, 4.5"\n',
            "found them in 'start gps', 'end gps'; which",
        ),
        ("n,x,y\n1,530000,180000\n2,531000,181000\n", "found 530000, wanted degrees"),
        ("a,b\n1,2\n", "found no column of coordinates or of places; which is it? give --lon"),
    ],
)
def test_what_nothing_decides_is_one_question(text: str, question: str) -> None:
    with pytest.raises(EventsError) as told:
        scanned(text)
    assert question in str(told.value)


def test_a_named_pair_is_taken() -> None:
    text = "n,from_lat,from_lon,to_lat,to_lon\n1,1,2,3,4\n"
    assert points(scanned(text, lon="to_lon", lat="to_lat")) == [(4.0, 3.0)]
