"""The prose of a story's notebooks: marks, numbers and dates that its tables hold."""

import json

import pytest
from story.small import SmallStory
from support import Geo

from geo.editing import check_texts


def notebook(small: SmallStory, *markdown: str, code: str = 'folder = ".."') -> SmallStory:
    """Write the story, and a notebook beside it."""
    folder = small.write() / "notebooks"
    folder.mkdir()
    cells = [{"cell_type": "code", "source": code, "metadata": {}, "outputs": []}]
    cells += [{"cell_type": "markdown", "source": text, "metadata": {}} for text in markdown]
    (folder / "01.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return small


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("At least 30 singers listened, by the newsletter 28.", []),
        ("They met in March 2006 and in 2007.", []),
        ("They met in April 2006.", ["April 2006"]),
        ("It began in 1947, 7 years after.", ["1947", "7"]),
        ("Some 6,300 km, or 6,329 km.", []),  # a length, rounded
        ("Some 6,500 km.", ["6,500"]),
        ("The 5 claims and 2 articles.", []),  # rows of tables
        ("# 07 · A title\n\n## Finding 9: what\n\n9. so", []),
        ("`99` and ISO 8601, [99 · else](99.ipynb), [see](http://x.org/99)", []),
        ("```\n99\n```\n", []),
        ("He called <!-- [c-call] --> and [sang](c-call).", []),
        ("He called <!-- [c-cal] -->.", ["[c-cal]"]),
        ("He called [c-cal].", ["[c-cal]"]),
        ("He called [c-call], once.", ["[c-call]"]),  # which a reader would see
    ],
)
def test_prose(small: SmallStory, prose: str, found: list[str]) -> None:
    remarks = check_texts(notebook(small, prose).folder)
    assert [one.found for one in remarks] == found
    assert {one.refused for one in remarks} <= {bool(found and found[0] == "[c-cal]")}


def test_a_finding_is_told_with_notebook_and_cell(small: SmallStory, geo_command: Geo) -> None:
    folder = notebook(small, "Fine.", "Since 1947 [nobody].").folder
    done = geo_command("check", folder, "--sources", small.write_articles())
    assert (done.returncode, done.stderr.splitlines()) == (
        2,
        [
            (
                "01.ipynb, cell 3: found '[nobody]', wanted an id that stands in claims.csv, or no "
                "brackets"
            ),
            "warning: 01.ipynb, cell 3: found '1947', a number that no table of the story holds",
            "texts: 1 refused, 1 to look at",
        ],
    )


def test_a_notebook_of_another_story_is_left_alone(small: SmallStory) -> None:
    notebook(small, "Since 1947.", code='folder = "../elsewhere"\n%matplotlib inline')
    assert check_texts(small.folder) == []


def test_a_notebook_that_cannot_be_read_is_named(small: SmallStory, geo_command: Geo) -> None:
    (notebook(small).folder / "notebooks" / "02.ipynb").write_text("{", encoding="utf-8")
    done = geo_command("check", small.folder, "--sources", small.write_articles())
    assert done.returncode == 2
    assert "02.ipynb" in done.stderr
    assert "Traceback" not in done.stderr
