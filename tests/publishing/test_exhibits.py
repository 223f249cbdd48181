"""Pictures travel with a publication: shown, without what a camera wrote, and never withheld."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from story.pictures import CAMERA, HOSTILE, REMARK, photo, with_pictures, write_with_files
from story.small import SmallStory
from support import Geo, contents

from geo.files import bytes_sha256

OPTIONS = ("--author", "A. Writer", "--on", "2026-11-29")


@pytest.fixture
def site(once: Callable[[str, Callable[[Path], None]], Path], geo_command: Geo) -> Path:
    """Return the publication of a story with pictures, which no test may change."""

    def publish(folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        story = write_with_files(with_pictures(SmallStory(folder / "two-choirs")))
        done = geo_command("publish", story, "--to", folder / "site", *OPTIONS)
        assert done.returncode == 0, done.stderr

    return once("exhibits", publish) / "site"


@pytest.mark.slow
def test_nothing_of_what_a_camera_wrote_is_in_any_file(site: Path, geo_command: Geo) -> None:
    files = contents(site)
    assert {"data/hall-front.jpg", "data/red-door.jpg", "data/exhibits.csv"} <= files.keys()
    for name, data in files.items():
        for secret in (CAMERA.encode(), REMARK, b"DSC_0001", b"Exif"):
            assert secret not in data, name
    rows = list(csv.DictReader(files["data/exhibits.csv"].decode().splitlines()))
    assert [row["file"] for row in rows] == [
        *("hall-front.jpg", "red-door.jpg", "https://example.org/a.mp4"),
    ]
    assert rows[1]["sha256"] == bytes_sha256(files["data/red-door.jpg"])
    assert "hall-front: Photo: Jo Doe, CC BY 4.0" in files["LICENCE.txt"].decode()
    assert geo_command("verify", site).returncode == 0


@pytest.mark.slow
def test_an_opened_page_has_its_pictures_and_is_published_the_same(
    site: Path, geo_command: Geo, tmp_path: Path
) -> None:
    assert geo_command("open", site / "index.html", tmp_path / "opened").returncode == 0
    copy = (tmp_path / "opened/exhibits/red-door.jpg").read_bytes()
    assert copy == (site / "data/red-door.jpg").read_bytes()
    done = geo_command("publish", tmp_path / "opened", "--to", tmp_path / "again", *OPTIONS)
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "again") == contents(site)
    page = (site / "index.html").read_text(encoding="utf-8")
    shutil.copytree(site, tmp_path / "changed")
    start = page.index("base64,", page.index('data-exhibit="red-door"')) + 200
    (tmp_path / "changed/index.html").write_text(f"{page[:start]}AAAA{page[start + 4 :]}")
    done = geo_command("open", tmp_path / "changed/index.html", tmp_path / "broken")
    assert (done.returncode, (tmp_path / "broken").exists()) == (2, False)
    assert "exhibits.csv, row 3, column sha256" in done.stderr


@pytest.mark.slow
def test_the_picture_of_a_withheld_event_is_in_no_output(geo_command: Geo, tmp_path: Path) -> None:
    small = with_pictures(SmallStory(tmp_path / "two-choirs"))
    small.tables["redactions"].append(
        dict.fromkeys(small.tables["redactions"][0], "")
        | {"table": "events", "row": "rehearsal", "reason": "A test."}
    )
    small.tables["claims"].append(
        small.row("claims", "c-met")
        | {"id": "c-again", "about": "encore; hall; choir", "statement": "They met."}
    )
    folder = write_with_files(small)
    done = geo_command("publish", folder, "--to", tmp_path / "site", *OPTIONS)
    assert done.returncode == 0, done.stderr
    files = contents(tmp_path / "site")
    assert not [name for name in files if name.endswith(".jpg")]
    page = files["index.html"].decode()
    assert "data:image/jpeg" not in page
    assert "example.org/a.mp4#t=10,20" in page
    for name, data in files.items():
        for secret in (b"hall-front", b"red-door", bytes_sha256(photo()).encode()):
            assert secret not in data, name


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_pictures_are_shown_in_step_list_and_gallery(
    width: int, site: Path, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((site / "index.html").as_uri())
    size = "img => [img.naturalWidth, img.naturalHeight, img.alt]"
    assert page.locator(".geo-card img").evaluate(size) == [800, 500, "A hall with a red door"]
    gallery = page.locator(".geo-gallery")
    assert gallery.locator("img").evaluate(size) == [960, 600, HOSTILE]
    assert gallery.locator("figcaption").first.inner_text() == "Photo: Jo Doe · CC BY 4.0"
    assert gallery.locator("a").get_attribute("href") == "https://example.org/a.mp4#t=10,20"
    page.locator("[data-item=rehearsal] .geo-head").click()
    inside = page.locator("[data-item=rehearsal] img")
    assert inside.evaluate(size) == [960, 600, HOSTILE]
    for picture in (page.locator(".geo-card img"), gallery.locator("img"), inside):
        box = picture.bounding_box()
        assert box is not None
        assert 100 < box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("[data-item=encore] .geo-head").click()
    assert page.locator("[data-item=encore] img").count() == 0
    outside = [url for url in requests if not url.startswith(("file:", "data:", "blob:"))]
    assert (outside, complaints) == ([], [])
    context.close()
