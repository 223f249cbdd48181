"""`geo geocode FOLDER`: a story's pins, refreshed; what a person set stays unless they say so."""

import csv
from pathlib import Path

import pytest
from support import Geo


def rows_of(pins: Path) -> list[dict[str, str]]:
    with pins.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(pins: Path, rows: list[dict[str, str]]) -> None:
    with pins.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def fresh(geo_command: Geo, story_folder: Path) -> Path:
    """Return a story's folder whose pins are today's."""
    geo_command("geocode", story_folder, "--yes")
    return story_folder


def change(folder: Path, place: str, **cells: str) -> None:
    """Change cells of a pin."""
    rows = rows_of(folder / "pins.csv")
    next(row for row in rows if row["place"] == place).update(cells)
    write(folder / "pins.csv", rows)


def test_the_storys_pins_are_current(geo_command: Geo, story_folder: Path) -> None:
    before = (story_folder / "pins.csv").read_bytes()
    done = geo_command("geocode", story_folder)
    assert done.returncode == 0, done.stderr
    assert "nothing has changed" in done.stdout
    assert (story_folder / "pins.csv").read_bytes() == before


def pin_of(folder: Path, place: str) -> dict[str, str]:
    return next(row for row in rows_of(folder / "pins.csv") if row["place"] == place)


@pytest.mark.parametrize("options", [(), ("--yes",)])
def test_a_pin_of_a_person_is_kept_unasked(
    geo_command: Geo, fresh: Path, options: tuple[str, ...]
) -> None:
    mine = {"lon": "-0.2751", "lat": "51.6137", "reason": "seen there", "set_by": "person"}
    change(fresh, "mqm-office", **mine)
    change(fresh, "barnet", boundary="ogl:no-longer-there")
    done = geo_command("geocode", fresh, *options)
    assert done.returncode == 0, done.stderr
    assert "Overwrite" not in done.stdout
    assert "a person set mqm-office; --reset PLACE takes one back" in done.stdout
    assert pin_of(fresh, "mqm-office")["reason"] == "seen there"
    assert pin_of(fresh, "barnet")["boundary"] == "ogl:barnet"


def test_reset_takes_a_persons_pin_back(geo_command: Geo, fresh: Path) -> None:
    before = pin_of(fresh, "edgware")
    change(fresh, "edgware", lat="51.7128", reason="seen there", set_by="person")
    done = geo_command("geocode", fresh, "--reset", "edgware")
    assert done.returncode == 0, done.stderr
    assert "edgware: moved 11.1 km, Edgware (51.7128, -0.2754) → Edgware" in done.stdout
    assert pin_of(fresh, "edgware") == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--reset", "edgwar"), "PLACE: found 'edgwar', wanted the id of a row in places.csv"),
        (("--reset", ""), "PLACE: found '', wanted the id of a row"),
    ],
)
def test_a_place_to_reset_that_is_not_there_is_told(
    geo_command: Geo, fresh: Path, arguments: tuple[str, ...], told: str
) -> None:
    before = (fresh / "pins.csv").read_bytes()
    done = geo_command("geocode", fresh, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert (fresh / "pins.csv").read_bytes() == before


def test_a_new_place_is_pinned_beside_a_persons_pin_and_its_reason_is_printed(
    geo_command: Geo, fresh: Path
) -> None:
    change(fresh, "edgware", lat="51.62", reason="seen there", set_by="person")
    rows = rows_of(fresh / "pins.csv")
    write(fresh / "pins.csv", [row for row in rows if row["place"] != "chicago"])
    done = geo_command("geocode", fresh)
    assert done.returncode == 0, done.stderr
    assert "chicago: new, Chicago (41.8500, -87.6500), 0." in done.stdout
    assert "    because the name of the city Chicago" in done.stdout
    assert pin_of(fresh, "chicago")["provider_id"] == "geonames:4887398"
    assert pin_of(fresh, "edgware")["lat"] == "51.62"


def test_what_lies_within_a_persons_pin_is_looked_for_around_it(
    geo_command: Geo, fresh: Path
) -> None:
    # Edgware, Maryland, say: what lies in it is shown there, too, with what it is called
    change(fresh, "edgware", lat="39.3", lon="-76.6", boundary="", reason="x", set_by="person")
    done = geo_command("geocode", fresh)
    assert done.returncode == 0, done.stderr
    office = pin_of(fresh, "mqm-office")
    assert (office["lat"], office["lon"]) == ("39.3", "-76.6")
    assert office["reason"] == "site not located; shown as Edgware"


def test_nothing_found_replaces_nothing(geo_command: Geo, fresh: Path) -> None:
    places = fresh / "places.csv"
    text = places.read_text(encoding="utf-8")
    before = pin_of(fresh, "chicago")
    places.write_text(text.replace("chicago,Chicago,", "chicago,Qwertzuiopolis,"), encoding="utf-8")
    change(fresh, "chicago", query="Qwertzuiopolis")
    done = geo_command("geocode", fresh)
    assert done.returncode == 0, done.stderr
    assert pin_of(fresh, "chicago") == before | {"query": "Qwertzuiopolis"}


def test_a_pin_goes_when_the_place_is_another_and_nothing_is_found(
    geo_command: Geo, fresh: Path
) -> None:
    places = fresh / "places.csv"
    text = places.read_text(encoding="utf-8")
    places.write_text(text.replace("chicago,Chicago,", "chicago,Qwertzuiopolis,"), encoding="utf-8")
    done = geo_command("geocode", fresh)
    assert done.returncode == 1
    assert "chicago: Chicago (41.8500, -87.6500) → not located" in done.stdout
    assert pin_of(fresh, "chicago")["lat"] == ""


def test_what_would_change_is_told_and_a_dry_run_changes_nothing(
    geo_command: Geo, fresh: Path
) -> None:
    edgware = pin_of(fresh, "edgware")
    north = f"{float(edgware['lat']) + 0.1:.6f}"  # a tenth of a degree is 11.1 km
    change(fresh, "edgware", lat=north, reason="an older reason")
    change(fresh, "barnet", confidence="0.11")
    before = (fresh / "pins.csv").read_bytes()
    done = geo_command("geocode", fresh, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert (fresh / "pins.csv").read_bytes() == before
    assert "edgware: moved 11.1 km, Edgware (51.7128, -0.2754) → Edgware" in done.stdout
    assert f"    because {edgware['reason']}" in done.stdout
    assert "only confidence, query or the gazetteer's version: barnet" in done.stdout
    assert "2 pins would change; nothing was written" in done.stdout


def test_new_and_gone_places_are_told(geo_command: Geo, fresh: Path) -> None:
    rows = rows_of(fresh / "pins.csv")
    write(fresh / "pins.csv", [{**rows[0], "place": "atlantis"}, *rows[1:]])
    done = geo_command("geocode", fresh, "--dry-run")
    assert f"{rows[0]['place']}: new, " in done.stdout
    assert "atlantis: gone, was " in done.stdout


def test_a_folder_that_is_no_story_is_told(geo_command: Geo, tmp_path: Path) -> None:
    done = geo_command("geocode", tmp_path)
    assert done.returncode == 2
    assert "found a folder without places.csv, wanted a story's folder" in done.stderr


def test_a_person_sets_a_pin(geo_command: Geo, fresh: Path) -> None:
    others = [row for row in rows_of(fresh / "pins.csv") if row["place"] != "mqm-office"]
    done = geo_command(
        "pin", fresh, "mqm-office", "51.6137", "-0.2751", "--reason", "the door, seen in the street"
    )
    assert done.returncode == 0, done.stderr
    assert "mqm-office: International Secretariat (51.6137, -0.2751), site" in done.stdout
    assert "    because the door, seen in the street" in done.stdout
    pin = pin_of(fresh, "mqm-office")
    assert (pin["lat"], pin["lon"], pin["precision"]) == ("51.6137", "-0.2751", "site")
    assert (pin["set_by"], pin["confidence"], pin["provider_id"]) == ("person", "", "")
    assert [row for row in rows_of(fresh / "pins.csv") if row["place"] != "mqm-office"] == others
    assert geo_command("check", fresh, "--sources", fresh).returncode == 1  # no copies, no faults
    geo_command("geocode", fresh)
    assert pin_of(fresh, "mqm-office") == pin


def test_an_area_that_a_person_pins_keeps_its_outline_or_has_the_usual_radius(
    geo_command: Geo, fresh: Path
) -> None:
    assert geo_command("pin", fresh, "barnet", "51.62", "-0.2").returncode == 0
    assert pin_of(fresh, "barnet")["boundary"] == "ogl:barnet"
    done = geo_command("pin", fresh, "barnet", "53.55", "-1.48", "--precision", "city")
    assert done.returncode == 0, done.stderr
    pin = pin_of(fresh, "barnet")
    assert (pin["boundary"], pin["radius_m"], pin["precision"]) == ("", "5000", "city")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("karachi", "167.01", "24.86"), "LAT -90 to 90, then LON -180 to 180 (axes swapped?)"),
        (
            ("karachi", "67.01", "24.86"),
            "found lat 67.01, lon 24.86, wanted LAT, then LON",
        ),
        (("karachi", "24.86", "267.01"), "LAT -90 to 90, then LON -180 to 180"),
        (("karachi", "nan", "67.01"), "wanted LAT -90 to 90"),
        (("karachi", "0", "0"), "0, 0 is what a failed look-up gives"),
        (("karachy", "24.86", "67.01"), "wanted the id of a row in places.csv, such as karachi"),
        (("karachi-streets", "24.86", "67.01"), "calls it unlocatable; give --precision"),
        (("karachi", "24.86"), "Missing argument 'LON'"),
        (("karachi", "24,86", "67.01"), "'24,86' is not a valid float"),
        (("karachi", "24.86", "67.01", "--precision", "unlocatable"), "is not one of"),
    ],
)
def test_a_pin_that_cannot_be_is_refused_and_nothing_is_written(
    geo_command: Geo, fresh: Path, arguments: tuple[str, ...], told: str
) -> None:
    before = (fresh / "pins.csv").read_bytes()
    done = geo_command("pin", fresh, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert (fresh / "pins.csv").read_bytes() == before


def with_points(folder: Path, **points: tuple[str, str]) -> None:
    """Add columns lon and lat to places.csv, filled for some places."""
    path = folder / "places.csv"
    rows = rows_of(path)
    made = []
    for row in rows:
        lon, lat = points.get(row["id"], ("", ""))
        cells = list(row.items())
        at = list(row).index("country") + 1
        made.append(dict([*cells[:at], ("lon", lon), ("lat", lat), *cells[at:]]))
    write(path, made)


def test_lon_and_lat_in_the_table_of_places_are_a_persons_pin(
    geo_command: Geo, fresh: Path
) -> None:
    with_points(fresh, karachi=("67.05", "24.9"))
    done = geo_command("geocode", fresh)
    assert done.returncode == 0, done.stderr
    pin = pin_of(fresh, "karachi")
    assert (pin["lon"], pin["lat"], pin["set_by"]) == ("67.05", "24.9", "person")
    assert pin["reason"] == "its lon and lat stand in places.csv"
    done = geo_command("pin", fresh, "karachi", "24.8", "67.0")
    assert done.returncode == 2
    assert "karachi: lon and lat stand in places.csv" in done.stderr
    with_points_gone = fresh / "places.csv"
    with_points_gone.write_text(
        with_points_gone.read_text(encoding="utf-8").replace("67.05,24.9", ","), encoding="utf-8"
    )
    geo_command("geocode", fresh)
    assert pin_of(fresh, "karachi")["set_by"] == "geocoder"


def test_a_point_in_the_table_that_cannot_be_is_told_with_all_others(
    geo_command: Geo, fresh: Path
) -> None:
    with_points(
        fresh,
        karachi=("24.9", "67.05"),
        chicago=("-87.65", ""),
        edgware=("-0.27", "151.6"),
        barnet=("0", "0"),
        **{"karachi-streets": ("67.0", "24.9")},
    )
    before = (fresh / "pins.csv").read_bytes()
    done = geo_command("geocode", fresh)
    assert done.returncode == 2
    for told in (
        "column lon: found '24.9', wanted degrees east, and degrees north in lat (axes swapped?)",
        "column lat: found '', wanted degrees, as lon is -87.65; or neither",
        "column lat: found '151.6', wanted degrees north, -90 to 90, or nothing (axes swapped?)",
        "column lon: found '0', wanted a position; 0, 0 is what a failed look-up gives",
        "column lon: found '67.0', wanted nothing, as the place is unlocatable; or another kind",
    ):
        assert told in done.stderr
    assert (fresh / "pins.csv").read_bytes() == before
