"""Credits of the data that geo ships, as every output shows them.

Maps, figures and exports all take their credits from here, so that a licence is kept everywhere
or a test fails. `data/LICENSES.md` tells the same at length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_AIRPORTS, _AIRPORT_PROVIDER = "airports", "iata"


@dataclass(frozen=True)
class Credit:
    """One part of the shipped data and the line its licence asks for.

    Parameters
    ----------
    part : str
        What was taken, in a few words.
    line : str
        The credit to show, complete and as the licence words it.
    licence : str
        SPDX identifier, or ``LicenseRef-…`` where SPDX has none.
    url : str
        Where the licence or the maker's terms can be read.

    Examples
    --------
    >>> [credit.licence for credit in CREDITS if "GeoNames" in credit.line]
    ['CC-BY-4.0']
    """

    part: str
    line: str
    licence: str
    url: str


CREDITS: tuple[Credit, ...] = (
    Credit(
        part="land, borders, provinces",
        line="Made with Natural Earth",
        licence="LicenseRef-public-domain",
        url="https://www.naturalearthdata.com/about/terms-of-use/",
    ),
    Credit(
        part="populated places",
        line="Place names from GeoNames (geonames.org), CC BY 4.0",
        licence="CC-BY-4.0",
        url="https://creativecommons.org/licenses/by/4.0/",
    ),
    Credit(
        part="London boroughs",
        line="Contains National Statistics data © Crown copyright and database right",
        licence="OGL-UK-3.0",
        url="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Credit(
        part="London boroughs",
        line="Contains Ordnance Survey data © Crown copyright and database right",
        licence="OGL-UK-3.0",
        url="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Credit(
        part=_AIRPORTS,
        line="Airports from airportsdata, MIT License",
        licence="MIT",
        url="https://opensource.org/license/mit",
    ),
)

CREDIT_LINES: tuple[str, ...] = tuple(credit.line for credit in CREDITS)
"""The lines alone, in the order in which they are shown."""


def credit_lines(providers: Iterable[str] | None = None) -> list[str]:
    """Return the credits of a page's data: all that its basemap and its places come from.

    Parameters
    ----------
    providers : iterable of str, optional
        Who located each place; without it every line is given.
    """
    every = providers is None or _AIRPORT_PROVIDER in set(providers)
    return [credit.line for credit in CREDITS if every or credit.part != _AIRPORTS]
