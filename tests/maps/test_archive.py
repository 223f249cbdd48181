"""What stands on a story's page beside an accusation, and what no article states."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from story.small import SmallStory

import geo

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

NONE_PRINTED = {
    "en": "No answer is printed",
    "de": "Keine Antwort ist abgedruckt",
    "fr": "Aucune réponse n'est publiée",
    "es": "No se publica ninguna respuesta",
    "ur": "کوئی جواب شائع نہیں ہوا",
}


@pytest.fixture
def accusing(tmp_path: Path) -> SmallStory:
    """Return a story in which the choir is accused, and the secretary told of in a crime."""
    small = SmallStory(tmp_path / "two-choirs")
    for row in small.tables["claims"]:
        row.update(accused="", victims="")
    small.row("claims", "c-count").update(
        about="rehearsal; choir; secretary", said_by="owner", status="alleged", accused="choir"
    )
    small.row("claims", "c-met").update(
        about="rehearsal; encore; hall; secretary", victims="secretary"
    )
    small.tables["relations"] = small.tables["relations"][:1]
    small.tables["redactions"][:] = [small.tables["redactions"][0] | {"until": "2000-01-01"}]
    return small


def page_of(small: SmallStory, language: str | None = None) -> str:
    story = geo.read_story(small.write(), on="2031-01-01")
    return geo.story_map(story, language=language).get_root().render()


def gaps_of(page: str) -> dict[str, list[str]]:
    """Return the lists of the part "What nobody says", by their headings."""
    part = re.search(r'<details class="geo-table geo-unstated">.*?</details>', page, re.DOTALL)
    if part is None:
        return {}
    sections = re.findall(r"<h3>(.*?)</h3>(.*?)</section>", part[0], re.DOTALL)
    return {
        plain(head): [plain(item) for item in re.findall(r"<li>(.*?)</li>", body)]
        for head, body in sections
    }


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def row_of(page: str, item: str) -> str:
    """Return what the table has on a thing, as text."""
    return plain(re.search(rf'<tr data-row="{item}">.*?</tr>', page, re.DOTALL)[0])  # type: ignore[index]


@pytest.mark.parametrize(("language", "words"), NONE_PRINTED.items())
def test_an_accusation_without_an_answer_says_so(
    accusing: SmallStory, language: str, words: str
) -> None:
    page = page_of(accusing, language)
    assert row_of(page, "rehearsal").count(words) == 1  # of c-count; c-met has a victim alone
    assert "geo-no-answer" not in row_of(page, "encore")
    assert gaps_of(page)[words] == ["In our words: c-count."]


def test_the_answer_stands_beside_the_accusation(accusing: SmallStory) -> None:
    answer = {
        "claim": "c-denial",
        "other": "c-count",
        "on": "",
        "reason": "In reply.",
        "by": "person",
    }
    accusing.tables["relations"].append(answer | {"relation": "denies"})
    page = page_of(accusing)
    assert "Denied: the secretary" in row_of(page, "rehearsal")
    assert NONE_PRINTED["en"] not in page.partition("<main")[2].partition("</main>")[0]
    accusing.tables["relations"][-1]["relation"] = "answers"
    assert "In reply: the secretary" in row_of(page_of(accusing), "rehearsal")


def test_a_crime_that_names_who_is_tied_to_it_wants_an_answer_too(accusing: SmallStory) -> None:
    accusing.row("claims", "c-count").update(status="said", accused="")
    assert NONE_PRINTED["en"] not in row_of(page_of(accusing), "rehearsal")
    accusing.row("claims", "c-met").update(accused="secretary", victims="")
    assert NONE_PRINTED["en"] in row_of(page_of(accusing), "rehearsal")


def test_the_page_lists_what_nobody_says(accusing: SmallStory) -> None:
    accusing.row("events", "rehearsal")["date"] = "[..2006-03]"
    accusing.row("links", "weekly-call")["to"] = ""
    gaps = gaps_of(page_of(accusing))
    assert list(gaps) == ["No answer is printed", "No place", "No date, or one side of it alone"]
    assert "The call · where it ends" in gaps["No place"]
    assert gaps["No date, or one side of it alone"] == [
        "The choir rehearses · by March 2006",
        "The call",
    ]
    german = gaps_of(page_of(accusing, "de"))["Kein Datum, oder nur eine Seite davon"]
    assert german[0] == "The choir rehearses · spätestens März 2006"


def test_what_is_withheld_is_not_called_unsaid(accusing: SmallStory) -> None:
    accusing.tables["redactions"][0]["until"] = ""
    assert gaps_of(page_of(accusing)) == {}
    accusing.tables["redactions"][0]["until"] = "2000-01-01"
    story = geo.read_story(accusing.write(), on="2031-01-01")
    assert gaps_of(geo.story_map(story.without(source="gazette")).get_root().render()) == {}


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_list_says_beside_each_accusation_who_answers(
    accusing: SmallStory, tmp_path: Path, opened: Open, width: int
) -> None:
    path = tmp_path / "page.html"
    geo.save_html(geo.story_map(geo.read_story(accusing.write(), on="2031-01-01")), path)
    found = opened(path, width=width)
    page = found.page
    page.locator('[data-item="rehearsal"] .geo-head').click()
    card = page.locator('[data-claim="c-count"]').first
    card.wait_for()
    assert card.locator(".geo-no-answer").inner_text() == "No answer is printed"
    assert page.locator('[data-claim="c-met"] .geo-no-answer').count() == 0
    page.locator(".geo-unstated summary").click()
    assert page.locator(".geo-gaps").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert found.complaints == []
