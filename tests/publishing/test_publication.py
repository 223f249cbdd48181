"""A publication is a whole folder; what changes in it years later is found and named."""

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from story.small import SmallStory
from support import Geo, hashes

from geo.publishing.verify import verify

FILES = {
    *("index.html", "embed.html", "preview.png", "square.png", "upright.png", "LICENCE.txt"),
    *("CITATION.cff", "record.json", "SHA256SUMS", "pictures/two-choirs.png"),
    *("pictures/two-choirs.svg", "data/two-choirs.gpkg", "data/claims.csv", "data/sources.csv"),
    *("data/events.geojson", "data/links.parquet", "data/CREDITS.txt"),
}
AUTHOR = ("--author", "A. Writer")


@pytest.fixture
def site(once: Callable[[str, Callable[[Path], None]], Path], geo_command: Geo) -> Path:
    """Return the publication of the small story, which no test may change."""

    def publish(folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        story = SmallStory(folder / "two-choirs").write()
        options = (*AUTHOR, "--url", "https://example.org/choirs/", "--on", "2026-11-29")
        done = geo_command("publish", story, "--to", folder / "site", *options)
        assert done.returncode == 0, done.stderr
        assert "geo verify" in done.stdout

    return once("publication", publish) / "site"


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(site, tmp_path / "site"))


@pytest.mark.slow
def test_it_holds_everything_and_verifies(site: Path, geo_command: Geo) -> None:
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert names >= FILES
    done = geo_command("verify", site)
    assert (done.returncode, done.stdout) == (0, f"{site}: {len(names)} files; all hold\n")
    alone = geo_command("verify", site / "index.html")
    assert (alone.returncode, alone.stdout) == (0, f"{site / 'index.html'}: 1 file; all hold\n")
    for name, size in (
        ("preview", (1200, 630)),
        ("square", (1200, 1200)),
        ("upright", (1080, 1350)),
    ):
        with Image.open(site / f"{name}.png") as picture:
            assert picture.size == size
            assert picture.text["Title"] == "Two choirs"


@pytest.mark.slow
def test_the_record_names_each_file_and_what_it_rests_on(site: Path) -> None:
    article, dataset = json.loads((site / "record.json").read_text("utf-8"))["@graph"]
    assert (article["@type"], dataset["@type"]) == ("NewsArticle", "Dataset")
    assert article["url"] == "https://example.org/choirs/index.html"
    assert [each["publisher"] for each in article["isBasedOn"]] == ["The Herald", "The Gazette"]
    assert article["correction"][0]["text"] == "28 singers instead of 82 Two digits were swapped."
    sums = {each["name"]: each["sha256"] for each in dataset["distribution"]}
    assert sums == {
        path.relative_to(site).as_posix(): digest
        for path in site.rglob("*")
        if path.is_file() and path.name not in ("record.json", "SHA256SUMS")
        for digest in [hashes(path.parent)[path.name]]
    }
    assert dataset["temporalCoverage"] == "2006-03-01/2007-12-31"
    page = (site / "index.html").read_text("utf-8")
    assert '<meta property="og:image" content="https://example.org/choirs/preview.png">' in page


@pytest.mark.slow
def test_one_changed_byte_in_any_file_is_found_and_the_file_named(copy: Path) -> None:
    for path in sorted(path for path in copy.rglob("*") if path.is_file()):
        name, data = path.relative_to(copy).as_posix(), path.read_bytes()
        for at in (0, len(data) // 2, len(data) - 1):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert {finding.file for finding in verify(copy).findings} == {name}, (name, at)
        path.write_bytes(data)
    assert verify(copy).findings == []


@pytest.mark.slow
def test_what_is_missing_added_or_of_another_version_is_named(
    copy: Path, site: Path, geo_command: Geo
) -> None:
    (copy / "data" / "figures.csv").unlink()
    (copy / "more.txt").write_text("x", encoding="utf-8")
    done = geo_command("verify", copy)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "data/figures.csv: missing; SHA256SUMS lists it"
    assert lines[1] == "more.txt: unlisted; SHA256SUMS does not list it"
    assert lines[-1] == f"{copy}: 23 files; 2 do not hold" or " do not hold" in lines[-1]
    page = (site / "index.html").read_text("utf-8").replace("c-met", "c-mat")
    (copy / "index.html").write_text(page, encoding="utf-8")
    done = geo_command("verify", copy / "index.html")
    assert done.returncode == 1
    assert done.stdout.startswith("index.html: changed; its SHA-256 is ")


@pytest.mark.slow
def test_each_citation_is_looked_up_in_the_readers_copies(
    site: Path, tmp_path: Path, geo_command: Geo
) -> None:
    copies = SmallStory(tmp_path / "x").write_articles()
    done = geo_command("verify", site, "--sources", copies)
    assert (done.returncode, done.stdout.split("; ")[-1]) == (0, "all hold\n")
    assert ", 5 citations; " in done.stdout
    text = (copies / "gazette.txt").read_text("utf-8")
    (copies / "gazette.txt").write_text(text.replace("28", "29"), encoding="utf-8")
    done = geo_command("verify", site, "--sources", copies)
    assert done.returncode == 1
    assert "data/claims.csv: changed; c-count (gazette)" in done.stdout


@pytest.mark.slow
def test_the_page_gives_its_story_back_and_the_same_bytes_again(
    site: Path, tmp_path: Path, geo_command: Geo
) -> None:
    done = geo_command("open", site / "index.html", tmp_path / "story")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"next: geo build {tmp_path / 'story'}\n")
    small = SmallStory(tmp_path / "two-choirs").write()
    done = geo_command("diff", small, tmp_path / "story")
    assert done.stdout == "No difference that a reader would see.\n"
    options = (*AUTHOR, "--url", "https://example.org/choirs/", "--on", "2026-11-29")
    done = geo_command("publish", tmp_path / "story", "--to", tmp_path / "again", *options)
    assert done.returncode == 0, done.stderr
    assert hashes(tmp_path / "again") == hashes(site)
    page = (site / "index.html").read_text("utf-8")
    record = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(record[1])["headline"] == "Two choirs"
    before = hashes(tmp_path / "story")
    done = geo_command("open", site / "index.html", tmp_path / "story")
    assert (done.returncode, hashes(tmp_path / "story")) == (2, before)
    assert "wanted a new or an empty folder" in done.stderr
    for name, text in (
        ("none", "<body></body>"),
        ("broken", page.replace('id="geo-story">', 'id="geo-story">AAAA')),
    ):
        (tmp_path / f"{name}.html").write_text(text, "utf-8")
        done = geo_command("open", tmp_path / f"{name}.html", tmp_path / name)
        assert done.returncode == 2
        assert "wanted a page that geo publish wrote (index.html)" in done.stderr
        assert not (tmp_path / name).exists()


@pytest.mark.browser
def test_the_page_checks_itself_against_a_readers_copy_and_asks_for_nothing(
    site: Path, tmp_path: Path, chromium: Browser
) -> None:
    """From a file, in a real browser: each citation is found, shown, and counted."""
    copies = SmallStory(tmp_path / "x").write_articles()
    gazette = (copies / "gazette.txt").read_text("utf-8")
    shifted = "\N{GRINNING FACE} <img src=x onerror=alert(1)>\n\n" + gazette
    changed = gazette.replace("28", "29")
    (tmp_path / "own").mkdir()
    for name, text in (("shifted", shifted), ("own/gazette", changed), ("other", "None of it.")):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    context = chromium.new_context(viewport={"width": 390, "height": 800}, offline=True)
    page = context.new_page()
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto((site / "index.html").as_uri())
    proof = page.locator(".geo-proof")

    def sums(*files: Path) -> list[str]:
        page.set_input_files("#geo-proof-file", list(files))
        expect(proof.locator("[role=status]")).to_contain_text(files[-1].name)
        return proof.locator(".geo-proof-sum").all_inner_texts()

    (whole,) = sums(copies / "gazette.txt")
    number = re.match(
        r"(\d+) of \1 stand in gazette.txt, byte for byte the copy that was read", whole
    )
    assert number, whole
    proof.locator("summary").click()
    shown = proof.locator("mark").all_inner_texts()
    claims = csv.DictReader((site / "data" / "claims.csv").read_text("utf-8").splitlines())
    own = [row for row in claims if row["source"] == "gazette"]
    assert len(own) == int(number[1])
    assert shown == [gazette[int(row["start"]) : int(row["end"])] for row in own]
    (moved,) = sums(tmp_path / "shifted.txt")
    assert moved.startswith(f"{number[1]} of {number[1]} stand in shifted.txt, another copy")
    proof.locator("summary").click()
    assert proof.locator("li p").all_inner_texts() == [
        "In another place than the one that was read."
    ] * len(own)
    assert proof.locator("img").count() == 0
    (broken,) = sums(tmp_path / "own" / "gazette.txt")
    assert broken.startswith(f"{len(own) - 1} of {len(own)} stand in gazette.txt, another copy")
    assert sums(tmp_path / "other.txt") == []
    expect(proof).to_contain_text("other.txt: none of the articles that this page cites")
    box, width = proof.bounding_box(), page.evaluate("document.documentElement.scrollWidth")
    assert box["x"] + box["width"] <= 390
    assert width == 390
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "dropped.txt"));
          for (const kind of ["dragover", "drop"])
            document.body.dispatchEvent(
              new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        gazette,
    )
    expect(proof.locator(".geo-proof-sum")).to_contain_text("stand in dropped.txt, byte for byte")
    assert errors == []
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


@pytest.mark.slow
def test_publishing_is_whole_or_not_at_all(site: Path, tmp_path: Path, geo_command: Geo) -> None:
    story = SmallStory(tmp_path / "two-choirs").write()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "thesis.txt").write_text("mine", encoding="utf-8")
    done = geo_command("publish", story, "--to", tmp_path / "own", *AUTHOR)
    assert done.returncode == 2
    assert "found thesis.txt, which no publication wrote" in done.stderr
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["thesis.txt"]
    options = (*AUTHOR, "--url", "https://example.org/choirs/", "--on", "2026-11-29")
    for _ in range(2):  # the second one replaces the first
        done = geo_command("publish", story, "--to", tmp_path / "again", *options)
        assert done.returncode == 0, done.stderr
    assert hashes(tmp_path / "again") == hashes(site)


def test_mistakes_are_named(tmp_path: Path, geo_command: Geo) -> None:
    story = SmallStory(tmp_path / "two-choirs").write()
    for wrong, message in (
        (("publish", story, "--to", tmp_path / "x"), "Missing option '--author'"),
        (("publish", story, "--to", tmp_path / "x", "--author", " "), "--author: found nothing"),
        (("publish", story, "--to", tmp_path / "x", *AUTHOR, "--url", "ftp://a"), "wanted http"),
        (("verify", story), "found no SHA256SUMS, wanted a folder that geo publish wrote"),
        (("verify", story / "claims.csv"), "wanted a page that geo publish wrote"),
        (("diff", story, tmp_path / "no"), "found no such file or folder, wanted a story's"),
    ):
        done = geo_command(*wrong)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
    assert not (tmp_path / "x").exists()
