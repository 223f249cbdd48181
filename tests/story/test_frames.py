"""The frames of a story hold what the tables say, and what follows from them."""

import logging
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from story.small import SmallStory

import geo


@pytest.fixture
def story(small: SmallStory) -> geo.Story:
    return geo.read_story(small.write())


def test_the_head_is_told(story: geo.Story, small: SmallStory) -> None:
    assert (story.name, story.title, story.finding) == ("two-choirs", "Two choirs", "A call.")
    assert (story.language, story.folder) == ("en", small.folder)


def test_every_frame_is_indexed_by_id_in_the_order_of_its_file(story: geo.Story) -> None:
    assert list(story.claims.index) == ["c-call", "c-listen", "c-denial", "c-met", "c-count"]
    names = ("sources", "actors", "places", "events", "links", "figures", "mentions", "views")
    for name in (*names, "steps"):
        assert getattr(story, name).index.name == "id"


def test_the_columns_are_those_of_the_docstring(story: geo.Story) -> None:
    shared = ["date", "date_basis", "date_note", "after"]
    shared += ["earliest", "latest", "not_before", "not_before_by"]
    standing = ["status", "contested", "differs_on"]
    standing += ["claims", "reports", "sources", "note", "geometry"]
    assert list(story.events.columns) == [
        *("title", "kind"),
        *shared,
        *("place", "place_label", "place_local", "precision", "radius_m", "lon", "lat", "unsure"),
        *standing[:-1],
        "image",
        "geometry",
    ]
    assert list(story.links.columns) == [
        *("title", "from", "to", "via", "from_label", "to_label", "from_unsure", "to_unsure"),
        *("country_ends", "medium", "direction"),
        *shared,
        "length_km",
        *standing,
    ]
    for column in [*story.places.columns, *story.claims.columns, *story.figures.columns]:
        assert column in geo.Story.__doc__


def test_geometry_follows_precision(story: geo.Story) -> None:
    places = story.places.geometry
    assert story.places.crs == story.events.crs == story.links.crs == "EPSG:4326"
    assert places["hall"] is None
    assert places["edgware"].geom_type == "Polygon"
    metres = story.places.to_crs(3857).area * np.cos(np.radians(story.places["lat"])) ** 2
    assert metres["edgware"] == pytest.approx(np.pi * 1500**2, rel=0.02)
    assert metres["karachi"] == pytest.approx(np.pi * 20_000**2, rel=0.02)


def test_a_pin_that_is_a_guess_makes_place_event_and_end_of_a_link_unsure(
    small: SmallStory,
) -> None:
    small.row("pins", "karachi")["confidence"] = "0.55"
    story = geo.read_story(small.write())
    assert story.places["unsure"].to_dict() == {"edgware": False, "karachi": True, "hall": False}
    assert story.events["unsure"].to_dict() == {"rehearsal": True, "encore": False}
    call = story.links.loc["weekly-call"]
    assert (call["from_unsure"], call["to_unsure"]) == (False, True)
    small.row("links", "weekly-call")["from"] = ""
    ends = geo.read_story(small.write()).links[["from_unsure", "to_unsure"]]
    assert ends.dtypes.astype(str).tolist() == ["bool", "bool"]
    assert ends.loc["weekly-call"].tolist() == [False, True]


def test_places_are_counted_and_labelled(story: geo.Story) -> None:
    places = story.places
    assert places["label"].to_dict() == {
        "edgware": "Edgware",
        "karachi": "Karachi (label)",
        "hall": "the hall",
    }
    assert places["disputed"].to_dict() == {"edgware": False, "karachi": True, "hall": False}
    assert places["mentions"].to_dict() == {"edgware": 1, "karachi": 1, "hall": 0}
    assert places["claims"].to_dict() == {"edgware": 1, "karachi": 1, "hall": 1}


def test_an_event_carries_its_place_and_its_reach(story: geo.Story) -> None:
    rehearsal, encore = story.events.loc["rehearsal"], story.events.loc["encore"]
    assert rehearsal["earliest"] == pd.Timestamp("2006-03-01")
    assert rehearsal["latest"] == pd.Timestamp("2006-03-31")
    assert (encore["earliest"], encore["latest"]) == tuple(
        map(pd.Timestamp, ("2007-01-01", "2007-12-31"))
    )
    assert (rehearsal["lon"], rehearsal["lat"], rehearsal["radius_m"]) == (67.01, 24.86, 20_000)
    assert (rehearsal["place_label"], rehearsal["precision"]) == ("Karachi (label)", "city")
    assert encore["geometry"] is None
    assert np.isnan(encore["lon"])
    assert str(story.events["earliest"].dtype) == "datetime64[s]"


def test_a_bad_old_year_is_no_problem(small: SmallStory) -> None:
    small.row("events", "rehearsal")["date"] = "-0044-03-15"
    events = geo.read_story(small.write()).events
    assert events.loc["rehearsal", "earliest"] == events.loc["rehearsal", "latest"]
    assert events["earliest"].min() < np.datetime64("0000-01-01")


def test_an_event_whose_place_is_not_told_has_none(small: SmallStory) -> None:
    small.row("events", "encore")["place"] = ""
    encore = geo.read_story(small.write()).events.loc["encore"]
    assert (encore["place"], encore["place_label"], encore["precision"]) == ("", "", "")
    assert encore["geometry"] is None


def test_a_link_has_its_length_and_goes_from_one_to_the_other(story: geo.Story) -> None:
    call = story.links.loc["weekly-call"]
    assert call["length_km"] == pytest.approx(6300, rel=0.01)
    assert (call["from_label"], call["to_label"]) == ("Edgware", "Karachi (label)")
    assert call["geometry"].coords[0] == (-0.28, 51.61)
    assert call["geometry"].coords[-1] == (67.01, 24.86)
    assert pd.isna(call["earliest"])


@pytest.mark.parametrize("end", ["", "hall"])
def test_a_link_with_an_unknown_end_has_no_arrow(small: SmallStory, end: str) -> None:
    small.row("links", "weekly-call")["from"] = end
    call = geo.read_story(small.write()).links.loc["weekly-call"]
    assert call["geometry"] is None
    assert np.isnan(call["length_km"])
    assert call["from_label"] == ("the hall" if end else "")


def test_the_strongest_claim_gives_the_status_and_a_denial_contests(story: geo.Story) -> None:
    call = story.links.loc["weekly-call"]
    assert (call["status"], call["claims"], call["sources"]) == ("said", 3, "herald")
    assert (call["contested"], call["differs_on"]) == (True, "")
    rehearsal = story.events.loc["rehearsal"]
    assert (rehearsal["status"], rehearsal["claims"]) == ("reported", 1)
    assert (rehearsal["contested"], rehearsal["differs_on"]) == (False, "")


def test_sources_are_named_once_each_in_their_order(small: SmallStory) -> None:
    small.row("claims", "c-count")["about"] = "choir; weekly-call"
    links = geo.read_story(small.write()).links
    assert links.loc["weekly-call", "sources"] == "herald; gazette"
    assert links.loc["weekly-call", "status"] == "reported"


def test_a_claim_says_who_says_it_and_who_denies_it(story: geo.Story) -> None:
    claims = story.claims
    assert claims["said_by_label"].to_dict() == {
        "c-call": "a café owner",
        "c-listen": "a café owner",
        "c-denial": "the secretary",
        "c-met": "The Herald",
        "c-count": "The Gazette",
    }
    assert claims["denied_by"].to_dict() == {
        "c-call": "",
        "c-listen": "c-denial",
        "c-denial": "",
        "c-met": "",
        "c-count": "",
    }
    assert claims.loc["c-count", "source_label"] == "The Gazette"
    assert claims.loc["c-met", "paragraph"] == 4


def test_a_claim_stands_beside_its_denial_and_what_differs(story: geo.Story) -> None:
    assert list(story.beside("c-listen").index) == ["c-listen", "c-denial", "c-count"]
    assert list(story.beside("c-denial").index) == ["c-denial", "c-listen"]
    assert list(story.beside("c-count").index) == ["c-count", "c-listen"]
    assert list(story.beside("c-met").index) == ["c-met"]
    with pytest.raises(KeyError):
        story.beside("c-lost")


def test_figures_of_one_scope_are_a_set_and_never_a_number(story: geo.Story) -> None:
    figures = story.figures
    assert figures["label"].to_dict() == {"f-30": "at least 30 singers", "f-28": "28 singers"}
    assert figures["set"].unique().tolist() == ["audience-singers-listeners-to-a-call"]
    together = story.figure_set("audience-singers-listeners-to-a-call")
    assert list(together.index) == ["f-30", "f-28"]
    assert list(together["said_by_label"]) == ["a café owner", "The Gazette"]
    assert np.isnan(figures.loc["f-30", "high"])
    with pytest.raises(KeyError):
        story.figure_set("deaths")


def test_another_scope_is_another_set_even_if_its_slug_is_the_same(small: SmallStory) -> None:
    small.row("figures", "f-28")["scope"] = "Listeners, to a call"
    sets = geo.read_story(small.write()).figures["set"]
    assert sets.nunique() == 2
    assert all(name.startswith("audience-singers-listeners-to-a-call-") for name in sets)


@pytest.mark.parametrize(
    ("bound", "low", "high", "unit", "label"),
    [
        ("exact", "1", "1", "people", "1 person"),
        ("at-least", "1", "", "hours", "at least 1 hour"),
        ("between", "40", "1200", "people", "40 to 1,200 people"),
        ("at-most", "", "1200", "people", "at most 1,200 people"),
        ("more-than", "20", "", "people", "more than 20 people"),
        ("less-than", "", "20", "people", "less than 20 people"),
        ("about", "2.5", "2.5", "hours", "about 2.5 hours"),
        ("about", "100000", "100000.0", "people", "about 100,000 people"),
    ],
)
def test_a_figure_reads_as_a_person_writes_it(
    small: SmallStory, bound: str, low: str, high: str, unit: str, label: str
) -> None:
    small.row("figures", "f-28").update(bound=bound, low=low, high=high, unit=unit)
    assert geo.read_story(small.write()).figures.loc["f-28", "label"] == label


def test_words_that_name_no_number_are_the_label(small: SmallStory) -> None:
    small.row("figures", "f-28").update(low="", high="", bound="", wording="thousands of singers")
    figure = geo.read_story(small.write()).figures.loc["f-28"]
    assert (figure["label"], figure["bound"]) == ("thousands of singers", "")
    assert np.isnan(figure["low"])


def test_a_part_is_written_with_its_whole(small: SmallStory) -> None:
    small.row("figures", "f-28")["part_of"] = "f-30"
    figures = geo.read_story(small.write()).figures
    assert figures["label"].to_dict() == {
        "f-30": "at least 30 singers",
        "f-28": "28 of at least 30 singers",
    }
    assert figures["part_of"].to_dict() == {"f-30": "", "f-28": "f-30"}


def test_empty_text_is_an_empty_text(story: geo.Story) -> None:
    for name in ("sources", "actors", "places", "events", "links", "claims", "figures"):
        frame = getattr(story, name)
        texts = frame.select_dtypes(include=["object", "str"])
        assert not texts.isna().any().any(), name


def test_a_place_without_a_pin_is_looked_up_and_a_warning_names_it(
    small: SmallStory, caplog: pytest.LogCaptureFixture
) -> None:
    small.tables["pins"] = [row for row in small.tables["pins"] if row["place"] != "edgware"]
    folder = small.write()
    before = {path.name for path in folder.iterdir()}
    with caplog.at_level(logging.WARNING, logger="geo.story"):
        places = geo.read_story(folder).places
    assert "no pin for edgware: run geo geocode DIR to keep" in caplog.text
    assert places.loc["edgware", "lat"] == pytest.approx(51.61, abs=0.03)
    assert (places.loc["karachi", "lon"], places.loc["karachi", "lat"]) == (67.01, 24.86)
    assert {path.name for path in folder.iterdir()} == before


def test_pinned_places_are_never_looked_up_again(
    small: SmallStory, caplog: pytest.LogCaptureFixture
) -> None:
    small.row("pins", "edgware").update(lon="10", lat="20", set_by="person")
    places = geo.read_story(small.write()).places
    assert (places.loc["edgware", "lon"], places.loc["edgware", "lat"]) == (10, 20)
    assert not caplog.records


def test_a_link_across_the_antimeridian_has_two_parts(small: SmallStory) -> None:
    small.row("pins", "edgware").update(lon="178.44", lat="-18.14")
    small.row("pins", "karachi").update(lon="-171.76", lat="-13.83")
    line = geo.read_story(small.write()).links.geometry["weekly-call"]
    assert [part.coords[-1][0] for part in line.geoms] == [180, -171.76]


def test_a_story_draws_itself_in_a_notebook_without_markup_of_its_words(
    small: SmallStory,
) -> None:
    small.head = small.head.replace('"A call."', "'<script>alert(1)</script> & {{ 7*7 }}'")
    story = geo.read_story(small.write())
    drawn = story._repr_html_()
    assert "<script>" not in drawn
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7*7 }}" in drawn
    assert "color" not in drawn
    assert "The Herald" in drawn
    assert repr(story) == ("<Story two-choirs: 3 places, 2 events, 1 link, 5 claims, 2 figures>")


def test_tables_with_hostile_text_become_frames_letter_for_letter(small: SmallStory) -> None:
    hostile = "</script><img src=x onerror=alert(1)> {{ 7*7 }} `${1}` \u202e =1+1"
    small.row("places", "edgware").update(name=hostile, note=hostile)
    small.row("claims", "c-call")["statement"] = hostile
    story = geo.read_story(small.write())
    assert story.places.loc["edgware", "name"] == hostile
    assert story.claims.loc["c-call", "statement"] == hostile
    assert story.links.loc["weekly-call", "from_label"] == hostile


def test_a_wrong_story_gives_no_frames(small: SmallStory, tmp_path: Path) -> None:
    with pytest.raises(geo.StoryError):
        geo.read_story(tmp_path / "nowhere")
    small.row("places", "edgware")["kind"] = "village"
    with pytest.raises(ValueError, match=r"places\.csv, row 2, column kind: found 'village'"):
        geo.read_story(small.write())


@pytest.mark.parametrize(
    ("date", "published", "latest"),
    [
        ("[1992..]", "2007-05-16", "2007-05-16"),
        ("1992/..", "2007", "2007-12-31"),
        ("[1992..]", "", "NaT"),  # an article without a date may know of any time
        ("[2008..]", "2007-05-16", "NaT"),  # what is yet to come
        ("[..1992]", "2007-05-16", "1992-12-31"),
        ("1992", "2007-05-16", "1992-12-31"),
        ("", "2007-05-16", "NaT"),
    ],
)
def test_an_open_end_is_closed_by_what_the_article_can_know(
    small: SmallStory, date: str, published: str, latest: str
) -> None:
    basis = "stated" if date else "none"
    small.row("events", "rehearsal").update(date=date, date_basis=basis)
    small.row("sources", "herald")["published"] = published
    story = geo.read_story(small.write())
    assert str(story.events.loc["rehearsal", "latest"])[:10] == latest
    assert story.events.loc["rehearsal", "date"] == date
