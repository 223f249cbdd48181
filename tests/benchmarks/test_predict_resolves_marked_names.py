"""`benchmarks/geocoding/predict.py`: a marked corpus in, the same form with our answers out."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.geocoding.predict import main

Document = dict[str, object]
Predict = Callable[..., Result]
Script = Callable[..., "subprocess.CompletedProcess[str]"]


def marked(doc_id: str, text: str, *names: str, **gold: object) -> Document:
    """Mark the first of each name in a text."""
    spans = [(text.index(name), text.index(name) + len(name)) for name in names]
    toponyms = [{"start": start, "end": end, "lat": 0, "lon": 0, **gold} for start, end in spans]
    return {"doc_id": doc_id, "text": text, "toponyms": toponyms}


def write(path: Path, *documents: Document) -> Path:
    lines = (json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
    path.write_bytes("".join(lines).encode())
    return path


def read(path: Path) -> dict[str, list[dict[str, object]]]:
    documents = [json.loads(line) for line in path.read_bytes().split(b"\n") if line]
    return {document["doc_id"]: document["toponyms"] for document in documents}


@pytest.fixture
def predict(tmp_path: Path) -> Predict:
    """Return a function that runs the command and hands back exit code and what it said."""

    def go(gold: Path, *options: object, output: str = "pred.jsonl") -> Result:
        return CliRunner().invoke(
            main, [str(gold), "-o", str(tmp_path / output), *map(str, options)]
        )

    return go


@pytest.fixture
def script(root: Path, tmp_path: Path) -> Script:
    """Return a function that runs the script as a user does, away from the project's folder."""

    def go(gold: Path, output: str) -> "subprocess.CompletedProcess[str]":
        path = root / "benchmarks" / "geocoding" / "predict.py"
        return subprocess.run(
            [sys.executable, path, gold, "-o", tmp_path / output, "--spans", "gold"],
            cwd=tmp_path,
            env=os.environ | {"PYTHONHASHSEED": "random"},
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return go


def test_each_span_gets_its_place(predict: Predict, tmp_path: Path) -> None:
    text = "The ferry from Karachi never came, wrote a reader in Londres and one in Qzxvbkw."
    alone = marked("b", "Nothing but Qzxvbkw.", "Qzxvbkw")
    gold = write(tmp_path / "gold.jsonl", marked("a", text, "Karachi", "Londres", "Qzxvbkw"), alone)
    done = predict(gold, "--spans", "gold")
    assert (done.exit_code, done.stdout) == (0, "")
    karachi, london, beside = read(tmp_path / "pred.jsonl")["a"]
    (nowhere,) = read(tmp_path / "pred.jsonl")["b"]
    assert (karachi["start"], karachi["end"], karachi["name"]) == (15, 22, "Karachi")
    assert karachi["lat"] == pytest.approx(24.86, abs=0.1)
    assert karachi["lon"] == pytest.approx(67.01, abs=0.1)
    assert karachi["geonameid"] == 1174872
    assert london["geonameid"] == 2643743
    assert london["name"] == "Londres"
    assert 0 < karachi["confidence"] <= 1
    assert "Karachi" in karachi["reason"]
    assert (beside["geonameid"], beside["status"]) == (2643743, "unlisted")
    assert beside["reason"].startswith("unsure: no such name is known there; shown as London")
    assert (nowhere["lat"], nowhere["lon"], nowhere["status"]) == (None, None, "not_found")
    assert nowhere["confidence"] == 0
    assert "geonameid" not in nowhere


def test_what_the_gold_file_says_of_a_place_is_never_read(predict: Predict, tmp_path: Path) -> None:
    text = "From Springfield to Karachi."
    names = ("Springfield", "Karachi")
    told = {"lat": -33.9, "lon": 18.4, "geonameid": 3369157, "country": "ZA", "gaz_name": "Cape"}
    write(tmp_path / "told.jsonl", marked("a", text, *names, **told))
    write(tmp_path / "bare.jsonl", marked("a", text, *names, lat=None, lon=None))
    for name in ("told", "bare"):
        assert predict(tmp_path / f"{name}.jsonl", output=f"{name}.pred").exit_code == 0
    assert (tmp_path / "told.pred").read_bytes() == (tmp_path / "bare.pred").read_bytes()


def test_spans_are_code_points(predict: Predict, tmp_path: Path) -> None:
    text = "🚢🚢 e\u0301 \u2028 كتب من کراچی إلى São Paulo\u0085 \r\n to Ko\u0308ln"
    names = ("کراچی", "São Paulo", "Ko\u0308ln")
    write(tmp_path / "gold.jsonl", marked("ü 1", text, *names), marked("2", "Lahore", "Lahore"))
    assert predict(tmp_path / "gold.jsonl").exit_code == 0
    found = read(tmp_path / "pred.jsonl")
    assert list(found) == ["ü 1", "2"]
    assert [each["name"] for each in found["ü 1"]] == list(names)
    assert [each["geonameid"] for each in found["ü 1"]] == [1174872, 3448439, 2886242]
    assert [text[each["start"] : each["end"]] for each in found["ü 1"]] == list(names)


def test_an_unsure_answer_still_gives_its_best_guess(predict: Predict, tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", marked("a", "A fire in Springfield.", "Springfield"))
    assert predict(gold).exit_code == 0
    (guess,) = read(tmp_path / "pred.jsonl")["a"]
    assert guess["status"] == "ambiguous"
    assert guess["confidence"] < 0.8
    assert guess["lat"] is not None


def test_the_other_names_of_the_document_tell_which_is_meant(
    predict: Predict, tmp_path: Path
) -> None:
    here = marked("us", "Springfield, Peoria and Decatur lie in Illinois.",
                  "Springfield", "Peoria", "Decatur", "Illinois")  # fmt: skip
    there = marked("pk", "A train left Hyderabad for Karachi, in Sindh, Pakistan.",
                   "Hyderabad", "Karachi", "Sindh", "Pakistan")  # fmt: skip
    write(tmp_path / "gold.jsonl", here, there)
    assert predict(tmp_path / "gold.jsonl").exit_code == 0
    found = read(tmp_path / "pred.jsonl")
    assert [each["geonameid"] for each in found["us"]] == [4250542, 4905687, 4236895, 4896861]
    assert found["pk"][0]["geonameid"] == 1176734


def test_where_a_text_was_published_leans_and_does_not_bind(
    predict: Predict, tmp_path: Path
) -> None:
    text = "From Newcastle a party went to Rome."
    gold = write(tmp_path / "gold.jsonl", marked("a", text, "Newcastle", "Rome"))
    for option, value in (("--country", "AU"), ("--published-in", "Sydney")):
        assert predict(gold, option, value).exit_code == 0
        newcastle, rome = read(tmp_path / "pred.jsonl")["a"]
        assert newcastle["lat"] == pytest.approx(-32.9, abs=0.3)
        assert rome["geonameid"] == 3169070


def test_the_same_corpus_gives_the_same_bytes(script: Script, tmp_path: Path) -> None:
    texts = ("Paris and Lyon", "Paris and Dallas", "London and Ontario", "Georgia and Atlanta")
    documents = [marked(text, text, *text.split(" and ")) for text in texts]
    gold = write(tmp_path / "gold.jsonl", *documents)
    hashes = set()
    for output in ("first", "second"):
        done = script(gold, output)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        hashes.add(hashlib.sha256((tmp_path / output).read_bytes()).hexdigest())
    assert len(hashes) == 1


def test_an_empty_corpus_gives_an_empty_file(predict: Predict, tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl")
    gold.write_bytes(b"\n\n")
    assert predict(gold).exit_code == 0
    assert (tmp_path / "pred.jsonl").read_bytes() == b""


GOOD = '{"doc_id": "a", "text": "In Rome", "toponyms": [{"start": 3, "end": 7}]}'


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("{", "line 1: not JSON"),
        (f"{GOOD}\n[]", "line 2: found list, wanted an object"),
        (f"{GOOD}\n\n{GOOD}", "line 3: doc_id 'a' stands on an earlier line too"),
        ('{"doc_id": "a", "toponyms": []}', "line 1: text: found nothing, wanted str"),
        ('{"doc_id": 7, "text": "", "toponyms": []}', "doc_id: found 7, wanted str"),
        ('{"doc_id": "a", "text": "", "toponyms": {}}', "toponyms: found {}, wanted list"),
        (GOOD.replace("7}", "8}"), "span 3 to 8, wanted code points 0 <= start < end <= 7"),
        (GOOD.replace("3,", "7,"), "span 7 to 7"),
        (GOOD.replace("3,", "-1,"), "span -1 to 7"),
        (GOOD.replace("3,", "true,"), "span True to 7"),
        (GOOD.replace("3,", '"3",'), "span '3' to 7"),
        (GOOD.replace('"start": 3, ', ""), "span None to 7"),
        (GOOD.replace('{"start": 3, "end": 7}', "5"), "span None to None"),
        ("[" * 100_000, "line 1: not JSON"),
    ],
)
def test_a_faulty_corpus_is_refused_by_line(
    lines: str, said: str, predict: Predict, tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(lines, encoding="utf-8")
    (tmp_path / "pred.jsonl").write_text("what stood before")
    done = predict(gold)
    assert done.exit_code == 2
    assert f"{gold}, " in done.stderr
    assert said in done.stderr
    assert (tmp_path / "pred.jsonl").read_text() == "what stood before"


def test_the_script_says_its_mistake_in_one_line(script: Script, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text("{")
    done = script(tmp_path / "gold.jsonl", "pred.jsonl")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("predict.py: ")


def test_a_file_in_another_encoding_is_refused(predict: Predict, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_bytes(GOOD.replace("Rome", "Köln").encode("latin-1"))
    done = predict(tmp_path / "gold.jsonl")
    assert done.exit_code == 2
    assert "not UTF-8" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--country", "Atlantis"), "Atlantis"),
        (("--published-in", "Qzxvbkw"), "Qzxvbkw"),
        (("--spans", "guessed"), "guessed"),
    ],
)
def test_an_option_that_means_nothing_is_refused(
    options: tuple[str, str], said: str, predict: Predict, tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(GOOD)
    done = predict(gold, *options)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "pred.jsonl").exists()


def test_the_gold_file_is_never_written_over(predict: Predict, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(GOOD)
    assert predict(gold, output="gold.jsonl").exit_code == 2
    assert gold.read_text() == GOOD
    assert predict(tmp_path / "absent.jsonl").exit_code == 2


def test_names_are_found_where_nobody_marked_them(predict: Predict, tmp_path: Path) -> None:
    text = (
        "Police in Karachi, Pakistan, said the ship had left Southampton for Valparaíso on Monday."
    )
    gold = write(tmp_path / "gold.jsonl", marked("a", text))
    assert predict(gold, "--spans", "found").exit_code == 0
    found = read(tmp_path / "pred.jsonl")["a"]
    assert [each["name"] for each in found] == ["Karachi", "Pakistan", "Southampton", "Valparaíso"]
    assert [text[each["start"] : each["end"]] for each in found] == [e["name"] for e in found]
    assert found[0]["geonameid"] == 1174872
    assert all(0.5 < each["recognised"] <= 1 for each in found)
