"""The gazetteer for people and for geopy: what `geo.places.index` holds, with tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.places.candidates import gather, table
from geo.places.index import Index

if TYPE_CHECKING:
    import pandas as pd


class Gazetteer(Index):
    """The embedded gazetteer; opening it maps files into memory and reads almost nothing.

    Parameters
    ----------
    folder : path-like, optional
        Folder that holds ``index/`` and ``data/``; the installed one if left out.

    Raises
    ------
    GazetteerError
        When the index is missing or incomplete.

    Examples
    --------
    >>> gazetteer = Gazetteer()
    >>> gazetteer.find("ogl:barnet").name
    'Barnet'
    """

    def candidates(self, name: str) -> pd.DataFrame:
        """List the places that a name can mean, the likeliest first.

        Parameters
        ----------
        name : str
            A name in any script.

        Returns
        -------
        DataFrame
            One row a place: name, kind, country, admin1, lon, lat (degrees), population, radius_m
            (metres), named (main, alternate, exonym or code), score (powers of ten of people),
            provider_id. Empty when nothing has the name.

        Examples
        --------
        >>> Gazetteer().candidates("Edgware")[["name", "kind", "country"]].head(1)
              name    kind country
        0  Edgware  suburb      GB
        """
        return table(self, gather(self, name))
