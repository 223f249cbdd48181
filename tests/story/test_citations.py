"""Every span is checked against the reader's own copy, and only what changed fails."""

import itertools
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story.small import ARTICLES, SmallStory, anchor

import geo


@pytest.fixture
def story(small: SmallStory) -> geo.Story:
    return geo.read_story(small.write())


@pytest.fixture
def copies(small: SmallStory) -> Path:
    return small.write_articles()


def outcomes(story: geo.Story, copies: Path) -> dict[str, str]:
    return geo.check(story, copies).set_index("id")["outcome"].to_dict()


def touched(story: geo.Story, source: str, at: int) -> set[str]:
    """Name the spans that cover a byte, worked out from the intact article."""
    text = ARTICLES[source]
    spans = pd.concat([story.claims, story.mentions])
    return {
        name
        for name, row in spans[spans["source"] == source].iterrows()
        if len(text[: row["start"]].encode()) <= at < len(text[: row["end"]].encode())
    }


def broken(story: geo.Story, copies: Path) -> set[str]:
    return {name for name, outcome in outcomes(story, copies).items() if outcome != "found"}


def test_each_span_of_an_intact_copy_is_found(story: geo.Story, copies: Path) -> None:
    checked = geo.check(story, copies)
    assert (checked["outcome"] == "found").all()
    assert list(checked.columns) == [
        *("id", "table", "source", "paragraph", "column", "start", "end"),
        *("exhibit", "outcome", "moved_to", "paragraph_found"),
    ]
    assert list(checked["id"]) == [*story.claims.index, *story.mentions.index]
    assert list(checked["table"]) == ["claims"] * 5 + ["mentions"] * 5
    assert checked["moved_to"].isna().all()
    assert (checked["paragraph_found"] == checked["paragraph"]).all()


def test_a_check_changes_nothing_in_the_story(story: geo.Story, copies: Path) -> None:
    before = story.claims.copy(), story.mentions.copy()
    geo.check(story, copies)
    pd.testing.assert_frame_equal(story.claims, before[0])
    pd.testing.assert_frame_equal(story.mentions, before[1])


def test_one_changed_byte_breaks_exactly_the_spans_that_cover_it(
    story: geo.Story, copies: Path
) -> None:
    intact = ARTICLES["herald"].encode()
    for at, mask in zip(range(len(intact)), itertools.cycle([0x01, 0x20, 0x80, 0xFF])):
        spoilt = bytearray(intact)
        spoilt[at] ^= mask
        Path(copies, "herald.txt").write_bytes(spoilt)
        told = outcomes(story, copies)
        failed = {name for name, outcome in told.items() if outcome != "found"}
        assert failed == touched(story, "herald", at), f"byte {at}"
        assert {told[name] for name in failed} <= {"changed"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_other_byte_anywhere_breaks_exactly_the_spans_that_cover_it(
    story: geo.Story, copies: Path, data: st.DataObject
) -> None:
    spoilt = bytearray(ARTICLES["herald"].encode())
    at = data.draw(st.integers(0, len(spoilt) - 1))
    spoilt[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != spoilt[at]))
    Path(copies, "herald.txt").write_bytes(spoilt)
    assert broken(story, copies) == touched(story, "herald", at)


def test_an_inserted_character_moves_what_stands_behind_it(story: geo.Story, copies: Path) -> None:
    text = ARTICLES["herald"]
    at = text.index("“At least")
    Path(copies, "herald.txt").write_bytes((text[:at] + "!" + text[at:]).encode())
    checked = geo.check(story, copies).set_index("id")
    behind = {"c-listen", "c-denial", "c-met", "m-march"}
    moved = checked[checked["outcome"] == "moved"]
    assert set(moved.index) == behind
    assert (moved["moved_to"] == moved["start"] + 1).all()
    assert (checked.drop(index=list(behind))["outcome"] == "found").all()


def test_a_text_that_was_cut_and_pasted_is_moved_and_names_its_new_paragraph(
    story: geo.Story, copies: Path
) -> None:
    first, *rest = ARTICLES["gazette"].splitlines(keepends=True)
    Path(copies, "gazette.txt").write_text("".join([*rest, first]), encoding="utf-8")
    checked = geo.check(story, copies).set_index("id")
    assert checked.loc[["c-count", "m-count"], "outcome"].tolist() == ["moved", "moved"]
    assert checked.loc["c-count", "paragraph_found"] == 1
    text = "".join([*rest, first])
    assert checked.loc["c-count", "moved_to"] == text.index("counts 28 singers")


def test_a_text_that_stands_nowhere_is_changed(story: geo.Story, copies: Path) -> None:
    text = ARTICLES["gazette"].replace("28", "31")
    Path(copies, "gazette.txt").write_text(text, encoding="utf-8")
    assert broken(story, copies) == {"c-count", "m-count"}
    assert outcomes(story, copies)["c-count"] == "changed"


def test_a_word_that_another_row_finds_stays_that_rows(small: SmallStory, copies: Path) -> None:
    text = ARTICLES["herald"]
    first, second = text.index("choir"), text.index("choir’s")
    row = small.row("mentions", "m-owner") | anchor("herald", "choir")
    for name, start, paragraph in (("m-one", first, "2"), ("m-two", second, "3")):
        where = {"start": str(start), "end": str(start + 5), "paragraph": paragraph}
        small.tables["mentions"].append(row | where | {"id": name})
    spoilt = text[:first] + "chorr" + text[first + 5 :].replace("The choir,", "The chorus")
    Path(copies, "herald.txt").write_text(spoilt, encoding="utf-8")
    told = outcomes(geo.read_story(small.write()), copies)
    assert (told["m-one"], told["m-two"]) == ("changed", "found")


def test_a_wrong_paragraph_in_the_table_is_told(small: SmallStory, copies: Path) -> None:
    small.row("claims", "c-met")["paragraph"] = "5"
    checked = geo.check(geo.read_story(small.write()), copies).set_index("id")
    met = checked.loc["c-met"]
    assert (met["outcome"], met["paragraph"], met["paragraph_found"]) == ("moved", 5, 4)
    assert met["moved_to"] == met["start"]
    assert (checked.drop(index="c-met")["outcome"] == "found").all()


def test_a_copy_of_another_name_is_known_by_its_bytes(story: geo.Story, copies: Path) -> None:
    Path(copies, "herald.txt").rename(Path(copies, "saved from the web.html"))
    assert set(outcomes(story, copies).values()) == {"found"}


def test_a_source_without_a_copy_is_missing_and_the_others_are_checked(
    story: geo.Story, copies: Path
) -> None:
    Path(copies, "gazette.txt").unlink()
    told = outcomes(story, copies)
    missing = {name for name, outcome in told.items() if outcome == "source missing"}
    assert missing == {"c-count", "m-count"}
    assert {told[name] for name in told.keys() - missing} == {"found"}


def test_a_folder_that_is_not_there_is_told(story: geo.Story, tmp_path: Path) -> None:
    with pytest.raises(geo.SourceError, match="wanted a folder with your copies"):
        geo.check(story, tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"\0" * 1000, bytes(range(256)) * 16, "گ".encode() * 999])
def test_a_copy_of_something_else_breaks_every_span_and_nothing_more(
    story: geo.Story, copies: Path, content: bytes
) -> None:
    Path(copies, "herald.txt").write_bytes(content)
    told = outcomes(story, copies)
    failed = {name for name, outcome in told.items() if outcome == "changed"}
    assert failed == told.keys() - {"c-count", "m-count"}


def test_a_long_copy_of_something_else_is_found_nowhere(story: geo.Story, copies: Path) -> None:
    Path(copies, "herald.txt").write_text("all work and no play. " * 10_000, encoding="utf-8")
    assert "found" not in {outcomes(story, copies)[name] for name in ("c-call", "m-edgware")}
