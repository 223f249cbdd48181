"""A desk that runs: `geo desk` in a process of its own, asked over loopback."""

from __future__ import annotations

import csv
import http.client
import json
import re
import select
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fork_server import GEO

if TYPE_CHECKING:
    from collections.abc import Iterator

ARTICLES = Path(__file__).parent / "articles"
DRAFT = Path(__file__).parent / "draft"
GIVEN = [
    *("--published", "harbour=2024-04-08", "--published", "quarry=2024-04-02"),
    *("--publisher", "harbour=The Irish Sea Post", "--publisher", "quarry=The Shannon Courier"),
    *("--title", "harbour=Ferry crews stop work after crash at Holyhead"),
    *("--title", "quarry=A dam, a quarry and the people below it"),
]
OPEN_S = 60


@dataclass
class Running:
    """A desk at work: its process, host and token, and the revision that was last told."""

    process: subprocess.Popen[str]
    host: str
    token: str
    story: Path
    revision: int = 0

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://{self.host}/{self.token}/"

    def request(
        self,
        path: str,
        *,
        method: str = "GET",
        body: str = "",
        headers: dict[str, str] | None = None,
        token: str | None = None,
    ) -> tuple[int, Any, http.client.HTTPMessage]:
        """Ask, with the headers that the desk's own page sends unless others are given."""
        own = {"Host": self.host}
        if method == "POST":
            own |= {"Origin": f"http://{self.host}", "Content-Type": "application/json"}
        own = {name: value for name, value in (own | (headers or {})).items() if value}
        connection = http.client.HTTPConnection(
            "127.0.0.1", int(self.host.split(":")[1]), timeout=60
        )
        connection.putrequest(
            method, f"/{self.token if token is None else token}/{path}", skip_host=True
        )
        for name, value in own.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body.encode())))
        connection.endheaders(body.encode())
        answer = connection.getresponse()
        data = answer.read().decode()
        connection.close()
        is_json = (answer.headers.get("Content-Type") or "").startswith("application/json")
        return answer.status, json.loads(data) if is_json else data, answer.headers

    def rows(self) -> dict[str, dict[str, Any]]:
        """Return the rows by table and key."""
        status, told, _ = self.request("api/rows")
        assert status == 200
        self.revision = told["revision"]
        return {f"{row['table']}/{row['key']}": row for row in told["rows"]}

    def act(self, action: str, name: str = "/", **told: object) -> tuple[int, dict[str, Any]]:
        """Decide as the page does."""
        table, key = name.split("/", 1)
        body = {"action": action, "table": table, "key": key, "revision": self.revision, **told}
        status, answer, _ = self.request("api/do", method="POST", body=json.dumps(body))
        self.revision = answer.get("revision", self.revision)
        return status, answer

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Send a signal; return the exit code and what was printed since."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=30)
        return self.process.returncode, said


def start(story: Path, *more: object) -> Running:
    """Start a desk, and wait until it prints its address."""
    process = subprocess.Popen(
        [GEO, "desk", str(story), *map(str, more), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said, until = "", time.monotonic() + OPEN_S
    while time.monotonic() < until and process.poll() is None:
        if select.select([process.stdout], [], [], 0.2)[0]:
            said += process.stdout.readline()
        if found := re.search(r"http://(127\.0\.0\.1:\d+)/([\w-]+)/", said):
            return Running(process, found[1], found[2], story)
    process.kill()
    raise AssertionError(said + process.communicate()[0])


@contextmanager
def desk(story: Path, *more: object) -> Iterator[Running]:
    """Run a desk for the time of the block."""
    running = start(story, *more)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def new_story(folder: Path) -> Path:
    """Make an empty story with `geo new`."""
    subprocess.run(
        [GEO, "new", str(folder), "--title", "Ferry and dam"], check=True, capture_output=True
    )
    return folder


def drafted_story(folder: Path) -> Path:
    """Make a story with the draft of both articles, on which nothing is decided."""
    story = new_story(folder)
    shutil.copytree(DRAFT, story / "desk" / "draft")
    for article in ARTICLES.glob("*.txt"):
        shutil.copy(article, story / "desk" / "draft")
    return story


def cells(story: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a table as a spreadsheet reads them."""
    path = story / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
