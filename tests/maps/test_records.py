from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.maps import records
from geo.maps.base import without_empty
from geo.maps.records import _encoded, encode_line, encode_rings

if TYPE_CHECKING:
    from maps.small_story import SmallStory


def decoded(polyline: str) -> list[tuple[float, float]]:
    """Read an encoded polyline as its published format says, longitude first."""
    numbers, value, shift = [], 0, 0
    for letter in polyline:
        five = ord(letter) - 63
        value |= (five & 0x1F) << shift
        shift += 5
        if five < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    units = np.cumsum(np.array(numbers).reshape(-1, 2), axis=0)
    return [(lon / 100_000, lat / 100_000) for lon, lat in units.tolist()]


def test_a_denial_comes_with_what_it_denies_and_back(small_story: SmallStory) -> None:
    claims = small_story.claims
    for about in ({"order"},):
        found = records.evidence(claims, figures=None, about=about)["claims"]
        assert [claim["id"] for claim in found] == ["c-order", "c-denial"]
    only = claims.assign(about=claims["about"].where(claims.index != "c-denial", ""))
    found = records.evidence(only, figures=None, about={"order"})["claims"]
    assert [claim["id"] for claim in found] == ["c-order", "c-denial"]


def test_one_figure_of_a_set_brings_the_others(small_story: SmallStory) -> None:
    found = records.evidence(small_story.claims, figures=small_story.figures, about={"clash"})
    assert [figure["low"] for figure in found["figures"]] == [40.0, 50.0, 60.0]
    assert [figure["high"] for figure in found["figures"]] == [None, 50.0, 60.0]


def test_no_claims_no_evidence() -> None:
    assert records.evidence(None, figures=None, about={"a"}) == {"claims": [], "figures": []}


def test_a_link_says_its_ends_and_its_length(small_story: SmallStory) -> None:
    items = {item["id"]: item for item in records.link_items(small_story.links, claims_of={})}
    assert items["call"]["where"] == "Edgware → Karachi, 6,306\N{NO-BREAK SPACE}km"
    assert items["answer"]["where"] == "Karachi ↔ Edgware, 6,306\N{NO-BREAK SPACE}km"
    assert items["journey"]["where"] == "not stated → Karachi"
    assert items["journey"]["path"] == []


def test_a_line_cut_at_the_antimeridian_stays_in_two_parts() -> None:
    line = shapely.MultiLineString([[(179, 0), (180, 1)], [(-180, 1), (-179, 2)]])
    assert list(map(decoded, encode_line(line))) == [
        [(179.0, 0.0), (180.0, 1.0)],
        [(-180.0, 1.0), (-179.0, 2.0)],
    ]


def test_only_areas_have_rings() -> None:
    assert encode_rings(shapely.Point(1, 1)) == []
    assert encode_rings(None) == []
    (ring,) = encode_rings(shapely.box(0, 0, 1, 1))
    assert decoded(ring) == [(1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0)]


@given(
    st.lists(
        st.tuples(st.integers(-18_000_000, 18_000_000), st.integers(-9_000_000, 9_000_000)),
        min_size=2,
        max_size=12,
        unique=True,
    )
)
def test_a_line_is_read_again_as_it_was_written(units: list[tuple[int, int]]) -> None:
    points = [(lon / 100_000, lat / 100_000) for lon, lat in units]
    assert decoded(_encoded(np.array(points))) == points


def test_a_record_leaves_out_what_is_empty_but_the_column_of_a_table() -> None:
    record = {"id": "a", "note": "", "denies": [], "low": None, "column": "", "paragraph": 0}
    assert without_empty([record]) == [{"id": "a", "column": "", "paragraph": 0}]


def test_a_place_and_a_person_have_no_status_of_their_own(small_story: SmallStory) -> None:
    places = records.place_items(small_story.places, claims_of={})
    actors = records.actor_items(small_story.actors, claims_of={})
    events = records.event_items(small_story.events, claims_of={})
    assert {item["status"] for item in (*places, *actors)} == {""}
    assert all("status" not in item for item in records.brief([*places, *actors]))
    brief = {item["id"]: item for item in records.brief(events)}
    assert "status" not in brief["speech"]  # reported, as most are
    assert brief["clash"]["status"] == "alleged"


def test_what_came_before_sets_the_first_day_of_an_open_start(small_story: SmallStory) -> None:
    days = np.array(["1992-01-01", "NaT", "NaT", "NaT"], dtype="datetime64[s]")
    events = small_story.events.assign(not_before=days, not_before_by=["x; y", "", "", ""])
    first, *others = records.event_items(events, claims_of={})
    assert (first["bound"], first["notBefore"]) == (8035, ["x", "y"])
    assert all((item["bound"], item["notBefore"]) == (None, []) for item in others)
