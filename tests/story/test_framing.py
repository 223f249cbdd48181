"""Marks in a story's own words: what they name, and that no reader sees them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from story.small import HEAD, SmallStory

import geo
from geo.errors import StoryError
from geo.evidence import marked_claims, split_marks, without_marks
from geo.story.vocabulary import MARKED

MARK = re.compile(r"\[c-[a-z]+(; c-[a-z]+)*\]")
PIECES = st.one_of(
    st.sampled_from(
        ["[c-1]", "[c-1; c-2]", "[", "]", "[C-1]", "[a b]", " ", "\n", "<b>", "گانا", "; "]
    ),
    st.text(max_size=5),
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_text_and_marks_are_told_apart(text: str) -> None:
    parts = split_marks(text)
    assert "".join(part for part, _ in parts).strip() == without_marks(text).strip()
    assert marked_claims(text) == list(dict.fromkeys(n for _, names in parts for n in names))
    if "[" not in text:
        assert without_marks(text) == text


@pytest.mark.parametrize(
    ("marked", "text", "claims"),
    [
        ("They sang [c-1].", "They sang.", ["c-1"]),
        ("They sang. [c-1; c-2]", "They sang.", ["c-1", "c-2"]),
        ("[c-1] They sang", "They sang", ["c-1"]),
        ("They sang [c-1][c-2], twice [c-1]", "They sang, twice", ["c-1", "c-2"]),
        ("[C-1] [c 1] [] [c-1", "[C-1] [c 1] [] [c-1", []),
        ("In [1849,1850] or [..1992]", "In [1849,1850] or [..1992]", []),
        ("<script>[c-1]</script>", "<script></script>", ["c-1"]),
    ],
)
def test_a_mark_is_an_id_in_brackets(marked: str, text: str, claims: list[str]) -> None:
    assert (without_marks(marked), marked_claims(marked)) == (text, claims)


def marked_everywhere(small: SmallStory) -> SmallStory:
    """Add a mark to each text that may have one."""
    small.head = HEAD.replace(
        "A call.", "A call [c-call; c-met], <b>twice</b>. [c-listen]"
    ).replace("Two choirs", "Two choirs [c-met]")
    for table, columns in MARKED.items():
        for row in small.tables[table]:
            for column in columns:
                row[column] = f"{row.get(column) or 'So it was'} [c-met], noted [c-call; c-count]"
    return small


def test_no_mark_is_left_in_any_output(small: SmallStory, tmp_path: Path) -> None:
    story = geo.read_story(marked_everywhere(small).write())
    assert story.finding == "A call, <b>twice</b>."
    assert story.steps.loc["first", "text"] == "One calls and many listen., noted"
    assert MARK.search(story._repr_html_()) is None
    geo.save_html(geo.story_map(story), tmp_path / "map.html")
    geo.save_picture(story, tmp_path / "map.svg")
    geo.write_tables(story, tmp_path / "tables")
    geo.story.write_datapackage(small.folder)
    files = [path for path in tmp_path.rglob("*") if path.suffix in (".html", ".svg", ".geojson")]
    files += [*(tmp_path / "tables").glob("*.csv"), small.folder / "datapackage.json"]
    assert len(files) == 20
    database = (tmp_path / "tables" / "two-choirs.gpkg").read_bytes().decode("latin-1")
    assert MARK.search(database) is None
    for path in files:
        assert MARK.search(path.read_text(encoding="utf-8")) is None, path.name


def test_each_text_keeps_what_it_rests_on(small: SmallStory) -> None:
    small.tables["actors"][0]["claims"] = "c-call"
    for actor in small.tables["actors"][1:]:
        actor["claims"] = ""
    small.tables["steps"][0]["text"] = "They sang [c-met]. Many listened [c-listen]."
    framing = geo.read_story(small.write()).framing.set_index(["table", "id", "column"])
    assert framing.loc[("steps", "first", "text"), ["text", "claims"]].tolist() == [
        "They sang. Many listened.",
        "c-met; c-listen",
    ]
    assert framing.loc[("actors", "owner", "role"), "claims"] == "c-call"
    assert ("links", "weekly-call", "title") not in framing.index  # it names none itself


def test_a_mark_within_a_mark_is_refused(small: SmallStory) -> None:
    small.tables["steps"][0]["text"] = "They sang [c-[c-met]met]."
    with pytest.raises(StoryError) as caught:
        geo.read_story(small.write())
    assert [(fault.found, fault.wanted) for fault in caught.value.faults] == [
        ("They sang [c-met].", "marks beside each other, none within another")
    ]
