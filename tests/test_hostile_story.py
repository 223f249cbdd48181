"""A story whose every text field attacks: nothing runs, and the text shows letter for letter."""

import csv
import json
import re
from pathlib import Path

import pytest
from support import Geo

PAYLOAD = (
    "=1+1 \"'><script>window.ran=1</script><img src=x onerror=window.ran=1></script></title>"
    "<!--`${window.ran=1}` {{ 7*7 }}{% raw %}{# x #} \u202eabc\u202c javascript:window.ran=1"
)
FREE = {
    "sources": ("title", "publisher", "author"),
    "places": ("name", "label", "note"),
    "events": ("title", "date_note", "note"),
    "event_places": ("note",),
    "relations": ("on", "reason"),
    "links": ("title", "date_note", "note"),
    "actors": ("name", "role"),
    "claims": ("statement", "note"),
    "figures": ("unit", "scope", "note"),
    "views": ("title",),
    "pins": ("matched", "reason", "refused"),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, data: Path, geo_command: Geo) -> Path:
    """Return the outputs of the real story with the payload in every free text field."""
    folder = tmp_path_factory.mktemp("hostile")
    story = folder / "story"
    story.mkdir()
    for path in [*data.glob("*.csv"), data / "story.toml"]:
        (story / path.name).write_bytes(path.read_bytes())
    for table, columns in FREE.items():
        with (story / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row.update(dict.fromkeys(columns, PAYLOAD))
        with (story / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    head = json.dumps(PAYLOAD)
    settings = (story / "story.toml").read_text(encoding="utf-8")
    settings = re.sub(
        r'^(title|finding) = ".*"$', lambda m: f"{m[1]} = {head}", settings, flags=re.MULTILINE
    )
    (story / "story.toml").write_text(settings, encoding="utf-8")
    done = geo_command("build", story, "--output", folder / "outputs")
    assert done.returncode == 0, done.stderr
    return folder / "outputs"


@pytest.mark.browser
def test_nothing_runs_and_the_text_shows_letter_for_letter(hostile: Path, chromium: object) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.context.set_offline(True)
    faults: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((hostile / "london-karachi.html").as_uri())
    page.locator(".leaflet-container path").first.wait_for()
    entries = page.locator(".geo-list button, .geo-panel button").all()
    assert len(entries) > 50
    for entry in entries[:8]:
        entry.click()
    assert page.evaluate("window.ran") is None
    assert faults == []
    assert len(asked) == 1
    assert page.title() == PAYLOAD
    assert page.locator("h1").first.inner_text() == PAYLOAD
    shown = page.evaluate("document.body.textContent")
    assert shown.count(PAYLOAD) > 100
    assert "49" not in re.sub(r"\d{3,}|paragraph\s+\d+", "", page.locator("h1").inner_text())
    page.close()


def test_every_csv_is_safe_to_open_in_a_spreadsheet(hostile: Path) -> None:
    marked = set()
    for path in hostile.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if re.match(r"[=+@\t\r\x00]|-(?!\d)", cell)]
        marked |= {path.stem for cell in cells if cell == f"'{PAYLOAD}"}
    assert marked >= {"events", "links", "places", "claims", "figures", "sources", "actors"}


def test_geojson_holds_the_text_letter_for_letter(hostile: Path) -> None:
    features = json.loads((hostile / "events.geojson").read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["title"] for feature in features} == {PAYLOAD}
