"""Dates as sources state them: EDTF, its bounds, and the notations of tables.

=========  ====================================================================
edtf       Dates in EDTF (ISO 8601-2:2019, annex A), with the range each allows
notations  Dates as tables write them, and feasts, each with its range
=========  ====================================================================

Examples
--------
>>> import geo
>>> reach = geo.dates.parse_dates("2007-05")
>>> str(reach.earliest)[:10], str(reach.latest)[:10]
('2007-05-01', '2007-05-31')
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
