"""Events of several articles that may be one happening."""

import csv
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pandas as pd
import pytest
from story.small import SmallStory
from support import Geo

from geo.dates import edtf
from geo.story.same_events import same_events

if TYPE_CHECKING:
    from geo.story.story import Story

PLACES = pd.DataFrame(
    [
        ("uk", "country", "", -2.9, 54.1, None),
        ("yorkshire", "region", "uk", -1.5, 54.0, 80_000),
        ("leeds", "city", "yorkshire", -1.55, 53.80, 9_000),
        ("leeds-market", "site", "leeds", -1.54, 53.797, 0),
        ("leeds-station", "site", "leeds", -1.547, 53.795, 0),
        ("headingley", "suburb", "", -1.58, 53.82, 1_000),
        ("bradford", "city", "yorkshire", -1.75, 53.79, 7_000),
        ("hull", "city", "yorkshire", -0.34, 53.74, 7_000),
        ("london", "city", "uk", -0.12, 51.5, 25_000),
        ("camden", "borough", "london", -0.16, 51.54, 4_000),
        ("camden-lock", "street", "camden", -0.146, 51.541, 200),
        ("hackney", "borough", "london", -0.06, 51.55, 4_000),
    ],
    columns=["id", "precision", "within", "lon", "lat", "radius_m"],
).set_index("id")
WRITTEN = Path(__file__).with_name("same_events.csv").read_text(encoding="utf-8")
PAIRS = list(csv.DictReader(WRITTEN.splitlines()))


def story_of(*told: tuple[str, str]) -> "Story":
    """Make the frames of events, each a report and ``kind | place | date | actors | figures``."""
    events, claims, figures = [], [], []
    for number, (report, row) in enumerate(told):
        kind, place, date, actors, counts = (cell.strip() for cell in row.split("|"))
        event, claim = f"e{number}", f"c{number}"
        dates = edtf.parse_dates(date)
        events.append((event, kind, place, dates.earliest, dates.latest))
        claims.append((claim, "; ".join([event, *filter(None, actors.split("; "))]), report))
        if counts:
            figures.append((claim, *figure(counts), "people"))
    columns = ["id", "kind", "place", "earliest", "latest"]
    story = SimpleNamespace(
        places=PLACES.assign(label=PLACES.index, provider_id=""),
        events=pd.DataFrame(events, columns=columns).set_index("id"),
        actors=pd.DataFrame(index=["court", "dockers", "fireworks-club", "mayor", "owners"]),
        claims=pd.DataFrame(claims, columns=["id", "about", "report"]).set_index("id"),
        figures=pd.DataFrame(figures, columns=["claim", "measure", "low", "high", "unit"]),
    )
    return cast("Story", story)


def figure(text: str) -> tuple[str, float, float]:
    """Read ``deaths 12``, ``deaths 12+`` (at least) or ``deaths 5..9``."""
    measure, value = text.split()
    low, _, high = value.removesuffix("+").partition("..")
    return measure, float(low), float("nan") if value.endswith("+") else float(high or low)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["case"] for pair in PAIRS])
def test_only_one_happening_is_likely_to_be_one(pair: dict[str, str]) -> None:
    proposed = same_events(story_of(("post", pair["event"]), ("times", pair["other"])))
    assert proposed["likelihood"].eq("likely").any() == (pair["same"] == "yes")


def test_there_are_forty_pairs_of_both_sorts() -> None:
    assert len(PAIRS) == 40
    assert {pair["same"] for pair in PAIRS} == {"yes", "no"}


def test_what_one_article_tells_apart_stays_apart() -> None:
    bomb = "bombing | leeds | 2031-03-04 | fireworks-club | deaths 12"
    assert same_events(story_of(("post", bomb), ("post", bomb))).empty


def test_two_events_of_one_article_that_fit_as_well_make_both_a_question() -> None:
    bomb = "bombing | leeds | 2031-03-04 | fireworks-club |"
    proposed = same_events(story_of(("post", bomb), ("times", bomb), ("times", bomb)))
    assert proposed[["event", "other", "likelihood"]].to_numpy().tolist() == [
        ["e0", "e1", "possible"],
        ["e0", "e2", "possible"],
    ]
    assert proposed["doubts"].tolist() == ["fits as well: e2", "fits as well: e1"]


def test_three_articles_on_one_event_are_three_likely_pairs() -> None:
    bomb = "bombing | leeds-market | 2031-03-04 | | deaths 12"
    proposed = same_events(story_of(("post", bomb), ("times", bomb), ("mail", bomb)))
    assert proposed["likelihood"].tolist() == ["likely"] * 3


def test_the_reasons_say_what_fits_and_the_doubts_what_does_not() -> None:
    told = "bombing | leeds-market | 2031-03-04/2031-03-05 | fireworks-club | deaths 12"
    other = "attack | leeds | 2031-03-04 | | deaths 30"
    (row,) = same_events(story_of(("post", told), ("times", other))).to_dict("records")
    assert row == {
        "event": "e0",
        "other": "e1",
        "likelihood": "possible",
        "reasons": "dates meet: 2031-03-04; leeds-market is within leeds; "
        "kin kinds: attack, bombing",
        "doubts": "deaths far apart",
    }


def test_the_command_lists_them(small: SmallStory, geo_command: Geo) -> None:
    small.tables["events"][0] |= {"date": "2006-03-05", "date_basis": "stated"}
    small.tables["events"].append(
        small.tables["events"][0] | {"id": "rehearsal-again", "title": "Singers rehearse"}
    )
    small.tables["claims"].append(
        small.tables["claims"][-1] | {"id": "c-again", "about": "rehearsal-again; choir"}
    )
    result = geo_command("check", small.write(), "--same-events", "--format", "csv")
    assert result.stdout.splitlines() == [
        "event,other,likelihood,reasons,doubts",
        (
            "rehearsal,rehearsal-again,likely,dates meet: 2006-03-05; same place: Karachi (label); "
            "both rehearsal; both about choir,"
        ),
    ]
