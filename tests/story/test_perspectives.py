"""A story as one tells it, without one of them, what each source has, and who answers what."""

from pathlib import Path

import pytest
from story.small import SmallStory

import geo
from geo.errors import ArgumentError

FRAMES = ("sources", "actors", "places", "events", "links", "claims", "figures")


@pytest.fixture
def story(small: SmallStory) -> geo.Story:
    return geo.read_story(small.write())


def ids(story: geo.Story) -> dict[str, list[str]]:
    return {name: list(getattr(story, name).index) for name in FRAMES}


def test_one_source_tells_what_it_prints(story: geo.Story) -> None:
    assert ids(story.according_to(source="gazette")) == {
        "sources": ["gazette"],
        "actors": ["choir"],
        "places": [],
        "events": [],
        "links": [],
        "claims": ["c-count"],
        "figures": ["f-28"],
    }
    assert ids(story.without(source="herald")) == ids(story.according_to(source="gazette"))


def test_one_speaker_s_claims_keep_their_denial_and_their_own_status(story: geo.Story) -> None:
    told = story.according_to(actor="owner")
    assert ids(told) == {
        "sources": ["herald"],
        "actors": ["owner", "secretary", "choir"],
        "places": ["edgware", "karachi"],
        "events": [],
        "links": ["weekly-call"],
        "claims": ["c-call", "c-listen", "c-denial"],
        "figures": ["f-30"],
    }
    link = told.links.loc["weekly-call"]
    assert link[["status", "contested", "differs_on", "claims", "reports"]].tolist() == [
        *("said", True, "", 2, 1)
    ]
    assert told.claims.loc["c-listen", ["denied_by", "contradicts", "differs_on"]].tolist() == [
        *("c-denial", "", "")
    ]
    assert told.relations["claim"].tolist() == ["c-denial"]
    assert (told.views.loc["whole", "places"], list(told.steps.index)) == (
        *("edgware; karachi", ["first"]),
    )


def test_two_independent_reports_tell_the_same(small: SmallStory) -> None:
    def told(**cells: str) -> dict[str, list[str]]:
        row = small.row("claims", "c-count")
        row.update(about="choir; weekly-call; encore", said_by="", status="reported")
        row.update(cells)
        return ids(geo.read_story(small.write()).according_to(corroborated=True))

    assert told() == {
        "sources": ["herald", "gazette"],
        "actors": ["owner", "secretary", "choir"],
        "places": ["edgware", "karachi", "hall"],
        "events": ["encore"],  # the herald alone tells of the rehearsal
        "links": ["weekly-call"],
        "claims": ["c-call", "c-listen", "c-denial", "c-met", "c-count"],
        "figures": ["f-30", "f-28"],
    }
    story = geo.read_story(small.folder)
    assert (
        story.according_to(corroborated=True).claims.loc["c-met", "about"] == "encore; hall; choir"
    )
    assert told(said_by="owner", status="said")["links"] == []  # one voice in two papers
    assert told(said_by="owner", status="said")["events"] == ["encore"]
    assert told(status="retracted")["claims"] == []
    small.tables["relations"][1].update(relation="denies", on="")
    assert told(said_by="choir", status="denied")["claims"] == []  # a denial tells of nothing
    small.tables["relations"][1].update(relation="contradicts", on="listeners")
    for row, first in zip(small.tables["sources"], ("", "herald"), strict=True):
        row["same_text_as"] = first
    assert told()["claims"] == []  # one report, printed twice
    with pytest.raises(ArgumentError, match="wanted one of them"):
        geo.read_story(small.folder).according_to(source="herald", corroborated=True)


def test_own_words_fall_with_a_claim_that_they_rest_on(small: SmallStory) -> None:
    small.head = small.head.replace(
        'finding = "', 'finding = "Two counts differ [c-listen; c-count]. '
    )
    story = geo.read_story(small.write())
    assert "Two counts differ" in story.finding
    assert story.without(source="gazette").finding == ""
    assert story.without(actor="secretary").finding == story.finding


def test_places_in_roles_go_with_their_events(small: SmallStory) -> None:
    story = geo.read_story(small.write())
    rest = story.without(source="herald")
    assert len(story.event_places) > 0
    assert rest.event_places.empty


def test_a_struck_speaker_takes_what_rests_on_them(story: geo.Story) -> None:
    left = story.without(actor="owner")
    assert ids(left)["claims"] == ["c-denial", "c-met", "c-count"]
    assert left.links.loc["weekly-call", ["status", "claims"]].tolist() == ["denied", 1]
    assert ids(left)["events"] == ["rehearsal", "encore"]
    assert left.claims.loc["c-count", "differs_on"] == ""
    assert list(story.links.columns) == list(left.links.columns)


def test_a_struck_denier_s_reply_stays_and_nothing_rests_on_it(small: SmallStory) -> None:
    small.row("claims", "c-denial")["about"] = "weekly-call; encore; secretary"
    small.row("claims", "c-met")["about"] = "rehearsal; hall; choir"
    left = geo.read_story(small.write()).without(actor="secretary")
    assert left.claims.loc["c-listen", "denied_by"] == "c-denial"
    assert list(left.events.index) == ["rehearsal"]
    assert left.links.loc["weekly-call", ["contested", "claims"]].tolist() == [True, 2]


def test_the_whole_story_stays_as_it_is(story: geo.Story) -> None:
    before = {name: getattr(story, name).copy() for name in FRAMES}
    story.according_to(source="herald")
    assert all(getattr(story, name).equals(frame) for name, frame in before.items())


def test_unnamed_sources_are_struck_together(small: SmallStory) -> None:
    small.row("claims", "c-listen")["status"] = "hearsay"
    small.row("claims", "c-listen")["said_by"] = "choir"
    small.row("actors", "secretary")["kind"] = "unnamed"
    left = geo.read_story(small.write()).without(unnamed=True)
    assert list(left.claims.index) == ["c-call", "c-met", "c-count"]
    assert left.links.loc["weekly-call", ["status", "claims"]].tolist() == ["said", 1]
    assert list(left.actors.index) == ["owner", "choir"]


def test_a_strike_names_one_thing(story: geo.Story) -> None:
    with pytest.raises(ArgumentError, match="wanted one of them"):
        story.without(source="herald", unnamed=True)


def test_what_no_article_states_is_listed(small: SmallStory) -> None:
    small.row("events", "rehearsal")["date"] = "[..2006-03]"
    small.row("events", "encore").update(date="2006/..", date_basis="stated")
    small.row("claims", "c-met").update(status="alleged", said_by="secretary")
    small.row("claims", "c-count").update(status="said-unnamed", said_by="choir")
    small.tables["event_places"].clear()
    small.tables["event_places"].append(
        {"event": "encore", "place": "hall", "role": "via", "note": ""}
    )
    small.row("links", "weekly-call")["to"] = ""
    gaps = geo.read_story(small.write()).unstated().reset_index()
    assert gaps.drop(columns="title").values.tolist() == [
        ["encore", "place", "the hall; the hall", "herald"],
        ["weekly-call", "place it ends at", "", "herald"],
        ["rehearsal", "date", "by March 2006", "herald"],
        ["encore", "end", "since 2006", "herald"],
        ["weekly-call", "date", "", "herald"],
        ["c-count", "speaker", "the choir, گانا", "gazette"],
        ["c-met", "reply", "", "herald"],
    ]


def test_what_is_stated_is_no_gap(small: SmallStory) -> None:
    small.row("links", "weekly-call").update(date="2006", date_basis="stated")
    small.row("events", "encore")["place"] = "karachi"
    assert geo.read_story(small.write()).unstated().empty


@pytest.mark.parametrize("options", [{}, {"source": "herald", "actor": "owner"}])
def test_one_of_the_two_is_wanted(story: geo.Story, options: dict[str, str]) -> None:
    for view in (story.according_to, story.without):
        with pytest.raises(ArgumentError, match="wanted one of them"):
            view(**options)


@pytest.mark.parametrize("options", [{"source": "tribune"}, {"actor": "herald"}])
def test_an_unknown_name_is_a_key_error(story: geo.Story, options: dict[str, str]) -> None:
    for view in (story.according_to, story.without):
        with pytest.raises(KeyError):
            view(**options)
    with pytest.raises(KeyError):
        story.replies("nobody")


@pytest.mark.parametrize(
    ("call", "listen", "count", "cells"),
    [
        ("weekly-call", "weekly-call", "choir", ["states", "silent"]),
        ("weekly-call", "weekly-call", "choir; weekly-call", ["differs", "differs"]),
        ("edgware", "choir", "choir; weekly-call", ["denies", "states"]),
    ],
)
def test_the_matrix_says_what_each_source_has(
    small: SmallStory, call: str, listen: str, count: str, cells: list[str]
) -> None:
    small.row("claims", "c-call")["about"] = f"{call}; edgware; karachi; owner".replace(
        "edgware; edgware", "edgware"
    )
    small.row("claims", "c-listen")["about"] = f"{listen}; owner"
    small.row("claims", "c-count")["about"] = count
    matrix = geo.read_story(small.write()).matrix()
    assert matrix.loc["weekly-call"].tolist() == cells
    assert matrix.loc[["rehearsal", "encore"]].to_numpy().tolist() == [["states", "silent"]] * 2
    assert list(matrix.columns) == ["herald", "gazette"]


def test_a_right_of_reply_lists_what_others_say_with_replies_and_gaps(story: geo.Story) -> None:
    said = story.replies("choir")
    assert said[["said_by_label", "relation", "reply", "reply_by_label"]].to_dict("index") == {
        "c-listen": {
            "said_by_label": "a café owner",
            "relation": "denies",
            "reply": "c-denial",
            "reply_by_label": "the secretary",
        },
        "c-met": {"said_by_label": "The Herald", **dict.fromkeys(GAP, "")},
        "c-count": {"said_by_label": "The Gazette", **dict.fromkeys(GAP, "")},
    }
    assert story.replies("owner").empty


GAP = ("relation", "reply", "reply_by_label")


def test_what_one_article_tells_of_the_real_story_draws_as_a_page(
    data: Path, tmp_path: Path
) -> None:
    story = geo.read_story(data)
    told = story.according_to(source="independent")
    assert set(told.claims["source"]) == {"independent"}
    assert not told.claims["differs_on"].any()
    assert told.claims.loc["ind-spark", "denied_by"] == "ind-denial"
    geo.story_map(told).save(tmp_path / "page.html")
    assert "42 people" in (tmp_path / "page.html").read_text(encoding="utf-8")
