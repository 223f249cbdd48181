"""One place while the gazetteer is derived, and the rules that hold for every source."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from geo.gazetteer.normalize import fold

MAIN, EXONYM, HISTORICAL, ABBREVIATION, DEMONYM, ALTERNATE, CODE = FLAGS = (
    "main", "exonym", "historical", "abbreviation", "demonym", "alternate", "code",
)  # fmt: skip
# Of two sources that disagree on a name the one that says more counts: a list of alternates says
# of a name only that somebody used it.
_RANK = {flag: place for place, flag in enumerate(FLAGS)}
_SHORT_CODE = re.compile(r"[A-Z]{2,3}")

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
    admin2_code : str
        GeoNames' code such as ``US.MN.001``; for the joins alone, not stored.
    names : dict of str to str
        Name → one of `FLAGS`.
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
    admin2_code: str = ""
    names: dict[str, str] = field(default_factory=dict)

    def call(self, name: object, flag: str) -> None:
        """Add a name; of two flags the stronger stays. What is no text is left out.

        Two or three capitals in a list of alternates are a code.
        """
        text = " ".join(name.split()) if isinstance(name, str) else ""
        if flag == ALTERNATE and _SHORT_CODE.fullmatch(text):
            flag = CODE
        if text and text != "-99" and not text.isdigit():
            known = self.names.get(text, flag)
            self.names[text] = min(known, flag, key=_RANK.__getitem__)

    def rename(self, name: str, flag: str) -> None:
        """Set what a name is to the place, whatever the sources say; its main name stays."""
        key = fold(name)
        for known in [known for known in self.names if fold(known) == key]:
            if self.names[known] == MAIN:
                return
            del self.names[known]
        self.names[name] = flag


def peopled_radius(population: int, density: int, between: tuple[int, int]) -> int:
    """Radius of a circle in which so many people live at a density, in whole 100 m.

    A population that is not known counts as small.
    """
    radius = math.sqrt(population / (math.pi * density)) * 1_000
    return int(round(min(max(radius, between[0]), between[1]), -2))


def set_radius(row: Row) -> None:
    """Set the radius of a row without one to that of its kind."""
    if row.radius_m:
        return
    if row.kind in ("city", "suburb"):
        row.radius_m = peopled_radius(row.population, DENSITY, CITY_RADIUS_M)
    elif row.feature in ("RGN", "CONT"):
        row.radius_m = peopled_radius(row.population, LAND_DENSITY, REGION_RADIUS_M)
    else:
        row.radius_m = AREA_RADIUS_M.get(row.feature, 10_000)
