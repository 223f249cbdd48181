"""What a person saves: pages with their boilerplate, old encodings, marks, other scripts."""

from pathlib import Path

import pytest

from geo.drafts import propose, read_article
from geo.errors import SourceError
from geo.extraction.boilerplate import boilerplate

PAGE = """<!DOCTYPE html>
<html lang="en"><head>
<title>Bridge shut after storm | The Calder Post</title>
<meta property="og:title" content="Bridge shut after storm">
<meta property="og:site_name" content="The Calder Post">
<meta name="author" content="Ann Reed">
<meta property="article:published_time" content="2024-02-03T08:00:00+00:00">
</head><body>
<nav><ul><li><a href="/paris">Paris</a></li><li><a href="/berlin">Berlin</a></li>
<li><a href="/madrid">Madrid</a></li></ul></nav>
<article><h1>Bridge shut after storm</h1>
<p>A storm shut the old bridge in Whitby on Friday night, and buses to Scarborough had to turn
back before they came to the town.</p>
<p>The council said that engineers from Middlesbrough would look at the damage in the morning, and
that the bridge would not open before they had finished their work there.</p>
<p>Nobody was hurt, but a dozen boats in the harbour broke loose and two of them sank near the
pier, where the water is at its deepest and the current is strong.</p></article>
<aside><h2>Most read</h2><ul><li><a href="/x">Ten walks near Lisbon</a></li></ul></aside>
<footer><a href="/about">About us</a> Offices in Vienna and Rome. All rights reserved.</footer>
</body></html>
"""
SENTENCE = "The café in Köln was full. Later the group went to Düsseldorf, and on to Paris."


def names(path: Path) -> list[str]:
    return [row["name"] for row in propose([read_article(path)]).tables["places"]]


def test_a_page_gives_its_article_and_what_it_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "bridge.html"
    path.write_text(PAGE, encoding="utf-8")
    article = read_article(path)
    assert article.title == "Bridge shut after storm"
    assert article.publisher == "The Calder Post"
    assert article.author == "Ann Reed"
    assert article.published == "2024-02-03"
    assert article.file == "bridge.txt"
    assert article.text.split("\n")[0] == "Bridge shut after storm"
    for name in ("Paris", "Berlin", "Madrid", "Lisbon", "Vienna", "Rome", "Most read"):
        assert name not in article.text
    assert set(names(path)) == {"Whitby", "Scarborough", "Middlesbrough"}


CANONICAL = '<link rel="canonical" href="https://example.org/bridge">'
SAVED = """<!--
 Page saved with SingleFile
 url: https://example.org/saved
 saved date: Sat Feb 03 2024 09:12:44 GMT+0000 (Coordinated Universal Time)
-->"""


@pytest.mark.parametrize(
    ("added", "url", "accessed"),
    [
        ("", "", ""),
        (CANONICAL, "https://example.org/bridge", ""),
        (SAVED, "https://example.org/saved", "2024-02-03"),
        ("<!-- saved from url=(0021)https://example.org/ie -->", "https://example.org/ie", ""),
        (CANONICAL.replace("https:", "ftp:"), "", ""),
        (SAVED.replace("Feb 03", "Feb 31"), "https://example.org/saved", ""),
    ],
)
def test_a_page_gives_its_address_language_and_the_day_it_was_saved(
    tmp_path: Path, added: str, url: str, accessed: str
) -> None:
    path = tmp_path / "bridge.html"
    path.write_text(PAGE.replace("<head>", f"<head>{added}"), encoding="utf-8")
    (row,) = propose([read_article(path)]).tables["sources"]
    assert (row["url"], row["accessed"], row["language"]) == (url, accessed, "en")


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("ULLAPOOL, March 4 (Agency) - The ferry hit the pier.", "ULLAPOOL"),
        ("NEW YORK — The ferry hit the pier.", "NEW YORK"),
        ("KARACHI, Pakistan (Wire) – The ferry hit the pier.", "KARACHI"),
        ("Ullapool - The ferry hit the pier.", ""),
        ("The MQM - a party - hit the pier.", ""),
        ("OSLO - It rained.\nBERGEN - It rained, too.", ""),
    ],
)
def test_a_dateline_is_a_place_in_capitals_before_a_dash(
    tmp_path: Path, line: str, place: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Ferry hits pier\n\n{line}\n", encoding="utf-8")
    (row,) = propose([read_article(path)]).tables["sources"]
    assert row["dateline"] == place


def test_what_is_given_comes_before_what_a_page_says(tmp_path: Path) -> None:
    path = tmp_path / "bridge.html"
    path.write_text(PAGE, encoding="utf-8")
    article = read_article(path, published="2024-02", publisher="Another")
    assert (article.published, article.publisher) == ("2024-02", "Another")
    assert article.title == "Bridge shut after storm"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_every_encoding_gives_the_same_places(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((SENTENCE + "\n").encode(encoding))
    article = read_article(path)
    assert article.text.lstrip("\ufeff").startswith(SENTENCE)
    assert article.data.decode("utf-8") == article.text
    assert {"Köln", "Düsseldorf", "Paris"} <= set(names(path))
    assert bool(article.note) == (encoding not in ("utf-8", "utf-8-sig"))


def test_utf_8_with_broken_bytes_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(SENTENCE.encode() + b" Na\xefve. " + SENTENCE.encode())
    article = read_article(path)
    assert "Köln" in article.text
    assert article.note == "UTF-8 with 1 broken byte, shown as �"
    article.data.decode("utf-8")


def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    body = "<p>" + "Встреча прошла в городе Москва, и потом все уехали домой. " * 8 + "</p>"
    markup = f"<html><head><meta charset='windows-1251'></head><body><article>{body}"
    path.write_bytes(markup.encode("cp1251"))
    assert "Встреча прошла в городе Москва" in read_article(path).text


def test_text_from_right_to_left_keeps_its_spans(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "کراچی میں بارش ہوئی۔ لاہور خشک رہا۔"
    path.write_text(text, encoding="utf-8")
    draft = propose([read_article(path)])
    for row in draft.tables["mentions"]:
        assert text[int(row["start"]) : int(row["end"])] in {"کراچی", "لاہور"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "found nothing"),
        (b" \n\t\n", "found nothing"),
        (b"%PDF-1.7 ...", "found a broken PDF"),
        (b"PK\x03\x04....", "found a zip file"),
        (b"{\\rtf1 Leeds}", "found rich text"),
        (bytes(range(256)) * 16, "a.txt: "),
        (b"L\0e\0e\0d\0s\0\0" * 50, "a.txt: "),
        (b"12 34 -- 56\n" * 9, "found no letter"),
        (b"\xff\xfeL\0e\0\xd8", "breaks at byte"),
    ],
)
def test_what_is_no_article_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(SourceError) as error:
        read_article(path)
    assert told in str(error.value)


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(SourceError, match="50,000,000 bytes, wanted one article of at most"):
        read_article(path)


def test_a_long_line_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Rain fell in Leeds. " * 5000, encoding="utf-8")
    draft = propose([read_article(path)])
    assert len(draft.tables["mentions"]) == 5000
    assert {row["paragraph"] for row in draft.tables["mentions"]} == {"1"}


BOMBS = {
    "deep": "<html><body>" + "<div>" * 30_000 + "Rain fell in Leeds." + "</div>" * 20_000,
    "many": "<html><body>" + "<p>x</p>" * 40_000,
    "entities": (
        "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
        "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><html><body><p>&c;&c;&c;</p></body></html>"
    ),
    "attribute": "<html><body><p class='" + "x" * 2_000_000 + "'>Rain.</p></body></html>",
    "unclosed": "<html><body>" + "<table><tr><td><b><i>" * 5_000 + "Rain fell in Leeds.",
    "script": "<html><body><script>" + "var a = '<p>';" * 1000 + "</script></body></html>",
    "empty": "<html></html>",
    "comment": "<html><!--" + "-" * 500_000 + "<p>Leeds</p>",
    "comments": "<!---->" * 290 + "x<p>Leeds</p>",
    "attributes": "<html><p " + "a=1 " * 300_000 + ">Leeds</p></html>",
    "quoted": "<html><p " + "a='<>'" * 300_000 + ">Leeds</p></html>",
    "slashes": "<html><p " + "/a" * 300_000 + ">Leeds</p></html>",
    "quotes": "<html><p a='" + "<p a=\"'" * 50_000 + ">Leeds</p></html>",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_page_that_is_a_trap_is_read_or_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(BOMBS[name], encoding="utf-8")
    told, length = "", 0
    try:
        length = len(read_article(path).text)
    except SourceError as error:
        told = str(error)
    assert told.startswith("a.html: found ") or 0 < length < 100_000


def test_a_script_and_a_long_picture_are_no_attributes(tmp_path: Path) -> None:
    script = "<script>for(i=0;i<n;i++){" + "a / b ;" * 2_000 + "}</script>"
    picture = f"<img src='data:image/png;base64,{'ab/c ' * 2_000}'>"
    path = tmp_path / "bridge.html"
    path.write_text(PAGE.replace("<article>", f"{script}<article>{picture}"), encoding="utf-8")
    assert read_article(path).title == "Bridge shut after storm"


@pytest.mark.parametrize("run", ["rain fell ", "1.5", "-", "a", "”"])
def test_a_long_line_without_a_sentence_is_looked_through_once(run: str) -> None:
    text = "Subscribe to our newsletter. Rain fell.\n" + run * 100_000
    assert boilerplate(text)[0] == (0, 28)
