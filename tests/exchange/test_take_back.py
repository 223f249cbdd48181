"""A story goes to other tools, is edited there, and comes back: `geo import FILE --story DIR`."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from support import contents

import geo
from geo.exchange import take_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from support import Geo

    from geo.story import Story

KML = "{http://www.opengis.net/kml/2.2}"
FILES = {
    "geojson": ("events.geojson", "places.geojson"),
    "gpkg": ("NAME.gpkg",),
    "csv": ("events.csv", "places.csv", "claims.csv"),
    "kml": ("NAME.kml",),
    "kmz": ("NAME.kmz",),
    "lpf": ("NAME.lpf.json",),
    "annotations": ("NAME.annotations.jsonld",),
    "tei": ("NAME.tei.xml",),
    "xlsx": ("NAME.xlsx",),
}


@pytest.fixture(scope="module")
def sent(stories: dict[str, Story], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a folder with two stories in each format that comes back."""
    folders = {}
    for name in ("odd", "krakatau"):
        folders[name] = tmp_path_factory.mktemp("sent")
        geo.write_tables(stories[name], folders[name], to=list(FILES))
    return folders


def rows_of(folder: Path, table: str) -> dict[str, dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {next(iter(row.values())): row for row in csv.DictReader(lines)}


def differences(before: Path, after: Path) -> set[tuple[str, str, str, str]]:
    """Return table, row, column and text of each cell that is another one."""
    tables = ("events", "places", "claims", "pins", "links", "figures", "mentions")
    found = set()
    for table in tables:
        old, new = rows_of(before, table), rows_of(after, table)
        assert list(old) == list(new)
        found |= {
            (table, name, column, cell)
            for name, row in new.items()
            for column, cell in row.items()
            if old[name].get(column, "") != cell
        }
    return found


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("name", ["odd", "krakatau"])
def test_a_story_comes_back_as_it_went(
    name: str, form: str, sent: dict[str, Path], stories: dict[str, Story]
) -> None:
    for file in FILES[form]:
        taken = take_back(sent[name] / file.replace("NAME", name), stories[name].folder)
        assert taken is not None
        assert (taken.lines, taken.conflicts, taken.notes, taken.files) == ([], [], [], {})


# Each of these edits as another program does, and writes the whole file in its own way.


def in_gdal(path: Path, name: str, cells: dict[str, str]) -> None:
    """Edit GeoJSON or GeoPackage as QGIS does, through GDAL."""
    layers = [layer for layer, kind in pyogrio.list_layers(path) if kind]
    new = path.with_name(f"saved{path.suffix}")
    for layer in layers:
        frame = pyogrio.read_dataframe(path, layer=layer)
        for column, cell in cells.items():
            if column in frame:
                frame.loc[frame["id"] == name, column] = cell
        pyogrio.write_dataframe(frame, new, layer=layer)
    new.replace(path)


def in_a_spreadsheet(path: Path, name: str, cells: dict[str, str]) -> None:
    """Edit CSV as a spreadsheet saves it: semicolons, lines ending in CR LF, a mark in front."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(cells if row["id"] == name else {})
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), delimiter=";")
        out.writeheader()
        out.writerows(rows)


def in_earth(path: Path, name: str, cells: dict[str, str]) -> None:
    """Edit KML as Google Earth does: the name that is shown, the position of a pin."""
    document = etree.parse(path)
    (mark,) = document.xpath(
        f"//k:Placemark[@id='events.{name}' or @id='places.{name}']", namespaces={"k": KML[1:-1]}
    )
    for column, cell in cells.items():
        if column in ("title", "label"):
            mark.find(f"{KML}name").text = cell
        else:
            (value,) = [d for d in mark.iter(f"{KML}Data") if d.get("name") == column]
            value.find(f"{KML}value").text = cell
    document.write(path, encoding="utf-8")


def in_json(path: Path, name: str, cells: dict[str, str]) -> None:
    """Edit Linked Places."""
    document = json.loads(path.read_text("utf-8"))
    (feature,) = [f for f in document["features"] if f["properties"]["id"] == name]
    feature["properties"] |= cells
    if "title" in cells:
        feature["names"][0]["toponym"] = cells["title"]
    path.write_text(json.dumps(document, indent=2), "utf-8")


def in_an_annotator(path: Path, name: str, cells: dict[str, str]) -> None:
    """Edit the words of an annotation, as Recogito shows them."""
    document = json.loads(path.read_text("utf-8"))
    (item,) = [i for i in document["first"]["items"] if i["geo:id"] == name]
    for body in item["body"]:
        if body["purpose"] == "describing":
            body["value"] = cells["statement"]
    path.write_text(json.dumps(document), "utf-8")


def in_oxygen(path: Path, name: str, cells: dict[str, str]) -> None:
    """Edit TEI."""
    document = etree.parse(path)
    names = {"t": "http://www.tei-c.org/ns/1.0"}
    if "statement" in cells:
        (note,) = document.xpath(f"//t:item[@xml:id='claim.{name}']/t:note", namespaces=names)
        note.text = cells["statement"]
    else:
        (label,) = document.xpath(f"//t:event[@xml:id='event.{name}']/t:label", namespaces=names)
        label.text = cells["title"]
    document.write(path, encoding="utf-8")


def in_excel(path: Path, name: str, cells: dict[str, str]) -> None:
    """Edit a workbook."""
    book = openpyxl.load_workbook(path)
    sheet = book["events"]
    header = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value == name:
            for column, text in cells.items():
                row[header.index(column)].value = text
                row[header.index(column)].data_type = "s"
    book.save(path)


EDITORS: dict[str, tuple[str, Callable[[Path, str, dict[str, str]], None]]] = {
    "geojson": ("events.geojson", in_gdal),
    "gpkg": ("odd.gpkg", in_gdal),
    "csv": ("events.csv", in_a_spreadsheet),
    "kml": ("odd.kml", in_earth),
    "lpf": ("odd.lpf.json", in_json),
    "annotations": ("odd.annotations.jsonld", in_an_annotator),
    "tei": ("odd.tei.xml", in_oxygen),
    "xlsx": ("odd.xlsx", in_excel),
}
words = st.text(
    st.characters(blacklist_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zs", "Zl", "Zp")),
    min_size=1,
    max_size=20,
)


@pytest.mark.parametrize("form", EDITORS)
@given(
    text=words,
    name=st.sampled_from(["ides", "several", "undated", "placeless"]),
    column=st.sampled_from(["title", "note", "kind"]),
)
@settings(max_examples=6, deadline=None, derandomize=True)
def test_an_edit_comes_back_and_nothing_else(
    form: str, text: str, name: str, column: str, sent: dict[str, Path], odd_folder: Path
) -> None:
    file, edit = EDITORS[form]
    text = unicodedata.normalize("NFC", "New " + text.translate({91: "(", 93: ")"}))
    text = "speech" if column == "kind" else text
    table, column = "events", "title" if form == "tei" else column
    if form == "annotations":
        table, name, column = "claims", "c-king", "statement"
    with tempfile.TemporaryDirectory() as temporary:
        story = Path(shutil.copytree(odd_folder, Path(temporary, "story")))
        path = Path(shutil.copyfile(sent["odd"] / file, Path(temporary, file)))
        edit(path, name, {column: text})
        taken = take_back(path, story)
        assert taken is not None
        assert taken.notes == []
        assert differences(odd_folder, story) == {(table, name, column, text)}
        again = take_back(path, story)
        assert again is not None
        assert again.files == {}


@pytest.fixture
def story(odd_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(odd_folder, tmp_path / "story"))


def set_cell(story: Path, table: str, name: str, column: str, cell: str) -> None:
    """Edit a table of the story by hand."""
    rows = rows_of(story, table)
    rows[name][column] = cell
    with (story / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(next(iter(rows.values()))), lineterminator="\n")
        out.writeheader()
        out.writerows(rows.values())


def test_a_pin_that_was_moved_in_qgis_is_one_that_a_person_set(
    story: Path, sent: dict[str, Path], odd_folder: Path, tmp_path: Path, geo_command: Geo
) -> None:
    path = Path(shutil.copyfile(sent["odd"] / "odd.gpkg", tmp_path / "odd.gpkg"))
    layers = {layer: pyogrio.read_dataframe(path, layer=layer) for layer in ("places", "events")}
    path.unlink()
    places, events = layers.values()
    places.loc[places["id"] == "rome", "geometry"] = shapely.Point(12.45, 41.85)
    events.loc[events["id"] == "ides", "geometry"] = shapely.Point(12.6, 41.9)
    places = places[places["id"] != "nowhere"]
    drawn = {"name": ["A new one"], "kind": ["site"], "geometry": [shapely.Point(9, 45)]}
    places = pd.concat([places, gpd.GeoDataFrame(drawn, crs="EPSG:4326")], ignore_index=True)
    for layer, frame in {"places": places, "events": events}.items():
        pyogrio.write_dataframe(frame, path, layer=layer)
    before = contents(story)
    done = geo_command("import", path, "--story", story, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "new: places (odd.gpkg, layer places, row 5): would go to the desk: " in done.stdout
    assert done.stdout.endswith("nothing is written (--dry-run); would write: pins.csv\n")
    assert contents(story) == before
    new = "new: places, a-new-one (from odd.gpkg, layer places, row 5): waits at the desk (geo desk"
    moved = (
        "(odd.gpkg, layer events, row 2): its point is not that of its place (lat 41.8947, lon "
        "12.4839); not taken: move the place, or name another one"
    )
    done = geo_command("import", path, "--story", story)
    assert done.stdout.splitlines() == [
        "pins.csv, rome, lon: '12.4839' → '12.45'",
        "pins.csv, rome, lat: '41.8947' → '41.85'",
        f"note: events, ides {moved}",
        "note: places.csv, nowhere: not in odd.gpkg; stays as it is",
        f"{new} {story}): id wanted a row in claims.csv that is about it",
        f"{story}: pins.csv written",
    ]
    changed = differences(odd_folder, story)
    assert {(table, row) for table, row, _, _ in changed} == {("pins", "rome")}
    pin = rows_of(story, "pins")["rome"]
    assert (pin["lon"], pin["lat"], pin["precision"]) == ("12.45", "41.85", "site")
    assert (pin["set_by"], pin["reason"]) == ("person", "a person set it in another tool")
    geo.read_story(story)


def test_new_rows_that_hold_together_are_taken_and_the_others_wait(
    root: Path, stories: dict[str, Story], tmp_path: Path, geo_command: Geo
) -> None:
    folder = root / "examples" / "krakatau"
    story = Path(shutil.copytree(folder, tmp_path / "story"))
    (path,) = (
        p
        for p in geo.write_tables(stories["krakatau"], tmp_path, to=["gpkg"])
        if p.suffix == ".gpkg"
    )
    layers = {name: pyogrio.read_dataframe(path, layer=name) for name in ("places", "claims")}
    start = (folder / "articles" / "krakatau-1883.txt").read_text("utf-8").index("The sea did most")
    at = shapely.Point(105.59, -5.83)
    added = {
        "places": {"name": ["Ketimbang", "Kalianda"], "kind": ["city", ""], "geometry": [at, at]},
        "claims": {
            "about": ["ketimbang"],
            "statement": ["The sea killed most."],
            "status": ["reported"],
            "source": ["krakatau-1883"],
            "start": [start],
            "end": [start + 16],
        },
    }
    path.unlink()
    for layer, rows in added.items():
        frame = gpd.GeoDataFrame(rows, crs="EPSG:4326") if layer == "places" else pd.DataFrame(rows)
        pyogrio.write_dataframe(pd.concat([layers[layer], frame]), path, layer=layer)
    done = geo_command("import", path, "--story", story)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"{story}: claims.csv, pins.csv, places.csv written"
    assert "places, ketimbang (from krakatau.gpkg, layer places, row 15): taken" in done.stdout
    assert "places, kalianda (from krakatau.gpkg, layer places, row 16): waits" in done.stdout
    claim = rows_of(story, "claims")["the-sea-killed-most"]
    assert (claim["about"], claim["paragraph"]) == ("ketimbang", "4")
    digest = hashlib.sha256(b"The sea did most").hexdigest()
    assert (claim["start"], claim["span_sha256"]) == (str(start), digest)
    pin = rows_of(story, "pins")["ketimbang"]
    assert (pin["lon"], pin["lat"], pin["set_by"]) == ("105.59", "-5.83", "person")
    assert set(rows_of(story, "links")) == set(rows_of(folder, "links"))  # with media of its own
    assert "kalianda" not in rows_of(story, "places")
    before = contents(story)
    again = geo_command("import", path, "--story", story)
    assert (again.returncode, contents(story)) == (0, before)


def test_a_passage_marked_in_an_annotator_is_a_claim(
    root: Path, stories: dict[str, Story], tmp_path: Path, geo_command: Geo
) -> None:
    story = Path(shutil.copytree(root / "examples" / "krakatau", tmp_path / "story"))
    path = geo.write_tables(stories["krakatau"], tmp_path / "out", to=["annotations"])[0]
    document = json.loads(path.read_text("utf-8"))
    target = document["first"]["items"][0]["target"]["source"]
    selector = {"type": "TextPositionSelector", "start": 411, "end": 442}
    body = [
        {"type": "TextualBody", "purpose": "describing", "value": "Waves killed most."},
        {"type": "TextualBody", "purpose": "classifying", "value": "reported"},
    ]
    new = {"id": "urn:a", "type": "Annotation", "body": body}
    document["first"]["items"].append(new | {"target": {"source": target, "selector": selector}})
    path.write_text(json.dumps(document), "utf-8")
    done = geo_command("import", path, "--story", story)
    assert done.returncode == 0, done.stderr
    assert "new: claims, waves-killed-most" in done.stdout
    assert "waits at the desk" in done.stdout  # nobody has written what it is about
    kept = json.loads((story / "desk" / "desk.json").read_text("utf-8"))["rows"]
    (cells,) = (row["cells"] for row in kept if row["key"] == "waves-killed-most")
    assert (cells["source"], cells["start"], cells["paragraph"]) == ("krakatau-1883", "411", "4")


def test_what_was_edited_in_both_is_shown_and_a_person_decides(
    story: Path, sent: dict[str, Path], tmp_path: Path, geo_command: Geo
) -> None:
    path = Path(shutil.copyfile(sent["odd"] / "events.csv", tmp_path / "events.csv"))
    in_a_spreadsheet(path, "ides", {"title": "Theirs", "note": "Their note"})
    edited = path.read_bytes()
    set_cell(story, "events", "ides", "title", "Ours")
    set_cell(story, "events", "several", "note", "Ours alone")
    before = contents(story)
    done = geo_command("import", path, "--story", story)
    assert done.returncode == 2
    assert (
        "events.csv, line 3, column title: found 'Theirs', wanted one of the two: events.csv, ides "
        "has 'Ours' now, edited after the file was exported; --keep folder or --keep file"
    ) in done.stderr
    assert contents(story) == before
    done = geo_command("import", path, "--story", story, "--keep", "folder")
    assert done.returncode == 0, done.stderr
    assert "edited in both, that of the folder stays: events.csv, line 3" in done.stdout
    rows = rows_of(story, "events")
    assert (rows["ides"]["title"], rows["ides"]["note"]) == ("Ours", "Their note")
    assert rows["several"]["note"] == "Ours alone"
    assert geo_command("import", path, "--story", story, "--keep", "file").returncode == 0
    assert rows_of(story, "events")["ides"]["title"] == "Theirs"
    assert path.read_bytes() == edited


def test_what_would_not_hold_is_refused_with_where_it_stands_in_the_file(
    story: Path, sent: dict[str, Path], tmp_path: Path, geo_command: Geo
) -> None:
    path = Path(shutil.copyfile(sent["odd"] / "odd.lpf.json", tmp_path / "odd.lpf.json"))
    in_json(path, "ides", {"date": "12 May 1992", "place": "atlantis"})
    document = json.loads(path.read_text("utf-8"))
    rome = document["features"][1]
    rome["geometry"]["geometries"][0]["coordinates"] = [41.8947, 12.4839]
    path.write_text(json.dumps(document), "utf-8")
    before = contents(story)
    done = geo_command("import", path, "--story", story)
    assert done.returncode == 2
    assert "odd.lpf.json, feature 2" in done.stderr
    assert "axes swapped?" in done.stderr
    rome["geometry"]["geometries"][0]["coordinates"] = [12.4839, 41.8947]
    path.write_text(json.dumps(document), "utf-8")
    done = geo_command("import", path, "--story", story)
    assert done.returncode == 2
    assert (
        "odd.lpf.json, feature 7 (events.csv, ides), column date: found '12 May 1992'"
        in done.stderr
    )
    assert (
        "odd.lpf.json, feature 7 (events.csv, ides), column place: found 'atlantis'" in done.stderr
    )
    assert contents(story) == before


def test_what_is_withheld_is_not_written_over(
    odd_folder: Path, tmp_path: Path, geo_command: Geo
) -> None:
    story = Path(shutil.copytree(odd_folder, tmp_path / "story"))
    (story / "redactions.csv").write_text(
        "table,row,column,instead,also,until,reason\nevents,open,note,,,,harm\n", "utf-8"
    )
    set_cell(story, "events", "open", "note", "Where we met")
    done = geo_command("export", story, "--to", "csv,xlsx", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "out" / "odd.xlsx") as book:
        assert not [name for name in book.namelist() if b"Where we met" in book.read(name)]
    path = tmp_path / "out" / "events.csv"
    in_a_spreadsheet(path, "open", {"note": "There"})
    done = geo_command("import", path, "--story", story)
    assert done.returncode == 2
    assert "wanted a cell that is shown as it stands; redactions.csv makes" in done.stderr
    assert rows_of(story, "events")["open"]["note"] == "Where we met"


def test_a_text_keeps_the_claims_that_it_rests_on(
    story: Path, tmp_path: Path, geo_command: Geo
) -> None:
    set_cell(story, "events", "ides", "note", "He was old [c-king].")
    assert geo_command("export", story, "--to", "tei", "-o", tmp_path).returncode == 0
    path = tmp_path / "odd.tei.xml"
    text = path.read_text("utf-8")
    assert "He was old." in text
    path.write_text(text.replace("He was old.", "He was very old."), "utf-8")
    assert geo_command("import", path, "--story", story).returncode == 0
    assert rows_of(story, "events")["ides"]["note"] == "He was very old. [c-king]"


def test_a_file_of_another_story_and_a_changed_hash_are_no_silent_edits(
    story: Path, sent: dict[str, Path], tmp_path: Path, geo_command: Geo
) -> None:
    assert take_back(sent["krakatau"] / "krakatau.tei.xml", story) is None
    path = Path(shutil.copyfile(sent["odd"] / "claims.csv", tmp_path / "claims.csv"))
    in_a_spreadsheet(path, "c-king", {"geo_base": "12345678"})
    done = geo_command("import", path, "--story", story)
    assert done.returncode == 2
    assert "claims.csv: column geo_base was changed" in done.stderr
    shutil.copyfile(sent["odd"] / "claims.csv", path)
    in_a_spreadsheet(path, "c-king", {"geo_base": "", "statement": "It is another"})
    done = geo_command("import", path, "--story", story)
    assert done.returncode == 2
    assert "c-king has 'The old king died' now, and not when it was exported" in done.stderr
