"""`geo import FILE --story DIR`: a table as a story, and what changes when it is imported again."""

import csv
import hashlib
import json
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Browser
from support import Geo, contents, hashes
from tables import test_schemas as known

import geo
from geo.story.new import write_example
from geo.tables import schemas

TABLE = """\
What;Date;Type;Town;Country;Lat;Lon;Dead;Injured;Source;Notes
A wall fell;12/05/2007;collapse;Karachi;Pakistan;24,86;67,01;at least 4;10-12;Dawn;By a [big] tree
A river rose;25/05/2007;flood;Hyderabad;Pakistan;;;12;;Geo News;
A bridge closed;03/06/2007;flood;Nosuchtown;Pakistan;0;0;0;dozens;;
A shot was fired;04/06/2007;attack;Karachi;Pakistan;24,9123;67,0345;1;unknown;an eyewitness;
"""


def rows_of(story: Path, table: str) -> dict[str, dict[str, str]]:
    """Return the rows of a table by their first column."""
    with (story / f"{table}.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {next(iter(row.values())): row for row in rows}


def edit(story: Path, table: str, name: str, **cells: str) -> None:
    """Change cells of a row as a person does in a spreadsheet."""
    rows = rows_of(story, table)
    rows[name] |= cells
    write(story, table, rows.values())


def write(story: Path, table: str, rows: object) -> None:
    """Write a table."""
    rows = list(rows)  # type: ignore[call-overload]
    with (story / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "incidents.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def story(folder: Path, geo_command: Geo) -> Path:
    done = geo_command("import", "incidents.csv", "--story", "s", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "s"


def again(folder: Path, geo_command: Geo, text: str, *options: str) -> str:
    """Import a changed file, and return what is said."""
    (folder / "incidents.csv").write_text(text, encoding="utf-8")
    done = geo_command("import", "incidents.csv", "--story", "s", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_row_is_an_event_and_each_number_a_figure_with_its_bound(story: Path) -> None:
    events, figures = rows_of(story, "events"), rows_of(story, "figures")
    assert [(row["title"], row["kind"], row["date"], row["place"]) for row in events.values()] == [
        ("A wall fell", "collapse", "2007-05-12", "karachi"),
        ("A river rose", "flood", "2007-05-25", "hyderabad"),
        ("A bridge closed", "flood", "2007-06-03", "nosuchtown"),
        ("A shot was fired", "attack", "2007-06-04", "karachi-2"),
    ]
    assert events["a-wall-fell-2007-05-12"]["note"] == "By a (big) tree"
    bounds = ("measure", "low", "high", "bound", "wording")
    assert [tuple(row[name] for name in bounds) for row in figures.values()] == [
        ("deaths", "4", "", "at-least", ""),
        ("injured", "10", "12", "between", ""),
        ("deaths", "12", "12", "exact", ""),
        ("deaths", "0", "0", "exact", ""),
        ("injured", "", "", "", "dozens"),
        ("deaths", "1", "1", "exact", ""),
    ]


def test_a_claim_stands_in_the_cells_of_its_row_with_their_hash(story: Path) -> None:
    claims = rows_of(story, "claims")
    whole = claims["a-river-rose-2007-05-25-row"]
    text = "A river rose\t25/05/2007\tflood\tHyderabad\tPakistan\tGeo News"
    assert whole["paragraph"] == "3"
    assert whole["column"] == "What; Date; Type; Town; Country; Source"
    assert whole["span_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert (whole["start"], whole["end"]) == ("0", str(len(text)))
    assert whole["statement"] == "A river rose, Hyderabad, 25 May 2007."
    number = claims["a-wall-fell-2007-05-12-deaths"]
    assert (number["paragraph"], number["column"]) == ("2", "Dead")
    assert number["span_sha256"] == hashlib.sha256(b"at least 4").hexdigest()


def test_who_is_named_as_the_source_says_it_and_the_table_reports_the_rest(story: Path) -> None:
    claims, actors = rows_of(story, "claims"), rows_of(story, "actors")
    said = {name: (row["said_by"], row["status"]) for name, row in claims.items()}
    assert said["a-wall-fell-2007-05-12-row"] == ("dawn", "said")
    assert said["a-bridge-closed-2007-06-03-row"] == ("", "reported")
    assert said["a-shot-was-fired-2007-06-04-row"] == ("an-eyewitness", "said-unnamed")
    assert actors["an-eyewitness"]["kind"] == "unnamed"
    source = rows_of(story, "sources")["incidents"]
    assert (source["file"], source["length"]) == ("incidents.csv", "5")
    assert source["sha256"] == hashes(story / "articles")["incidents.csv"]


def test_points_are_as_exact_as_the_table_allows_and_names_have_hints(story: Path) -> None:
    places = rows_of(story, "places")
    assert [(row["lon"], row["lat"], row["kind"]) for row in places.values()] == [
        ("67.01", "24.86", "city"),  # two decimals, the middle of Karachi
        ("", "", "city"),
        ("", "", "unlocatable"),
        ("67.0345", "24.9123", "site"),
    ]
    assert {row["country"] for row in places.values()} == {"PK"}
    assert "does not say how exact" in places["karachi-2"]["note"]
    pins = rows_of(story, "pins")
    assert [pins[name]["set_by"] for name in places] == ["person", "geocoder", "geocoder", "person"]
    assert pins["hyderabad"]["provider_id"] == "geonames:1176734"


def test_two_commands_lead_from_300_rows_to_a_page_and_check_finds_every_cell(
    tmp_path: Path, geo_command: Geo
) -> None:
    lines = ["Event,Day,Type,Town,Country,Killed"]
    towns, kinds = ("Karachi", "Lahore", "Quetta"), ("flood", "fire")
    for n in range(300):
        day = f"2007-{n // 28 + 1:02}-{n % 28 + 1:02}"
        lines.append(f"{kinds[n % 2]} {n},{day},{kinds[n % 2]},{towns[n % 3]},Pakistan,{n % 4}")
    (tmp_path / "incidents.csv").write_text("\n".join(lines), encoding="utf-8")
    done = geo_command("import", "incidents.csv", "--story", "incidents", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "3 places, 0 actors, 300 events, 600 claims, 300 figures" in done.stdout
    checked = geo_command("check", "incidents", cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "600 found\n")
    story = geo.read_story(tmp_path / "incidents")
    assert len(story.events) == 300
    assert story.figures["low"].sum() == sum(n % 4 for n in range(300))
    built = geo_command("build", "incidents", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "outputs" / "incidents.html").read_text(encoding="utf-8")
    assert "incidents.csv, row 301, column Killed" in page


def test_check_names_the_cell_that_has_changed_and_the_row_that_has_moved(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    header, wall, river, *rest = TABLE.splitlines()
    copy = story / "articles" / "incidents.csv"
    copy.write_text("\n".join([header, wall.replace("at least 4", "5"), river, *rest]))
    done = geo_command("check", "s", cwd=folder)
    assert done.returncode == 1
    assert (
        "claims.csv, a-wall-fell-2007-05-12-deaths: changed (incidents, row 2, Dead)" in done.stdout
    )
    assert done.stdout.endswith("1 changed, 9 found\n")
    copy.write_text("\n".join([header, river, wall, *rest]))
    done = geo_command("check", "s", cwd=folder)
    assert done.stdout.endswith("5 found, 5 moved\n")
    assert "a-river-rose-2007-05-25-deaths: moved to 2 (incidents, row 3, Dead)" in done.stdout
    copy.write_text("\n".join([header.replace("Dead", "Deaths"), wall, river, *rest]))
    done = geo_command("check", "s", cwd=folder)
    assert done.stdout.endswith("4 changed, 6 found\n")


def test_the_same_file_changes_nothing_and_other_columns_first_only_the_order(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    before = contents(story)
    assert "nothing has changed, nothing to do" in again(folder, geo_command, TABLE)
    assert contents(story) == before
    cells = [line.split(";") for line in TABLE.splitlines()]
    turned = "\n".join(";".join(reversed(row)) for row in cells)
    again(folder, geo_command, turned)
    assert rows_of(story, "events").keys() == rows_of(story, "events").keys()
    assert geo_command("check", "s", cwd=folder).stdout == "10 found\n"


def test_rows_in_another_order_change_nothing_but_where_they_stand(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    before = contents(story)
    claims = rows_of(story, "claims")
    header, *rows = TABLE.splitlines()
    rows = [rows[2], rows[0], rows[3], rows[1]]
    said = again(folder, geo_command, "\n".join([header, *rows]))
    assert "new:" not in said
    assert "changed:" not in said
    after = contents(story)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"claims.csv", "sources.csv", "imports.json", "articles/incidents.csv"}
    now = rows_of(story, "claims")
    assert {name: row | {"paragraph": ""} for name, row in now.items()} == {
        name: row | {"paragraph": ""} for name, row in claims.items()
    }
    assert geo_command("check", "s", cwd=folder).stdout == "10 found\n"


def test_importing_again_says_what_is_new_changed_and_gone(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    header, wall, _, bridge, shot = TABLE.splitlines()
    new = "A fire broke out;05/06/2007;fire;Lahore;Pakistan;;;2;;;"
    text = "\n".join([header, wall.replace("at least 4", "6"), bridge, shot, new])
    before = contents(story)
    said = again(folder, geo_command, text, "--dry-run")
    for line in (
        "new: row 5 (a-fire-broke-out-2007-06-05)",
        "changed: row 2, Dead (a-wall-fell-2007-05-12)",
        "gone: a-river-rose-2007-05-25",
        "nothing is written (--dry-run)",
    ):
        assert line in said
    assert contents(story) == before
    again(folder, geo_command, text)
    assert list(rows_of(story, "events")) == [
        "a-wall-fell-2007-05-12", "a-bridge-closed-2007-06-03", "a-shot-was-fired-2007-06-04",
        "a-fire-broke-out-2007-06-05",
    ]  # fmt: skip
    figure = rows_of(story, "figures")["a-wall-fell-2007-05-12-deaths"]
    assert (figure["bound"], figure["low"], figure["high"]) == ("exact", "6", "6")
    assert "hyderabad" not in rows_of(story, "places")
    assert "geo-news" not in rows_of(story, "actors")
    assert list(rows_of(story, "pins")) == list(rows_of(story, "places"))
    assert geo_command("check", "s", cwd=folder).returncode == 0


def test_what_a_person_edited_stays_and_the_difference_is_said_once(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    edit(story, "events", "a-wall-fell-2007-05-12", title="A wall of the market fell", kind="ruin")
    edit(story, "claims", "a-wall-fell-2007-05-12-deaths", statement="Four or more died.")
    text = TABLE.replace("A wall fell", "The wall fell").replace("at least 4", "7")
    said = again(folder, geo_command, text)
    assert "events.csv, a-wall-fell-2007-05-12, title: the file now has 'The wall fell'" in said
    event = rows_of(story, "events")["a-wall-fell-2007-05-12"]
    assert (event["title"], event["kind"]) == ("A wall of the market fell", "ruin")
    claim = rows_of(story, "claims")["a-wall-fell-2007-05-12-deaths"]
    assert claim["statement"] == "Four or more died."
    assert claim["span_sha256"] == hashlib.sha256(b"7").hexdigest()  # where it stands follows
    assert rows_of(story, "figures")["a-wall-fell-2007-05-12-deaths"]["low"] == "7"
    assert "yours stays" not in again(folder, geo_command, text.replace("Geo News", "Geo"))
    assert rows_of(story, "events")["a-wall-fell-2007-05-12"]["kind"] == "ruin"


def test_rows_that_are_gone_stay_where_a_person_uses_them(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    edit(story, "events", "a-river-rose-2007-05-25", note="Seen by many.")
    header = "id,title,text,view,selects,date\n"
    (story / "steps.csv").write_text(
        header
        + "one,A shot,A shot [a-shot-was-fired-2007-06-04-row].,,a-shot-was-fired-2007-06-04,\n"
    )
    lines = TABLE.splitlines()
    said = again(folder, geo_command, "\n".join(lines[:2]))
    assert "stays as you edited or use it: events.csv, a-river-rose-2007-05-25" in said
    assert list(rows_of(story, "events")) == [
        "a-wall-fell-2007-05-12", "a-river-rose-2007-05-25", "a-shot-was-fired-2007-06-04",
    ]  # fmt: skip
    geo.read_story(story)  # it holds together


def test_rows_that_a_person_removed_stay_removed(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    for table in ("events", "claims", "figures"):
        rows = rows_of(story, table)
        write(story, table, [row for name, row in rows.items() if "a-river-rose" not in name])
    for table in ("places", "pins"):
        rows = rows_of(story, table)
        write(story, table, [row for name, row in rows.items() if name != "hyderabad"])
    rows = rows_of(story, "actors")
    write(story, "actors", [row for name, row in rows.items() if name != "geo-news"])
    again(folder, geo_command, TABLE.replace("dozens", "24"))
    assert "a-river-rose-2007-05-25" not in rows_of(story, "events")
    assert "hyderabad" not in rows_of(story, "places")
    assert rows_of(story, "figures")["a-bridge-closed-2007-06-03-injured"]["low"] == "24"


def test_a_key_column_keeps_ids_whatever_changes(tmp_path: Path, geo_command: Geo) -> None:
    text = "ID,What,Date,Lat,Lon\nK1,One,2007-05-12,1.5,2.5\nK2,Two,2007-05-13,3.5,4.5\n"
    (tmp_path / "a.csv").write_text(text)
    assert geo_command("import", "a.csv", "--story", "s", cwd=tmp_path).returncode == 0
    assert list(rows_of(tmp_path / "s", "events")) == ["k1", "k2"]
    (tmp_path / "a.csv").write_text(
        "ID,What,Date,Lat,Lon\nK2,Zwei,2008-01-01,9.5,8.5\nK1,One,2007-05-12,1.5,2.5\n"
    )
    done = geo_command("import", "a.csv", "--story", "s", cwd=tmp_path)
    assert "changed: row 2, What, Date, Lat, Lon (k2)" in done.stdout
    events = rows_of(tmp_path / "s", "events")
    assert {name: row["title"] for name, row in events.items()} == {"k1": "One", "k2": "Zwei"}


def test_a_story_holds_articles_and_tables_together(tmp_path: Path, geo_command: Geo) -> None:
    story = tmp_path / "s"
    story.mkdir()
    write_example(story)
    (tmp_path / "t.csv").write_text("What,Date,Town,Country\nA concert,1996-05-17,Oslo,Norway\n")
    done = geo_command("import", "t.csv", "--story", "s", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    checked = geo_command("check", "s", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout == "7 found\n"
    claims = geo.read_story(story).claims
    assert claims["column"].tolist() == ["", "", "", "", "", "What; Date; Town; Country"]
    assert list(rows_of(story, "places")) == ["bergen", "oslo", "oslo-2"]  # no pin says it is one


def test_a_place_that_the_story_has_already_is_that_place(tmp_path: Path, geo_command: Geo) -> None:
    story = tmp_path / "s"
    story.mkdir()
    write_example(story)
    assert geo_command("geocode", "s", cwd=tmp_path).returncode == 0
    places = (story / "places.csv").read_bytes()
    (tmp_path / "t.csv").write_text("What,Date,Town,Country\nA concert,1996-05-17,Oslo,Norway\n")
    (tmp_path / "u.csv").write_text("What,Date,Town,State\nA choir,1996-05-18,Oslo,Minnesota\n")
    for name in ("t.csv", "u.csv", "t.csv"):
        done = geo_command("import", name, "--story", "s", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert rows_of(story, "events")["a-concert-1996-05-17"]["place"] == "oslo"
    assert rows_of(story, "events")["a-choir-1996-05-18"]["place"] == "oslo-2"
    statement = rows_of(story, "claims")["a-concert-1996-05-17-row"]["statement"]
    assert statement == "A concert, Oslo, 17 May 1996."
    assert (story / "places.csv").read_bytes().startswith(places)
    assert geo_command("check", "s", cwd=tmp_path).returncode == 0


def test_two_sheets_of_a_workbook_are_two_sources(tmp_path: Path, geo_command: Geo) -> None:
    book = openpyxl.Workbook()
    book.active.title = "May"
    for sheet, day in ((book.active, "2007-05-12"), (book.create_sheet("June"), "2007-06-01")):
        sheet.append(["What", "Date", "Town", "Country", "Houses damaged"])
        sheet.append(["A wall fell", day, "Karachi", "Pakistan", 2.5])
    book.save(tmp_path / "a.xlsx")
    for sheet in ("May", "June", "May"):
        done = geo_command(
            "import", "a.xlsx", "--story", "s", "--sheet", sheet, "--figure", "Houses damaged",
            cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert "nothing has changed" in done.stdout
    sources = rows_of(tmp_path / "s", "sources")
    assert [(row["id"], row["sheet"]) for row in sources.values()] == [
        ("a", "May"), ("a-june", "June"),
    ]  # fmt: skip
    figures = rows_of(tmp_path / "s", "figures")
    assert [(row["measure"], row["low"], row["unit"]) for row in figures.values()] == [
        ("houses-damaged", "2.5", "houses damaged"), ("houses-damaged", "2.5", "houses damaged"),
    ]  # fmt: skip
    assert list(rows_of(tmp_path / "s", "places")) == ["karachi"]
    assert geo_command("check", "s", cwd=tmp_path).stdout == "4 found\n"


def test_files_without_rows_of_a_sheet_are_numbered_from_one(
    tmp_path: Path, geo_command: Geo
) -> None:
    table = pd.DataFrame(
        {
            "What": ["A", "B"],
            "Day": pd.to_datetime(["2007-05-12", "2007-05-13"]),
            "Dead": [1, None],
        },
        index=pd.Index(["x", "y"], name="id"),
    )
    geo_table = gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy([1.5, 2.5], [3.5, 4.5]), crs=4326
    )
    geo_table.to_parquet(tmp_path / "a.parquet")
    geo_table.reset_index(drop=True).to_file(tmp_path / "b.gpkg")
    for name in ("a.parquet", "b.gpkg"):
        done = geo_command("import", name, "--story", "s", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    rows = [row["paragraph"] for row in rows_of(tmp_path / "s", "claims").values()]
    assert rows == ["1", "1", "2", "1", "1", "2"]
    assert geo_command("check", "s", cwd=tmp_path).stdout == "6 found\n"
    geo_table[["What", "geometry"]].to_file(tmp_path / "c.shp", index=False)
    done = geo_command("import", "c.shp", "--story", "s", cwd=tmp_path)
    assert (done.returncode, "wanted all of them in one zip file" in done.stderr) == (2, True)


def workbook(path: Path, deaths: object = 12) -> None:
    """Write a workbook with a title, two header rows and merged cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Week 1"
    for row in (
        ["Incidents of a week"],
        [],
        ["What", "Where", None, "When", "People", None],
        [None, "Town", "Country", None, "Dead", "Injured"],
        ["A wall fell", "Karachi", "Pakistan", "2007-05-12", deaths, 3.0],
        ["A river rose", "Hyderabad", "Pakistan", "2007-05-13", 4, None],
        ["Total", None, None, None, 16, 3],
    ):
        sheet.append(row)
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("E3:F3")
    book.save(path)


def test_a_workbook_is_cited_by_sheet_row_and_column(tmp_path: Path, geo_command: Geo) -> None:
    workbook(tmp_path / "a.xlsx")
    done = geo_command("import", "a.xlsx", "--story", "s", "--headline", "A week", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    claim = rows_of(tmp_path / "s", "claims")["a-wall-fell-2007-05-12-deaths"]
    assert (claim["paragraph"], claim["column"]) == ("5", "People Dead")
    assert claim["span_sha256"] == hashlib.sha256(b"12").hexdigest()
    assert rows_of(tmp_path / "s", "sources")["a"]["file"] == "a.xlsx"
    assert 'title = "A week"' in (tmp_path / "s" / "story.toml").read_text()
    checked = geo_command("check", "s", "--sources", tmp_path / "a.xlsx", cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "5 found\n")
    workbook(tmp_path / "a.xlsx", deaths=13)
    checked = geo_command("check", "s", "--sources", tmp_path / "a.xlsx", cwd=tmp_path)
    assert "a-wall-fell-2007-05-12-deaths: changed (a, row 5, People Dead)" in checked.stdout


ACLED = """\
event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,actor2,\
country,admin1,location,latitude,longitude,geo_precision,source,notes,fatalities,timestamp
XXX1,12 May 2007,2007,1,Political violence,Battles,Armed clash,Group A,Police Forces,\
Pakistan,Sindh,Karachi,24.8608,67.0104,1,Dawn,A clash in the town.,4,1
XXX2,14 May 2007,2007,2,Political violence,Riots,Mob violence,Group B,,Pakistan,Sindh,\
Hyderabad,25.3924,68.3737,2,Undisclosed Source,,0,1
XXX3,15 May 2007,2007,3,Demonstrations,Protests,Peaceful protest,Group B,,Pakistan,Sindh,\
Sukkur,27.7052,68.8574,3,Dawn; Geo,,0,1
"""
UCDP = """\
id,year,type_of_violence,dyad_name,side_a,side_b,source_office,where_prec,where_coordinates,adm_1,\
country,latitude,longitude,date_prec,date_start,date_end,best,high,low
7,2007,1,Government of X - Y,Government of X,Y,Agency,1,Karachi town,Sindh,Pakistan,\
24.8608,67.0104,1,2007-05-12,2007-05-12,5,9,3
8,2007,3,Y - Civilians,Y,Civilians,Agency,4,Sindh province,Sindh,Pakistan,26.0,68.5,3,\
2007-05-13,2007-05-19,2,2,2
"""


def test_codes_of_acled_become_reach_of_dates_and_kinds_of_places(
    tmp_path: Path, geo_command: Geo
) -> None:
    (tmp_path / "acled.csv").write_text(ACLED)
    done = geo_command("import", "acled.csv", "--story", "s", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    story = tmp_path / "s"
    events = rows_of(story, "events")
    assert [(row["title"], row["date"], row["date_basis"]) for row in events.values()] == [
        ("Armed clash", "2007-05-12", "stated"),
        ("Mob violence", "[2007-05-11..2007-05-17]", "inferred"),
        ("Peaceful protest", "2007-05", "inferred"),
    ]
    assert [row["kind"] for row in rows_of(story, "places").values()] == [
        "city",
        "region",
        "province",
    ]
    assert [row["measure"] for row in rows_of(story, "figures").values()] == ["deaths"]  # no zeros
    claims = rows_of(story, "claims")
    assert [(row["said_by"], row["status"]) for row in claims.values()] == [
        ("dawn", "said"), ("dawn", "said"), ("undisclosed-source", "said-unnamed"),
        ("dawn-geo", "said"),
    ]  # fmt: skip
    assert events["xxx1"]["note"] == "A clash in the town."
    assert rows_of(story, "sources")["acled"]["publisher"] == "ACLED"
    assert {"group-a", "police-forces"} <= set(claims["xxx1-row"]["about"].split("; "))
    assert geo_command("check", "s", cwd=tmp_path).returncode == 0


def test_estimates_of_ucdp_are_one_set_with_its_bounds(tmp_path: Path, geo_command: Geo) -> None:
    (tmp_path / "ged.csv").write_text(UCDP)
    done = geo_command("import", "ged.csv", "--story", "s", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    figures = rows_of(tmp_path / "s", "figures").values()
    assert [(row["bound"], row["low"], row["high"]) for row in figures] == [
        ("about", "5", "5"), ("between", "3", "9"), ("exact", "2", "2"),
    ]  # fmt: skip
    sets = geo.read_story(tmp_path / "s").figures["set"].tolist()
    assert sets[0] == sets[1] != sets[2]
    events = rows_of(tmp_path / "s", "events")
    assert [row["date"] for row in events.values()] == ["2007-05-12", "[2007-05-13..2007-05-19]"]
    assert [row["kind"] for row in events.values()] == [
        "state-based-violence",
        "one-sided-violence",
    ]
    actors = rows_of(tmp_path / "s", "actors")
    assert {name: row["kind"] for name, row in actors.items()} == {
        "government-of-x": "government", "y": "group", "civilians": "people", "agency": "group",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("What,Date,Lat,Lon\nA,2007,1.5,2.5\n", ["--key", "Nr"], "found no column 'Nr'"),
        (
            "N,What,Lat,Lon\n1,A,1.5,2.5\n1,B,1.6,2.5\n,C,1.7,2.5\n",
            ["--key", "N"],
            "found row 3 ('1', as row 2), row 4 (empty)",
        ),
        ("What,Date\nA,2007\n", [], "found no column of coordinates or of places"),
        ("What,Date,Lat,Lon\nA,03/04/2020,1.5,2.5\n", [], "--date-order"),
        ("What,Lat,Lon\nA,1.5,2.5\n", ["--published", "May 2007"], "published: found 'May 2007'"),
    ],
)
def test_what_can_not_be_imported_is_one_message_and_nothing_is_written(
    tmp_path: Path, geo_command: Geo, text: str, options: list[str], said: str
) -> None:
    (tmp_path / "a.csv").write_text(text)
    done = geo_command("import", "a.csv", "--story", "s", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "s").exists()


def test_a_pipe_and_a_lost_record_are_refused(folder: Path, story: Path, geo_command: Geo) -> None:
    done = geo_command("import", "-", "--story", "s", cwd=folder)
    assert (done.returncode, "found a pipe" in done.stderr) == (2, True)
    (story / "imports.json").unlink()
    before = contents(story)
    done = geo_command("import", "incidents.csv", "--story", "s", cwd=folder)
    assert (done.returncode, "imports.json does not know" in done.stderr) == (2, True)
    (story / "imports.json").write_text("{")
    done = geo_command("import", "incidents.csv", "--story", "s", cwd=folder)
    assert (done.returncode, "imports.json" in done.stderr) == (2, True)
    (story / "imports.json").unlink()
    assert contents(story) == before


def test_a_corrected_point_keeps_its_place_and_what_was_edited_there(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    edit(story, "places", "karachi-2", label="Karachi, north")
    again(folder, geo_command, TABLE.replace("24,9123", "24,9456"))
    place = rows_of(story, "places")["karachi-2"]
    assert (place["lat"], place["label"]) == ("24.9456", "Karachi, north")
    assert rows_of(story, "pins")["karachi-2"]["lat"] == "24.9456"
    assert rows_of(story, "events")["a-shot-was-fired-2007-06-04"]["place"] == "karachi-2"


def test_an_edited_speaker_that_the_file_has_no_more_is_a_question(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    edit(story, "actors", "dawn", kind="media")
    before = contents(story)
    (folder / "incidents.csv").write_text(TABLE.replace("Dawn", "The Dawn"))
    done = geo_command("import", "incidents.csv", "--story", "s", cwd=folder)
    assert done.returncode == 2
    assert (
        "actors.csv, dawn: found a row that you edited and that the file has no more" in done.stderr
    )
    assert contents(story) == before
    write(
        story, "actors", [row for name, row in rows_of(story, "actors").items() if name != "dawn"]
    )
    done = geo_command("import", "incidents.csv", "--story", "s", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "the-dawn" in rows_of(story, "actors")


def test_a_column_that_only_counts_the_rows_is_no_key(tmp_path: Path, geo_command: Geo) -> None:
    text = "Nr,What,Date,Lat,Lon\n1,One,2007-05-12,1.5,2.5\n2,Two,2007-05-13,3.5,4.5\n"
    (tmp_path / "a.csv").write_text(text)
    done = geo_command("import", "a.csv", "--story", "s", cwd=tmp_path)
    assert "key: none" in done.stdout
    new = "Nr,What,Date,Lat,Lon\n1,Zero,2007-05-11,5.5,2.5\n2,One,2007-05-12,1.5,2.5\n"
    (tmp_path / "a.csv").write_text(f"{new}3,Two,2007-05-13,3.5,4.5\n")
    done = geo_command("import", "a.csv", "--story", "s", cwd=tmp_path)
    assert "new: row 2 (zero-2007-05-11)" in done.stdout
    assert list(rows_of(tmp_path / "s", "events")) == [
        "one-2007-05-12", "two-2007-05-13", "zero-2007-05-11",
    ]  # fmt: skip


def test_a_copy_that_no_import_has_left_is_not_written_over(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    (story / "articles" / "incidents.csv").write_text("my own file")
    before = contents(story)
    (folder / "incidents.csv").write_text(TABLE.replace("at least 4", "5"))
    done = geo_command("import", "incidents.csv", "--story", "s", cwd=folder)
    assert (done.returncode, "found another file than the last import" in done.stderr) == (2, True)
    done = geo_command("import", "incidents.csv", "--story", "s", "--headline", "x", cwd=folder)
    assert (done.returncode, "wanted a new one" in done.stderr) == (2, True)
    assert contents(story) == before


def test_the_copy_itself_may_be_edited_and_imported(
    folder: Path, story: Path, geo_command: Geo
) -> None:
    copy = story / "articles" / "incidents.csv"
    copy.write_text(TABLE.replace("at least 4", "5"))
    done = geo_command("import", "s/articles/incidents.csv", "--story", "s", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "changed: row 2, Dead" in done.stdout
    assert geo_command("check", "s", cwd=folder).stdout == "10 found\n"


def test_shapes_of_a_map_are_circles_that_hold_them(tmp_path: Path, geo_command: Geo) -> None:
    square = [[[67.0, 24.8], [67.1, 24.8], [67.1, 24.9], [67.0, 24.9], [67.0, 24.8]]]
    feature = {
        "type": "Feature",
        "properties": {"name": "A flooded plain", "date": "2007-05"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (tmp_path / "a.geojson").write_text(text)
    done = geo_command("import", "a.geojson", "--story", "s", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (pin,) = rows_of(tmp_path / "s", "pins").values()
    assert (pin["precision"], pin["lon"], pin["lat"], pin["set_by"]) == (
        "city", "67.05", "24.85", "person",
    )  # fmt: skip
    assert (
        7_400 < float(pin["radius_m"]) < 7_600
    )  # half the diagonal of a square of 11.1 by 10.1 km
    assert geo_command("check", "s", cwd=tmp_path).stdout == "1 found\n"


SCHEMAS = {
    "acled.csv": (known.ACLED, "Mob violence", "2007-05-12"),
    "ushahidi.csv": (known.USHAHIDI, "A fire", "2010-01-12T16:53"),
    "ushahidi3.csv": (known.USHAHIDI_3, "A fire", "2010-01-11"),
    "kobo.csv": (known.KOBO, None, "2019-12-25"),
    "odk.csv": (known.ODK, None, "2019-12-25"),
    "wikidata.csv": (known.WIKIDATA, "A battle", "1843-03-24"),
    "bindings.json": (
        json.dumps({"results": {"bindings": known.BINDINGS}}), "A battle", "1843-03-24",
    ),
    "places.tsv": (known.PLACES_TSV, "Settlement, Karachi", "1729/1839"),
    "linked.geojson": (
        known.collection(known.feature({"title": "Karachi"}, 67.01, 24.86, when=known.SPANS)),
        "Karachi", "1729/1839",
    ),
    "saved.geojson": (
        known.collection(known.feature(known.SAVED, 67.01, 24.86)), None, "2019-01-01",
    ),
    "history.json": (json.dumps({"locations": [known.RECORD]}), None, "2019-01-01"),
    "timeline.json": (json.dumps({"semanticSegments": known.TIMELINE}), "HOME", None),
    "my-maps.csv": (known.MY_MAPS, "A place", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_table_of_a_known_form_is_a_story_whose_cells_are_found(
    tmp_path: Path, geo_command: Geo, name: str
) -> None:
    text, title, date = SCHEMAS[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = geo_command("import", name, "--story", "s", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (event,) = rows_of(tmp_path / "s", "events").values()
    assert title in (None, event["title"])
    assert date in (None, event["date"])
    places = geo.read_story(tmp_path / "s").places
    assert places[["lon", "lat"]].round(2).to_numpy().tolist() == [[67.01, 24.86]]
    checked = geo_command("check", "s", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    again = geo_command("import", name, "--story", "s", cwd=tmp_path)
    assert again.stdout.endswith("nothing to do\n")


def test_a_file_of_gdelt_keeps_the_precision_of_its_action(
    tmp_path: Path, geo_command: Geo
) -> None:
    (schema,) = (schema for schema in schemas.SCHEMAS if schema.headerless)
    row = dict.fromkeys(schema.headerless, "")
    row |= {"GLOBALEVENTID": "123", "SQLDATE": "20070512", "QuadClass": "4", "Actor1Name": "POLICE"}
    row |= {"ActionGeo_Lat": "26.1", "ActionGeo_Long": "68.6", "ActionGeo_Type": "5"}
    row |= {"ActionGeo_FullName": "Sindh, Pakistan", "SOURCEURL": "https://example.org/a"}
    (tmp_path / "a.csv").write_text("\t".join(row.values()) + "\n")
    done = geo_command("import", "a.csv", "--story", "s", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (event,) = rows_of(tmp_path / "s", "events").values()
    assert (event["id"], event["date"]) == ("a-123", "2007-05-12")
    assert event["title"] == "Material conflict, Sindh, Pakistan"
    (place,) = rows_of(tmp_path / "s", "places").values()
    assert (place["kind"], place["lon"], place["lat"]) == ("province", "68.6", "26.1")
    (claim,) = rows_of(tmp_path / "s", "claims").values()
    assert (claim["note"], claim["status"], claim["said_by"]) == (
        "https://example.org/a", "reported", "",
    )  # fmt: skip
    assert rows_of(tmp_path / "s", "actors")["police"]["name"] == "POLICE"


def test_a_german_table_with_words_for_its_numbers(tmp_path: Path, geo_command: Geo) -> None:
    text = (
        "Nr.;Ereignis;Datum;Ort;Land;Tote;Verletzte;Vermisste;Quelle\n"
        "1;Ein Damm brach;14.07.2021;Erftstadt;Deutschland;mindestens 12;über 100;;Feuerwehr\n"
        "2;Ein Haus fiel;15.07.2021;Schuld;Deutschland;4;etwa 30;50 bis 70;Bürgermeister\n"
        "3;Eine Brücke fiel;;Neustadt;Deutschland;;;unbekannt;https://example.org/a\n"
        "Summe;;;;;16;;;\n"
    )
    (tmp_path / "flut.csv").write_bytes(text.encode("cp1252"))
    done = geo_command("import", "flut.csv", "--story", "s", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "read as cp1252" in done.stdout
    figures = rows_of(tmp_path / "s", "figures")
    assert {name: (row["bound"], row["low"], row["high"]) for name, row in figures.items()} == {
        "ein-damm-brach-2021-07-14-deaths": ("at-least", "12", ""),
        "ein-damm-brach-2021-07-14-injured": ("more-than", "100", ""),
        "ein-haus-fiel-2021-07-15-deaths": ("exact", "4", "4"),
        "ein-haus-fiel-2021-07-15-injured": ("about", "30", "30"),
        "ein-haus-fiel-2021-07-15-missing": ("between", "50", "70"),
    }
    assert list(rows_of(tmp_path / "s", "actors")) == ["feuerwehr", "burgermeister"]
    claim = rows_of(tmp_path / "s", "claims")["eine-brucke-fiel-row"]
    assert (claim["status"], claim["note"]) == ("reported", "https://example.org/a")
    places = rows_of(tmp_path / "s", "places")
    assert [row["kind"] for row in places.values()] == ["city", "city", "unlocatable"]
    assert geo_command("check", "s", cwd=tmp_path).stdout == "8 found\n"


@pytest.mark.browser
def test_the_page_cites_row_and_column(story: Path, chromium: Browser) -> None:
    page = story.parent / "page.html"
    geo.save_html(geo.story_map(geo.read_story(story)), page)
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    opened = context.new_page()
    opened.goto(page.as_uri())
    opened.locator("[id$=_panel]").get_by_text("A wall fell").first.click()
    opened.get_by_text("incidents.csv, row 2, column Dead").first.wait_for()
    text = opened.locator("[id$=_panel]").inner_text()
    assert "at least 4 people\nsaid by Dawn · incidents.csv, row 2, column Dead" in text
    assert "incidents.csv, row 2\n" in text
    assert "paragraph" not in text
    opened.locator("[id$=_panel]").get_by_text("A bridge closed").first.click()
    opened.get_by_text("as the table has it").first.wait_for()
    context.close()


@pytest.mark.browser
def test_cells_and_headers_that_attack_are_shown_and_never_run(
    tmp_path: Path, geo_command: Geo, chromium: Browser
) -> None:
    attack = "=1+1 <img src=x onerror=window.ran=1><script>window.ran=1</script> [a]"
    header = ["What", "Date", "Lat", "Lon", "Town", "Deaths", "Source", "Notes", f"{attack} x"]
    rows = [
        [f"{attack} 1", "2007-05-12", "24.86", "67.01", attack, attack, attack, attack, "7"],
        [f"{attack} 2", "2007-05-13", "25.86", "68.01", "Karachi", "4", "Dawn", "", "8"],
    ]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    options = ["--figure", f"{attack} x", "--figure", "Deaths"]
    done = geo_command("import", "a.csv", "--story", "s", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    story = tmp_path / "s"
    assert geo_command("check", "s", cwd=tmp_path).stdout == "6 found\n"
    for table in ("events", "places", "actors", "figures"):
        for row in rows_of(story, table).values():
            assert not any(cell.startswith("=") for cell in row.values())
    geo.save_html(geo.story_map(geo.read_story(story)), tmp_path / "page.html")
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    opened = context.new_page()
    opened.goto((tmp_path / "page.html").as_uri())
    opened.locator("[id$=_panel]").get_by_text("'=1+1 <img").first.click()
    opened.get_by_text("row 2, column =1+1 <img").first.wait_for()
    assert opened.evaluate("window.ran") is None
    context.close()
