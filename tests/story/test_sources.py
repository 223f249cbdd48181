"""Where a reader finds an article: addresses, archives, and two papers that print one text."""

import hashlib
from pathlib import Path

import pytest
from story.small import ARTICLES, SmallStory
from support import Geo

import geo

ADDRESS = "https://example.org/2007/the-bell?page=1#top"


def told(small: SmallStory, **cells: str) -> list[tuple[str, int, str, str]]:
    for row in small.tables["sources"]:
        row.update(dict.fromkeys(cells, "") if row["id"] == "gazette" else cells)
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(small.write())
    return [(each.file, each.row, each.column, each.found) for each in caught.value.faults]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        *(("url", text) for text in ("javascript:alert(1)", "ftp://a.org/a", "example.org/a")),
        *(("url", text) for text in ("https://", "https:///a", "//a.org/a", "https://a b.org")),
        *(("url", text) for text in ("https://u:p@example.org/a", 'https://a.org/"onclick="x')),
        *(("archived_url", text) for text in ("data:text/html,x", "HTTPS//a.org", "file:///etc/a")),
        *(("accessed", text) for text in ("2007-05", "2007-02-30", "17 May 2007", "2007-05-17~")),
        *(("language", text) for text in ("English", "e", "en_GB")),
        *(("same_text_as", text) for text in ("tribune", "herald")),
    ],
)
def test_a_wrong_cell_is_refused(small: SmallStory, column: str, text: str) -> None:
    assert told(small, **{column: text}) == [("sources.csv", 2, column, text)]


def test_an_archive_s_hash_wants_its_address(small: SmallStory) -> None:
    assert told(small, archived_url="", archive_sha256="0" * 64) == [
        ("sources.csv", 2, "archived_url", "")
    ]


def test_a_copy_of_a_copy_names_the_first(small: SmallStory) -> None:
    herald, gazette = small.tables["sources"]
    herald["same_text_as"], gazette["same_text_as"] = "gazette", "herald"
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(small.write())
    assert [(each.row, each.column) for each in caught.value.faults] == [
        (2, "same_text_as"),
        (3, "same_text_as"),
    ]


def test_the_columns_may_be_left_out_and_are_empty(small: SmallStory) -> None:
    sources = geo.read_story(small.write()).sources
    assert sources["url"].tolist() == ["", ""]
    assert sources["report"].tolist() == ["herald", "gazette"]


def test_two_sources_of_one_text_are_one_report(small: SmallStory) -> None:
    small.row("claims", "c-count")["about"] = "choir; rehearsal"
    apart = geo.read_story(small.write()).events.loc["rehearsal"]
    assert (apart["reports"], apart["sources"]) == (2, "herald; gazette")
    for row in small.tables["sources"]:
        row["same_text_as"] = "herald" if row["id"] == "gazette" else ""
    story = geo.read_story(small.write())
    together = story.events.loc["rehearsal"]
    assert (together["reports"], together["sources"]) == (1, "herald; gazette")
    assert story.claims.loc["c-count", "report"] == "herald"


def test_the_page_and_the_notebook_link_the_article_and_ask_for_nothing(
    small: SmallStory, tmp_path: Path
) -> None:
    for row in small.tables["sources"]:
        is_herald = row["id"] == "herald"
        row["url"] = ADDRESS if is_herald else ""
        row["archived_url"] = "https://archive.example.org/a" if is_herald else ""
    story = geo.read_story(small.write())
    link = f'<a href="{ADDRESS}" rel="noopener">'
    assert f"<li>{link}The bell in the harbour</a>" in story._repr_html_()
    geo.story_map(story).save(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f"{link}<bdi>The bell in the harbour</bdi></a>" in page.replace(' lang="en"', "")
    assert '<a href="https://archive.example.org/a" rel="noopener">archived copy</a>' in page


def test_near_copies_that_are_not_marked_are_named(small: SmallStory, geo_command: Geo) -> None:
    text = f"HEBDEN BRIDGE - {ARTICLES['herald']}"
    row = small.row("sources", "herald") | {
        "id": "wire",
        "file": "wire.txt",
        "length": str(len(text)),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    small.tables["sources"].append(row)
    for source in small.tables["sources"]:
        source["same_text_as"] = ""
    small.cite()
    copies = small.write_articles()
    (copies / "wire.txt").write_text(text, encoding="utf-8", newline="")
    done = geo_command("check", small.write(), "--sources", copies)
    assert done.returncode == 0
    assert done.stderr == (
        "warning: sources.csv: herald and wire are near copies (100% of the shorter one); "
        "same_text_as makes them one report\n"
    )
    row["same_text_as"] = "herald"
    assert geo_command("check", small.write(), "--sources", copies).stderr == ""
