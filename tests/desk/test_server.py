"""The server of a desk: who may ask it, what it refuses, and what stands in the tables then."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from desk.running import ARTICLES, cells, desk, new_story, start
from fork_server import GEO
from support import contents

from geo.story.new import write_example

if TYPE_CHECKING:
    from pathlib import Path

    from desk.running import Running

pytestmark = pytest.mark.service

ACCUSATION, DENIAL = "claims/harbour-s792", "claims/harbour-s857"
TEXT = (ARTICLES / "harbour.txt").read_text(encoding="utf-8")


def checked(story: Path) -> int:
    done = subprocess.run([GEO, "check", str(story)], capture_output=True, check=False)
    return done.returncode


def test_only_its_own_page_may_ask(running: Running) -> None:
    assert running.request("")[0] == 200
    assert running.request("", token="x" * 32)[0] == 403
    assert running.request("api/rows", token="")[0] == 403
    for host in ("localhost:1", "evil.example", f"evil.example:{running.host.split(':')[1]}"):
        assert running.request("", headers={"Host": host})[0] == 403
    other = {"Origin": "http://evil.example"}
    assert running.request("api/rows", headers=other)[0] == 403
    assert running.request("api/rows", headers={"Sec-Fetch-Site": "cross-site"})[0] == 403
    keep = json.dumps({"action": "keep", "table": "events", "key": "harbour-e617", "revision": 1})
    for headers in (other, {"Origin": ""}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}):
        assert running.request("api/do", method="POST", body=keep, headers=headers)[0] == 403
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert running.request("api/do", method="POST", body=keep, headers=form)[0] == 415
    assert running.request("api/do", method="POST", body="[1]")[0] == 400
    assert running.request("static/../../story.toml")[0] == 403
    assert cells(running.story, "events") == []


def test_a_page_may_load_and_ask_nothing_but_the_desk(running: Running) -> None:
    _, text, headers = running.request("")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "breakwater" not in text  # the page itself holds no word of the story


def test_an_event_brings_what_it_needs(running: Running) -> None:
    before = contents(running.story)
    running.rows()
    status, told = running.act("keep", "events/harbour-e617")
    assert status == 200
    assert told["undo"] == "keep harbour-e617"
    story = running.story
    assert [row["id"] for row in cells(story, "sources")] == ["harbour"]
    assert [row["date"] for row in cells(story, "events")] == ["2024-03-09"]
    assert [row["name"] for row in cells(story, "places")] == ["Holyhead"]
    assert [row["statement"] for row in cells(story, "claims")] == ["Strike in Holyhead."]
    (pin,) = cells(story, "pins")
    assert (pin["set_by"], pin["precision"]) == ("geocoder", "city")
    assert float(pin["lat"]) == pytest.approx(53.31, abs=0.02)
    assert float(pin["lon"]) == pytest.approx(-4.63, abs=0.02)
    assert (story / "articles" / "harbour.txt").read_text(encoding="utf-8") == TEXT
    assert checked(story) == 0
    assert running.act("undo")[0] == 200
    assert cells(story, "pins") == []
    tables = [name for name in before if name.endswith(".csv") and "/" not in name]
    after = contents(story)
    assert [name for name in tables if after[name] != before[name]] == []
    assert running.act("redo")[0] == 200
    assert [row["id"] for row in cells(story, "events")] == ["harbour-e617"]


def test_an_accusation_waits_for_its_denial(running: Running) -> None:
    running.rows()
    running.act("keep", ACCUSATION)
    rows = running.rows()
    assert [rows[name]["state"] for name in (ACCUSATION, DENIAL)] == ["kept", "kept"]
    assert [rows[name]["waits"] for name in (ACCUSATION, DENIAL)] == [True, True]
    assert rows[ACCUSATION]["faults"][0][0] == "statement"
    running.act("edit", ACCUSATION, cells={"statement": "The union accuses the owners of neglect."})
    assert cells(running.story, "claims") == []  # its denial is not worded yet
    running.act("edit", DENIAL, cells={"statement": "The owners reject that."})
    claims = {row["id"]: row for row in cells(running.story, "claims")}
    assert [claims[name.split("/")[1]]["status"] for name in (ACCUSATION, DENIAL)] == [
        "alleged",
        "denied",
    ]
    (relation,) = cells(running.story, "relations")
    assert (relation["claim"], relation["relation"]) == ("harbour-s857", "denies")
    assert checked(running.story) == 0


def test_words_of_the_article_are_refused(running: Running) -> None:
    running.rows()
    start_ = TEXT.index("guards hired")
    copied = TEXT[start_ - 30 : start_ + 40]
    status, told = running.act("edit", ACCUSATION, cells={"statement": copied})
    assert (status, told["column"]) == (422, "statement")
    assert "9 running are the article's" in told["message"]
    assert running.rows()[ACCUSATION]["cells"]["statement"] == ""
    tables = b"".join((running.story / f"{t}.csv").read_bytes() for t in ("claims", "events"))
    assert b"guards hired by" not in tables


def test_dates_are_understood(running: Running) -> None:
    running.rows()
    for typed, date in {
        "2024-03-09": "2024-03-09",
        "4 April 2024": "2024-04-04",
        "March 2024": "2024-03",
        "about 2024": "2024~",
        "the 1850s": "185X",
        "2019–2021": "2019/2021",
        "2006?": "2006?",
        "spring 1848": "1848-21",
    }.items():
        status, _ = running.act("edit", "events/harbour-e617", cells={"date": typed})
        assert status == 200, typed
        assert [row["date"] for row in cells(running.story, "events")] == [date]


def test_a_date_that_could_be_two_is_asked_about(running: Running) -> None:
    running.rows()
    status, told = running.act("edit", "events/harbour-e617", cells={"date": "04/03/2024"})
    assert (status, told["column"]) == (422, "date")
    assert told["meant"] == ["2024-03-04", "2024-04-03"]
    status, told = running.act("edit", "events/harbour-e617", cells={"date": "soon"})
    assert (status, told["meant"]) == (422, [])
    assert cells(running.story, "events") == []


def test_cells_that_hang_on_each_other_agree(running: Running) -> None:
    running.rows()
    claim = "claims/harbour-h617"
    running.act("keep", "events/harbour-e617")
    running.act("edit", claim, cells={"said_by": "the-union"})
    row = running.rows()[claim]["cells"]
    assert (row["status"], row["said_by"]) == ("said", "the-union")
    assert row["about"].endswith("; the-union")
    running.act("edit", claim, cells={"status": "reported"})
    assert running.rows()[claim]["cells"]["said_by"] == ""
    running.act("edit", "events/harbour-e617", cells={"date": ""})
    assert cells(running.story, "events")[0]["date_basis"] == "none"
    running.act("edit", "figures/harbour-f236", cells={"bound": "at-least"})
    row = running.rows()["figures/harbour-f236"]["cells"]
    assert (row["low"], row["high"]) == ("23", "")
    assert checked(running.story) == 0


def test_what_a_cell_names_comes_along(running: Running) -> None:
    running.rows()
    running.act("keep", "events/harbour-e617")
    assert running.act("edit", "events/harbour-e617", cells={"place": "liverpool"})[0] == 200
    (event,) = cells(running.story, "events")
    assert (event["place"], event["title"]) == ("liverpool", "Strike in Liverpool")
    statements = {row["id"]: row["statement"] for row in cells(running.story, "claims")}
    assert statements["harbour-h617"] == "Strike in Liverpool."
    assert {row["place"] for row in cells(running.story, "pins")} == {"holyhead", "liverpool"}
    assert checked(running.story) == 0
    running.act("undo")
    assert {row["place"] for row in cells(running.story, "pins")} == {"holyhead"}
    running.act("edit", "events/harbour-e617", cells={"title": "The crews stop work"})
    (claim,) = cells(running.story, "claims")
    assert claim["statement"] == "The crews stop work."


def test_a_speaker_who_is_no_row_yet_is_added_where_the_article_names_them(
    running: Running,
) -> None:
    running.rows()
    claim = "claims/harbour-s2015"
    running.act("edit", claim, cells={"statement": "A second tug was promised."})
    status, _ = running.act("speaker", claim, cells={"said_by": "minister for transport"})
    assert status == 200
    (actor,) = [row for row in cells(running.story, "actors") if "minister" in row["name"]]
    (mention,) = [row for row in cells(running.story, "mentions") if row["of"] == actor["id"]]
    span = TEXT[int(mention["start"]) : int(mention["end"])]
    assert (span, mention["what"]) == ("minister for transport", "actor")
    assert checked(running.story) == 0


def test_selected_words_become_rows_with_their_span(running: Running) -> None:
    running.rows()
    words = "The ferry from Dublin struck the breakwater at Holyhead on 4 March 2024"
    at = TEXT.index(words)
    span = {"source": "harbour", "start": at, "end": at + len(words)}
    query = "&".join(f"{name}={value}" for name, value in {"kind": "event", **span}.items())
    status, proposed, _ = running.request(f"api/proposal?{query}")
    assert (status, proposed["cells"]["date"]) == (200, "2024-03-04")
    assert proposed["cells"]["place"] == ""  # two places are named: the text does not decide
    made = {"title": "The ferry hits the breakwater", "place": "holyhead", "kind": "accident"}
    status, told = running.act("add", kind="event", cells=proposed["cells"] | made, **span)
    assert (status, told["made"]) == (200, ["events", "harbour-e47"])
    (event,) = cells(running.story, "events")
    assert (event["title"], event["place"]) == ("The ferry hits the breakwater", "holyhead")
    (claim,) = cells(running.story, "claims")
    assert TEXT[int(claim["start"]) : int(claim["end"])] == words
    assert claim["statement"] == "The ferry hits the breakwater."
    status, told = running.act("add", kind="claim", cells={}, source="harbour", start=3, end=3)
    assert status == 422
    assert checked(running.story) == 0


def test_a_pin_of_a_person_stays(running: Running) -> None:
    running.rows()
    running.act("keep", "events/harbour-e617")
    _, told, _ = running.request("api/candidates?place=holyhead")
    assert told["candidates"][0]["address"].startswith("Holyhead, Wales")
    assert "11,431 people" in told["candidates"][0]["reason"]
    place = {"lat": "53.3194", "lon": "-4.6267", "precision": "site", "reason": "the breakwater"}
    assert running.act("pin", "places/holyhead", cells=place)[0] == 200
    running.act("edit", "places/holyhead", cells={"country": "GB"})
    (pin,) = cells(running.story, "pins")
    assert (pin["set_by"], pin["reason"], pin["lat"]) == ("person", "the breakwater", "53.3194")
    done = subprocess.run([GEO, "geocode", str(running.story)], capture_output=True, check=False)
    assert done.returncode == 0
    assert cells(running.story, "pins") == [pin]
    for bad in ({"lat": "0", "lon": "0"}, {"lat": "100", "lon": "0"}, {"lat": "x", "lon": "1"}):
        assert running.act("pin", "places/holyhead", cells=bad)[0] == 422


def test_two_rows_that_are_one_become_one(running: Running) -> None:
    running.rows()
    running.act("keep", ACCUSATION)
    for name, words in ((ACCUSATION, "A fault was known."), (DENIAL, "The owners reject that.")):
        running.act("edit", name, cells={"statement": words})
    assert [row["id"] for row in cells(running.story, "actors")] == ["the-union", "cambrian-lines"]
    before = contents(running.story)
    status, _ = running.act("merge", "actors/the-union", other="the-ferry-workers-union")
    assert status == 200
    assert {row["id"] for row in cells(running.story, "actors")} == {
        *("the-ferry-workers-union", "cambrian-lines")
    }
    claim = next(row for row in cells(running.story, "claims") if row["status"] == "alleged")
    assert (claim["said_by"], claim["about"]) == ("the-ferry-workers-union",) * 2
    mentions = [row["of"] for row in cells(running.story, "mentions") if row["what"] == "actor"]
    assert "the-union" not in mentions
    assert checked(running.story) == 0
    assert running.act("merge", "actors/cambrian-lines", other="holyhead")[0] == 422
    running.act("undo")
    after = contents(running.story)
    assert {name for name in after if after[name] != before[name]} == {"desk/desk.json"}


def test_a_row_that_is_two_is_split_and_undone(running: Running) -> None:
    running.rows()
    running.act("keep", "events/harbour-e617")
    before = contents(running.story)
    status, told = running.act("split", "events/harbour-e617")
    assert (status, told["made"]) == (200, ["events", "harbour-e617-2"])
    assert told["undo"] == "split harbour-e617"
    second = running.rows()["events/harbour-e617-2"]
    assert (second["waits"], [column for column, _ in second["faults"]]) == (True, ["title"])
    assert contents(running.story)["events.csv"] == before["events.csv"]
    running.act("edit", "events/harbour-e617-2", cells={"title": "A march", "place": "dublin"})
    events = {row["id"]: row for row in cells(running.story, "events")}
    assert {key: (row["title"], row["place"], row["date"]) for key, row in events.items()} == {
        "harbour-e617": ("Strike in Holyhead", "holyhead", "2024-03-09"),
        "harbour-e617-2": ("A march", "dublin", "2024-03-09"),
    }
    (claim,) = (row for row in cells(running.story, "claims") if "harbour-e617" in row["about"])
    assert {"harbour-e617", "harbour-e617-2"} < {*claim["about"].split("; ")}
    assert checked(running.story) == 0
    assert running.act("split", "events/harbour-e617")[1]["made"] == ["events", "harbour-e617-3"]
    for _ in range(3):
        running.act("undo")
    after = contents(running.story)
    assert {name for name in after if after[name] != before[name]} == {"desk/desk.json"}
    running.act("redo")
    assert running.rows()["events/harbour-e617-2"]["state"] == "kept"
    assert running.act("split", "sources/harbour")[0] == 422
    running.act("drop", "events/harbour-e617")
    assert running.act("split", "events/harbour-e617")[0] == 422


def test_a_proposal_is_split_and_both_are_kept(running: Running) -> None:
    running.rows()
    status, told = running.act("split", "figures/harbour-f120")
    assert (status, told["made"]) == (200, ["figures", "harbour-f120-2"])
    rows = running.rows()
    assert rows["figures/harbour-f120"]["state"] == rows["claims/harbour-s120"]["state"] == "kept"
    assert rows["figures/harbour-f120-2"]["cells"]["scope"] == ""


def test_an_area_that_a_person_draws_is_its_circle(running: Running) -> None:
    running.rows()
    running.act("keep", "events/harbour-e617")
    area = {"lat": "53.3", "lon": "-4.6", "precision": "region", "radius": "12,5"}
    assert running.act("pin", "places/holyhead", cells=area)[0] == 200
    (pin,) = cells(running.story, "pins")
    assert (pin["radius_m"], pin["boundary"], pin["reason"]) == ("12500", "", "a person drew it")
    for bad in ({"radius": "far"}, {"radius": "0"}, {"precision": "site"}):
        status, told = running.act("pin", "places/holyhead", cells=area | bad)
        assert (status, told["column"]) == (422, next(iter(bad)))
    running.act("undo")
    assert cells(running.story, "pins")[0]["set_by"] == "geocoder"


def test_steps_are_added_worded_and_put_in_order(running: Running) -> None:
    running.rows()
    running.act("keep", "events/harbour-e617")
    for title in ("The strike", "What came before"):
        status, told = running.act("step", cells={"title": title})
        assert status == 200
        text = {"text": f"{title} [harbour-h617].", "selects": "harbour-e617"}
        assert running.act("edit", "/".join(told["made"]), cells=text)[0] == 200
    steps = [row["id"] for row in cells(running.story, "steps")]
    assert steps == ["the-strike", "what-came-before"]
    assert running.act("move", "steps/what-came-before", by=-1)[0] == 200
    assert [row["id"] for row in cells(running.story, "steps")] == steps[::-1]
    assert running.act("move", "steps/what-came-before", by=-1)[0] == 422
    running.act("undo")
    assert [row["id"] for row in cells(running.story, "steps")] == steps
    running.act("redo")
    assert checked(running.story) == 0


def test_two_windows_meet_a_conflict(running: Running) -> None:
    running.rows()
    seen = running.revision
    running.act("keep", "events/harbour-e617")
    running.revision = seen  # what the other window has seen
    status, told = running.act("keep", "events/harbour-e1317")
    assert (status, told["files"]) == (409, ["the story (in another window)"])
    running.rows()
    assert running.act("keep", "events/harbour-e1317")[0] == 200
    assert [row["id"] for row in cells(running.story, "events")] == [
        "harbour-e617",
        "harbour-e1317",
    ]


def test_what_an_editor_changes_in_a_file_is_not_lost(running: Running) -> None:
    running.rows()
    running.act("keep", "events/harbour-e617")
    path = running.story / "events.csv"
    path.write_text(path.read_text().replace("Strike in Holyhead", "Crews stop work"))
    status, told = running.act("keep", "events/harbour-e1317")
    assert (status, told["files"]) == (409, ["events.csv"])
    assert [row["title"] for row in cells(running.story, "events")] == ["Crews stop work"]
    assert running.request("api/reload", method="POST", body="{}")[0] == 200
    assert running.rows()["events/harbour-e617"]["cells"]["title"] == "Crews stop work"
    assert running.act("keep", "events/harbour-e1317")[0] == 200
    titles = [row["title"] for row in cells(running.story, "events")]
    assert titles == ["Crews stop work", "March in Cardiff"]


def test_a_file_that_an_editor_breaks_is_told_and_not_written_over(running: Running) -> None:
    running.rows()
    running.act("keep", "events/harbour-e617")
    path = running.story / "events.csv"
    path.write_text(path.read_text().replace("2024-03-09", "9/3/2024"))
    broken = path.read_bytes()
    status, told, _ = running.request("api/reload", method="POST", body="{}")
    assert status == 422
    assert "events.csv, row 2, column date" in told["message"]
    assert running.act("keep", "events/harbour-e1317")[0] == 409
    assert path.read_bytes() == broken


def test_a_mistake_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    story = new_story(tmp_path / "story")
    before = contents(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.txt").write_bytes(b"%PDF-1.7\n")
    for arguments in (("empty",), ("story", "bad.txt"), ("story", "none.txt"), ("nowhere",)):
        done = subprocess.run(
            [GEO, "desk", *arguments, "--no-browser"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 2, arguments
        assert "Traceback" not in done.stderr
    (tmp_path / "bad.txt").unlink()
    assert contents(tmp_path) == before
    assert not (tmp_path / "empty" / "desk").exists()
    assert not (story / "desk").exists()


def test_a_second_desk_says_that_there_is_one(running: Running) -> None:
    done = subprocess.run(
        [GEO, "desk", str(running.story), "--no-browser"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "another desk is open on this story" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_closes_cleanly_and_opens_as_it_was(story: Path, number: int) -> None:
    running = start(story)
    running.rows()
    running.act("keep", ACCUSATION)
    running.act("drop", "events/harbour-e1317")
    running.act("remark", "events/harbour-e617", note="ask the union", checked="")
    code, said = running.stop(number)
    assert (code, "Traceback" in said) == (0, False)
    assert "the desk is closed, all is saved; " in said
    with desk(story) as again:
        rows = again.rows()
        assert rows[ACCUSATION]["state"] == "kept"
        assert rows["events/harbour-e1317"]["state"] == "dropped"
        assert rows["events/harbour-e617"]["note"] == "ask the union"
        assert again.act("undo")[0] == 200
        assert again.act("undo")[0] == 200
        assert again.rows()["events/harbour-e1317"]["state"] == "proposed"


def test_a_story_without_a_draft_can_be_edited(story_folder: Path) -> None:
    with desk(story_folder) as running:
        rows = running.rows()
        claim = next(name for name in rows if name.startswith("claims/"))
        before = contents(story_folder)
        table, key = claim.split("/")
        assert running.act("edit", claim, cells={"note": "Seen again."})[0] == 200
        after = contents(story_folder)
        changed = {name for name in after if after[name] != before.get(name)}
        assert changed - {"desk/desk.json"} == {"claims.csv"}
        assert running.act("undo")[0] == 200
        again = {row["id"]: row["note"] for row in cells(story_folder, table)}
        assert again[key] == rows[claim]["cells"]["note"]


def test_a_story_is_shown_with_copies_that_lie_elsewhere(tmp_path: Path) -> None:
    story = new_story(tmp_path / "story")
    write_example(story)
    (story / "articles").rename(tmp_path / "copies")
    with desk(story, "--sources", tmp_path / "copies") as running:
        _, told, _ = running.request("api/story")
        assert told["texts"]["gazette"].startswith("Choir sings in Oslo")
        _, checks, _ = running.request("api/check", method="POST", body="{}")
        assert checks["findings"] == []
    with desk(story) as running:
        _, told, _ = running.request("api/story")
        assert told["texts"] == {}


def test_a_claim_on_which_the_finding_rests_stays(story_folder: Path) -> None:
    with desk(story_folder) as running:
        finding = running.rows()["story/story"]["cells"]["finding"]
        claim = finding.split("[")[1].split("]")[0].split(";")[0]
        status, told = running.act("drop", f"claims/{claim}")
        assert status == 422
        assert "story.toml" in told["message"]
        new = f"One sentence [{claim}]."
        assert running.act("edit", "story/story", cells={"finding": new})[0] == 200
        assert f'finding = "{new}"' in (story_folder / "story.toml").read_text(encoding="utf-8")


def test_no_text_of_an_article_comes_into_the_tables(running: Running) -> None:
    for name in [name for name, row in running.rows().items() if row["state"] == "proposed"]:
        if name.split("/")[0] in ("events", "links", "figures"):
            running.act("keep", name)
    words = TEXT.split()
    runs = {" ".join(words[at : at + 9]) for at in range(len(words) - 8)}
    tables = " ".join(path.read_text() for path in running.story.glob("*.csv"))
    told = " ".join(tables.split())
    assert [run for run in runs if run in told] == []
    ignored = (running.story / "desk" / ".gitignore").read_text().splitlines()[-1]
    assert ignored == "*"


def test_the_browser_is_led_there_by_a_file_that_only_its_owner_reads(
    story: Path, tmp_path: Path
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    process = subprocess.Popen(
        [GEO, "desk", str(story)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"BROWSER": f"{browser} %s", "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    address = process.stdout.readline().split()[-1]
    opener = story / "desk" / "open.html"
    until = time.monotonic() + 20
    while not (tmp_path / "opened").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert (tmp_path / "opened").read_text().strip() == opener.resolve().as_uri()
    assert opener.stat().st_mode & 0o777 == 0o600
    assert f"url={address}" in opener.read_text()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert not opener.exists()
