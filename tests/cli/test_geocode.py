"""`geo geocode NAME…`: where names are, and why, on the terminal."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from support import Geo


def test_a_line_a_name_and_under_it_why(geo_command: Geo) -> None:
    done = geo_command("geocode", "Edgware", "Hyderabad, Sindh", "Xyzzyplugh")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert re.fullmatch(
        r"Edgware {11}ok +0\.\d\d  Edgware, England, GB  suburb, 1\.0 km  +51\.6128, -0\.2754",
        lines[0],
    )
    assert lines[1].startswith("    because the name of the suburb Edgware")
    hyderabad = next(line for line in lines if line.startswith("Hyderabad, Sindh  ok"))
    assert "Hyderabad, Sindh, PK" in hyderabad
    assert any(line.startswith("Xyzzyplugh        not_found") for line in lines)
    assert "\x1b" not in done.stdout


def test_a_name_that_nobody_knows_ends_with_one(geo_command: Geo) -> None:
    done = geo_command("geocode", "Xyzzyplugh")
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["Xyzzyplugh  not_found", "    because no such name"]


def test_hints_decide(geo_command: Geo) -> None:
    done = geo_command("geocode", "Springfield", "--near", "-72.6,42.1", "--format", "json")
    assert json.loads(done.stdout)[0]["admin1"] == "Massachusetts"
    done = geo_command("geocode", "Hyderabad", "--context", "Sindh; Karachi", "--format", "json")
    assert json.loads(done.stdout)[0]["country"] == "PK"
    done = geo_command("geocode", "Barnet", "--kind", "borough", "--format", "json")
    assert json.loads(done.stdout)[0]["provider_id"] == "ogl:barnet"


def test_json_has_a_row_a_name_and_null_for_nothing(geo_command: Geo) -> None:
    done = geo_command("geocode", "کراچی", "Xyzzyplugh", "--format", "json")
    first, second = json.loads(done.stdout)
    assert (first["query"], first["country"], first["status"]) == ("کراچی", "PK", "ok")
    assert first["lon"] == pytest.approx(67.01, abs=0.05)
    assert (second["lon"], second["status"]) == (None, "not_found")


def test_csv_is_read_by_a_spreadsheet_and_runs_nothing_there(geo_command: Geo) -> None:
    done = geo_command("geocode", "Edgware", "=1+1", "--format", "csv")
    first, second = csv.DictReader(io.StringIO(done.stdout, newline=""))
    assert (first["matched"], first["country"]) == ("Edgware", "GB")
    assert (second["query"], second["lon"]) == ("'=1+1", "")


def test_a_name_can_not_move_the_cursor(geo_command: Geo) -> None:
    done = geo_command("geocode", "\x1b[2JEdgware\u202e")
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Edgware", "--kind", "village-ish"], "kind: found 'village-ish', wanted one of site"),
        (["Edgware", "--country", "ZZ"], "country: found 'ZZ', wanted an ISO"),
        (["Edgware", "--within", "Nowhereshire"], "within: found 'Nowhereshire'"),
        (["Edgware", "--near", "north"], "found 'north', wanted lon,lat in degrees"),
        (["Edgware", "--near", "24.8,167"], "axes swapped?"),
        (["Edgware", "--format", "xml"], "'xml' is not one of 'text', 'json', 'csv'"),
        (["Edgware", "--provider", "nobody"], "provider: found 'nobody', wanted one of"),
        (["Edgware", "--url", "http://127.0.0.1:1"], "--url and --option go with --provider"),
        ([], "Missing argument 'NAME… | FILE | FOLDER'"),
        (["none.csv"], "none.csv: no such file or folder; wanted a table in"),
        (["./none"], "./none: no such file or folder; wanted a table in"),
        (["none/"], "none/: no such file or folder"),
        (["none", "--column", "place"], "none: no such file or folder"),
        (["a.csv", "b.csv", "--column", "place"], "found 2 arguments, a file among them"),
    ],
)
def test_a_mistake_is_one_message_and_exit_code_2(
    geo_command: Geo, tmp_path: Path, arguments: list[str], told: str
) -> None:
    done = geo_command("geocode", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_folder_of_a_places_name_is_still_a_place(geo_command: Geo, tmp_path: Path) -> None:
    (tmp_path / "London").mkdir()
    done = geo_command("geocode", "London", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "London, England, GB" in done.stdout


def test_a_dry_run_says_what_would_be_sent(geo_command: Geo, tmp_path: Path) -> None:
    given = {"XDG_CACHE_HOME": str(tmp_path)}
    asked = ["--dry-run", "--provider", "nominatim", "--url", "http://127.0.0.1:9"]
    done = geo_command("geocode", "Edgware", "Xyzzyplugh", *asked, env=given)
    assert done.returncode == 0, done.stderr
    first, last = done.stdout.splitlines()
    assert first.startswith("Xyzzyplugh  http://127.0.0.1:9/search?q=Xyzzyplugh&")
    assert last.startswith("1 request would be sent (User-Agent: geo-event-maps/")
    done = geo_command("geocode", "Xyzzyplugh", "--dry-run", env=given)
    assert done.stdout == "nothing would be sent: no --provider is named\n"


def test_an_empty_name_is_a_name_that_was_not_given(geo_command: Geo) -> None:
    done = geo_command("geocode", "")
    assert done.returncode == 1
    assert "no name was given" in done.stdout
