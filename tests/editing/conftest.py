"""The small story, with its own words cited, for tests to spoil in one place."""

from pathlib import Path

import pytest
from story.small import HEAD, SmallStory

CITED_HEAD = (
    HEAD.replace("A call.", "The owner says that he calls [c-call].").replace(
        '"Two choirs"', '"Two choirs [c-met]"'
    )
    + 'as_of = "2007"\n'
)


@pytest.fixture
def small(tmp_path: Path) -> SmallStory:
    """Return a story that passes every check, not written yet."""
    story = SmallStory(tmp_path / "two-choirs", head=CITED_HEAD)
    (owner, *others) = story.tables["actors"]
    story.tables["actors"] = [
        owner | {"role": "said to own a café", "claims": "c-call"},
        *(actor | {"claims": ""} for actor in others),
    ]
    story.tables["steps"][0]["text"] = "The choir rehearsed in Karachi [c-met]."
    story.tables["links"][0]["title"] = "The call that the owner told of"
    story.write_articles()
    return story
