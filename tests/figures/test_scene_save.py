from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from geo.credits import CREDIT_LINES
from geo.errors import ExportError
from geo.figures import save_picture

if TYPE_CHECKING:
    from pathlib import Path

    from geo.story import Story

HOSTILE = (
    "$x^2$ \\frac{1}{0} $ </svg><script>alert(1)</script> {{ 7*7 }} & \0 \x1b \u202e ؤ 漢 `${1}`"
)
SVG = "{http://www.w3.org/2000/svg}"

SAVE = """
import logging, sys
import geo
logging.disable()
story = geo.read_story(sys.argv[1])
for suffix in (".png", ".svg", ".pdf"):
    geo.figures.save_picture(story, sys.argv[2] + suffix, dpi=60)
import matplotlib
assert matplotlib.rcParams["lines.linewidth"] == 7.5
assert "matplotlib.pyplot" not in sys.modules
"""


def test_a_png_is_2400_pixels_wide_and_says_what_it_shows(story: Story, tmp_path: Path) -> None:
    with Image.open(save_picture(story, tmp_path / "a.png")) as image:
        image.load()
        assert image.width == 2400
        assert 1.0 < image.height / image.width < 1.6
        assert image.info["Title"] == story.title
        assert "42 people (The Independent)" in image.info["Description"]
        assert all(line in image.info["Copyright"] for line in CREDIT_LINES)
        assert "Software" not in image.info


def test_dark_paper_is_dark(story: Story, tmp_path: Path) -> None:
    with Image.open(save_picture(story, tmp_path / "a.png", dark=True, dpi=40)) as image:
        assert max(image.convert("RGB").getpixel((2, 2))) < 40
    with Image.open(save_picture(story, tmp_path / "b.png", dpi=40)) as image:
        assert min(image.convert("RGB").getpixel((2, 2))) > 240


def test_an_svg_has_title_and_description_and_letters_as_outlines(
    story: Story, tmp_path: Path
) -> None:
    path = save_picture(story, tmp_path / "a.svg")
    root = ET.parse(path).getroot()  # noqa: S314 - our own file
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == story.title
    assert root.find(f"{SVG}desc").text.startswith(story.finding)
    assert not root.findall(f".//{SVG}text")
    assert path.stat().st_size < 850_000


def test_a_pdf_holds_no_clock(story: Story, tmp_path: Path) -> None:
    data = save_picture(story, tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert b"CreationDate" not in data


def test_hostile_text_is_drawn_and_nothing_of_it_becomes_markup(
    story: Story, tmp_path: Path
) -> None:
    def spoilt(frame, *columns):  # noqa: ANN001, ANN002, ANN202
        return frame.assign(**dict.fromkeys(columns, HOSTILE))

    hostile = dataclasses.replace(
        story,
        title=HOSTILE,
        finding=HOSTILE * 3,
        places=spoilt(story.places, "name", "label"),
        links=spoilt(story.links, "title", "from_label", "to_label"),
        claims=spoilt(story.claims, "said_by_label", "source_label"),
        figures=spoilt(story.figures, "label", "said_by_label", "source_label", "scope", "measure"),
        sources=spoilt(story.sources, "title", "publisher", "author"),
        views=spoilt(story.views, "title"),
    )
    for suffix in (".png", ".pdf"):
        assert save_picture(hostile, tmp_path / f"a{suffix}", dpi=50).stat().st_size > 10_000
    path = save_picture(hostile, tmp_path / "a.svg")
    root = ET.parse(path).getroot()  # noqa: S314 - our own file
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    shown = root.find(f"{SVG}title").text
    assert shown.startswith(
        "$x^2$ \\frac{1}{0} $ </svg><script>alert(1)</script> {{ 7*7 }} & � � �"
    )
    assert shown.endswith("ؤ � `${1}`")


def test_another_ending_is_refused_and_no_file_appears(story: Story, tmp_path: Path) -> None:
    with pytest.raises(
        ExportError, match=re.escape("wanted .png, .svg, .pdf at the end, got 'a.gif'")
    ):
        save_picture(story, tmp_path / "a.gif")
    assert list(tmp_path.iterdir()) == []


def test_bytes_are_the_same_in_another_process_zone_language_and_matplotlibrc(
    story: Story, data: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "matplotlibrc"
    settings.write_text(
        "font.size: 30\nlines.linewidth: 7.5\nsvg.fonttype: none\nsavefig.bbox: tight\n"
        "path.simplify: False\naxes.facecolor: red\n",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "TZ": "Pacific/Chatham",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "4711",
        "MATPLOTLIBRC": str(settings),
    }
    command = [sys.executable, "-W", "error", "-c", SAVE, data, tmp_path / "there"]
    subprocess.run(command, env=environment, check=True)
    for suffix in (".png", ".svg", ".pdf"):
        here = save_picture(story, tmp_path / f"here{suffix}", dpi=60).read_bytes()
        assert (tmp_path / f"there{suffix}").read_bytes() == here, suffix
        again = save_picture(story, tmp_path / f"again{suffix}", dpi=60).read_bytes()
        assert again == here, suffix
