"""What stands about a thing follows from its claims: status, denial, difference, sources."""

from pathlib import Path

import pandas as pd
import pytest
from story.small import SmallStory

import geo


def link(small: SmallStory) -> pd.Series:
    return geo.read_story(small.write()).links.loc["weekly-call"]


@pytest.mark.parametrize(
    ("statuses", "strongest"),
    [
        (("said", "alleged", "denied"), "said"),
        (("alleged", "alleged", "denied"), "alleged"),
        (("denied", "denied", "denied"), "denied"),
        (("alleged", "reported", "denied"), "reported"),
    ],
)
def test_the_strongest_claim_gives_the_status(
    small: SmallStory, statuses: tuple[str, str, str], strongest: str
) -> None:
    for name, status in zip(("c-call", "c-listen", "c-denial"), statuses, strict=True):
        row = small.row("claims", name)
        row["status"] = status
        row["said_by"] = "" if status == "reported" else "owner"
    small.tables["relations"] = [
        small.row("relations", "c-denial") | {"claim": name, "other": "c-count"}
        for name, status in zip(("c-call", "c-listen", "c-denial"), statuses, strict=True)
        if status == "denied"
    ]
    assert link(small)["status"] == strongest


def test_a_denial_contests_what_it_is_about_and_what_it_denies(small: SmallStory) -> None:
    small.row("claims", "c-denial")["about"] = "secretary"
    assert link(small)["contested"]
    small.row("claims", "c-denial")["about"] = "weekly-call; secretary"
    small.row("relations", "c-denial")["other"] = "c-count"
    assert link(small)["contested"]
    small.row("claims", "c-denial")["about"] = "secretary"
    assert not link(small)["contested"]


def test_a_reply_that_is_no_denial_does_not_contest(small: SmallStory) -> None:
    small.row("claims", "c-denial")["status"] = "said"
    small.row("relations", "c-denial")["relation"] = "answers"
    read = geo.read_story(small.write())
    assert not read.links["contested"].any()
    assert read.claims.loc["c-listen", "denied_by"] == ""
    assert list(read.beside("c-listen").index) == ["c-listen", "c-denial", "c-count"]


def test_a_difference_marks_both_sides_and_is_no_denial(small: SmallStory) -> None:
    small.row("claims", "c-count")["about"] = "choir; encore"
    small.row("claims", "c-listen")["about"] = "weekly-call; encore; choir"
    small.row("claims", "c-denial")["about"] = "secretary"
    small.row("relations", "c-denial")["other"] = "c-call"
    small.row("claims", "c-call")["about"] = "edgware; karachi; owner"
    read = geo.read_story(small.write())
    told = "listeners: 28 / at least 30"
    assert read.claims["differs_on"].to_dict() == {
        **dict.fromkeys(("c-call", "c-denial", "c-met"), ""),
        **dict.fromkeys(("c-listen", "c-count"), told),
    }
    assert read.claims["contradicts"][["c-listen", "c-count"]].tolist() == ["c-count", "c-listen"]
    assert read.events.loc["encore", ["contested", "differs_on"]].tolist() == [False, told]
    assert read.events.loc["rehearsal", ["contested", "differs_on"]].tolist() == [False, ""]
    # Only one of the two claims is about the call, so that nothing differs there.
    assert read.links.loc["weekly-call", ["contested", "differs_on"]].tolist() == [False, ""]


@pytest.mark.parametrize("relation", ["varies", "adds", "repeats", "answers", "corrects"])
def test_only_a_contradiction_is_a_difference(small: SmallStory, relation: str) -> None:
    small.row("relations", "c-count")["relation"] = relation
    small.row("claims", "c-listen")["about"] = "weekly-call; encore; choir"
    small.row("claims", "c-count")["about"] = "choir; encore"
    read = geo.read_story(small.write())
    assert not read.events["differs_on"].any()
    assert not read.claims["contradicts"].any()
    assert "c-count" in read.beside("c-listen").index
    assert read.claims.loc["c-count", "replies_to"] == (
        "c-listen" if relation in ("answers", "corrects") else ""
    )


def test_a_difference_without_figures_is_named_alone(small: SmallStory) -> None:
    small.row("relations", "c-count").update(other="c-met", on="the hall")
    read = geo.read_story(small.write())
    assert read.claims.loc["c-met", "differs_on"] == "the hall"


def test_three_that_contradict_each_other_are_one_difference(data: Path) -> None:
    story = geo.read_story(data)
    toll = "deaths: at least 40 / at least 41 / 42"
    assert story.claims.loc["ind-toll-42", "differs_on"] == toll
    assert toll in story.events.loc["karachi-violence", "differs_on"]


def test_several_denials_are_named_in_their_order(small: SmallStory) -> None:
    again = small.row("claims", "c-denial") | {"id": "c-again"}
    denial = small.row("relations", "c-denial")
    small.tables["relations"] += [
        denial | {"claim": "c-again", "other": other} for other in ("c-call", "c-listen")
    ]
    small.tables["claims"].insert(0, again)
    denied_by = geo.read_story(small.write()).claims["denied_by"]
    assert denied_by[["c-listen", "c-call", "c-met"]].tolist() == [
        *("c-again; c-denial", "c-again", "")
    ]


def test_claims_about_some_things_come_in_their_order_each_once(small: SmallStory) -> None:
    read = geo.read_story(small.write())
    assert list(read.claims_about("choir").index) == ["c-listen", "c-met", "c-count"]
    both = read.claims_about("choir", "weekly-call")
    assert list(both.index) == ["c-call", "c-listen", "c-denial", "c-met", "c-count"]
    assert list(both.columns) == list(read.claims.columns)
    assert read.claims_about("nobody").empty
    assert read.claims_about().empty
    assert list(read.claims_about("cho").index) == []


@pytest.mark.parametrize("column", ["measure", "unit", "scope"])
def test_figures_that_differ_in_one_of_three_are_two_sets(small: SmallStory, column: str) -> None:
    assert geo.read_story(small.write()).figures["set"].tolist() == [
        *("audience-singers-listeners-to-a-call", "audience-singers-listeners-to-a-call")
    ]
    small.row("figures", "f-28")[column] = "other"
    read = geo.read_story(small.write())
    first, second = read.figures["set"]
    assert first == "audience-singers-listeners-to-a-call"
    assert second != first
    assert list(read.figure_set(second).index) == ["f-28"]


def test_a_set_keeps_its_name_when_another_joins(small: SmallStory) -> None:
    other = small.row("figures", "f-28") | {"id": "f-9", "scope": "listeners in the hall"}
    small.tables["figures"].insert(0, other)
    assert geo.read_story(small.write()).figures["set"].to_dict() == {
        "f-9": "audience-singers-listeners-in-the-hall",
        "f-30": "audience-singers-listeners-to-a-call",
        "f-28": "audience-singers-listeners-to-a-call",
    }


def test_the_frames_have_their_types(small: SmallStory) -> None:
    read = geo.read_story(small.write())
    kinds = {"i": "int64", "f": "float64", "b": "bool", "M": "datetime64[s]"}
    typed = {
        "sources": {"length": "i"},
        "places": {"disputed": "b", "unsure": "b", "mentions": "i", "claims": "i"}
        | dict.fromkeys(["lon", "lat", "radius_m"], "f"),
        "events": dict.fromkeys(["contested", "unsure"], "b")
        | {"claims": "i", "reports": "i", "earliest": "M", "latest": "M", "not_before": "M"}
        | dict.fromkeys(["lon", "lat", "radius_m"], "f"),
        "links": {"contested": "b", "claims": "i", "reports": "i"}
        | dict.fromkeys(["earliest", "latest", "not_before"], "M")
        | {"length_km": "f", "from_unsure": "b", "to_unsure": "b"},
        "claims": dict.fromkeys(["paragraph", "start", "end"], "i"),
        "figures": {"low": "f", "high": "f", "paragraph": "i"},
        "mentions": dict.fromkeys(["paragraph", "start", "end"], "i"),
        "actors": {},
        "views": {},
    }
    for name, columns in typed.items():
        frame = getattr(read, name).drop(columns="geometry", errors="ignore")
        wanted = {column: kinds.get(columns.get(column, ""), "str") for column in frame.columns}
        assert frame.dtypes.astype(str).to_dict() == wanted, name
        assert (str(frame.index.dtype), frame.index.name) == ("str", "id")
