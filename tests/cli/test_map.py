"""`geo map FILE`: a table in, one page out, and a line for each thing that was taken."""

import json
import random
import re
import shlex
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from support import Geo, contents
from tables.tables import HEADER, ROWS, head_of, zipped

TEXT = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
COMMAND = "from geo.cli.main import main; main()"
KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>A wall fell</name>'
    "<Point><coordinates>67.01,24.86</coordinates></Point></Placemark></Document></kml>"
)
GPX = (
    '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
    '<wpt lat="24.86" lon="67.01"><time>2007-05-12T10:00:00Z</time><name>A wall fell</name></wpt>'
    "</gpx>"
)
ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="Events">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def ods() -> bytes:
    """Return a workbook of OpenDocument, as small as it may be."""

    def cell(value: object) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, (int, float)):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return (
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p>'
            "</table:table-cell>"
        )

    rows = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in (HEADER, *ROWS)
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = {"META-INF/manifest.xml": b"<manifest/>"}
    return zipped(mimetype=kind, content__xml=ODS.format(rows=rows).encode(), **manifest)


def frame() -> pd.DataFrame:
    return pd.DataFrame(ROWS, columns=HEADER)


def located() -> gpd.GeoDataFrame:
    table = frame()
    points = gpd.points_from_xy(table.pop("Lon"), table.pop("Lat"))
    return gpd.GeoDataFrame(table, geometry=points, crs=4326)


def write(path: Path) -> None:
    """Write the three events in the format of a name."""
    ending = path.name.partition(".")[2]
    plain = {"csv": ",", "tsv": "\t"}
    if ending in plain:
        frame().to_csv(path, sep=plain[ending], index=False)
    elif ending == "xlsx":
        book = openpyxl.Workbook()
        for row in (HEADER, *ROWS):
            book.active.append(row)
        book.save(path)
    elif ending == "parquet":
        frame().to_parquet(path)
    elif ending in {"kml", "gpx"}:
        path.write_text(KML if ending == "kml" else GPX, encoding="utf-8")
    elif ending in {"kmz", "ods"}:
        path.write_bytes(ods() if ending == "ods" else zipped(doc__kml=KML.encode()))
    elif ending == "csv.zip":
        path.write_bytes(zipped(a__csv=frame().to_csv(index=False).encode()))
    elif ending == "shp.zip":
        located().to_file(path.with_name("a.shp"))
        parts = [one for one in path.parent.glob("a.*") if one != path]
        path.write_bytes(zipped(**{one.name: one.read_bytes() for one in parts}))
    else:
        located().to_file(path)


def lines_of(stdout: str) -> dict[str, str]:
    """Return what was said, by what it is of."""
    pairs = (line.partition(": ") for line in stdout.partition("open ")[0].splitlines())
    return {what: told for what, _, told in pairs}


@pytest.mark.parametrize(
    ("name", "rows", "without"),
    [
        *((f"a.{ending}", 2, 1) for ending in ("csv", "tsv", "xlsx", "ods", "parquet", "csv.zip")),
        *((f"a.{ending}", 2, 1) for ending in ("geojson", "gpkg", "shp", "shp.zip")),
        *((f"a.{ending}", 1, 0) for ending in ("kml", "kmz", "gpx")),
    ],
)
def test_each_format_becomes_a_page(
    name: str, rows: int, without: int, geo_command: Geo, tmp_path: Path
) -> None:
    write(tmp_path / name)
    done = geo_command("map", name, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    head = head_of(tmp_path / "a.html")
    assert (head["rows"], head["without"]) == (rows, without)
    assert lines_of(done.stdout)["title"] in {"What", "Name", "name"}
    assert head["columns"][0] == lines_of(done.stdout)["title"]


def test_it_says_in_a_line_each_what_it_took(geo_command: Geo, tmp_path: Path) -> None:
    write(tmp_path / "a.csv")
    done = geo_command("map", "a.csv", cwd=tmp_path)
    assert lines_of(done.stdout) == {
        "table": "3 rows",
        "place": (
            "Lon, Lat (1 row); Town within Country, geocoded (1 row); "
            "1 row without a place, listed on the page"
        ),
        "date": "Date",
        "title": "What",
        "colour": "Kind",
        "left": "nothing",
    }
    head = head_of(tmp_path / "a.html")
    assert head["time"]["label"] == "Date"
    assert [group["label"] for group in head["colour"]["groups"]] == ["flood", "collapse"]


def test_the_python_that_it_prints_writes_the_same_bytes(geo_command: Geo, tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx")
    done = geo_command("map", "a.xlsx", "--date-order", "dmy", "-o", "b.html", cwd=tmp_path)
    first = (tmp_path / "b.html").read_bytes()
    (tmp_path / "b.html").unlink()
    code = done.stdout.partition("the same in Python:\n")[2].replace("    ", "")
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "b.html").read_bytes() == first
    assert contents(tmp_path).keys() == {"a.xlsx", "b.html"}


def test_a_pipe_is_read_and_its_python_too(geo_command: Geo, tmp_path: Path) -> None:
    write(tmp_path / "a.csv")
    piped = (tmp_path / "a.csv").read_text(encoding="utf-8")
    done = geo_command("map", "-", cwd=tmp_path, env={"LANG": "C.UTF-8"}, answers=piped)
    assert done.returncode == 0, done.stderr
    first = (tmp_path / "map.html").read_bytes()
    code = done.stdout.partition("the same in Python:\n")[2].replace("    ", "")
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, check=True, capture_output=True, input=piped.encode(),
    )  # fmt: skip
    assert (tmp_path / "map.html").read_bytes() == first


def test_old_encodings_are_decided_by_their_letters(geo_command: Geo, tmp_path: Path) -> None:
    rows = "".join(
        f"Explosión en el mercado número {n};1,5;2,5;El alcalde habló después de la reunión\n"
        for n in range(20)
    )
    text = f"Título;lat;lon;Descripción\n{rows}"
    (tmp_path / "a.csv").write_bytes(text.encode("latin-1"))
    done = geo_command("map", "a.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert lines_of(done.stdout)["title"] == "Título"
    assert lines_of(done.stdout)["left"] == "read as cp1252"


def test_a_pipe_in_an_old_encoding_is_read_as_its_file_is(tmp_path: Path) -> None:
    rows = "Explosión en el mercado número 5;1,5;2,5\nEl alcalde habló después;1,6;2,6\n"
    data = f"Título;lat;lon\n{rows * 5}".encode("cp1252")
    (tmp_path / "a.csv").write_bytes(data)
    pages = []
    for name, piped in (("a.csv", None), ("-", data)):
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "map", name, "--headline", "x", "-o", "a.html"],
            cwd=tmp_path, check=True, capture_output=True, input=piped,
        )  # fmt: skip
        assert "read as cp1252" in done.stdout.decode()
        pages.append((tmp_path / "a.html").read_bytes())
    assert pages[0] == pages[1]


def workbook(path: Path) -> None:
    """Write what a person makes of a sheet: title, two header rows, merged cells, a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Incidents"
    sheet.append(["Incidents of the year"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["Date", "What happened", "Type", "Town", "Position", None])
    sheet.append([None, None, None, None, "Lat", "Lon"])
    sheet.merge_cells("E3:F3")
    for letter in "ABCD":
        sheet.merge_cells(f"{letter}3:{letter}4")
    sheet.append([39214, "A wall fell", "collapse", "Karachi", 24.86, 67.01])
    sheet.append([39215, "A roof fell", "collapse", None, 24.87, 67.02])
    sheet.merge_cells("D5:D6")
    sheet.append([39216, "A river rose", "flood", "Sukkur", None, None])
    sheet.append(["Total", 3])
    hidden = book.create_sheet("raw")
    hidden.sheet_state = "hidden"
    hidden.append(["Lat", "Lon"])
    hidden.append([1, 2])
    book.create_sheet("About").append(["made by the office"])
    book.save(path)


def test_a_workbook_made_by_hand_is_read(geo_command: Geo, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx")
    done = geo_command("map", "a.xlsx", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = lines_of(done.stdout)
    assert told["table"] == "sheet 'Incidents', 3 rows"
    assert told["place"].startswith("Position Lon, Position Lat (2 rows); Town, geocoded (1 row)")
    assert told["date"] == "Date ('Date' counts days as a spreadsheet does)"
    assert told["colour"] == "Type"
    for left in ("hidden sheet 'raw'", "sheet 'About'", "row 1 above", "row 8 (Total)"):
        assert left in told["left"]
    head = head_of(tmp_path / "a.html")
    assert (head["rows"], head["without"], head["time"]["zero"]) == (3, 0, 13645)  # 2007-05-12


def test_two_sheets_with_events_are_a_question(geo_command: Geo, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("North", "South"):
        sheet = book.create_sheet(name)
        sheet.append(["lat", "lon"])
        sheet.append([1.5, 2.5])
    book.save(tmp_path / "a.xlsx")
    done = geo_command("map", "a.xlsx", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "geo: a.xlsx: found 2 sheets with events: 'North', 'South'; which of them is meant? "
        "give --sheet (sheet=…)\n"
    )
    assert geo_command("map", "a.xlsx", "--sheet", "South", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lon", "Lno"], "--lon 'Lno' (did you mean 'Lon'?); wanted one of: 'What', 'Date', 'L"),
        (["--title", "x", "--color", "y"], "--title 'x', --color 'y'"),
        (["--sheet", "x"], "found no sheet 'x'"),
        (["--date-order", "ymd"], "Invalid value for '--date-order'"),
    ],
)
def test_an_option_that_names_nothing_is_refused(
    arguments: list[str], said: str, geo_command: Geo, tmp_path: Path
) -> None:
    write(tmp_path / "a.csv")
    done = geo_command("map", "a.csv", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert contents(tmp_path).keys() == {"a.csv"}


def test_no_file_and_a_folder_are_one_line(geo_command: Geo, tmp_path: Path) -> None:
    for name in ("no.csv", "."):
        done = geo_command("map", name, cwd=tmp_path)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1


def test_text_of_others_is_inert(geo_command: Geo, tmp_path: Path) -> None:
    bad = "</script><script>document.title = 'run'</script>{{ 7*7 }}"
    rows = [[bad, bad, "1.5", "2.5"], ["\u202eb", "\x1b[31mred", "", ""]]
    pd.DataFrame(rows, columns=["What", bad, "lat", "lon"]).to_csv(tmp_path / "a.csv", index=False)
    done = geo_command("map", "a.csv", "--color", bad, "--headline", bad, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<script>document.title" not in page
    assert json.loads(json.dumps(head_of(tmp_path / "a.html")["colour"]["label"])) == bad


def test_three_hundred_incidents_are_one_command(geo_command: Geo, tmp_path: Path) -> None:
    choose = random.Random(7)  # noqa: S311 - the same three hundred each time
    towns = [("Karachi", 24.86, 67.01), ("Lahore", 31.55, 74.34), ("Quetta", 30.18, 67.0)]
    book = openpyxl.Workbook()
    book.active.append(["Day", "What", "Type", "Town", "Country", "Latitude", "Longitude"])
    for number in range(300):
        town, lat, lon = choose.choice(towns)
        place = (None, None) if number % 10 == 0 else (lat + number / 1e4, lon)
        name = "Nosuchtown" if number % 100 == 0 else town
        day = pd.Timestamp("2019-01-01") + pd.Timedelta(days=number)
        kind = choose.choice(["flood", "fire", "strike"])
        book.active.append([day, f"Incident {number}", kind, name, "Pakistan", *place])
    book.save(tmp_path / "incidents.xlsx")
    done = geo_command("map", "incidents.xlsx", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    head = head_of(tmp_path / "incidents.html")
    assert (head["rows"], head["without"], head["time"]["label"]) == (297, 3, "Day")
    assert "geocoded (27 rows); 3 rows without a place" in done.stdout


COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]


def test_the_guide_holds(geo_command: Geo, tmp_path: Path) -> None:
    (table,) = (block for kind, block in BLOCKS if kind == "csv")
    (told,) = (block for kind, block in BLOCKS if kind == "text")
    (code,) = (block for kind, block in BLOCKS if kind == "python")
    (tmp_path / "incidents.csv").write_text(table, encoding="utf-8")
    for command in COMMANDS:
        done = geo_command(*shlex.split(command)[1:], cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        if command == "geo map incidents.csv":
            assert done.stdout.startswith(told)
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)
    assert contents(tmp_path).keys() >= {"incidents.html", "dead.html", "town.html", "events.html"}


def test_each_option_stands_in_the_guide_and_the_help(geo_command: Geo) -> None:
    options = set(re.findall(r"--[a-z][a-z-]+", geo_command("map", "--help").stdout)) - {"--help"}
    assert options == set(re.findall(r"--[a-z][a-z-]+", TEXT.partition("## Say it")[2]))
