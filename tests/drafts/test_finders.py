"""What finders find, and the rows that come of it; the finders here know this article alone."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from drafts.drafting import ARTICLE, edit, rows, run, write_article, write_story
from support import Geo

from geo.drafts import Draft, Finders, propose, read_article
from geo.drafts.folder import write_draft


@dataclass(frozen=True)
class Said:
    """What somebody says."""

    start: int
    end: int
    said_by: str
    said_by_start: int | None
    said_by_end: int | None
    status: str
    how: str = "said that"


@dataclass(frozen=True)
class Counted:
    """A number."""

    start: int
    end: int
    measure: str
    low: float | None
    high: float | None
    bound: str
    unit: str
    scope: str
    how: str = "a number"


@dataclass(frozen=True)
class Dated:
    """A date."""

    start: int
    end: int
    edtf: str
    basis: str
    how: str = "the Saturday before the article's date"


@dataclass(frozen=True)
class Happened:
    """Something that happened."""

    start: int
    end: int
    kind: str
    cue_start: int
    cue_end: int
    how: str = "rose, with a day"


def happenings(text: str) -> list[Happened]:
    rose = re.search(r"The Calder rose .* their homes\.", text)
    assert rose
    people = re.search(r"people", text)
    assert people
    return [Happened(*rose.span(), "flood", *people.span())]


def statements(text: str) -> list[Said]:
    told = re.search(r"(The council) said that [^.]*\.", text)
    rose = re.search(r"The Calder rose [^.]*\.", text)
    assert told
    assert rose
    return [
        Said(*rose.span(), "", None, None, "alleged"),
        Said(*told.span(), told[1], *told.span(1), "said"),
    ]


def figures(text: str) -> list[Counted]:
    people = re.search(r"At least 300 people", text)
    roads = re.search(r"two roads", text)
    assert people
    assert roads
    return [
        Counted(*people.span(), "people displaced", 300.0, None, "at-least", "people", "the flood"),
        Counted(*roads.span(), "roads", 2.0, None, "exact", "roads", "to Leeds"),
    ]


def dates(text: str, *, published: str = "") -> list[Dated]:
    day = re.search(r"on (Saturday)", text)
    assert day
    assert published == "2024-01-08"
    return [Dated(*day.span(1), "2024-01-06", "inferred")]


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    path = write_article(tmp_path_factory.mktemp("article"))
    article = read_article(path, published="2024-01-08", title="Floods", publisher="The Post")
    return propose([article], finders=Finders(dates, figures, statements, happenings))


def test_a_statement_is_a_claim_of_its_speaker_about_the_places_in_it(draft: Draft) -> None:
    start = ARTICLE.index("The council said")
    claim = next(row for row in draft.tables["claims"] if row["id"] == f"flood-s{start}")
    assert claim["about"] == "leeds; the-council"
    assert (claim["said_by"], claim["status"]) == ("the-council", "said")
    assert claim["statement"] == ""
    assert claim["paragraph"] == "3"
    council = next(row for row in draft.tables["actors"] if row["id"] == "the-council")
    assert (council["name"], council["kind"]) == ("The council", "government")
    named = next(row for row in draft.tables["mentions"] if row["what"] == "actor")
    assert ARTICLE[int(named["start"]) : int(named["end"])] == "The council"


def test_an_allegation_of_nobody_has_a_speaker_without_a_name(draft: Draft) -> None:
    claim = next(row for row in draft.tables["claims"] if row["status"] == "alleged")
    assert claim["said_by"] == "accusers-flood"
    accusers = next(row for row in draft.tables["actors"] if row["id"] == "accusers-flood")
    assert accusers["kind"] == "unnamed"


def test_a_number_belongs_to_the_statement_around_it_or_has_a_claim(draft: Draft) -> None:
    people, roads = draft.tables["figures"]
    assert roads["claim"] == f"flood-s{ARTICLE.index('The council said')}"
    assert (roads["low"], roads["high"], roads["bound"]) == ("2", "2", "exact")
    assert (people["low"], people["high"], people["bound"]) == ("300", "", "at-least")
    assert people["measure"] == "people-displaced"
    claim = next(row for row in draft.tables["claims"] if row["id"] == people["claim"])
    assert claim["about"] == f"flood-e{ARTICLE.index('The Calder')}; hebden-bridge"
    assert claim["statement"] == "Flood in Hebden Bridge."


def test_what_happened_is_an_event_with_the_place_and_day_in_its_sentence(draft: Draft) -> None:
    (event,) = draft.tables["events"]
    assert event["id"] == f"flood-e{ARTICLE.index('The Calder')}"
    assert (event["title"], event["kind"]) == ("Flood in Hebden Bridge", "flood")
    assert (event["place"], event["date"]) == ("hebden-bridge", "2024-01-06")
    assert event["date_basis"] == "inferred"
    assert event["date_note"] == "the Saturday before the article's date"


def test_a_date_is_a_mention_of_what_it_dates(draft: Draft) -> None:
    (date,) = [row for row in draft.tables["mentions"] if row["what"] == "date"]
    assert (date["edtf"], date["basis"]) == ("2024-01-06", "inferred")
    assert date["of"] == draft.tables["events"][0]["id"]
    assert ARTICLE[int(date["start"]) : int(date["end"])] == "Saturday"


def test_what_is_kept_of_it_holds_in_a_story(
    draft: Draft, tmp_path: Path, geo_command: Geo
) -> None:
    write_draft(draft, tmp_path / "draft")
    write_story(tmp_path / "story")
    for table, there in draft.tables.items():
        if there:
            edit(tmp_path / "draft", table, lambda row: row.update(keep="x"))
    code, told = run(tmp_path, "draft", "--merge", "draft", "--story", "story")
    assert code == 2
    assert told.count("column statement: found '', wanted the statement") == 2
    edit(
        tmp_path / "draft",
        "claims",
        lambda row: row.update(statement=row["statement"] or "Somebody tells of the flood."),
    )
    code, told = run(tmp_path, "draft", "--merge", "draft", "--story", "story")
    assert code == 0, told
    assert len(rows(tmp_path / "story", "figures")) == 2
    code, told = run(tmp_path, "check", "story", "--sources", "draft")
    assert code == 0, told
    built = geo_command("build", "story", "--output", "out", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
