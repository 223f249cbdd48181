"""The story's own words against its claims: what is refused, what is warned of, and what is not."""

from collections.abc import Callable

import pytest
from story.small import SmallStory
from support import Geo

from geo.editing import check_texts
from geo.story.vocabulary import PLACEHOLDER


def lines(story: SmallStory, geo_command: Geo) -> tuple[int, list[str]]:
    """Return exit code and what `geo check` says of the texts."""
    done = geo_command("check", story.write(), "--sources", story.write_articles())
    return done.returncode, done.stderr.splitlines()


def test_a_story_that_cites_its_claims_passes(small: SmallStory, geo_command: Geo) -> None:
    assert lines(small, geo_command) == (0, [])


def test_uncited_framing_is_refused_text_by_text(small: SmallStory, geo_command: Geo) -> None:
    small.head = small.head.replace(" [c-call]", "").replace(" [c-met]", "")
    small.tables["steps"][0]["text"] = "It was [c-met]. It was cold. They sang. [c-met]"
    small.tables["actors"][1]["role"] = "secretary of the choir"
    assert lines(small, geo_command) == (
        2,
        [
            (
                "story.toml, title: found 'Two choirs', wanted the claims that it rests on, "
                "[claim-id] behind it"
            ),
            (
                "story.toml, finding: found 'The owner says that he calls.', a sentence without a "
                "claim; write [claim-id] behind what it rests on"
            ),
            (
                "actors.csv, row 3, column role: found 'secretary of the choir', wanted the claims "
                "that it rests on, in the column claims"
            ),
            (
                "steps.csv, row 2, column text: found 'It was cold.', a sentence without a claim; "
                "write [claim-id] behind what it rests on"
            ),
            "texts: 4 refused",
        ],
    )


def test_a_story_without_any_mark_gets_one_message(small: SmallStory, geo_command: Geo) -> None:
    small.head = small.head.replace(" [c-call]", "").replace(" [c-met]", "")
    small.tables["actors"] = [
        {name: row[name] for name in ("id", "name", "kind", "role")}
        for row in small.tables["actors"]
    ]
    small.tables["steps"][0]["text"] = "The choir rehearsed. It was cold."
    code, said = lines(small, geo_command)
    assert code == 2
    assert said[0] == (
        "story.toml, actors.csv, steps.csv: found '4 texts without a claim', wanted the claims "
        "that each rests on: write [claim-id] behind what it rests on, and fill the column claims "
        "of actors.csv"
    )
    assert said[1:] == ["texts: 1 refused"]


def test_a_title_without_a_finding_is_a_name(small: SmallStory) -> None:
    small.head = small.head.replace(" [c-met]", "")
    assert [remark.rule for remark in check_texts(small.write())] == ["uncited"]
    small.head = small.head.replace("The owner says that he calls [c-call].", PLACEHOLDER)
    assert check_texts(small.write()) == []


@pytest.mark.parametrize(
    ("table", "column"), [("places", "label"), ("views", "title"), ("steps", "title")]
)
def test_a_name_says_no_more_than_what_it_rests_on(
    small: SmallStory, table: str, column: str
) -> None:
    row = small.tables[table][0]
    for text, found, rule in [
        ("The murder scene", "murder", "crime"),
        ("The regime", "regime", "loaded"),
        ("The murder scene [c-met]", "murder", "crime"),
        ("They sang [c-listen]", "They sang", "stronger"),
    ]:
        row[column] = text
        (remark,) = check_texts(small.write())
        assert (remark.file, remark.column, remark.found, remark.rule) == (
            *(f"{table}.csv", column, found, rule),
        )
    row[column] = "The hall"
    assert check_texts(small.write()) == []


def test_an_unknown_mark_is_a_fault_of_the_tables(small: SmallStory, geo_command: Geo) -> None:
    small.head = small.head.replace("[c-call]", "[c-cal]")
    small.tables["places"][0]["note"] = "A suburb [nobody]."
    small.tables["actors"][0]["claims"] = "c-cll"
    code, said = lines(small, geo_command)
    assert code == 2
    assert said == [
        "geo: 3 faults in the story's tables",
        (
            "  actors.csv, row 2, column claims: found 'c-cll', wanted an id that stands in "
            "claims.csv (did you mean c-call?)"
        ),
        (
            "  places.csv, row 2, column note: found '[nobody]', wanted an id that stands in "
            "claims.csv, or no brackets"
        ),
        (
            "  story.toml, column finding: found '[c-cal]', wanted an id that stands in "
            "claims.csv, or no brackets (did you mean c-call?)"
        ),
    ]


@pytest.mark.parametrize(
    ("sentence", "found", "why"),
    [
        (
            "He calls Karachi each Sunday [c-listen].",
            "He calls Karachi each Sunday.",
            "stronger than its claims, which are said; say whose word it is",
        ),
        (
            "He calls the city a stage [c-listen].",
            "He calls the city a stage.",
            None,  # here the word says whose opinion it is
        ),
        (
            "At least thirty singers listened [c-listen].",
            "At least thirty singers listened.",
            "stronger than its claims, which are said; say whose word it is",
        ),
        ("By his account at least thirty singers listened [c-listen].", "", None),
        ("The choir “listened” [c-listen].", "", None),
        (
            "At least thirty singers listened [c-listen; c-met].",
            "",
            None,
        ),  # the article says so, too
        (
            "The owner revealed that thirty listened [c-listen].",
            "revealed",
            "which vouches for what is said; write says, or who says it",
        ),
        (
            "The secretary, a murderer, denied it [c-denial].",
            "murderer",
            "a crime that none of the claims it rests on names",
        ),
        (
            "The choir leads in town [c-met].",
            "leads",
            None,  # behind a noun it may be one, too
        ),
        (
            "The choir leads the town [c-met].",
            "leads",
            "present tense in a story as of 2007; write it in the past",
        ),
        (
            "The choir is in Karachi [c-met].",
            "is",
            "present tense in a story as of 2007; write it in the past",
        ),
        (
            "Karachi leads, as it did [c-met].",
            "leads",
            "present tense in a story as of 2007; write it in the past",
        ),
        ("They were said to have sung [c-met].", "", None),
        ("The paper wrote that “he is here” [c-met].", "", None),
        (
            "The regime sang [c-met].",
            "regime",
            "a loaded word in our own voice; write government, or quote who says it",
        ),
        ("The “regime” sang, and so did Regime Radio [c-met].", "", None),
    ],
)
def test_wording(small: SmallStory, sentence: str, found: str, why: str | None) -> None:
    small.tables["steps"][0]["text"] = sentence
    remarks = check_texts(small.write())
    said = [(one.file, one.row, one.column, one.found, one.why, one.refused) for one in remarks]
    assert said == ([] if why is None else [("steps.csv", 2, "text", found, why, False)])


def test_warnings_leave_the_exit_code_alone(small: SmallStory, geo_command: Geo) -> None:
    small.tables["events"][0]["title"] = "The thugs rehearse"
    small.tables["links"][0]["title"] = "He visited the choir"
    assert lines(small, geo_command) == (
        0,
        [
            (
                "warning: events.csv, row 2, column title: found 'thugs', a loaded word in our own "
                "voice; write who they were, or quote who says it"
            ),
            (
                "warning: links.csv, row 2, column title: found 'He visited the choir', stronger "
                "than its claims, which are said; say whose word it is"
            ),
            "texts: 2 to look at",
        ],
    )


def test_a_title_without_a_verb_names_what_is_said_and_accuses_nobody(small: SmallStory) -> None:
    small.tables["links"][0]["title"] = "The weekly line"
    assert check_texts(small.write()) == []
    for row in small.tables["claims"]:
        if row["status"] == "said" and "weekly-call" in row["about"]:
            row["status"] = "hearsay"
    whys = [one.why for one in check_texts(small.write()) if one.column == "title"]
    assert whys == ["stronger than its claims, which are hearsay; say whose word it is"]


def test_the_present_tense_is_free_without_as_of(small: SmallStory) -> None:
    small.head = small.head.replace('as_of = "2007"\n', "")
    small.tables["steps"][0]["text"] = "The choir is in Karachi [c-met]."
    assert check_texts(small.write()) == []


def test_a_language_without_words_is_named_as_not_read(small: SmallStory) -> None:
    small.head = small.head.replace('"en"', '"eo"')
    small.tables["steps"][0]["text"] = "The regime is strong [c-listen]."
    assert list(map(str, check_texts(small.write()))) == [
        (
            "story.toml, language: found 'eo', not checked: no list for eo; strength of wording, "
            "crimes, tense and loaded words were not read"
        )
    ]


CONFIRMED = (
    "claims.csv, row 5, column status: found 'c-met', called confirmed; wanted a row in "
    "relations.csv with a claim of another report or speaker that repeats it or adds to it, or "
    "another status"
)


def test_a_confirmation_without_a_second_voice_is_refused(
    small: SmallStory, geo_command: Geo
) -> None:
    small.row("claims", "c-met")["status"] = "confirmed"
    assert lines(small, geo_command) == (2, [CONFIRMED, "texts: 1 refused"])


@pytest.mark.parametrize("relation", ["repeats", "adds"])
def test_a_confirmation_by_another_report_passes(small: SmallStory, relation: str) -> None:
    small.row("claims", "c-met")["status"] = "confirmed"
    relate(small, "c-count", relation, "c-met")
    assert check_texts(small.write()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda small: small.row("sources", "gazette").update(same_text_as="herald"),
        lambda small: small.row("claims", "c-count").update(
            status="retracted", note="By a letter."
        ),
        lambda small: small.tables["relations"][-1].update(relation="varies"),
    ],
    ids=["one report", "retracted", "no support"],
)
def test_what_is_no_second_voice_confirms_nothing(
    small: SmallStory, spoil: Callable[[SmallStory], object]
) -> None:
    for source in small.tables["sources"]:
        source["same_text_as"] = ""
    small.row("claims", "c-met")["status"] = "confirmed"
    relate(small, "c-count", "repeats", "c-met")
    spoil(small)
    assert list(map(str, check_texts(small.write()))) == [CONFIRMED]


def test_nothing_rests_on_retracted_claims_alone(small: SmallStory, geo_command: Geo) -> None:
    small.row("claims", "c-met")["status"] = "retracted"
    code, said = lines(small, geo_command)
    assert (code, said[:2]) == (
        2,
        [
            (
                "story.toml, title: found 'Two choirs', which rests on retracted claims alone; "
                "remove it, or cite what still stands"
            ),
            (
                "steps.csv, row 2, column text: found 'The choir rehearsed in Karachi.', which "
                "rests on retracted claims alone; remove it, or cite what still stands"
            ),
        ],
    )
    assert (
        "warning: claims.csv, row 5, column note: found 'c-met', retracted; wanted a note on who "
        "took it back and where, or what corrects it"
    ) in said


def test_a_retraction_with_a_note_or_a_correction_passes(small: SmallStory) -> None:
    small.row("claims", "c-count")["status"] = "retracted"
    assert [remark.rule for remark in check_texts(small.write())] == ["retracted"]
    small.row("claims", "c-count")["note"] = "Taken back in a letter."
    assert check_texts(small.write()) == []
    small.row("claims", "c-count")["note"] = ""
    relate(small, "c-met", "corrects", "c-count")
    assert check_texts(small.write()) == []


def relate(small: SmallStory, claim: str, relation: str, other: str) -> None:
    row = {"claim": claim, "relation": relation, "other": other, "on": ""}
    small.tables["relations"].append(row | {"reason": "A test.", "by": "person"})


def test_as_of_is_a_date(small: SmallStory, geo_command: Geo) -> None:
    small.head = small.head.replace('"2007"', '"in May"')
    code, said = lines(small, geo_command)
    assert (code, said[1]) == (
        2,
        (
            "  story.toml, column as_of: found 'in May', wanted the day up to which the story is "
            "told, in EDTF, such as 2007-05-16"
        ),
    )


def test_the_own_stories_pass(geo_command: Geo, sources: object) -> None:
    for folder, given in (("data", sources), ("examples/krakatau", "examples/krakatau/articles")):
        done = geo_command("check", folder, "--sources", given, "--notebooks", "notebooks")
        assert (done.returncode, done.stderr) == (0, "")


def test_a_note_on_the_map_is_cited_too(small: SmallStory, geo_command: Geo) -> None:
    small.tables["steps"][0] |= {"note": "He led the choir", "note_at": "karachi"}
    assert lines(small, geo_command) == (
        2,
        [
            (
                "steps.csv, row 2, column note: found 'He led the choir', a sentence without a "
                "claim; write [claim-id] behind what it rests on"
            ),
            "texts: 1 refused",
        ],
    )
    small.tables["steps"][0]["note"] = "He told of the choir [c-call]"
    assert check_texts(small.write()) == []


def test_one_act_in_two_links_is_told(small: SmallStory) -> None:
    link = small.tables["links"][0]
    small.tables["links"].append(link | {"id": "other", "from": "karachi", "to": "edgware"})
    small.row("claims", "c-call")["about"] += "; other"
    (remark,) = check_texts(small.write())
    assert (remark.row, remark.found, remark.rule, remark.refused) == (3, "other", "act", False)
    assert remark.why.startswith("c-call is about weekly-call too, between the same places")
    small.tables["links"][1]["to"] = ""
    assert check_texts(small.write()) == []


def test_an_accusation_of_nobody_is_told(small: SmallStory) -> None:
    claim = small.row("claims", "c-call")
    claim["status"] = "alleged"
    small.tables["links"][0]["title"] = "The call, by the owner's account"
    (remark,) = check_texts(small.write())
    assert (remark.file, remark.row, remark.found, remark.rule) == (
        *("claims.csv", 2, "c-call", "accused"),
    )
    claim["about"] += "; choir"
    assert check_texts(small.write()) == []
