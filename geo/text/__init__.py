"""Articles to toponyms: which names stand in a text, and where each of them is.

The public names stand in ``__init__.pyi``; each is imported when it is first used.

Examples
--------
>>> import geo
>>> [date.edtf for date in geo.text.find_dates("He left in May 1992.")]
['1992-05']
"""

import lazy_loader

from geo.renamed import with_old_names

_get, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

__getattr__ = with_old_names(
    __name__,
    _get,
    {
        "Connection": "Relation",
        "Deictic": "Coreference",
        "Happening": "EventMention",
        "Spoken": "GazetteerName",
        "find_connections": "find_relations",
        "find_deictics": "find_coreferences",
        "find_happenings": "find_events",
        "spoken": "find_names",
    },
)
