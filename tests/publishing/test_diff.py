"""Two states of a story are compared in words: folders, revisions, pages."""

import subprocess
from pathlib import Path

import pytest
from story.small import SmallStory
from support import Geo

import geo
from geo.publishing import diff
from geo.publishing.diff import as_html, as_map, located


@pytest.fixture
def small(tmp_path: Path) -> SmallStory:
    return SmallStory(tmp_path / "two-choirs")


def _change(small: SmallStory) -> None:
    small.head = small.head.replace("A call.", "A call each Sunday.")
    small.row("events", "rehearsal").update(date="2006-03-04", title="The choir sings")
    small.row("figures", "f-30")["low"] = "31"
    small.row("claims", "c-met")["status"] = "confirmed"
    pin = small.row("pins", "karachi")
    pin["lat"] = "24.87"  # 0.01 degrees of latitude are 1.1 km
    small.tables["event_places"] = [
        {"event": "encore", "place": "edgware", "role": "heard-at", "note": ""}
    ]
    small.row("mentions", "m-march")["paragraph"] = "9"  # nothing that a reader sees


WORDS = [
    "The finding was “A call.” and is “A call each Sunday.”.",
    "Event “The choir sings” was “The choir rehearses”.",
    "Event “The choir sings”: date is “4 March 2006” instead of “March 2006”.",
    "The pin of “Karachi (label)” moved by 1.1 km.",
    "Claim “In our words: c-met.”: status is “confirmed” instead of “reported”.",
    "Figure audience (listeners to a call): at least 31 singers instead of at least 30 singers.",
    "Place of an event dropped: encore: “Karachi (label)”.",
    "Place of an event added: encore: “Edgware”.",
]


def test_two_folders_are_compared_in_words(
    small: SmallStory, tmp_path: Path, geo_command: Geo
) -> None:
    before = small.write().rename(tmp_path / "before")
    _change(small)
    changes = diff(str(before), str(small.write()))
    assert changes["words"].tolist() == WORDS
    assert changes["change"].tolist() == [
        *("changed", "changed", "changed", "moved", "changed", "changed", "dropped", "added")
    ]
    assert diff(str(before), str(before)).empty
    page = as_html(changes, title="<What> changed")
    assert "<h1>&lt;What&gt; changed</h1>" in page
    assert "6 changed" not in page
    assert "5 changed, 1 moved, 1 dropped, 1 added" in page
    # Each cell says one thing: of what, and what stood and stands there.
    assert "<td>Finding</td>" in page
    assert "<td>Claim “In our words: c-met.”: status</td><td><del>reported</del></td>" in page
    states = (str(before), str(small.folder))
    drawn = located(changes, *states)
    moved = drawn[drawn["change"].str.startswith("moved")]
    assert moved[["change", "place", "lat"]].to_numpy().tolist() == [
        ["moved from here", "Karachi (label)", 24.86],
        ["moved to here", "Karachi (label)", 24.87],
    ]
    assert drawn["place"].tolist()[0] == ""  # the finding is nowhere
    assert drawn.loc[drawn["what"].str.startswith("Figure"), "place"].tolist() != [""]
    assert drawn.loc[drawn["change"] == "added", "place"].tolist() == ["Edgware"]
    assert geo_command("diff", *states, "--as", "map").stdout == as_map(
        changes, *states, title=f"What changed from {before} to {small.folder}"
    )


def test_two_revisions_are_compared(
    small: SmallStory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small.write()
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    for message in ("first", "second"):
        subprocess.run([*git, "add", "two-choirs"], check=True)
        subprocess.run([*git, "commit", "-qm", message], check=True)
        _change(small)
        small.write()
    monkeypatch.chdir(tmp_path)
    assert diff("HEAD~1:two-choirs", "HEAD:two-choirs")["words"].tolist() == WORDS
    assert diff("HEAD:two-choirs", str(folder)).empty
    with pytest.raises(geo.GeoError, match="wanted a story's folder, a revision such as"):
        diff("HEAD~9:two-choirs", "two-choirs")


def test_a_page_is_compared_with_a_later_one(small: SmallStory, tmp_path: Path) -> None:
    pages = [tmp_path / "a.html", tmp_path / "b.html"]
    for page in pages:
        geo.save_html(geo.story_map(geo.read_story(small.write())), page)
        _change(small)
    states = [str(page) for page in pages]
    changes = diff(*states)
    words = changes["words"].tolist()
    assert words == [line for line in WORDS[1:] if not line.startswith("Place of")]
    drawn = located(changes, *states)
    of_claim = drawn[drawn["what"].str.startswith("Claim")]
    assert of_claim["place"].tolist() == ["Karachi (label)", "the hall"]  # of its two events


def test_what_is_no_state_is_refused_with_what_is(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>not ours</p>", encoding="utf-8")
    for name in (str(tmp_path / "a.html"), str(tmp_path), str(tmp_path / "no"), "x:y"):
        with pytest.raises(geo.ExportError, match="wanted a story's folder"):
            diff(name, name)


def test_a_reader_sees_what_was_corrected(small: SmallStory) -> None:
    page = geo.story_map(geo.read_story(small.write())).get_root().render()
    foot = page.split("<h2>Corrections</h2>")[1].split("</section>")[0]
    assert "Corrected on 1 June 2007: <bdi>28 singers instead of 82</bdi>" in foot
    assert "<bdi>Two digits were swapped.</bdi>" in foot
    small.tables["corrections"][0]["date"] = "2007"
    with pytest.raises(geo.StoryError, match="the day of the correction, such as 2024-05-17"):
        geo.read_story(small.write())
