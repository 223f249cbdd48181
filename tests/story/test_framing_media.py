"""A story has media of its own, and each fault of one is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import geo
from geo.maps import story_map
from geo.story import write_datapackage
from geo.story.framing import media_of

if TYPE_CHECKING:
    from pathlib import Path

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
