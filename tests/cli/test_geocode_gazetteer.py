"""`geo gazetteer`: lists of one's own places."""

import json
from pathlib import Path

from support import Geo

LIST = "name,lon,lat,aliases,country\nZarqeem Colony,67.05,24.95,Zarqim,PK\n"


def test_an_added_list_answers_until_it_is_removed(geo_command: Geo, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(LIST, encoding="utf-8")
    own = {"GEO_LISTS": str(tmp_path / "lists")}
    assert geo_command("geocode", "Zarqim", env=own).returncode == 1
    done = geo_command("gazetteer", "add", tmp_path / "mine.csv", env=own)
    assert (done.returncode, done.stdout) == (0, "mine: 1 places with 2 names added\n")
    done = geo_command("gazetteer", "list", "--format", "json", env=own)
    (row,) = json.loads(done.stdout)
    assert (row["list"], row["places"], row["names"]) == ("mine", 1, 2)
    done = geo_command("geocode", "Zarqim", "--format", "json", env=own)
    (row,) = json.loads(done.stdout)
    assert (row["provider_id"], row["lon"]) == ("mine:2", 67.05)
    assert "from the list mine.csv" in row["reason"]
    assert geo_command("gazetteer", "remove", "mine", env=own).returncode == 0
    assert geo_command("geocode", "Zarqim", env=own).returncode == 1


def test_bad_rows_are_a_mistake_and_nothing_is_kept(geo_command: Geo, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("name,lon,lat\n,1,2\nA,1,100\n", encoding="utf-8")
    own = {"GEO_LISTS": str(tmp_path / "lists")}
    done = geo_command("gazetteer", "add", tmp_path / "bad.csv", env=own)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "geo: bad.csv, row 2, column name: found '', wanted the place's name",
        "bad.csv, row 3, column lat: found '100', wanted degrees from -90 to 90",
    ]
    assert not (tmp_path / "lists").exists()
