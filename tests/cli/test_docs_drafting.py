"""Every command of docs/drafting.md runs, in its order, on the article that stands there."""

import re
import shlex
from pathlib import Path

import pytest
from drafts.drafting import keep, rows, write_article
from drafts.test_articles import PAGE
from pdf_files import lines, pdf
from support import Geo

from geo.drafts.columns import TABLES, draft_columns, own_columns

TEXT = (Path(__file__).parents[2] / "docs" / "drafting.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
(ARTICLE,) = [block for kind, block in BLOCKS if kind == "text"]
(SPANS,) = [block for kind, block in BLOCKS if kind == "json"]


@pytest.mark.slow
def test_the_commands_lead_from_the_article_to_the_map(tmp_path: Path, geo_command: Geo) -> None:
    write_article(tmp_path, ARTICLE)
    (tmp_path / "storm.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "report.pdf").write_bytes(pdf(lines(["The flood took two bridges in Leeds."])))
    (tmp_path / "spans.json").write_text(SPANS, encoding="utf-8")
    (tmp_path / "articles").mkdir()
    write_article(tmp_path / "articles", ARTICLE)
    for command in COMMANDS:
        if "--merge" in command:
            for table in TABLES:
                if rows(tmp_path / "draft", table):
                    keep(tmp_path / "draft", table)
        done = geo_command(*shlex.split(command)[1:], cwd=tmp_path)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    assert "hebden-bridge" in {row["id"] for row in rows(tmp_path / "floods", "places")}
    assert (tmp_path / "proposals.parquet").is_file()


def test_every_option_is_told_here_or_in_the_help(geo_command: Geo) -> None:
    told = geo_command("draft", "--help").stdout
    options = set(re.findall(r"^ +(?:-\w, )?(--[a-z][a-z-]+)", told, flags=re.MULTILINE))
    named = set(re.findall(r"--[a-z][a-z-]+", TEXT)) | {"--output", "--help"}
    assert options <= named


def test_every_column_that_only_a_draft_has_is_told() -> None:
    told = TEXT[TEXT.index("| Column |") : TEXT.index("All other columns")]
    words = set(re.findall(r"[a-z_0-9]+", told))
    own = {
        name for table in TABLES for name in draft_columns(table) if name not in own_columns(table)
    }
    assert own <= words
