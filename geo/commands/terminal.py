"""Standard streams and letters, whatever locale and shell the command was started with."""

from __future__ import annotations

import codecs
import io
import logging
import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence


def open_streams() -> None:
    """Open what is closed on the null device, and write what an encoding has not as an escape.

    A closed descriptor would be given to the next file that is opened, which would then hold what
    the command prints.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def restart_in_utf8() -> None:
    """Replace a process that knows ASCII alone by one in Python's UTF-8 mode (PEP 540).

    Under ``LC_ALL=C`` without that mode, arguments, names of files and what is printed would lose
    every other letter.
    """
    if codecs.lookup(sys.getfilesystemencoding()).name == "ascii" and sys.executable:
        command = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606 - the same command again


def check_arguments(arguments: Sequence[str]) -> None:
    """Refuse arguments whose bytes are no UTF-8 and no file's name: what they say is not known.

    Raises
    ------
    click.UsageError
        Naming all of them.
    """
    wrong = [each for each in arguments if not _is_text(each) and not os.path.lexists(each)]
    if wrong:
        shown = ", ".join(os.fsencode(each).decode("utf-8", "backslashreplace") for each in wrong)
        raise click.UsageError(f"found bytes that are not UTF-8 ({shown}), wanted text in UTF-8")


def _is_text(argument: str) -> bool:
    try:
        argument.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def log_to_stderr() -> None:
    """Write warnings of this package to standard error; other libraries' logs are not ours."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    handler.addFilter(logging.Filter("geo"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
