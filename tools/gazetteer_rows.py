"""One place while the gazetteer is derived, and the rules that hold for every source."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

MAIN, ALTERNATE, EXONYM, CODE = "main", "alternate", "exonym", "code"
_RANK = {MAIN: 0, ALTERNATE: 1, EXONYM: 2, CODE: 3}

# People per square kilometre of a built-up place. Checked on three cities whose extent is known:
# London 23.9 km (its 1,572 km² make 22.4), Chicago 13.1 km (607 km²: 13.9), Karachi 27.2 km.
DENSITY = 5_000
CITY_RADIUS_M = (1_000, 30_000)
# People per square kilometre of the Earth's land: for regions such as the Balkans.
LAND_DENSITY = 60
REGION_RADIUS_M = (50_000, 3_000_000)
# Where the sources give neither an outline nor people: half of the usual width of such a place.
AREA_RADIUS_M = {
    "PCL": 300_000, "ADM1": 100_000, "ADM2": 30_000, "ADM3": 10_000, "ADM4": 5_000,
    "ADM5": 3_000, "ADMD": 10_000, "AIRP": 3_000,
}  # fmt: skip


@dataclass
class Row:
    """A place: where it is, what it is, and every name a source gives it.

    Parameters
    ----------
    id : str
        Provider and the provider's own number or name: ``geonames:1174872``.
    name : str
        Main name.
    lon, lat : float
        Degrees, EPSG:4326.
    kind : str
        city, suburb, borough, region, province, country or site; also the precision.
    feature : str
        GeoNames feature code.
    country : str
        ISO 3166-1 alpha-2, or empty.
    admin1, admin1_code, admin2 : str
        Names, and GeoNames' code such as ``PK.05``.
    population : int
        People; 0 when unknown.
    radius_m : int
        Metres around the point in which the place lies.
    boundary : str
        Id of its outline, or empty.
    disputed : bool
        Whether the place belongs to a dispute between countries.
    names : dict of str to str
        Name → main, alternate, exonym or code.
    """

    id: str
    name: str
    lon: float
    lat: float
    kind: str
    feature: str
    country: str = ""
    admin1: str = ""
    admin1_code: str = ""
    admin2: str = ""
    population: int = 0
    radius_m: int = 0
    boundary: str = ""
    disputed: bool = False
    names: dict[str, str] = field(default_factory=dict)

    def call(self, name: object, flag: str) -> None:
        """Add a name; of two flags the stronger stays. What is no text is left out."""
        text = " ".join(name.split()) if isinstance(name, str) else ""
        if text and text != "-99" and not text.isdigit():
            known = self.names.get(text, flag)
            self.names[text] = min(known, flag, key=_RANK.__getitem__)


def peopled_radius(population: int, density: int, between: tuple[int, int]) -> int:
    """Radius of a circle in which so many people live at a density, in whole 100 m.

    A population that is not known counts as small.
    """
    radius = math.sqrt(population / (math.pi * density)) * 1_000
    return int(round(min(max(radius, between[0]), between[1]), -2))


def set_radius(row: Row) -> None:
    """Give a row without a radius the one of its kind."""
    if row.radius_m:
        return
    if row.kind in ("city", "suburb"):
        row.radius_m = peopled_radius(row.population, DENSITY, CITY_RADIUS_M)
    elif row.feature in ("RGN", "CONT"):
        row.radius_m = peopled_radius(row.population, LAND_DENSITY, REGION_RADIUS_M)
    else:
        row.radius_m = AREA_RADIUS_M.get(row.feature, 10_000)
