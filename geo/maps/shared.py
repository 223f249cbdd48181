"""What the layers of a map share: each claim and figure stands in the page once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure
from folium import Map

from geo.maps.finished import data_block

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Records = Mapping[str, Sequence[Mapping[str, Any]]]


class SharedEvidence(Element):
    """The block with the claims and figures of all layers of one map, each once.

    Parameters
    ----------
    block : str
        Id of the block in the page.
    """

    def __init__(self, block: str) -> None:
        super().__init__()
        self._name = "SharedEvidence"
        self._block = block
        self._told: dict[str, dict[str, Any]] = {"claims": {}, "figures": {}}

    def add(self, told: Records) -> None:
        """Add what one layer knows; what has the same id is the same."""
        for kind, records in told.items():
            self._told[kind].update({record["id"]: record for record in records})

    def render(self, **_: object) -> str:
        """Return the block."""
        told = {kind: list(records.values()) for kind, records in self._told.items()}
        return data_block(self._block, told).render()


def share_evidence(element: Element, told: Records, *, figure: Figure) -> str:
    """Add claims and figures to the block of an element's map, and return the block's id.

    Parameters
    ----------
    element : branca.element.Element
        A layer or control, anywhere beneath a map.
    told : dict
        Records under ``claims`` and ``figures``.
    figure : branca.element.Figure
        The page.

    Returns
    -------
    str
        Id of the block; empty where there is nothing to share.
    """
    if not any(told.values()):
        return ""
    block = f"{_map_around(element).get_name()}_evidence"
    shared = figure.html._children.get(block)  # noqa: SLF001 - branca has no other way
    if not isinstance(shared, SharedEvidence):
        shared = SharedEvidence(block)
        figure.html.add_child(shared, name=block)
    shared.add(told)
    return block


def _map_around(element: Element) -> Element:
    """Return the map that an element is on, or else the outermost that it is in."""
    while not isinstance(element, Map) and element._parent is not None:  # noqa: SLF001
        element = element._parent  # noqa: SLF001
    return element
