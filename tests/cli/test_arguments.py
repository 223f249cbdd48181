"""An option that is given twice: both count, or it is refused; the last never wins in silence."""

from pathlib import Path

import click
import pytest
from drafts.drafting import run

from geo.cli.arguments import NameHints, Online
from geo.cli.main import cli

SINGLE = [
    (name, option.opts[-1])
    for name, command in cli.commands.items()
    for option in command.params
    if isinstance(option, click.Option) and not option.multiple and not option.is_flag
]


@pytest.mark.parametrize(("command", "option"), SINGLE)
def test_a_single_value_is_refused_twice(tmp_path: Path, command: str, option: str) -> None:
    code, told = run(tmp_path, command, option, "1", option, "2")
    assert code == 2
    assert f"{option}: found 2 times, wanted once" in told


def test_every_command_is_tried() -> None:
    assert {name for name, _ in SINGLE} >= {"build", "draft", "geocode", "new", "cite", "notebooks"}


def test_all_names_of_all_contexts_count() -> None:
    known = NameHints(None, None, None, None, None, context=("York; Hull", "Leeds"))
    assert known.names == ["York", "Hull", "Leeds"]


def test_two_values_of_a_provider_s_option_are_refused() -> None:
    online = Online("nominatim", "http://127.0.0.1:1", ("key=a", "key=b"))
    with pytest.raises(click.UsageError, match="--option key: found 'a' and 'b'"):
        online.open()


def test_two_values_of_a_notebook_s_parameter_are_refused(tmp_path: Path) -> None:
    notebook = Path(__file__).parents[2] / "notebooks"
    code, told = run(tmp_path, "notebooks", notebook, "-p", "story=a", "-p", "story=b")
    assert code == 2 or "found no such parameter" in told


def test_check_counts_every_folder(tmp_path: Path) -> None:
    for folder in ("d1", "d2"):
        (tmp_path / folder).mkdir()
    code, told = run(tmp_path, "check", tmp_path, "--sources", "d1", "--sources", "nowhere")
    assert code == 2
    assert "nowhere" in told
