from .geojson import write_geojson
from .geopackage import write_geopackage
from .geoparquet import write_geoparquet
from .tables import evidence_of, with_evidence, write_csv

__all__ = [
    "evidence_of",
    "with_evidence",
    "write_csv",
    "write_geojson",
    "write_geopackage",
    "write_geoparquet",
]
