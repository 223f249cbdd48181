"""What could harm people, with its answer; and denials that are not tied to what they deny."""

import csv
import io
import json

import pytest
from story.small import SmallStory
from support import Geo

import geo
from geo.editing import check_texts, list_persons


def accuse(small: SmallStory, *, denied: str, about: str = "rehearsal; choir") -> SmallStory:
    """Make the owner accuse the choir, and the choir deny something."""
    small.row("claims", "c-count").update(
        about="rehearsal; choir", said_by="owner", status="alleged", source="herald",
        statement="The owner accuses the choir of theft.",
        **_anchor_of(small, "c-met"),
    )  # fmt: skip
    small.row("claims", "c-denial").update(about=f"{about}; secretary", said_by="choir")
    small.tables["relations"] = [_denial("c-denial", of=name) for name in denied.split("; ")]
    return small


def _denial(claim: str, *, of: str) -> dict[str, str]:
    reason = "It is rejected in the same article."
    return {
        "claim": claim,
        "relation": "denies",
        "other": of,
        "on": "",
        "reason": reason,
        "by": "person",
    }


def _anchor_of(small: SmallStory, name: str) -> dict[str, str]:
    row = small.row("claims", name)
    return {key: row[key] for key in ("paragraph", "start", "end", "span_sha256")}


def test_a_denial_that_is_not_tied_is_refused(small: SmallStory, geo_command: Geo) -> None:
    folder = accuse(small, denied="c-listen").write()
    done = geo_command("check", folder, "--sources", folder)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        "claims.csv, row 4, column id: found 'c-denial', wanted a row in relations.csv: denies or "
        "answers c-count, which accuses the same (about rehearsal, too)"
    )


@pytest.mark.parametrize(
    ("denied", "about", "rules"),
    [
        ("c-listen", "rehearsal; choir", [("denial", True)]),
        ("c-listen; c-count", "rehearsal; choir", []),
        ("c-listen", "encore; choir", []),  # of another event
        ("c-listen", "choir", [("denial", False)]),  # of nothing but the choir: a general one
        ("c-listen; c-count", "choir", []),
    ],
)
def test_what_ties_a_denial(
    small: SmallStory, denied: str, about: str, rules: list[tuple[str, bool]]
) -> None:
    remarks = check_texts(accuse(small, denied=denied, about=about).write())
    assert [(one.rule, one.refused) for one in remarks if one.rule == "denial"] == rules


def test_whoever_answers_the_same_claim_is_of_one_side(small: SmallStory) -> None:
    accuse(small, denied="c-listen").tables["relations"].append(
        _denial("c-count", of="c-listen") | {"relation": "answers"}
    )
    assert [one for one in check_texts(small.write()) if one.rule == "denial"] == []


def test_the_list_names_claim_status_speaker_and_answer(
    small: SmallStory, geo_command: Geo
) -> None:
    folder = accuse(small, denied="c-listen; c-count").write()
    done = geo_command("check", folder, "--persons")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "the choir, گانا",
        "  number: In our words: c-listen. (at least 30 singers)",
        "    c-listen: said by a café owner (The Herald, paragraph 3)",
        "    answer: denied by the choir, گانا: c-denial",
        "  accusation (accused): The owner accuses the choir of theft.",
        "    c-count: alleged by a café owner (The Herald, paragraph 4)",
        "    answer: denied by the choir, گانا: c-denial",
        "  number (accused): The owner accuses the choir of theft. (28 singers)",
        "    c-count: alleged by a café owner (The Herald, paragraph 4)",
        "    answer: denied by the choir, گانا: c-denial",
    ]
    rows = list(
        csv.DictReader(
            io.StringIO(geo_command("check", folder, "--persons", "--format", "csv").stdout)
        )
    )
    assert [(row["what"], row["claim"], row["answer"]) for row in rows][1] == (
        "accusation",
        "c-count",
        "denied by the choir, گانا: c-denial",
    )
    as_json = json.loads(geo_command("check", folder, "--persons", "--format", "json").stdout)
    assert [row["claim"] for row in as_json] == [row["claim"] for row in rows]


@pytest.mark.parametrize(
    ("about", "accused", "victims", "roles"),
    [
        ("rehearsal; choir", "", "", {"choir": "accused"}),
        ("rehearsal; choir; owner", "", "", {"choir": "accused"}),  # the owner says it
        ("rehearsal; choir; secretary", "", "", {"choir": "", "secretary": ""}),
        (
            "rehearsal; choir; secretary",
            "choir",
            "secretary",
            {"choir": "accused", "secretary": "victim"},
        ),
        ("rehearsal; choir; secretary", "choir", "", {"choir": "accused", "secretary": "named"}),
    ],
)
def test_the_list_says_what_somebody_is_in_an_accusation(
    small: SmallStory, about: str, accused: str, victims: str, roles: dict[str, str]
) -> None:
    for row in small.tables["claims"]:
        row.update(accused="", victims="")
    accuse(small, denied="c-listen; c-count").row("claims", "c-count").update(
        about=about, accused=accused, victims=victims
    )
    persons = list_persons(geo.read_story(small.write()))
    own = persons[(persons["claim"] == "c-count") & (persons["what"] == "accusation")]
    assert dict(zip(own["actor"], own["role"], strict=True)) == roles
    warned = [one.found for one in check_texts(small.folder) if one.rule == "accused"]
    assert warned == (["c-count"] if "" in roles.values() else [])


def test_who_is_only_harmed_is_not_accused(small: SmallStory) -> None:
    for row in small.tables["claims"]:
        row.update(accused="", victims="")
    accuse(small, denied="c-listen; c-count").row("claims", "c-count")["victims"] = "choir"
    (remark,) = [one for one in check_texts(small.write()) if one.rule == "accused"]
    assert remark.why.startswith("called alleged, and accuses nobody")


def test_hearsay_is_listed_as_from_somebody(small: SmallStory, geo_command: Geo) -> None:
    accuse(small, denied="c-listen; c-count").row("claims", "c-count")["status"] = "hearsay"
    done = geo_command("check", small.write(), "--persons")
    assert "    c-count: hearsay from a café owner (The Herald, paragraph 4)" in done.stdout


def test_a_crime_needs_no_accuser_and_an_unanswered_claim_says_so(small: SmallStory) -> None:
    small.row("claims", "c-met")["statement"] = "The choir was tried for fraud."
    persons = list_persons(geo.read_story(small.write()))
    row = persons[persons["claim"] == "c-met"].iloc[0]
    assert row[["actor", "what", "status", "answer"]].tolist() == [
        "choir",
        "crime",
        "reported",
        "none printed",
    ]


def test_no_accusation_of_the_first_story_lacks_its_printed_denial(data: object) -> None:
    persons = list_persons(geo.read_story(data)).drop_duplicates("claim").set_index("claim")
    answers = persons["answer"]
    assert (
        answers["bbc-called-out"]
        == answers["bbc-mobilised"]
        == ("answered by M Anwar: bbc-denial; bbc-nothing-to-do")
    )
    assert answers["bbc-orchestrated"] == (
        "denied by M Anwar: bbc-denial; bbc-nothing-to-do, "
        "answered by M Anwar: bbc-blame; bbc-death-squads"
    )
    assert answers["ind-directing-attacks"] == "answered by Altaf Hussain: ind-denial"
    assert answers["ind-intimidation"] == "none printed"
    assert persons.loc["ind-warrant-murder", "what"] == "crime"
    story = geo.read_story(data)
    assert "crime" not in set(story.events["kind"])  # a warrant's subject is no event
