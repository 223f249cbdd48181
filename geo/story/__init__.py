"""Tables of a story, checked, become the frames that everything else takes.

The public names stand in ``__init__.pyi``; each is imported when it is first used.

Examples
--------
>>> import geo
>>> reach = geo.story.parse_dates("2007-05")
>>> str(reach.earliest)[:10], str(reach.latest)[:10]
('2007-05-01', '2007-05-31')
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
