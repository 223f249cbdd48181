"""The command line: what a person types, what it answers, with which exit code."""

import csv
import re
from pathlib import Path

import pytest
from support import Geo


def test_help_lists_every_command(geo_command: Geo) -> None:
    done = geo_command("--help")
    assert done.returncode == 0
    assert re.findall(r"^  (\w+)  ", done.stdout.split("Commands:")[1], flags=re.MULTILINE) == [
        "build",
        "check",
        "geocode",
        "places",
        "schema",
    ]


def test_geocode_says_where_and_why(geo_command: Geo) -> None:
    done = geo_command("geocode", "Edgware", "--within", "London")
    assert done.returncode == 0
    assert "ok: Edgware, England, GB · suburb" in done.stdout
    assert "because" in done.stdout


def test_geocode_of_a_name_that_nobody_knows_ends_with_one(geo_command: Geo) -> None:
    done = geo_command("geocode", "Xyzzyplugh")
    assert done.returncode == 1
    assert "not found" in done.stdout


def test_an_unknown_kind_is_a_mistake_that_lists_the_kinds(geo_command: Geo) -> None:
    done = geo_command("geocode", "Edgware", "--kind", "village-ish")
    assert done.returncode == 2
    assert "village-ish" in done.stderr
    assert "suburb" in done.stderr
    assert "Traceback" not in done.stderr


def test_places_lists_candidates_best_first(geo_command: Geo) -> None:
    done = geo_command("places", "Hyderabad", "--limit", 5)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert any("Sindh, PK" in line for line in lines)
    assert any("Telangana, IN" in line for line in lines)


def test_check_finds_every_span_of_the_real_story(geo_command: Geo, sources: Path) -> None:
    done = geo_command("check", "data", "--sources", sources)
    assert done.returncode == 0, done.stdout
    assert re.fullmatch(r"\d+ found\n", done.stdout)


def test_one_changed_byte_breaks_exactly_the_spans_that_cover_it(
    geo_command: Geo, sources: Path, data: Path, tmp_path: Path
) -> None:
    with (data / "sources.csv").open(encoding="utf-8", newline="") as file:
        source = next(csv.DictReader(file))
    with (data / "claims.csv").open(encoding="utf-8", newline="") as file:
        claim = next(row for row in csv.DictReader(file) if row["source"] == source["id"])
    for path in sources.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    copy = tmp_path / source["file"]
    text = copy.read_text(encoding="utf-8")
    spot = int(claim["start"])
    copy.write_text(text[:spot] + "§" + text[spot + 1 :], encoding="utf-8")
    touched = set()
    for table in ("claims", "mentions"):
        with (data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            touched |= {
                f"{table}.csv, {row['id']}"
                for row in csv.DictReader(file)
                if row["source"] == source["id"] and int(row["start"]) <= spot < int(row["end"])
            }
    done = geo_command("check", "data", "--sources", tmp_path)
    assert done.returncode == 1
    named = re.findall(r"^(.*?): (\w+)", done.stdout, flags=re.MULTILINE)
    broken = {name for name, _ in named}
    assert broken == touched
    assert claim["id"] in done.stdout


def test_a_missing_copy_is_told_and_is_no_traceback(geo_command: Geo, tmp_path: Path) -> None:
    done = geo_command("check", "data", "--sources", tmp_path)
    assert done.returncode == 1
    assert "source missing" in done.stdout
    done = geo_command("check", "data", "--sources", tmp_path / "nowhere")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_schema_writes_the_data_package_that_is_committed(
    geo_command: Geo, story_folder: Path, data: Path
) -> None:
    done = geo_command("schema", story_folder)
    assert done.returncode == 0, done.stderr
    written = (story_folder / "datapackage.json").read_bytes()
    assert written == (data / "datapackage.json").read_bytes()


def test_refreshing_pins_that_are_current_changes_nothing(
    geo_command: Geo, story_folder: Path
) -> None:
    before = (story_folder / "pins.csv").read_bytes()
    done = geo_command("geocode", story_folder)
    assert done.returncode == 0, done.stderr
    assert "nothing has changed" in done.stdout
    assert (story_folder / "pins.csv").read_bytes() == before


def test_a_pin_of_a_person_is_kept_unless_they_say_otherwise(
    geo_command: Geo, story_folder: Path
) -> None:
    pins = story_folder / "pins.csv"
    with pins.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    mine = next(row for row in rows if row["place"] == "mqm-office")
    mine |= {"lon": "-0.2751", "lat": "51.6137", "reason": "seen there", "set_by": "person"}
    stale = next(row for row in rows if row["place"] == "barnet")
    stale["boundary"] = "ogl:no-longer-there"
    rows = [mine if row["place"] == mine["place"] else row for row in rows]
    with pins.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    done = geo_command("geocode", story_folder, answers="n\n")
    assert done.returncode == 0, done.stderr
    assert "Overwrite what a person set (mqm-office)?" in done.stdout
    text = pins.read_text(encoding="utf-8")
    assert "seen there" in text
    assert "ogl:barnet" in text
    assert "no-longer-there" not in text
    done = geo_command("geocode", story_folder, "--yes")
    assert done.returncode == 0, done.stderr
    assert "seen there" not in pins.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["build", "check", "geocode", "places", "schema"])
def test_each_command_has_its_help(geo_command: Geo, command: str) -> None:
    done = geo_command(command, "--help")
    assert done.returncode == 0
    assert "Usage: geo " + command in done.stdout
