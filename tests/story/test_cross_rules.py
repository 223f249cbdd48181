"""Rules between tables: a story that breaks one is refused with exactly that fault."""

import pytest
from story.small import SmallStory

import geo


def only_fault(story: SmallStory) -> geo.Fault:
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(story.write())
    (fault,) = caught.value.faults
    return fault


def date_like_the_rehearsal(small: SmallStory, *, basis: str) -> None:
    small.row("links", "weekly-call").update(
        date="2006-03", date_basis=basis, date_note="As the rehearsal."
    )
    small.row("claims", "c-met")["about"] += "; weekly-call"


def test_a_link_s_date_is_known_as_well_as_its_event_s(small: SmallStory) -> None:
    date_like_the_rehearsal(small, basis="inferred")
    fault = only_fault(small)
    assert (fault.file, fault.row, fault.column, fault.found) == (
        *("links.csv", 2),
        *("date_basis", "inferred"),
    )
    assert fault.wanted == "stated, as for the same date of rehearsal in events.csv"
    small.row("links", "weekly-call")["date_basis"] = "stated"
    geo.read_story(small.write())


def test_one_inferred_date_among_several_makes_the_link_s_inferred(small: SmallStory) -> None:
    small.row("events", "encore")["date"] = "2006-03"
    date_like_the_rehearsal(small, basis="stated")
    assert only_fault(small).wanted == "inferred, as for the same date of encore in events.csv"


def test_another_date_or_another_claim_does_not_bind(small: SmallStory) -> None:
    date_like_the_rehearsal(small, basis="inferred")
    small.row("links", "weekly-call")["date"] = "2006"
    geo.read_story(small.write())
    small.row("links", "weekly-call")["date"] = "2006-03"
    small.row("claims", "c-met")["about"] = "rehearsal; encore; hall; choir"
    geo.read_story(small.write())


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"f-28": {"unit": "people"}}, "a figure in people, as this one; f-30 is in singers"),
        (
            {"f-30": {"bound": "at-most", "low": "", "high": "27"}},
            "a figure of at least 28; f-30 is at most 27",
        ),
        ({"f-30": {"part_of": "f-28"}}, "a figure that is itself no part of another"),
    ],
)
def test_a_part_fits_its_whole(
    small: SmallStory, changes: dict[str, dict[str, str]], wanted: str
) -> None:
    small.row("figures", "f-28")["part_of"] = "f-30"
    for name, cells in changes.items():
        small.row("figures", name).update(cells)
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(small.write())
    fault = caught.value.faults[-1]
    assert (fault.file, fault.row, fault.column) == ("figures.csv", 3, "part_of")
    assert fault.wanted == wanted


def test_a_figure_without_a_number_has_its_words(small: SmallStory) -> None:
    small.row("figures", "f-28").update(bound="", low="", high="")
    assert "one of: exact, at-least" in only_fault(small).wanted
    small.row("figures", "f-28").update(wording="a roomful of singers")
    geo.read_story(small.write())
    small.row("figures", "f-28").update(low="28")
    assert "or nothing, for words that name no number" in only_fault(small).wanted


def test_what_is_said_has_a_speaker_with_a_name(small: SmallStory) -> None:
    small.row("actors", "owner")["kind"] = "unnamed"
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(small.write())
    wanted = "said-unnamed or hearsay, as owner is of kind unnamed in actors.csv"
    assert [(fault.row, fault.column, fault.wanted) for fault in caught.value.faults] == [
        (2, "status", wanted),
        (3, "status", wanted),
    ]
    small.row("claims", "c-call")["status"] = "said-unnamed"
    small.row("claims", "c-listen")["status"] = "hearsay"
    story = geo.read_story(small.write())
    assert story.links.loc["weekly-call", "status"] == "said-unnamed"


@pytest.mark.parametrize("status", ["said-unnamed", "hearsay", "said", "alleged"])
def test_what_somebody_says_has_a_speaker(small: SmallStory, status: str) -> None:
    small.row("claims", "c-call").update(status=status, said_by="")
    fault = only_fault(small)
    assert (fault.column, fault.wanted[:20]) == ("said_by", "the actor who says i")


def with_roles(small: SmallStory, *roles: tuple[str, str, str]) -> None:
    names = ("event", "place", "role", "note")
    small.tables["event_places"] = [dict(zip(names, (*role, ""), strict=True)) for role in roles]


def test_an_event_has_places_in_several_roles(small: SmallStory) -> None:
    with_roles(small, ("rehearsal", "edgware", "heard-at"), ("rehearsal", "hall", "at"))
    story = geo.read_story(small.write())
    roles = story.event_places
    assert roles[["event", "place", "role"]].to_numpy().tolist() == [
        ["rehearsal", "karachi", "at"],
        ["rehearsal", "edgware", "heard-at"],
        ["rehearsal", "hall", "at"],
        ["encore", "hall", "at"],
    ]
    assert roles.index[1] == "rehearsal:heard-at:edgware"
    assert roles.crs == "EPSG:4326"
    assert [shape is not None for shape in roles.geometry] == [True, True, False, False]
    assert story.events.loc["rehearsal", "place"] == "karachi"


def test_an_event_without_a_place_is_at_the_first_of_its_places(small: SmallStory) -> None:
    small.row("events", "encore")["place"] = ""
    with_roles(
        small, ("encore", "hall", "to"), ("encore", "edgware", "at"), ("encore", "karachi", "at")
    )
    encore = geo.read_story(small.write()).events.loc["encore"]
    assert (encore["place"], encore["lon"]) == ("edgware", -0.28)
    with_roles(small, ("encore", "edgware", "about"))
    encore = geo.read_story(small.write()).events.loc["encore"]
    assert (encore["place"], encore["geometry"]) == ("", None)


def test_without_the_table_each_event_has_its_own_place_alone(small: SmallStory) -> None:
    del small.tables["event_places"]
    assert len(geo.read_story(small.write()).event_places) == 2


@pytest.mark.parametrize(
    ("role", "column", "wanted"),
    [
        (("rehearsal", "karachi", "at"), "role", "it stands already in events.csv, row 2"),
        (("nothing", "karachi", "to"), "event", "an id that stands in events.csv"),
        (("rehearsal", "nowhere", "to"), "place", "an id that stands in places.csv"),
        (("rehearsal", "karachi", "near"), "role", "one of: at, from, to, via, about"),
    ],
)
def test_a_role_is_known_and_stands_once(
    small: SmallStory, role: tuple[str, str, str], column: str, wanted: str
) -> None:
    with_roles(small, role)
    fault = only_fault(small)
    assert (fault.file, fault.row, fault.column) == ("event_places.csv", 2, column)
    assert wanted in fault.wanted


def around_edgware(small: SmallStory, *, set_by: str) -> None:
    """Return Edgware, of 1.5 km, in a region 11.1 km south of it, whose circle has 8 km."""
    place = small.row("places", "edgware")
    small.tables["places"].append(
        place | {"id": "north", "name": "the north", "kind": "region", "within": ""}
    )
    place["within"] = "north"
    pin = small.row("pins", "edgware")
    small.tables["pins"].append(
        pin
        | {"place": "north", "precision": "region", "radius_m": "8000", "lat": "51.51"}
        | {"set_by": set_by}
    )
    small.row("claims", "c-call")["about"] += "; north"


def test_a_region_that_a_person_drew_holds_the_places_inside_it(small: SmallStory) -> None:
    around_edgware(small, set_by="person")
    fault = only_fault(small)
    assert (fault.file, fault.row, fault.column, fault.found) == (
        *("pins.csv", 5),
        *("radius_m", "8000"),
    )
    assert fault.wanted.startswith("at least 12620, as far as edgware, which places.csv puts in")
    small.row("pins", "north")["radius_m"] = "12700"
    assert geo.read_story(small.write()).places.loc["north", "radius_m"] == 12_700


def test_a_region_of_the_geocoder_is_widened_to_hold_the_places_inside_it(
    small: SmallStory,
) -> None:
    around_edgware(small, set_by="geocoder")
    places = geo.read_story(small.write()).places
    assert places.loc["north", "radius_m"] == 12_620
    assert places.loc["edgware", "radius_m"] == 1500
    assert places.geometry["north"].contains(places.geometry["edgware"].centroid)
