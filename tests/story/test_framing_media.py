"""A story has media of its own, and each fault of one is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import geo
from geo.maps import story_map
from geo.sealing import save_html
from geo.story import write_datapackage
from geo.story.framing import media_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser
    from story.small import SmallStory

SOUND = '\n[media.sound]\nlabel = "Sound"\n"label@ur" = "آواز"\nletter = "N"\ncolour = "orders"\n'


def test_the_page_the_key_and_the_package_know_a_medium_of_the_story(small: SmallStory) -> None:
    small.head += SOUND
    small.row("links", "weekly-call")["medium"] = "sound"
    folder = small.write()
    story = geo.read_story(folder)
    assert story.media["sound"].named("ur") == "آواز"
    page = story_map(story).get_root().render()
    assert ":root{--medium-sound:#c8474a}" in page
    assert ".medium-sound{--ink:var(--medium-sound)}" in page
    assert '"medium.sound":"Sound"' in page
    assert '{"id":"sound","letter":"N"}' in page
    assert 'stroke="var(--medium-sound)"' in page  # the scene
    assert (
        f'"medium.sound":{json.dumps("آواز")}'
        in story_map(story, language="ur").get_root().render()
    )
    package = json.loads(write_datapackage(folder).read_text(encoding="utf-8"))
    links = next(table for table in package["resources"] if table["name"] == "links")
    medium = next(field for field in links["schema"]["fields"] if field["name"] == "medium")
    assert medium["constraints"]["enum"][-1] == "sound"


def test_a_story_without_media_of_its_own_has_no_rule_for_one(small: SmallStory) -> None:
    small.row("links", "weekly-call")["medium"] = "sound"
    with pytest.raises(geo.StoryError, match=r"links.csv, row 2, column medium: found 'sound'"):
        geo.read_story(small.write())


def test_a_letter_that_a_medium_of_the_links_has_is_refused(small: SmallStory) -> None:
    small.head += SOUND.replace('"N"', '"T"')  # as telephone, which the link has
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(small.write())
    (fault,) = caught.value.faults
    assert (fault.file, fault.column, fault.found) == ("story.toml", "media.sound.letter", "T")
    assert "telephone has this one" in fault.wanted


@pytest.mark.parametrize(
    ("name", "change", "column", "wanted"),
    [
        ("telephone", {}, "media", "none of telephone"),
        ("Sound", {}, "media", "a-z, 0-9"),
        ("sound", {"label": " "}, "media.sound.label", "its name in the key"),
        ("sound", {"label": "two\nlines"}, "media.sound.label", "on one line"),
        ("sound", {"letter": "NO"}, "media.sound.letter", "one letter or digit"),
        ("sound", {"letter": "<"}, "media.sound.letter", "one letter or digit"),
        ("sound", {"colour": "red"}, "media.sound.colour", "two colours for light and for dark"),
        ("sound", {"colour": ["#FFFFFF"]}, "media.sound.colour", "two colours"),
        # White on land is 1.1 to 1, on dark land far more than enough.
        ("sound", {"colour": ["#ffffff", "#ffffff"]}, "media.sound.colour", "3 to land and sea in"),
        ("sound", {"style": "wavy"}, "media.sound.style", "no key but label"),
    ],
)
def test_each_fault_of_a_medium_is_told(
    name: str, change: dict[str, object], column: str, wanted: str
) -> None:
    row = {"label": "Sound", "letter": "N", "colour": "orders", **change}
    media, (fault,) = media_of({name: row})
    assert media == {}
    assert (fault.file, fault.column) == ("story.toml", column)
    assert wanted in fault.wanted


def test_two_colours_that_stand_out_are_taken() -> None:
    row = {"label": "Ash", "letter": "A", "colour": ["#5e554a", "#9d968f"]}
    media, faults = media_of({"ash": row})
    assert (media["ash"].ink.dark, faults) == ("#9d968f", [])


def test_in_the_example_no_link_is_of_another_kind(root: Path) -> None:
    links = geo.read_story(root / "examples" / "krakatau").links
    assert links["medium"].value_counts().to_dict() == {
        "telegraph": 2,
        "sound": 2,
        "ash": 1,
        "travel": 1,
    }


RALLY = (
    '\n[kinds.rehearsal]\nlabel = "Practice"\n"label@ur" = "مشق"\nletter = "P"\ncolour = "orders"\n'
)
SAID = '\n[statuses.said]\nlabel = "By their word"\n"label@ur" = "ان کے بقول"\nline = [2, 7]\n'


def test_the_page_knows_the_kinds_and_statuses_of_a_story(small: SmallStory) -> None:
    small.head += RALLY + SAID
    story = geo.read_story(small.write())
    assert (story.kinds["rehearsal"].letter, story.statuses["said"].dash) == ("P", (2, 7))
    page = story_map(story).get_root().render()
    assert ".kind-rehearsal{--event:var(--kind-rehearsal)}" in page
    assert ":root{--kind-rehearsal:#c8474a}" in page
    for name, text in {
        "kind.rehearsal": "Practice",
        "letter.rehearsal": "P",
        "status.said": "By their word",
        "status.short.said": "by their word",
    }.items():
        assert f'"{name}":"{text}"' in page
    assert '{"dash":"2 7","id":"said"}' in page
    assert 'stroke-dasharray="2 7"' in page  # the scene
    assert '<span class="geo-status status-said">by their word</span>' in page
    urdu = story_map(story, language="ur").get_root().render()
    assert f'"kind.rehearsal":{json.dumps("مشق")}' in urdu


@pytest.mark.parametrize(
    ("text", "column", "wanted"),
    [
        ("[kinds.a_b]", "kinds", "single hyphens"),
        (RALLY + RALLY.replace("rehearsal", "encore"), "kinds.encore.letter", "rehearsal has"),
        ("[statuses.rumoured]\nlabel = 'R'", "statuses", "one of confirmed, reported"),
        ("[statuses.said]\nline = [1]", "statuses.said.label", "its name in the key"),
        ("[statuses.said]\nlabel = 'S'\nline = [0]", "statuses.said.line", "1 to 40"),
        ("[statuses.said]\nlabel = 'S'\ncolour = 'orders'", "statuses.said.colour", "no key but"),
        ("statuses = 3", "statuses", "tables such as [statuses.alleged]"),
    ],
)
def test_a_fault_of_a_kind_or_status_is_named(
    small: SmallStory, text: str, column: str, wanted: str
) -> None:
    small.head += f"\n{text}\n"
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(small.write())
    assert any(fault.column == column and wanted in fault.wanted for fault in caught.value.faults)


@pytest.mark.browser
def test_a_mark_of_one_kind_has_its_letter(small: SmallStory, chromium: Browser) -> None:
    small.head += RALLY
    path = small.folder.with_suffix(".html")
    save_html(story_map(geo.read_story(small.write())), path)
    page = chromium.new_page()
    page.goto(path.as_uri())
    mark = page.locator(".geo-mark .kind-rehearsal text, .geo-mark.kind-rehearsal text").first
    mark.wait_for(state="attached")
    assert mark.text_content() == "P"
    circle = page.locator(".kind-rehearsal circle.geo-sure").first
    assert circle.evaluate("(one) => getComputedStyle(one).fill") == "rgb(200, 71, 74)"
    page.close()
