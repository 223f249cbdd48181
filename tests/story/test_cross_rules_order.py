"""What came before what, by the tables, and the first day that it allows."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from story.small import SmallStory

import geo
from geo.errors import StoryError


@pytest.fixture
def ordered(small: SmallStory) -> SmallStory:
    for table in ("events", "links"):
        for row in small.tables[table]:
            row["after"] = ""
    small.row("links", "weekly-call")["after"] = "encore"
    small.row("events", "encore")["after"] = "rehearsal"
    return small


def test_a_link_without_a_date_begins_no_earlier_than_what_came_before(ordered: SmallStory) -> None:
    story = geo.read_story(ordered.write())
    link = story.links.loc["weekly-call"]
    assert (str(link["not_before"].date()), link["not_before_by"]) == ("2007-01-01", "encore")
    assert pd.isna(story.events.loc["encore", "not_before"])  # its own date begins later
    assert story.events.loc["encore", "not_before_by"] == ""


def test_order_holds_over_several_steps(ordered: SmallStory) -> None:
    ordered.row("events", "encore").update(date="", date_basis="none", date_note="")
    story = geo.read_story(ordered.write())
    for frame, name in ((story.events, "encore"), (story.links, "weekly-call")):
        row = frame.loc[name, ["not_before", "not_before_by"]]
        assert row.tolist() == [pd.Timestamp("2006-03-01"), "rehearsal"]


def test_a_struck_event_sets_no_day(ordered: SmallStory) -> None:
    story = geo.read_story(ordered.write()).according_to(actor="owner")
    assert pd.isna(story.links.loc["weekly-call", "not_before"])


def test_tables_without_the_column_have_no_order(small: SmallStory) -> None:
    story = geo.read_story(small.write())
    assert set(story.links["after"]) == {""}
    assert story.events["not_before"].isna().all()


def test_what_is_over_before_it_is_refused(ordered: SmallStory) -> None:
    ordered.row("links", "weekly-call").update(date="2006", date_basis="stated")
    with pytest.raises(StoryError) as refused:
        geo.read_story(ordered.write())
    assert list(map(str, refused.value.faults)) == [
        (
            "links.csv, row 2, column after: found 'encore', wanted something earlier: by their "
            "dates weekly-call was over before it"
        )
    ]


def test_a_circle_is_refused(ordered: SmallStory) -> None:
    ordered.row("events", "rehearsal")["after"] = "weekly-call"
    with pytest.raises(StoryError) as refused:
        geo.read_story(ordered.write())
    rows = [(fault.file, fault.row, fault.column) for fault in refused.value.faults]
    assert rows == [
        ("events.csv", 2, "after"),
        ("events.csv", 3, "after"),
        ("links.csv", 2, "after"),
    ]


def test_an_unknown_id_is_refused(ordered: SmallStory) -> None:
    ordered.row("events", "encore")["after"] = "rehersal"
    with pytest.raises(StoryError, match=r"events.csv, row 3, column after: found 'rehersal'"):
        geo.read_story(ordered.write())


@given(
    days=st.lists(
        st.one_of(st.none(), st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))),
        min_size=1,
        max_size=6,
    ),
    data=st.data(),
)
def test_no_day_is_later_than_the_latest_before_it(
    days: list[dt.date | None], data: st.DataObject
) -> None:
    from geo.story.cross_rules import with_not_before  # noqa: PLC0415 - no frame of a story is wanted

    names = [f"e{at}" for at in range(len(days))]
    after = [
        "; ".join(data.draw(st.lists(st.sampled_from(names[:at]), unique=True)) if at else [])
        for at in range(len(days))
    ]
    first = pd.array(
        [pd.NaT if day is None else pd.Timestamp(day) for day in days], "datetime64[s]"
    )
    frame = pd.DataFrame({"after": after, "earliest": first, "latest": first}, index=names)
    events, links = with_not_before(frame, frame.iloc[:0])  # type: ignore[arg-type]
    assert links.empty
    known = dict(zip(names, days, strict=True))
    for at, name in enumerate(names):
        before, wanted = set[str](), [name]
        while wanted:
            step = after[names.index(wanted.pop())]
            wanted += [other for other in step.split("; ") if other and other not in before]
            before |= set(filter(None, step.split("; ")))
        dated = [day for other in before if (day := known[other]) is not None]
        expected = max(dated, default=None)
        own = days[at]
        if expected is None or (own is not None and own >= expected):
            assert pd.isna(events.loc[name, "not_before"])
        else:
            assert events.loc[name, "not_before"] == pd.Timestamp(expected)
