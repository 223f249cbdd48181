"""Places as people write them in tables: signs, codes, streets, coordinates, and nothing at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.coordinates import read_coordinates
from geo.geocoding.explain import Answer
from geo.geocoding.hints import Hints
from geo.geocoding.notations import notations, parts
from geo.geocoding.query import Question
from geo.geocoding.ranking import resolve_document


def asked(name: str, **hints: str) -> Answer:
    """Return the answer to one name."""
    return resolve_document(embedded(), [Question(name, Hints(**hints))])[0]


KARACHI, LONDON, CHICAGO = "geonames:1174872", "geonames:2643743", "geonames:4887398"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Karachi (Pakistan)", KARACHI),
        ("Karachi [Pakistan]", KARACHI),
        ("Karachi - Pakistan", KARACHI),
        ("Karachi – Pakistan", KARACHI),
        ("Karachi; Pakistan", KARACHI),
        ("Karachi/Pakistan", KARACHI),
        ("Karachi | Pakistan", KARACHI),
        ("Karachi: Pakistan", KARACHI),
        ("Pakistan, Karachi", KARACHI),
        ("Karachi Pakistan", KARACHI),
        ("Karachi, Pakistan 74000", KARACHI),
        ("in Karachi", KARACHI),
        ("LONDON UK", LONDON),
        ("London (UK)", LONDON),
        ("London England UK", LONDON),
        ("London SW1A 2AA", LONDON),
        ("UK - London", LONDON),
        ("Chicago IL", CHICAGO),
        ("Chicago (IL)", CHICAGO),
        ("Chicago, IL 60614", CHICAGO),
        ("Chicago, Illinois 60614-1234, USA", CHICAGO),
        ("New York, NY 10001", "geonames:5128581"),
        ("10115 Berlin", "geonames:2950159"),
        ("D-10115 Berlin, Germany", "geonames:2950159"),
        ("1012 AB Amsterdam", "geonames:2759794"),
        ("Toronto, ON M5V 2T6", "geonames:6167865"),
        ("Mumbai (Bombay)", "geonames:1275339"),
        ("Peking / Beijing", "geonames:1816670"),
    ],
)
def test_a_place_in_the_usual_notations_is_found_for_sure(name: str, place: str) -> None:
    answer = asked(name)
    assert answer.place is not None
    assert (answer.status, answer.place.id, answer.stands_in) == ("ok", place, False)


@pytest.mark.parametrize(
    ("name", "missing", "place"),
    [
        ("221B Baker Street, London", "221B Baker Street", "London"),
        ("High Street, Edgware", "High Street", "Edgware"),
        ("Station Road, Edgware, London", "Station Road", "Edgware"),
        ("Baker Street London", "Baker Street", "London"),
        ("Flat 3, 12 High St, Edgware, London HA8 7AA", "Flat 3, 12 High St", "Edgware"),
        ("Friedrichstraße 43, Berlin", "Friedrichstraße 43", "Berlin"),
        ("Rue de Rivoli, Paris", "Rue de Rivoli", "Paris"),
        ("Aga Khan University Hospital, Karachi", "Aga Khan University Hospital", "Karachi"),
    ],
)
def test_a_street_or_building_is_shown_as_the_place_that_holds_it(
    name: str, missing: str, place: str
) -> None:
    answer = asked(name)
    assert answer.place is not None
    assert (answer.place.name, answer.status, answer.stands_in) == (place, "ok", True)
    assert answer.reason.startswith(f"{missing} not located; shown as {place}")


def test_a_street_of_which_only_the_country_is_known_is_not_located() -> None:
    answer = asked("High Street, England")
    assert (answer.place, answer.status) == (None, "not_found")
    assert answer.reason == "High Street not located; only England is known to contain it"


@pytest.mark.parametrize(
    ("name", "widened_m"),
    [
        ("near Karachi", 27_200),
        ("outside Karachi", 27_200),
        ("cerca de Karachi", 27_200),
        ("15 km from Karachi", 15_000),
        ("about 5 miles off Karachi", 8_047),
    ],
)
def test_what_is_near_a_place_says_so_and_reaches_as_far(name: str, widened_m: int) -> None:
    answer = asked(name)
    assert answer.place is not None
    assert answer.place.id == KARACHI
    assert answer.stands_in
    assert answer.reason.startswith("near Karachi, not in it; shown as a circle around Karachi")
    own = embedded().find(KARACHI)
    assert own is not None
    assert (answer.place.radius_m - own.radius_m, answer.place.boundary) == (widened_m, "")


@pytest.mark.parametrize("name", ["Karachi area", "the area of Karachi", "around Karachi"])
def test_an_area_called_after_a_town_holds_the_town(name: str) -> None:
    answer = asked(name)
    assert answer.place is not None
    assert (answer.place.id, answer.place.radius_m) == (KARACHI, 54_400)
    assert answer.reason.startswith("Karachi and around it; shown as a circle around Karachi")


@pytest.mark.parametrize(
    ("name", "north_km", "east_km", "reason"),
    [
        ("15 km north of Karachi", 15, 0, "15 km north of Karachi"),
        ("10km NNE of Karachi, Pakistan", 9.24, 3.83, "10 km north-north-east of Karachi"),
        ("about 5 miles south-east of Karachi", -5.69, 5.69, "8.05 km south-east of Karachi"),
        ("20 km al sur de Karachi", -20, 0, "20 km south of Karachi"),
        ("30 km nordöstlich von Karachi", 21.2, 21.2, "30 km north-east of Karachi"),
        ("à 40 km à l'ouest de Karachi", 0, -40, "40 km west of Karachi"),
    ],
)
def test_a_distance_in_a_direction_is_a_point_with_a_circle_around_it(
    name: str, north_km: float, east_km: float, reason: str
) -> None:
    answer, own = asked(name), embedded().find(KARACHI)
    assert answer.place is not None
    assert own is not None
    assert (answer.place.id, answer.stands_in, answer.place.boundary) == (KARACHI, True, "")
    assert answer.reason.startswith(f"{reason}; shown as a circle around that point")
    # a degree of latitude has 111.2 km, one of longitude at 24.86° 100.9 km
    assert (answer.place.lat - own.lat) * 111.2 == pytest.approx(north_km, abs=0.1)
    assert (answer.place.lon - own.lon) * 100.9 == pytest.approx(east_km, abs=0.1)
    far_m = 1000 * (north_km**2 + east_km**2) ** 0.5  # half of 45° to either side
    assert answer.place.radius_m == pytest.approx(own.radius_m + 0.414 * far_m, rel=0.01)


def test_between_two_towns_is_a_circle_that_holds_both() -> None:
    answer = asked("between Karachi and Hyderabad, Pakistan")
    assert answer.place is not None
    assert answer.place.name == "between Karachi and Hyderabad"
    assert (answer.status, answer.stands_in, answer.place.kind) == ("ok", True, "region")
    # Karachi 24.86, 67.01; Hyderabad 25.39, 68.37: 149 km apart
    assert (answer.place.lon, answer.place.lat) == pytest.approx((67.69, 25.13), abs=0.03)
    assert answer.place.radius_m == pytest.approx(149_000 / 2 + 27_200, rel=0.02)


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Paris/Lyon", ["Paris, Île-de-France, FR", "Lyon, Auvergne-Rhône-Alpes, FR"]),
        ("Karachi & Lahore", ["Karachi, Sindh, PK", "Lahore, Punjab, PK"]),
        ("Karachi, Lahore and Multan", ["Karachi, Sindh, PK", "Multan, Punjab, PK"]),
        ("between Karachi and Lahore", ["Karachi, Sindh, PK", "Lahore, Punjab, PK"]),
    ],
)
def test_of_several_places_none_is_chosen(name: str, places: list[str]) -> None:
    answer = asked(name)
    assert (answer.status, answer.place, answer.confidence) == ("ambiguous", None, 0.0)
    assert all(place in answer.reason for place in places)
    assert "none is chosen" in answer.reason


@pytest.mark.parametrize("name", ["Hyderabad, Germany", "Karachi, Japan", "Lyon (Chile)"])
def test_a_place_is_never_put_outside_the_country_in_its_name(name: str) -> None:
    answer = asked(name)
    assert (answer.status, answer.place) == ("not_found", None)


def test_an_unknown_name_inside_a_city_is_only_guessed_to_be_there() -> None:
    answer = asked("Zzyzqua, Karachi")
    assert answer.place is not None
    assert (answer.status, answer.place.id, answer.stands_in) == ("ambiguous", KARACHI, True)
    assert asked("Zzyzqua, Pakistan").status == "not_found"


@pytest.mark.parametrize(
    "name",
    ["N/A", "n.a.", "Unknown", "Online", "TBD", "various", "nil", "NULL", "None", "-", "—", "?"],
)
def test_a_mark_for_nothing_known_is_skipped_and_says_so(name: str) -> None:
    answer = asked(name)
    assert (answer.status, answer.place) == ("skipped", None)
    assert answer.reason == f"nothing is known: “{name}” names no place"


def test_a_town_that_is_called_like_such_a_mark_is_found_where_the_country_is_known() -> None:
    assert geo.geocode("None", country="IT")["matched"].tolist() == ["None"]
    assert geo.geocode("None, Italy")["country"].tolist() == ["IT"]


@pytest.mark.parametrize("name", ["Hospital", "Airport", "the station", "city", "Village"])
def test_a_word_for_a_kind_of_place_is_no_name(name: str) -> None:
    assert asked(name).status == "not_found"


def test_a_town_that_is_called_hospital_is_found_where_the_country_is_known() -> None:
    assert asked("Hospital, Ireland").status == "ok"
    assert asked("Hospital", country="IE").status == "ok"


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("24.86, 67.01", 24.86, 67.01),
        ("51.5074, -0.1278", 51.5074, -0.1278),
        ("51.5074 −0.1278", 51.5074, -0.1278),
        ("(51.5074; -0.1278)", 51.5074, -0.1278),
        ("51,5074; -0,1278", 51.5074, -0.1278),
        ("24°30'36\"N 67°15'E", 24.51, 67.25),
        ("24°30′36″ N, 67°15′ E", 24.51, 67.25),
        ("24 30 36 N 67 15 0 E", 24.51, 67.25),
        ("24° 30.6' S 67° 15' W", -24.51, -67.25),
        ("N 51.5 W 0.12", 51.5, -0.12),
        ("W 0.12 N 51.5", 51.5, -0.12),
        ("51.5° North, 0.12° West", 51.5, -0.12),
        ("Point(67.01 24.86)", 24.86, 67.01),
        ("SRID=4326;POINT Z (67.01 24.86 3)", 24.86, 67.01),
        ('{"type": "Point", "coordinates": [67.01, 24.86]}', 24.86, 67.01),
        ("geo:24.86,67.01;u=35", 24.86, 67.01),
        ("+24.86+067.01/", 24.86, 67.01),
        ("lat: 24.86, lng: 67.01", 24.86, 67.01),
        ("longitude=67.01 latitude=24.86", 24.86, 67.01),
    ],
)
def test_coordinates_are_read_in_every_usual_notation(text: str, lat: float, lon: float) -> None:
    point = read_coordinates(text)
    assert point is not None
    assert (round(point.lat, 9), round(point.lon, 9), point.fault) == (lat, lon, "")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("95.5, 10.25", "latitude 95.5 is not between -90 and 90 (axes swapped?)"),
        ("151.2, -33.8", "latitude 151.2 is not between -90 and 90 (axes swapped?)"),
        ("5.5, 190.2", "longitude 190.2 is not between -180 and 180"),
        ("24°75'N 67°0'E", "minutes and seconds go from 0 to 59"),
        ("0.0, 0.0", "0, 0 is what missing coordinates look like"),
    ],
)
def test_numbers_that_are_no_point_on_earth_say_why(text: str, fault: str) -> None:
    answer = asked(text)
    assert (answer.status, answer.place) == ("not_found", None)
    assert answer.reason == f"no point on Earth: {fault}"


@pytest.mark.parametrize(
    "text", ["10001", "24.86", "12, 34", "1,234, 5,678", "-0.12 W 51.5 N", "N 5"]
)
def test_other_numbers_are_no_coordinates(text: str) -> None:
    assert read_coordinates(text) is None


def test_a_point_is_answered_with_itself_and_the_country_around_it() -> None:
    row = geo.geocode("24.86, 67.01").iloc[0]
    assert (row["status"], row["precision"], row["country"]) == ("ok", "site", "PK")
    assert (row["lon"], row["lat"], row["radius_m"]) == (67.01, 24.86, 557)
    assert asked("24.86, 67.01", country="GB").status == "not_found"


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180))
def test_every_point_is_read_back_from_decimals_and_from_wkt(lat: float, lon: float) -> None:
    for text in (f"{lat:.5f}, {lon:.5f}", f"POINT({lon:.5f} {lat:.5f})"):
        point = read_coordinates(text)
        assert point is not None
        assert (point.lat, point.lon) == (float(f"{lat:.5f}"), float(f"{lon:.5f}"))


@given(st.text(max_size=60))
def test_any_text_has_notations_and_parts_without_a_fault(text: str) -> None:
    assert all(one.name for one in notations(text))
    assert all(parts(text))
    read_coordinates(text)


def test_reverse_takes_the_suburb_that_people_live_in() -> None:
    assert geo.geocoding.Gazetteer().reverse((51.612, -0.275)).raw["name"] == "Edgware"


# Where the Ordnance Survey's guide to coordinate systems has its worked example, in ETRS89.
@pytest.mark.parametrize("text", ["TG 51409 13177", "TG5140913177"])
def test_a_british_grid_reference_is_a_point(text: str) -> None:
    point = read_coordinates(text)
    assert point is not None
    assert (point.lat, point.lon) == pytest.approx((52.65798, 1.71605), abs=0.00006)


@pytest.mark.parametrize("text", ["SE 29 33", "SE1 2AB", "NE 1234", "ZZ 123 456", "SE 2970 337"])
def test_fewer_digits_and_other_letters_are_no_grid_reference(text: str) -> None:
    assert read_coordinates(text) is None
