"""The story of the two articles reads, and each of its spans stands in the reader's copies."""

import hashlib
import logging
import shutil
from pathlib import Path

import pandas as pd
import pytest

import geo
from geo.dates import parse_dates


@pytest.fixture(scope="module")
def story(data: Path) -> geo.Story:
    return geo.read_story(data)


def spans(story: geo.Story) -> pd.DataFrame:
    return pd.concat([story.claims, story.mentions])


def test_every_place_is_pinned(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="geo.story"):
        geo.read_story(data)
    assert not caplog.records


def test_the_deaths_in_karachi_are_three_figures_and_never_one(story: geo.Story) -> None:
    deaths = story.figures[story.figures["measure"] == "deaths"]
    toll = deaths.loc[deaths["low"].between(40, 42), "set"]
    assert len(set(toll)) == 1
    together = story.figure_set(toll.iloc[0])
    assert sorted(together["low"]) == [40, 41, 42]
    assert together["source"].nunique() == 2


def test_every_denial_stands_beside_what_it_denies(story: geo.Story) -> None:
    denials = story.claims[story.claims["status"] == "denied"]
    assert len(denials) > 0
    for name, denial in denials.iterrows():
        for denied in denial["denies"].split("; "):
            assert name in story.beside(denied).index
            assert name in story.claims.loc[denied, "denied_by"].split("; ")


def test_the_link_by_telephone_is_6300_km(story: geo.Story) -> None:
    calls = story.links[(story.links["medium"] == "telephone") & story.links["length_km"].notna()]
    assert not calls.empty
    assert calls["length_km"].between(6300 * 0.99, 6300 * 1.01).all()
    assert calls.geometry.is_valid.all()


def test_what_is_not_located_is_nowhere(story: geo.Story) -> None:
    nowhere = story.places[story.places["precision"] == "unlocatable"]
    assert not nowhere.empty
    assert nowhere.geometry.isna().all()
    assert nowhere["lon"].isna().all()


def test_a_bare_year_stays_a_year(story: geo.Story) -> None:
    years = story.events[story.events["date"].str.fullmatch("[0-9]{4}")]
    assert not years.empty
    assert (years["latest"] - years["earliest"]).dt.days.isin([364, 365]).all()
    for frame in (story.events, story.links):
        reach = frame["date"].map(parse_dates)
        latest = pd.Series([each.latest for each in reach], index=frame.index)
        pd.testing.assert_series_equal(latest, frame["latest"], check_names=False)


def test_every_span_stands_in_the_readers_copies(story: geo.Story, sources: Path) -> None:
    checked = geo.check(story, sources)
    assert len(checked) == len(story.claims) + len(story.mentions)
    assert checked.loc[checked["outcome"] != "found", "id"].tolist() == []


def test_one_flipped_byte_breaks_exactly_the_spans_that_cover_it(
    story: geo.Story, sources: Path, tmp_path: Path
) -> None:
    copies = Path(shutil.copytree(sources, tmp_path / "copies"))
    for source, row in story.sources.iterrows():
        path = Path(copies, row["file"])
        intact = path.read_bytes()
        assert hashlib.sha256(intact).hexdigest() == row["sha256"]
        text = intact.decode()
        own = spans(story)[lambda rows, source=source: rows["source"] == source]
        edges = [
            (name, len(text[:start].encode()), len(text[:end].encode()))
            for name, start, end in own[["start", "end"]].itertuples()
        ]
        for at in range(0, len(intact), 97):
            path.write_bytes(intact[:at] + bytes([intact[at] ^ 0x80]) + intact[at + 1 :])
            checked = geo.check(story, copies)
            told = set(checked.loc[checked["outcome"] != "found", "id"])
            assert told == {name for name, begin, end in edges if begin <= at < end}, at
        path.write_bytes(intact)


def test_each_place_that_the_story_is_about_has_events(story: geo.Story) -> None:
    counts = story.events["place"].value_counts()
    assert (counts[["edgware", "barnet", "karachi", "sindh", "chicago"]] > 0).all()
    spoken = story.event_places[story.event_places["role"] == "spoken-at"]
    assert spoken[["event", "place"]].to_numpy().tolist() == [
        ["hussain-addresses-karachi", "edgware"]
    ]


def test_each_act_is_one_link_and_a_line_to_a_country_stops_at_its_outline(
    story: geo.Story,
) -> None:
    ends = story.links[["from", "to", "medium", "title"]]
    assert not ends.duplicated(["from", "to", "medium"]).any()
    journey = story.links.loc["hussain-to-britain"]
    assert pd.isna(journey["length_km"])
    for country in ("pakistan", "britain"):
        inside = journey["geometry"].intersection(story.places.geometry[country])
        assert inside.length < 0.01, country
    assert story.links.loc["telephone-addresses", "length_km"] == pytest.approx(6329, abs=1)
