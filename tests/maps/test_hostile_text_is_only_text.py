from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.maps import save_html, story_map
from geo.maps.finished import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from maps.opening import Open
    from maps.small_story import SmallStory

    WithText = Callable[[str], SmallStory]

pytestmark = pytest.mark.browser

RUN = "window.ran=1"
PAYLOADS = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f'"><img src=x onerror="{RUN}">',
    f"'><svg onload={RUN}>",
    f"</style></title></textarea><script>{RUN}</script>",
    "<!--<script>",
    f"`${{{RUN}}}`",
    "{{ 7*7 }} {{citation needed}} {# gone #}",
    "100 {% off {% raw %} {% endraw %}",
    "a\u202eb\u2066c \u200f\u2028\u2029d",
    "nul\x00 bell\x07",
    "=HYPERLINK(1) &lt;b&gt; &amp; ]]> \\u003c \\",
]


@pytest.mark.parametrize("text", PAYLOADS)
def test_nothing_runs_and_the_text_shows_letter_for_letter(
    with_text: WithText, tmp_path: Path, opened: Open, text: str
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(with_text(text)), path)
    found = opened(path)
    found.wait_for_basemap()
    page = found.page
    assert found.requests == []
    assert found.complaints == []
    assert page.evaluate("window.ran") is None
    assert page.locator("h1").text_content() == printable(text)
    assert (
        page.locator(".geo-title").all_text_contents()
        == [text] * page.locator(".geo-title").count()
    )
    assert page.locator(".geo-views button").all_text_contents() == [text] * 3
    for name in ("order", "clash", "party", "edgware"):
        page.locator(f'[data-item="{name}"] .geo-head').click()
        details = page.locator(f'[data-item="{name}"] .geo-details')
        assert text in details.text_content()
    page.locator(".geo-chip circle").first.click()
    assert page.evaluate("window.ran") is None
    assert page.locator(".geo-panel script, .geo-panel img, .geo-panel svg[onload]").count() == 0


def test_the_map_s_frame_in_a_notebook_is_shut_off(with_text: WithText) -> None:
    shown = story_map(with_text(PAYLOADS[1]))._repr_html_()
    assert shown.startswith('<iframe sandbox="allow-scripts allow-popups allow-downloads"')
    assert len(re.findall("<", shown)) == 2  # the frame opens and ends; all else is escaped


def test_words_from_a_vocabulary_may_be_hostile_too(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    text = f'"><img src=x onerror="{RUN}"> {{{{ 7*7 }}}}'
    story = replace(
        small_story,
        events=small_story.events.assign(status=text, precision=text, date_basis=text),
        links=small_story.links.assign(status=text, medium=text, direction=text),
        claims=small_story.claims.assign(status=text, source=text),
        places=small_story.places.assign(precision=text, kind=text),
    )
    path = tmp_path / "page.html"
    save_html(story_map(story), path)
    found = opened(path)
    found.wait_for_basemap()
    found.page.locator('[data-item="clash"] .geo-head').click()
    assert found.page.locator('[data-item="clash"] .geo-claim').count() == 2
    assert found.page.evaluate("window.ran") is None
    assert found.complaints == []
