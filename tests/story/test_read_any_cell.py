"""Whatever stands in a cell or a file, a story reads or its faults are told."""

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story.small import SmallStory

import geo
from geo.story.schema import SCHEMAS

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.text('0123456789.-+eE"\n\r\0,; Xx/~', max_size=30),
    st.sampled_from(
        [
            *("edgware", "karachi; hall", "c-call", "f-28", "unlocatable", "country", "denied"),
            *("1e400", "9" * 400, "0", "-0.0", "nan", "٣", "2007-05", "9999", "-9999", "Y99999999"),
            *("ogl:barnet", "{{ 7*7 }}", "=1+1", "\u202e", "a" * 200_000, '"' * 999),
        ]
    ),
)


def rows(table: str) -> int:
    return len(SmallStory(Path()).tables[table])


CELLS = [
    (table, row, name)
    for table in SCHEMAS
    for row in range(rows(table))
    for name in SCHEMAS[table].columns
]


def read(story: SmallStory) -> None:
    with contextlib.suppress(geo.StoryError, geo.DateError):
        read = geo.read_story(story.write())
        assert read.name in repr(read)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CELLS), TEXTS), min_size=1, max_size=3))
def test_any_text_in_any_cell(changes: list[tuple[tuple[str, int, str], str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        story = SmallStory(Path(folder, "story"))
        for (table, row, column), text in changes:
            for other in story.tables[table]:
                other.setdefault(column, "")  # one that may be left out
            story.tables[table][row][column] = text
        read(story)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([*SCHEMAS, "story"]), st.binary(max_size=200), st.data())
def test_any_bytes_anywhere_in_a_file(file: str, inserted: bytes, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        story = SmallStory(Path(folder, "story"))
        path = story.write() / (f"{file}.toml" if file == "story" else f"{file}.csv")
        intact = path.read_bytes()
        at = data.draw(st.integers(0, len(intact)))
        path.write_bytes(intact[:at] + inserted + intact[at + data.draw(st.integers(0, 9)) :])
        with contextlib.suppress(geo.StoryError, geo.DateError):
            geo.read_story(path.parent)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_as_the_head(head: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        story = SmallStory(Path(folder, "story"), head=head)
        read(story)
