"""The interface in Urdu: mirrored, with the story marked as what it is, and the map as it was."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import geo.maps as ours
from geo.errors import MapError
from geo.maps import story_map
from geo.messages import date_text, interface_language, words_in
from geo.sealing import save_html
from geo.story import read_story

if TYPE_CHECKING:
    from maps.opening import Open
    from maps.small_story import SmallStory

SOURCES = Path(ours.__file__).parents[2] / "web" / "src"


@pytest.mark.browser
def test_the_page_is_mirrored_and_the_map_stays(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(small_story, language="ur"), path)
    found = opened(path, height=900)
    found.wait_for_basemap()
    page = found.page
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        *("ur", "rtl")
    ]
    places = page.evaluate(
        """() => Object.fromEntries([".folium-map", ".geo-side", ".geo-views",
            ".leaflet-control-zoom", "[data-bar=meeting]", "[data-bar=clash]"].map((one) =>
            [one, document.querySelector(one).getBoundingClientRect().left]))"""
    )
    assert places[".geo-side"] < places[".folium-map"]
    assert places[".leaflet-control-zoom"] < places[".geo-views"]
    assert places["[data-bar=clash]"] < places["[data-bar=meeting]"]  # time runs leftward
    west, east = page.evaluate(
        """() => ["Edgware", "Karachi"].map((name) => [...document.querySelectorAll(".geo-mark")]
            .find((mark) => mark.ariaLabel.includes(name) || mark.ariaLabel === "A meeting")
            .getBoundingClientRect().left)"""
    )
    assert west < east
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.locator(".section-event h2").text_content().startswith("واقعات")
    line = page.locator('[data-item="speech"] .geo-line').text_content()
    assert line == "مئی 2007 · Karachi · رپورٹ شدہ"
    assert page.locator(".geo-number-shown").text_content() == "4 واقعات، 2 رپورٹیں · 4 روابط"
    assert found.complaints == []


@pytest.mark.browser
def test_only_what_the_story_says_is_marked_as_in_its_language(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(replace(small_story, language="it")), path)
    page = opened(path).page
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("h1 bdi").get_attribute("lang") == "it"
    page.locator('[data-item="clash"] .geo-head').click()
    marked = page.locator('.geo-panel [lang="it"]').all_text_contents()
    assert {"A clash", "Forty died.", "Karachi"} <= set(marked)
    own = {"Events", "Sources differ", "12 May 2007", "Where", "alleged", "possible"}
    assert not own & set(marked)
    save_html(story_map(small_story), path)
    page.reload()
    assert page.locator("bdi[lang]").count() == 0


def test_a_language_without_words_is_refused_by_name(small_story: SmallStory) -> None:
    with pytest.raises(MapError, match="found 'it', wanted one of en, ur, de, fr, es"):
        story_map(small_story, language="it")
    assert interface_language("ur") == "ur"
    assert interface_language("fr-CA") == "fr"
    assert interface_language("it") == "en"


def test_dates_are_said_in_urdu() -> None:
    urdu = words_in("ur")
    said = [date_text(text, words=urdu) for text in ("2007-05-12", "1992/..", "1984~", "-0043")]
    assert said == ["12 مئی 2007", "1992 سے", "تقریباً 1984", "44 ق م"]


def test_dates_are_said_in_german_french_and_spanish() -> None:
    dates = ("2007-05-12", "1992/..", "1984~", "[..1992]", "198X", "2007-05-12/2007-05-13")
    said = {
        tag: [date_text(text, words=words_in(tag)) for text in dates] for tag in ("de", "fr", "es")
    }
    assert said == {
        "de": [
            "12. Mai 2007",
            "seit 1992",
            "etwa 1984",
            "spätestens 1992",
            "1980er Jahre",
            "12.–13. Mai 2007",
        ],
        "fr": [
            "12 mai 2007",
            "depuis 1992",
            "vers 1984",
            "au plus tard 1992",
            "années 1980",
            "12–13 mai 2007",
        ],
        "es": [
            "12 de mayo de 2007",
            "desde 1992",
            "hacia 1984",
            "a más tardar 1992",
            "años 1980",
            "12–13 de mayo de 2007",
        ],
    }


def test_every_word_that_the_page_asks_for_is_there() -> None:
    words = words_in("en").words
    script = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.ts")))
    templates = Path(ours.__file__).parent / "templates"
    html = (templates / "story.html").read_text(encoding="utf-8")
    asked = re.findall(r'\b(?:say|sayAround)\(\s*"([^"]+)"', script)
    asked += re.findall(r'words\.say\("([^"]+)"', html)
    for key in re.findall(r'counted\("(\w+)"', script):
        asked += [f"{key}.one", f"{key}.other"]
    assert len(asked) > 90
    assert sorted({key for key in asked if not key.endswith(".") and key not in words}) == []


def test_the_words_of_the_vocabularies_agree_with_the_palette() -> None:
    from geo.palette import BORDERS, MEDIA, STATUSES  # noqa: PLC0415 - beside its only use

    words = words_in("en")
    for name, medium in MEDIA.items():
        assert words.named("medium", name) == medium.label
    for name, status in STATUSES.items():
        assert words.named("status", name) == status.label
        assert words.named("meaning", name) == status.meaning
    for name, border in BORDERS.items():
        assert words.named("border", name) == border.label


def test_the_page_carries_the_words_of_its_language_alone(small_story: SmallStory) -> None:
    page = story_map(small_story, language="ur").sealed()
    block = json.loads(re.search(r'id="geo_maps_words">(.*?)</script>', page)[1])
    assert (block["language"], block["story"]) == ("ur", "en")
    assert block["words"]["time.play"] == "چلائیں"
    assert not [key for key in block["words"] if key.startswith("page.")]


@pytest.mark.browser
def test_a_story_in_urdu_is_shown_with_its_own_texts(
    story_folder: Path, tmp_path: Path, opened: Open
) -> None:
    head = story_folder / "story.toml"
    head.write_text(f'{head.read_text(encoding="utf-8")}"title@ur" = "فون"\n', encoding="utf-8")
    for table, column, name, text in (
        ("links", "title@ur", "telephone-addresses", "فون پر خطاب"),
        ("places", "label@ur", "edgware", "ایجویئر"),
    ):
        path = story_folder / f"{table}.csv"
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, index_col="id")
        frame.loc[name, column] = text
        frame.fillna("").to_csv(path)
    save_html(story_map(read_story(story_folder), language="ur"), tmp_path / "page.html")
    page = opened(tmp_path / "page.html").page
    assert page.locator("h1").inner_text() == "فون"
    row = page.locator('[data-item="telephone-addresses"]')
    assert row.locator(".geo-title").inner_text() == "فون پر خطاب"
    labels = " ".join(page.locator(".geo-scene.is-wide .k-label").all_text_contents())
    assert "\u2067ایجویئر\u2069" in labels
    assert "\u2067کراچی\u2069" in labels
    text = page.locator(".geo-step-text").nth(1)  # which has no text in Urdu
    assert text.evaluate("(one) => getComputedStyle(one).direction") == "ltr"
    where = row.locator(".geo-line").text_content() or ""
    assert where.index("ایجویئر") < where.index("کراچی")
