"""Names of a package that have been replaced, and still work for one release."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def with_old_names(
    package: str, getter: Callable[[str], Any], names: Mapping[str, str]
) -> Callable[[str], Any]:
    """Return a package's ``__getattr__`` that knows the old names, too.

    Parameters
    ----------
    package : str
        The package's name, for the warning.
    getter : callable
        The ``__getattr__`` of the present names.
    names : mapping of str to str
        Each old name, and the present one.

    Returns
    -------
    callable
        It warns with a `DeprecationWarning` where an old name is used.
    """

    def get(name: str) -> Any:  # noqa: ANN401 - what a package holds
        if name not in names:
            return getter(name)
        warnings.warn(
            f"{package}.{name} is now {package}.{names[name]}; the old name goes with the next "
            "release",
            DeprecationWarning,
            stacklevel=2,
        )
        return getter(names[name])

    return get
