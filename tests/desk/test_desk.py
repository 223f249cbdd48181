"""What the desk does to the tables of a story, without a server."""

import csv
import shutil
from pathlib import Path

from geo.desk.desk import Desk
from geo.desk.records import Name


def test_links_of_own_media_stay_in_the_tables(root: Path, tmp_path: Path) -> None:
    folder = root / "examples" / "krakatau"
    story = Path(shutil.copytree(folder, tmp_path / "story"))
    Desk(story, story / "desk" / "draft").edit(Name("events", "eruption"), {"note": "By day."})
    for table in ("links", "steps"):
        assert (story / f"{table}.csv").read_bytes() == (folder / f"{table}.csv").read_bytes()
    with (story / "events.csv").open(encoding="utf-8", newline="") as file:
        notes = {row["id"]: row["note"] for row in csv.DictReader(file)}
    assert notes["eruption"] == "By day."
