"""docs/spreadsheet.md, followed to the letter: an article and its spreadsheets in, a map out."""

import csv
import re
import shlex
from pathlib import Path

import pytest
from drafts.drafting import keep, rows
from support import Geo, hashes

import geo
from geo.story.schema import SCHEMAS

pytestmark = pytest.mark.slow
TEXT = (Path(__file__).parents[1] / "docs" / "spreadsheet.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
(ARTICLE,) = [block for kind, block in BLOCKS if kind == "text"]
TYPED = re.findall(r"^\*\*(\w+)\.csv\*\*(?:.+\n)+\n((?:\|.+\n)+)", TEXT, flags=re.MULTILINE)


COMMAS = "," * (len(SCHEMAS["claims"].columns) - 2)


def type_rows(folder: Path, table: str, shown: str) -> None:
    """Type the rows that the page shows into a table, as a spreadsheet saves it."""
    header, _, *lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in shown.splitlines()
    ]
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    assert set(header) <= set(columns)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(dict(zip(header, line, strict=True)) for line in lines)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory, geo_command: Geo) -> tuple[Path, str]:
    """Follow the page; return the folder where that was done, and all that `geo` said."""
    place = tmp_path_factory.mktemp("tutorial")
    said = []
    for command in COMMANDS:
        if "--merge" in command:
            for table in ("sources", "places", "claims"):
                assert rows(place / "draft", table)
                keep(place / "draft", table)
        done = geo_command(*shlex.split(command)[1:], cwd=place)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        said.append(done.stdout)
        if command.startswith("geo new ferry "):
            article = place / "ferry" / "articles" / "post.txt"
            article.write_text(ARTICLE, encoding="utf-8", newline="")
            for table, shown in TYPED:
                type_rows(place / "ferry", table, shown)
    return place, "".join(said)


def test_the_page_leads_from_an_article_to_a_map(followed: tuple[Path, str]) -> None:
    place, said = followed
    assert [table for table, _ in TYPED] == [
        *("sources", "places", "events", "links", "actors", "claims", "relations", "figures")
    ]
    assert "7 found\n" in said
    outputs = set(hashes(place / "ferry" / "outputs"))
    assert {"ferry.html", "ferry.png", "01-the-story.html", "claims.csv"} <= outputs
    story = geo.read_story(place / "ferry")
    assert len(story.events) == len(story.events[story.events.geometry.notna()]) == 3
    assert story.links.loc["crossing", "length_km"] == pytest.approx(80, abs=3)
    (name,) = set(story.figures["set"])
    assert list(story.figure_set(name)["label"]) == ["14 people", "23 people"]
    assert story.claims.loc["old-fault", "denied_by"] == "no-fault"
    assert ARTICLE[story.claims.loc["no-fault", "start"] :].startswith("The company denied it.")


def test_what_was_kept_of_the_draft_is_in_the_story(followed: tuple[Path, str]) -> None:
    place, _ = followed
    story = geo.read_story(place / "ferry-2")
    assert sorted(story.places.index) == ["inverness", "stornoway", "ullapool"]
    assert list(story.sources["publisher"]) == ["The Minch Post"]


def test_each_mistake_of_the_page_is_told_as_it_says(
    followed: tuple[Path, str], tmp_path: Path, geo_command: Geo
) -> None:
    place, _ = followed
    events = (place / "ferry" / "events.csv").read_text(encoding="utf-8-sig")
    article = place / "ferry" / "articles" / "post.txt"
    geo_command("new", tmp_path / "ferry")
    empty = geo_command("check", tmp_path / "ferry", "--sources", article.parent)
    assert empty.stdout == f"{tmp_path / 'ferry'}: no claim yet, nothing to check\n"
    bad = events.replace("2024-03-04", "04/03/2024").replace(",ullapool", ",Ullapol")
    for table, text in (
        ("events", bad.encode()),
        ("claims", f"{','.join(SCHEMAS['claims'].columns)}\nc1,crash{COMMAS}\n".encode()),
        ("places", b"id;name;kind\n"),
        ("actors", b"id,name\nx,caf\xe9\n"),
    ):
        (tmp_path / "ferry" / f"{table}.csv").write_bytes(text)
    told = geo_command("build", tmp_path / "ferry", "--output", tmp_path / "out")
    cited = geo_command(
        "cite", article, "--story", place / "ferry", "--claim", "walk-out", "went on a strike"
    )
    assert (told.returncode, cited.returncode) == (2, 1)
    assert not (tmp_path / "out").exists()
    mistakes = re.findall(r"^\| `(.*?)` \|", TEXT[TEXT.index("| It says |") :], flags=re.MULTILINE)
    assert len(mistakes) == 6
    for mistake in mistakes:
        assert mistake in told.stderr + cited.stderr


def test_cite_fills_one_row_and_leaves_the_rest(
    followed: tuple[Path, str], geo_command: Geo
) -> None:
    place, _ = followed
    story = place / "ferry"
    article, table = story / "articles" / "post.txt", story / "claims.csv"
    before = table.read_bytes()
    assert before.startswith(b"\xef\xbb\xbf")
    assert before.count(b"\r\n") == before.count(b"\n") == 8
    cite = ("cite", article, "--story", story)
    for given, found, code in (
        (("--claim", "walk-out", "March 2024"), "found 3 times 'March 2024'", 1),
        (("--claim", "nobody", "strike in"), "found '0 rows with the id nobody', wanted one", 2),
        (("--claim", "walk-out"), "--story wants one WORDS in quotes with its --claim", 2),
        (("a word",), "--story wants one WORDS in quotes with its --claim", 2),
    ):
        done = geo_command(*cite, *given)
        assert done.returncode == code
        assert found in done.stderr
        assert table.read_bytes() == before
    done = geo_command(*cite, "--claim", "walk-out", "went on strike")
    assert (done.returncode, done.stdout) == (
        0,
        f"{table}, row 5: walk-out stands in paragraph 3\n",
    )
    after = table.read_bytes().splitlines()
    assert [at for at, line in enumerate(before.splitlines()) if line != after[at]] == [4]
    start = ARTICLE.index("went on strike")
    assert f",post,3,,{start},{start + 14},".encode() in after[4]
    table.write_bytes(before)
