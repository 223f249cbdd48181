"""Each row of a story beside the claims that it rests on."""

import csv
import io

from story.small import SmallStory
from support import Geo

import geo
from geo.editing.defence import list_evidence


def test_each_event_link_relation_and_claim_is_there(small: SmallStory) -> None:
    rows = list_evidence(geo.read_story(small.write(), redacted=False))
    pairs = rows[["table", "id", "status", "claim", "claim_status"]].values.tolist()
    assert pairs == [
        ["events", "rehearsal", "reported", "c-met", "reported"],
        ["events", "encore", "reported", "c-met", "reported"],
        ["links", "weekly-call", "said", "c-call", "said"],
        ["links", "weekly-call", "said", "c-listen", "said"],
        ["links", "weekly-call", "said", "c-denial", "denied"],
        ["relations", "c-denial denies c-listen", "", "c-denial", "denied"],
        ["relations", "c-denial denies c-listen", "", "c-listen", "said"],
        ["relations", "c-count contradicts c-listen", "", "c-count", "reported"],
        ["relations", "c-count contradicts c-listen", "", "c-listen", "said"],
        ["claims", "c-count", "", "c-count", "reported"],
    ]


def test_no_row_of_the_first_story_is_without_a_claim(data: object) -> None:
    story = geo.read_story(data)
    rows = list_evidence(story)
    counts = rows.drop_duplicates(["table", "id"])["table"].value_counts().to_dict()
    assert counts["events"] == len(story.events)
    assert counts["links"] == len(story.links)
    assert counts["relations"] == len(story.relations)
    assert set(rows["claim"]) == set(story.claims.index)
    assert rows["end"].gt(rows["start"]).all()


def test_the_words_stand_on_the_terminal_where_a_copy_is_given(
    small: SmallStory, geo_command: Geo
) -> None:
    folder, copies = small.write(), small.write_articles()
    done = geo_command("check", folder, "--defend")
    lines = done.stdout.splitlines()
    at = lines.index("links.csv, weekly-call [said]: The call that the owner told of")
    anchor = small.row("claims", "c-call")
    where = f"herald, paragraph {anchor['paragraph']}, span {anchor['start']}–{anchor['end']}"
    assert lines[at + 1] == f"  c-call (said by a café owner; {where}): In our words: c-call."
    assert "rings his old choir" not in done.stdout
    done = geo_command("check", folder, "--defend", "--sources", copies)
    lines = done.stdout.splitlines()
    at = lines.index("links.csv, weekly-call [said]: The call that the owner told of")
    assert lines[at + 2] == "    > he rings his old choir in Karachi each Sunday"
    small.row("claims", "c-call")["span_sha256"] = "0" * 64
    done = geo_command("check", small.write(), "--defend", "--sources", copies)
    assert "rings his old choir" not in done.stdout


def test_a_table_for_other_tools_quotes_nobody(small: SmallStory, geo_command: Geo) -> None:
    folder, copies = small.write(), small.write_articles()
    done = geo_command("check", folder, "--defend", "--sources", copies, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 10
    assert "rings his old choir" not in done.stdout
