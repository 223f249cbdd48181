"""A page inside a notebook: live in a sealed frame, and a picture where scripts are not trusted.

A notebook that somebody else opens shows no frame until it is trusted, and neither does a page of
nbconvert that is sanitised. So the picture is an output of its own, before the frame; where the
frame is shown, its style hides the picture. Sanitisers take styles away, and so the picture stays;
nbconvert's writes the frame's markup out as text, which a class of JupyterLab's then hides.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.maps.finished import printable

if TYPE_CHECKING:
    from collections.abc import Callable

_HIDDEN = "jp-FileSize-hidden"  # not shown in JupyterLab's styles, which nbconvert brings along
_STYLE = "<style>.jp-OutputArea-child:has(+ .jp-OutputArea-child .geo-frame){display:none}</style>"


def framed(page: str, *, title: str, height: int) -> str:
    """Wrap a whole page in a frame that can't reach the notebook.

    Parameters
    ----------
    page : str
        HTML of the page.
    title : str
        What the frame shows, for who can't see it.
    height : int
        In CSS pixels.

    Returns
    -------
    str
        HTML for a cell's output.
    """
    return (
        f'<div class="{_HIDDEN}" style="display:block">{_STYLE}'
        '<iframe class="geo-frame" sandbox="allow-scripts allow-popups allow-downloads" '
        f'width="100%" height="{height}" style="border:0;display:block" '
        f'title="{escape(printable(title))}" srcdoc="{escape(page)}"></iframe></div>'
    )


def show(html: str, *, told: str, title: str, picture: Callable[[], bytes | None]) -> None:
    """Show a framed page as the output of a cell, and a picture for who must not see the frame.

    Parameters
    ----------
    html : str
        As `framed` gives it.
    told : str
        The same in words, for a terminal.
    title : str
        Alternative text of the picture.
    picture : callable
        Gives a PNG, or None where there is nothing to draw.
    """
    from IPython.display import publish_display_data  # noqa: PLC0415 - only a notebook has it

    drawn = picture()
    if drawn is not None:
        bundle = {"image/png": drawn, "text/plain": title}
        publish_display_data(bundle, metadata={"image/png": {"alt": title}})
    publish_display_data({"text/html": html, "text/plain": told})
