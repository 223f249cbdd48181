"""Checks of the arguments of public functions."""

from __future__ import annotations

from pathlib import Path

from geo.errors import ArgumentError

STORY = "a story, as geo.read_story gives it"


def wrong(name: str, value: object, wanted: str) -> ArgumentError:
    """Make the error that names the argument, what was found and what was wanted."""
    return ArgumentError(f"{name}: found {type(value).__name__}, wanted {wanted}")


def check_has(name: str, value: object, *parts: str, wanted: str) -> None:
    """Refuse a value that lacks an attribute.

    Parameters
    ----------
    name : str
        The argument.
    value : object
        What was handed in.
    parts : str
        Attributes that it must have.
    wanted : str
        What it should be, in words.

    Raises
    ------
    ArgumentError
        If one is missing.

    Examples
    --------
    >>> check_has("story", 5, "claims", wanted=STORY)
    Traceback (most recent call last):
    ...
    geo.errors.ArgumentError: story: found int, wanted a story, as geo.read_story gives it
    """
    if not all(hasattr(value, part) for part in parts):
        raise wrong(name, value, wanted)


def as_path(name: str, value: object) -> Path:
    """Return an argument as a path; text in bytes is none.

    Raises
    ------
    ArgumentError
        If it is neither text nor a path.

    Examples
    --------
    >>> as_path("folder", "data").name
    'data'
    """
    try:
        return Path(value)  # type: ignore[arg-type] # any object is tried
    except TypeError as error:
        raise wrong(name, value, "a path") from error
