"""draft.html: text, map and rows choose in each other, and ticks leave as tables."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from drafts.drafting import ARTICLE, GIVEN, keep, rows, run, write_article, write_story
from hostile_texts import PAYLOADS

import geo

if TYPE_CHECKING:
    from typing import Literal

    from maps.opening import Open, Opened

AXE = Path(geo.__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drafted")
    write_article(folder)
    code, told = run(folder, "draft", "flood.txt", *GIVEN)
    assert code == 0, told
    return folder / "draft"


def settled(page: Opened) -> None:
    page.page.wait_for_selector("#review-map .geo-mark")
    assert page.requests == []
    assert page.complaints == []


def test_the_article_stands_there_with_its_places_marked(drafted: Path, opened: Open) -> None:
    found = opened(drafted / "draft.html")
    settled(found)
    shown = found.page.locator(".review-texts p").all_inner_texts()
    wanted = [line for line in ARTICLE.split("\n") if line]
    assert [text.lstrip("0123456789").strip() for text in shown] == wanted
    marked = found.page.locator(".review-texts .is-place").all_inner_texts()
    assert marked == ["Hebden Bridge", "Hebden Bridge", "West Yorkshire", "Leeds"]


def test_a_highlight_chooses_its_row_and_the_map(drafted: Path, opened: Open) -> None:
    found = opened(drafted / "draft.html")
    settled(found)
    page = found.page
    page.locator(".review-texts a", has_text="Leeds").focus()
    page.keyboard.press("Enter")
    assert "is-chosen" in (page.locator("#r-places-leeds").get_attribute("class") or "")
    assert page.evaluate("document.activeElement.closest('li').id") == "r-places-leeds"
    page.locator("#r-places-leeds .review-to").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Leeds"
    page.locator("#r-places-hebden-bridge .review-how").click()
    chosen = page.locator(".review-texts .is-chosen").all_inner_texts()
    assert chosen == ["Hebden Bridge", "Hebden Bridge"]


def test_a_mark_on_the_map_chooses_its_row(drafted: Path, opened: Open) -> None:
    found = opened(drafted / "draft.html")
    settled(found)
    found.page.locator("#review-map .geo-mark").first.click()
    found.page.wait_for_selector(".review-rows li.is-chosen[data-kind=place]")


def test_ticks_leave_as_a_table_that_can_be_merged(
    drafted: Path, opened: Open, tmp_path: Path
) -> None:
    shutil.copytree(drafted, tmp_path / "draft")
    write_story(tmp_path / "story")
    found = opened(drafted / "draft.html")
    settled(found)
    page = found.page
    for kind in ("source", "place", "event", "claim"):
        page.locator(f".review-all[data-kind={kind}]").click()
    page.locator("#r-places-west-yorkshire input").uncheck()
    page.locator("#r-claims-" + west_yorkshire_claim(drafted) + " input").uncheck()
    for name in ("sources.csv", "places.csv", "events.csv", "claims.csv", "mentions.csv"):
        with page.expect_download() as download:
            page.locator(f".review-save button[data-file='{name}']").click()
        download.value.save_as(tmp_path / "draft" / name)
    kept = [row["id"] for row in rows(tmp_path / "draft", "claims") if row["keep"]]
    keep(tmp_path / "draft", "claims", *kept)  # in a spreadsheet each is worded
    code, told = run(tmp_path, "draft", "--merge", "draft", "--story", "story")
    assert code == 0, told
    assert [row["id"] for row in rows(tmp_path / "story", "places")] == ["hebden-bridge", "leeds"]
    assert [row["id"] for row in rows(tmp_path / "story", "actors")] == ["the-council"]
    assert len(rows(tmp_path / "story", "mentions")) == 4  # a date, too


def west_yorkshire_claim(drafted: Path) -> str:
    return next(row["id"] for row in rows(drafted, "claims") if row["about"] == "west-yorkshire")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(drafted: Path, opened: Open, theme: Literal["light", "dark"]) -> None:
    found = opened(drafted / "draft.html")
    settled(found)
    page = found.page
    page.emulate_media(color_scheme=theme)
    page.locator(".review-texts a", has_text="Leeds").click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("() => axe.run().then((told) => told.violations)")
    assert [one["id"] for one in violations] == []


def test_dates_stand_in_words(tmp_path: Path, opened: Open) -> None:
    text = "Bombs\n\nA bomb exploded in Leeds in 1849 or 1850, killing three people.\n"
    write_article(tmp_path, text)
    code, told = run(tmp_path, "draft", "flood.txt", *GIVEN)
    assert code == 0, told
    page = opened(tmp_path / "draft" / "draft.html").page
    written = page.locator("dt", has_text="published").locator("+ dd").all_inner_texts()
    assert written == ["8 January 2024"]
    (event,) = rows(tmp_path / "draft", "events")
    assert event["date"] == "[1849,1850]"
    facts = page.locator(f"#r-events-{event['id']} dl").inner_text()
    assert "1849 or 1850" in facts
    assert "[1849,1850]" not in page.locator("body").inner_text()


def test_it_fits_a_phone(drafted: Path, opened: Open) -> None:
    found = opened(drafted / "draft.html", width=390, height=844)
    settled(found)
    assert found.page.evaluate("document.documentElement.scrollWidth") == 390


def test_hostile_text_is_only_text(tmp_path: Path, opened: Open) -> None:
    lines = [" ".join(payload.split()) for payload in PAYLOADS if "\0" not in payload]
    lines = [f"In Leeds one wrote {line} and left." for line in lines]
    write_article(tmp_path, "\n".join(lines) + "\n")
    title = "</title><script>window.ran=1</script>"
    code, told = run(tmp_path, "draft", "flood.txt", "--title", f"flood={title}")
    assert code == 0, told
    found = opened(tmp_path / "draft" / "draft.html")
    settled(found)
    assert found.page.evaluate("window.ran") is None
    assert found.page.locator("h1").text_content() == f"Draft: {title}"
    shown = found.page.locator(".review-texts p").evaluate_all(
        "all => all.map(p => { p.querySelector('.review-number').remove();"
        " return p.textContent.trim() })"
    )
    assert shown == lines
