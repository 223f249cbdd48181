"""What is no story, or only half of one, is refused with what to do, never with a traceback."""

import shutil
from pathlib import Path

import pytest
from story.small import SmallStory

import geo
from geo.story.schema import SCHEMAS
from geo.story.vocabulary import OPTIONAL


def faults(folder: Path) -> list[tuple[str, int, str, str]]:
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(folder)
    return [(each.file, each.row, each.column, each.found) for each in caught.value.faults]


def test_a_file_is_no_folder(small: SmallStory) -> None:
    file = small.write() / "story.toml"
    assert faults(file) == [(str(file), 0, "", "a file")]


def test_a_name_that_no_folder_can_have_is_told() -> None:
    assert faults(Path("a\0b")) == [("a\0b", 0, "", "no such folder")]


def test_a_folder_with_only_the_head_lacks_every_table_that_it_must_have(small: SmallStory) -> None:
    folder = small.write()
    for path in folder.glob("*.csv"):
        path.unlink()
    tables = sorted(set(SCHEMAS) - set(OPTIONAL))
    assert faults(folder) == [(f"{table}.csv", 0, "", "no such file") for table in tables]


def test_an_empty_folder_lacks_the_head_too(tmp_path: Path) -> None:
    assert ("story.toml", 0, "", "no such file") in faults(tmp_path)
    assert len(faults(tmp_path)) == 10


def test_a_folder_in_the_place_of_a_table_is_told(small: SmallStory) -> None:
    folder = small.write()
    Path(folder, "views.csv").unlink()
    Path(folder, "views.csv").mkdir()
    assert faults(folder) == [("views.csv", 0, "", "Is a directory")]


def test_something_that_is_no_path_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        geo.read_story(None)


def test_a_story_of_sources_and_one_claim_reads_with_empty_frames(small: SmallStory) -> None:
    small.row("claims", "c-count")["about"] = "choir"
    folder = small.write()
    for table in SCHEMAS:
        path = Path(folder, f"{table}.csv")
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = {"sources": 3, "actors": 1, "claims": 1}.get(table, 1)
        last = [lines[-1]] if table in {"actors", "claims"} else []
        path.write_text("".join([*lines[:kept], *last]), encoding="utf-8")
    story = geo.read_story(folder)
    assert repr(story) == "<Story two-choirs: 0 places, 0 events, 0 links, 1 claim, 0 figures>"
    full = geo.read_story(SmallStory(folder.with_name("full")).write())
    for name in ("places", "events", "links", "figures", "mentions", "views", "steps"):
        empty, filled = getattr(story, name), getattr(full, name)
        assert len(empty) == 0
        assert empty.dtypes.astype(str).to_dict() == filled.dtypes.astype(str).to_dict(), name


def test_tables_without_a_row_are_a_story_of_nothing(small: SmallStory) -> None:
    folder = small.write()
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    story = geo.read_story(folder)
    assert len(story.claims) == len(story.events) == 0


def test_a_cell_as_long_as_the_reader_takes_is_read_and_a_longer_one_told(
    small: SmallStory,
) -> None:
    small.row("places", "hall")["note"] = "é" * 131_072
    assert len(geo.read_story(small.write()).places.loc["hall", "note"]) == 131_072
    small.row("places", "hall")["note"] += "é"
    with pytest.raises(geo.StoryError, match="at most 131,072 characters"):
        geo.read_story(small.write())


def test_a_quote_left_open_is_one_fault_though_rows_are_lost_with_it(small: SmallStory) -> None:
    folder = small.write()
    path = Path(folder, "claims.csv")
    path.write_text(
        path.read_text(encoding="utf-8").replace("In our words: c-l", '"In our words: c-l'),
        encoding="utf-8",
    )
    assert [each[:2] for each in faults(folder)] == [("claims.csv", 3)]


@pytest.mark.parametrize(
    "head",
    [
        "title = ",
        "title = 0x" + "f" * 9000,
        "title = " + "[" * 5000,
        "title = 2007-13-45",
        "\0",
        '"' * 999,
    ],
)
def test_a_head_that_breaks_the_parser_is_one_fault(small: SmallStory, head: str) -> None:
    small.head = head
    ((file, row, column, _),) = faults(small.write())
    assert (file, row, column) == ("story.toml", 0, "")


def test_faults_of_every_file_are_told_at_once(small: SmallStory) -> None:
    for table, column in (
        *(("sources", "length"), ("places", "kind"), ("events", "date"), ("links", "medium")),
        *(("actors", "kind"), ("claims", "status"), ("figures", "bound"), ("mentions", "what")),
        *(("relations", "relation"), ("views", "places"), ("steps", "view"), ("pins", "set_by")),
        *(("event_places", "role"), ("corrections", "date"), ("redactions", "table")),
        ("exhibits", "kind"),
    ):
        for row in small.tables[table]:
            row[column] = "WRONG"
    small.head = small.head.replace('"en"', "7")
    told = faults(small.write())
    assert {file for file, *_ in told} == {"story.toml", *(f"{table}.csv" for table in SCHEMAS)}
    cells = [each for each in told if each[3] == "WRONG"]
    assert len(cells) == 2 + 3 + 2 + 1 + 3 + 5 + 2 + 5 + 2 + 1 + 1 + 3 + 1 + 1 + 1 + 1


def test_many_wrong_ids_are_all_told_with_suggestions_for_the_first(
    small: SmallStory,
) -> None:
    row = small.row("events", "encore")
    small.tables["events"] += [row | {"id": f"e-{n}", "place": f"hall-{n}"} for n in range(2000)]
    small.row("claims", "c-met")["about"] += "".join(f"; e-{n}" for n in range(2000))
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(small.write())
    assert len(caught.value.faults) == 2000
    guessed = [each for each in caught.value.faults if "did you mean hall?" in each.wanted]
    assert len(guessed) == 100


def test_the_folder_is_only_read(small: SmallStory) -> None:
    folder = small.write()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    geo.read_story(str(folder))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    shutil.rmtree(folder)
