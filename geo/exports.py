"""The former name of `geo.formats`, to be removed in 0.3."""

from geo.moved import moved

__getattr__ = moved(
    __name__,
    {
        "evidence_of": "geo.formats.evidence_of",
        "with_evidence": "geo.formats.with_evidence",
        "write_csv": "geo.formats.write_csv",
        "write_geojson": "geo.formats.write_geojson",
        "write_geopackage": "geo.formats.write_geopackage",
        "write_geoparquet": "geo.formats.write_geoparquet",
        "write_tables": "geo.formats.write_tables",
    },
)
