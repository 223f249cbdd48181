"""`geo places NAME`: what the gazetteer has under a name."""

import csv
import io
import json

from support import Geo


def test_candidates_stand_under_each_other_best_first(geo_command: Geo) -> None:
    done = geo_command("places", "Hyderabad", "--limit", 2)
    assert done.returncode == 0
    first, second, more = done.stdout.splitlines()
    assert first.startswith("Hyderabad, Telangana, IN  city  ")
    assert second.startswith("Hyderabad, Sindh, PK      city  ")
    assert second.endswith("people  25.3969, 68.3772  geonames:1176734")
    assert more.startswith("… and ")


def test_a_country_leaves_others_out(geo_command: Geo) -> None:
    done = geo_command("places", "Hyderabad", "--country", "Pakistan", "--format", "json")
    rows = json.loads(done.stdout)
    assert {row["country"] for row in rows} == {"PK"}
    assert rows[0]["provider_id"] == "geonames:1176734"


def test_csv_has_the_columns_of_candidates(geo_command: Geo) -> None:
    done = geo_command("places", "Edgware", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    assert (rows[0]["name"], rows[0]["country"], rows[0]["kind"]) == ("Edgware", "GB", "suburb")


def test_a_name_that_nobody_has_gets_suggestions(geo_command: Geo) -> None:
    done = geo_command("places", "Karachu")
    assert done.returncode == 1
    assert done.stdout == ""
    first, second, *_ = done.stderr.splitlines()
    assert first == "no place is called 'Karachu' in the gazetteer"
    assert second == "  did you mean Karachi, Sindh, PK?"
    done = geo_command("places", "Xyzzyplugh", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (1, [])


def test_a_country_that_is_none_is_a_mistake(geo_command: Geo) -> None:
    done = geo_command("places", "Paris", "--country", "ZZ")
    assert done.returncode == 2
    assert "country: found 'ZZ', wanted an ISO 3166-1 code" in done.stderr
