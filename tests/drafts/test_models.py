"""A model points at words; a draft verifies them, and no article leaves the machine."""

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from drafts.drafting import rows, run

TEXT = """The Calder rose above its banks on Saturday.

Ann Lee met the mayor of Leeds. Later Ann Lee left Leeds with Bo Ray, a smith from Wakefield.
"""
SPANS = [
    {"label": "person", "words": "Bo Ray", "before": "Leeds with", "after": ", a"},
    {"label": "event", "words": "Ann Lee met the mayor of Leeds"},
    {"label": "place", "words": "Leeds", "before": "Lee left", "after": "with Bo"},
    {"label": "place", "words": "Bradford"},
    {"label": "person", "words": "Ann Lee"},
]


class Server(http.server.ThreadingHTTPServer):
    """A server on loopback that answers as it is told, and keeps what it was asked."""

    answer: Any = None
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    @property
    def model(self) -> str:
        """The address of the model, as a person names it."""
        return f"http://127.0.0.1:{self.server_port}/v1#small"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as a server of OpenAI's form does."""

    server: Server

    def do_POST(self) -> None:
        """Keep the question, and answer it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, json.loads(body)))
        content = self.server.answer
        content = content if isinstance(content, str) else json.dumps(content)
        answer = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def draft(folder: Path, model: str) -> tuple[int, str]:
    (folder / "note.txt").write_text(TEXT, "utf-8")
    return run(folder, "draft", "note.txt", "--published", "2024-01-08", "--model", model)


def test_what_a_model_proposes_stands_in_the_text_and_says_who_made_it(
    tmp_path: Path, server: Server
) -> None:
    server.answer = SPANS
    code, told = draft(tmp_path, server.model)
    assert code == 0, told
    assert "“Bradford” (place): these words are not in the article" in told
    assert "“Ann Lee” (person): these words stand there 2 times" in told
    assert f"note.txt: of 5 spans of {server.model} 2 taken, 1 there already, 2 refused" in told
    (bo,) = [row for row in rows(tmp_path / "draft", "actors") if row["name"] == "Bo Ray"]
    assert TEXT[int(bo["start"]) : int(bo["end"])] == "Bo Ray"
    assert bo["how"] == f"person, by {server.model}: who is it?"
    (event,) = [row for row in rows(tmp_path / "draft", "events") if server.model in row["how"]]
    assert (event["keep"], event["title"], event["date"], event["place"]) == ("", "", "", "")
    assert event["confidence"] == "0.50"
    ((path, question),) = server.asked
    assert (path, question["model"], question["temperature"]) == (
        "/v1/chat/completions",
        "small",
        0,
    )
    assert question["messages"][-1] == {"role": "user", "content": TEXT}


def test_a_list_in_a_fence_is_read_too(tmp_path: Path, server: Server) -> None:
    server.answer = f"```json\n{json.dumps({'spans': SPANS[:1]})}\n```"
    code, told = draft(tmp_path, server.model)
    assert (code, "1 taken" in told) == (0, True)


@pytest.mark.parametrize(
    ("answer", "status", "wanted"),
    [
        ("I can't do that.", 200, "found no list of spans"),
        ("42", 200, "found int, wanted a list of spans"),
        ([{"label": "weather", "words": "rain"}], 200, "span 1: found {'label': 'weather'"),
        ([{"label": "place", "words": 7}], 200, "span 1: found {'label': 'place', 'words': 7}"),
        ([], 307, "the server answered 307, wanted 200"),
        ([], 500, "the server answered 500, wanted 200"),
    ],
)
def test_an_answer_of_another_form_is_one_error_and_nothing_is_written(
    tmp_path: Path, server: Server, answer: object, status: int, wanted: str
) -> None:
    server.answer, server.status = answer, status
    code, told = draft(tmp_path, server.model)
    assert code == 2
    assert wanted in told
    assert not (tmp_path / "draft").exists()


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        ("http://models.example/v1#m", "found the machine models.example, wanted this one"),
        ("http://192.168.1.4:80/v1#m", "found the machine 192.168.1.4, wanted this one"),
        ("http://127.0.0.1.example/v1#m", "found the machine 127.0.0.1.example, wanted this one"),
        ("http://127.0.0.1@models.example/v1#m", "neither spacy:NAME nor an address"),
        ("file:///etc/hosts#m", "neither spacy:NAME nor an address"),
        ("mistral", "neither spacy:NAME nor an address"),
        ("http://127.0.0.1:80/v1", "found no model, wanted its name behind #"),
        ("spacy:en_core_web_sm", "spaCy is not installed"),
    ],
)
def test_no_article_is_sent_to_another_machine(tmp_path: Path, model: str, wanted: str) -> None:
    code, told = draft(tmp_path, model)
    assert code == 2
    assert wanted in told
    assert not (tmp_path / "draft").exists()


def test_an_address_where_nobody_answers_is_one_error(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code, told = draft(tmp_path, f"http://127.0.0.1:{port}/v1#small")
    assert code == 2
    assert "no answer" in told


def test_a_model_wants_one_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    code, told = run(tmp_path, "draft", "a.txt", "a.txt", "--model", "spacy:x")
    assert code == 2
    assert "--model wants the one ARTICLE" in told
