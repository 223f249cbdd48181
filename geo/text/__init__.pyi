from .geoparsing import Mention, geoparse, mentions
from .toponyms import Spoken, resolve_spans, spoken

__all__ = ["Mention", "Spoken", "geoparse", "mentions", "resolve_spans", "spoken"]
