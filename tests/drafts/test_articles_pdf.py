"""An article in a PDF goes the way of all articles: drafted, merged, cited, checked."""

import hashlib
import re
from pathlib import Path

import pytest
from drafts.drafting import edit, keep, rows, run, write_story
from pdf_files import lines, pdf

import geo
from geo.desk.anchors import Selection
from geo.desk.desk import Desk

FIRST = ["Floods cut off Hebden Bridge"]
SECOND = [
    "The council of Leeds said on Monday that two",
    "roads to the town were closed. At least 300 peo-",
    "ple left their homes in Hebden Bridge.",
]
TEXT = (
    "Floods cut off Hebden Bridge\n"
    "The council of Leeds said on Monday that two roads to the town were closed. At least 300 "
    "people left their homes in Hebden Bridge.\n"
)
ABOUT = ("--published", "2024-01-08", "--title", "Floods", "--publisher", "The Calder Post")
TABLES = ("sources", "places", "actors", "events", "claims", "figures", "mentions")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    data = pdf(lines(FIRST, size=20), lines(SECOND))
    (tmp_path / "flood.pdf").write_bytes(data)
    assert run(tmp_path, "new", "story", "--title", "Floods")[0] == 0
    code, told = run(tmp_path, "draft", "flood.pdf", *ABOUT)
    assert code == 0, told
    assert "flood.pdf: the text of a PDF\n" in told
    return tmp_path


def merge(desk: Path) -> Path:
    for table in TABLES:
        if rows(desk / "draft", table):
            keep(desk / "draft", table)
    code, told = run(desk, "draft", "--merge", "draft", "--story", "story")
    assert code == 0, told
    return desk / "story"


def test_the_copy_is_the_pdf_and_its_length_that_of_its_text(desk: Path) -> None:
    (source,) = rows(merge(desk), "sources")
    data = (desk / "flood.pdf").read_bytes()
    assert (source["file"], source["length"]) == ("flood.pdf", str(len(TEXT)))
    assert source["sha256"] == hashlib.sha256(data).hexdigest()
    assert (desk / "story" / "articles" / "flood.pdf").read_bytes() == data


def test_claims_have_page_and_box_beside_paragraph_and_span(desk: Path) -> None:
    merge(desk)
    claims = rows(desk / "story", "claims")
    said = [row for row in claims if row["status"] == "said"]
    assert [TEXT[int(row["start"]) : int(row["end"])] for row in said] == [
        "two roads to the town were closed"
    ]
    assert (said[0]["paragraph"], said[0]["part"].split("&")[0]) == ("2", "page=2")
    assert {row["part"].split("=")[0] for row in claims} == {"page"}


def test_a_story_without_the_column_is_told_what_stays_behind(desk: Path) -> None:
    write_story(desk / "old")
    for table in TABLES:
        if rows(desk / "draft", table):
            keep(desk / "draft", table)
    code, told = run(desk, "draft", "--merge", "draft", "--story", "old")
    assert code == 0, told
    count = len(rows(desk / "old", "claims"))
    assert f"claims.csv: the pages of {count} claims stay behind; add the column part" in told


def test_check_reads_the_pdf_and_tells_of_a_wrong_page(desk: Path) -> None:
    story = merge(desk)
    code, told = run(desk, "check", "story")
    assert code == 0, told
    assert told.endswith(" found\n")
    code, told = run(desk, "check", "story", "--sources", "flood.pdf")
    assert code == 0, told
    (said,) = [row for row in rows(story, "claims") if row["status"] == "said"]

    def to_the_first_page(row: dict[str, str]) -> None:
        if row["id"] == said["id"]:
            row["part"] = "page=1"

    edit(story, "claims", to_the_first_page)
    code, told = run(desk, "check", "story")
    assert code == 1
    assert f"claims.csv, {said['id']}: moved to {said['start']} (flood, paragraph 2" in told


def test_cite_locates_words_with_page_and_box(desk: Path) -> None:
    code, told = run(desk, "cite", "flood.pdf", "two roads")
    assert code == 0
    header, row = told.splitlines()
    assert header == "source,paragraph,start,end,span_sha256,part"
    digest = hashlib.sha256(b"two roads").hexdigest()
    start = TEXT.index("two roads")
    # The words stand on two lines, so that their box is as wide as from one end to the other.
    assert row.startswith(f'flood,2,{start},{start + 9},{digest},"page=2&xywh=percent:')
    sha256 = hashlib.sha256((desk / "flood.pdf").read_bytes()).hexdigest()
    table = f"file,length,sha256\nflood.pdf,{len(TEXT)},{sha256}\n"
    assert run(desk, "cite", "flood.pdf") == (0, table)


def test_words_chosen_at_the_desk_get_page_and_box(desk: Path) -> None:
    work = Desk(desk / "story", desk / "draft")
    start = TEXT.index("300 people")
    cells = work.reader.anchor(Selection("flood", start, start + 10))
    assert (cells["paragraph"], cells["part"].split("&")[0]) == ("2", "page=2")


def test_a_page_of_the_story_names_the_page_of_the_pdf(story_folder: Path) -> None:
    def on_page_two(row: dict[str, str]) -> None:
        behind = {name: row.pop(name) for name in [*row][[*row].index("span_sha256") + 1 :]}
        row.update({"part": "page=2&xywh=percent:10,20,30,4", **behind})

    edit(story_folder, "claims", on_page_two)
    page = geo.story_map(geo.read_story(story_folder)).get_root().render()
    assert "BBC News, page 2, paragraph 13" in page
    assert not re.search(r"BBC News, paragraph \d", page)
    assert '"page":2' in page


def test_a_folder_of_articles_may_hold_pdfs(desk: Path) -> None:
    articles = desk / "articles"
    articles.mkdir()
    (articles / "flood.pdf").write_bytes((desk / "flood.pdf").read_bytes())
    (articles / "scan.pdf").write_bytes(pdf([]))
    code, told = run(desk, "draft", "articles", "-o", "all.parquet")
    assert code == 1
    assert "scan.pdf: found pages without text, such as a scan" in told
    assert "from 2 articles" in told


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf([]), "found pages without text, such as a scan"),
        (pdf(lines(SECOND), encrypted=True), "found a PDF that wants a password"),
        (b"%PDF-1.7\nLeeds", "found a broken PDF"),
    ],
)
@pytest.mark.parametrize("command", [("draft",), ("cite",), ("desk", "story", "--no-browser")])
def test_a_pdf_without_text_is_one_error(
    tmp_path: Path, command: tuple[str, ...], data: bytes, why: str
) -> None:
    write_story(tmp_path / "story")
    (tmp_path / "a.pdf").write_bytes(data)
    code, told = run(tmp_path, *command, "a.pdf")
    assert code == 2
    assert told.startswith(f"geo: a.pdf: {why}")
    assert told.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "story"]


def test_the_same_pdf_gives_the_same_draft(desk: Path) -> None:
    assert run(desk, "draft", "flood.pdf", *ABOUT, "-o", "again")[0] == 0
    for path in (desk / "draft").iterdir():
        assert path.read_bytes() == (desk / "again" / path.name).read_bytes()
