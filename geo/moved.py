"""Names that have moved, kept for one release with a DeprecationWarning."""

from __future__ import annotations

import importlib
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def moved(old: str, names: Mapping[str, str]) -> Callable[[str], object]:
    """Return a module's ``__getattr__`` that finds names which have moved, and warns.

    Parameters
    ----------
    old : str
        Name of the module that had them.
    names : mapping of str to str
        Each name, and the full name that it has now.

    Returns
    -------
    callable
        Takes a name, returns what it stands for; raises `AttributeError` for any other name.
    """

    def find(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {old!r} has no attribute {name!r}")
        warnings.warn(
            f"{old}.{name} is now {names[name]}; the old name will be removed in 0.3",
            DeprecationWarning,
            stacklevel=2,
        )
        module, _, present = names[name].rpartition(".")
        return getattr(importlib.import_module(module), present)

    return find
