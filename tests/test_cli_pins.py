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


def test_a_pin_of_a_person_is_kept_unless_they_say_otherwise(geo_command: Geo, fresh: Path) -> None:
    mine = {"lon": "-0.2751", "lat": "51.6137", "reason": "seen there", "set_by": "person"}
    change(fresh, "mqm-office", **mine)
    change(fresh, "barnet", boundary="ogl:no-longer-there")
    done = geo_command("geocode", fresh, answers="n\n")
    assert done.returncode == 0, done.stderr
    assert "Overwrite what a person set (mqm-office)?" in done.stdout
    text = (fresh / "pins.csv").read_text(encoding="utf-8")
    assert "seen there" in text
    assert "ogl:barnet" in text
    assert "no-longer-there" not in text
    done = geo_command("geocode", fresh, "--yes")
    assert done.returncode == 0, done.stderr
    assert "seen there" not in (fresh / "pins.csv").read_text(encoding="utf-8")


def test_what_would_change_is_told_and_a_dry_run_changes_nothing(
    geo_command: Geo, fresh: Path
) -> None:
    rows = rows_of(fresh / "pins.csv")
    edgware = next(row for row in rows if row["place"] == "edgware")
    north = f"{float(edgware['lat']) + 0.1:.6f}"  # a tenth of a degree is 11.1 km
    change(fresh, "edgware", lat=north, reason="an older reason", set_by="person")
    change(fresh, "barnet", confidence="0.11")
    before = (fresh / "pins.csv").read_bytes()
    done = geo_command("geocode", fresh, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert (fresh / "pins.csv").read_bytes() == before
    assert "edgware: moved 11.1 km, Edgware (51.7128, -0.2754) → Edgware" in done.stdout
    assert "(a person set it)" in done.stdout
    assert "    reason: 'an older reason' → '" in done.stdout
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
