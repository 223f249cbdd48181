"""docs/tutorial.md, followed at the desk in a real browser: an article in, a map out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk.hand import Hand, hand_at
from desk.running import Running, cells, desk

import geo

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from support import Geo

pytestmark = [pytest.mark.browser, pytest.mark.service, pytest.mark.slow]
TEXT = (Path(__file__).parents[1] / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
(ARTICLE,) = [block for kind, block in BLOCKS if kind == "text"]
KEPT = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in re.findall(r"^\|.+\|$", TEXT, flags=re.MULTILINE)
][2:]
SELECTED = re.findall(r"Select \*(.+?)\* in the article, and press `(\w)`", TEXT)


def row_of(running: Running, table: str, words: str) -> str:
    """Return the row of a table that stands over words of the article."""
    at = ARTICLE.index(words)
    for name, row in running.rows().items():
        where = row["at"]
        if row["table"] == table and where and where["start"] <= at < where["end"]:
            return name
    raise AssertionError(f"nothing in {table} for {words!r}")


def keep(hand: Hand, running: Running, words: str, table: str, typed: str) -> None:
    """Keep a row, and type what the page says."""
    name = row_of(running, table, words)
    if running.rows()[name]["state"] != "kept":
        hand.keep(name)
    for column, text in re.findall(r"(\w+): ([^;]+)", typed):
        asked = hand.focus()
        cell = asked if asked.endswith(f"|{column}") else f"{name}|{column}"
        if hand.page.locator(f'[data-focus="{cell}"]').count() == 0:
            hand.click(hand.line(name))
        control = hand.page.locator(f'[data-focus="{cell}"]')
        if column == "place":
            hand.choose(cell, text.lower())
        else:
            control.fill(text)
            hand.press("Enter")


def test_the_page_leads_from_an_article_to_a_map(
    tmp_path: Path, chromium: Browser, geo_command: Geo
) -> None:
    (tmp_path / "post.txt").write_text(ARTICLE, encoding="utf-8", newline="")
    new, opens, *rest = COMMANDS
    assert geo_command(*shlex.split(new)[1:], cwd=tmp_path).returncode == 0
    _, _, folder, article, *given = shlex.split(opens)
    story = tmp_path / folder
    with (
        desk(story, tmp_path / article, *given) as running,
        hand_at(running.address, chromium) as hand,
    ):
        assert len(KEPT) == 7
        for words, kind, typed in KEPT:
            keep(hand, running, words, f"{kind}s", typed)
        ((words, key),) = SELECTED
        hand.select(words)
        hand.press(key, "Enter")
        contradict(hand, running)
        hand.press("4")
        hand.click(hand.line("story/story"))
        claims = {row["statement"]: row["id"] for row in cells(story, "claims")}
        union = claims["By the union's count 23 were hurt."]
        crash = next(name for statement, name in claims.items() if "pier" in statement)
        finding = f"A ferry hit the pier; how many were hurt is told in two ways [{union}]."
        hand.page.locator('[data-focus="story/story|finding"]').fill(finding)
        title = hand.page.locator('[data-focus="story/story|title"]')
        title.fill(f"{title.input_value()} [{crash}]")
        hand.press("Enter", "Escape", "c")
        assert "Every span stands in its article" in hand.page.locator(".desk-check").inner_text()
        hand.press("b")
        hand.page.wait_for_selector("dialog[open] a", timeout=120_000)
    for command in rest:
        done = geo_command(*shlex.split(command)[1:], cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    told = geo.read_story(story)
    assert set(told.events["title"]) == {
        "The ferry crashes into the pier",
        "The crew goes on strike",
        "March to the company's office",
    }
    assert set(told.events["place"]) == {"ullapool", "stornoway", "inverness"}
    assert told.events.geometry.notna().all()
    assert list(told.links["length_km"].round(-1)) == [80]
    (differing,) = set(told.claims.loc[told.claims["differs_on"] != "", "differs_on"])
    assert differing.startswith("injured")
    (denial,) = told.claims.index[told.claims["status"] == "denied"]
    assert (told.claims["denied_by"] == denial).sum() == 1
    assert (story / "outputs" / "ferry.html").is_file()


def contradict(hand: Hand, running: Running) -> None:
    """Relate the two numbers, or keep that they were related."""
    proposed = [n for n, row in running.rows().items() if row["cells"].get("on") == "injured"]
    if proposed:
        hand.page.keyboard.press("1")
        hand.keep(proposed[0])
        return
    fourteen = row_of(running, "claims", "14 passengers")
    other = row_of(running, "claims", "number of injured at 23")
    hand.click(hand.line(fourteen))
    hand.press("r")
    hand.choose("relate|other", other.split("/")[1])
    hand.page.locator('[data-focus="relate|on"]').fill("injured")
    hand.press("Enter")
