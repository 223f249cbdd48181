"""The former home of `geo.geoparsing` and `geo.extraction`, to be removed in 0.3."""

from geo.moved import moved

__getattr__ = moved(
    __name__,
    {
        "Connection": "geo.extraction.Relation",
        "DateMention": "geo.extraction.DateMention",
        "Deictic": "geo.extraction.Coreference",
        "FigureMention": "geo.extraction.FigureMention",
        "Happening": "geo.extraction.EventMention",
        "Mention": "geo.geoparsing.Mention",
        "Spoken": "geo.geoparsing.GazetteerName",
        "Statement": "geo.extraction.Statement",
        "find_connections": "geo.extraction.find_relations",
        "find_dates": "geo.extraction.find_dates",
        "find_deictics": "geo.extraction.find_coreferences",
        "find_figures": "geo.extraction.find_figures",
        "find_happenings": "geo.extraction.find_events",
        "find_statements": "geo.extraction.find_statements",
        "geoparse": "geo.geoparsing.geoparse",
        "mentions": "geo.geoparsing.mentions",
        "resolve_spans": "geo.geoparsing.resolve_spans",
        "sentences": "geo.geoparsing.sentences",
        "spoken": "geo.geoparsing.find_names",
    },
)
