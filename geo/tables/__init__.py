"""Tables of others as events: any file or frame in, places, dates, titles and colours found.

=============  =====================================================================================
column_choice  Choose the columns that name places or hold times, where a call does not
coordinates    Find and read the columns that hold coordinates
days           Find the columns that hold an event's time, and settle what they mean
events         Read a table of events from anywhere, of sheets the one that holds them
fields         Find what a table says beside places, dates and titles: numbers, sources, keys
grid           Find the table in a sheet, and read its cells and columns
plain_text     Read a table from text: its encoding, separator and rows, or its JSON
scan           Find what is in one table, and say it
schemas        Signatures of tables that other projects export, words of columns' names, and options
sources        Open a table of any usual kind as sheets
times          Times of events as whole numbers, first and last
=============  =====================================================================================

Examples
--------
>>> import pandas as pd
>>> import geo
>>> table = pd.DataFrame({"Lat": ["24,86"], "Long": ["67,01"], "Year": [2007]})
>>> geo.tables.read_events(table).geometry.iloc[0].wkt
'POINT (67.01 24.86)'
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
