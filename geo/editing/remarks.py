"""What a check has to say of one cell: a refusal, or a warning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """One thing that an editor has to look at.

    Parameters
    ----------
    file : str
        File as the user knows it, such as ``steps.csv`` or ``04-time.ipynb``.
    row : int
        Line as a spreadsheet numbers it, or cell of a notebook, from 1; 0 for the whole file.
    column : str
        Column, key of ``story.toml``, or nothing.
    found : str
        What stands there.
    why : str
        What is wrong with it, and what to do.
    rule : str
        ``uncited``, ``stronger``, ``vouching``, ``crime``, ``present``, ``loaded``, ``denial``,
        ``mark`` or ``prose``.
    refused : bool
        Whether the story is refused for it; else it is a warning.

    Examples
    --------
    >>> why = "present tense; write it in the past"
    >>> print(Remark("steps.csv", 3, "text", "runs", why, "present"))
    steps.csv, row 3, column text: found 'runs', present tense; write it in the past
    """

    file: str
    row: int
    column: str
    found: str
    why: str
    rule: str
    refused: bool = False

    def __str__(self) -> str:
        unit = "cell" if self.file.endswith(".ipynb") else "row"
        row = f", {unit} {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column and self.row else ""
        key = f", {self.column}" if self.column and not self.row else ""
        return f"{self.file}{row}{column}{key}: found {self.found!r}, {self.why}"
