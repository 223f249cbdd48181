"""A story to the tools of others, and back.

=========  =================================================================================
formats    The formats in which a story is exported, and the call that writes them
take_back  Merge what was edited in another tool into the tables of a story
=========  =================================================================================

Examples
--------
>>> import geo, tempfile
>>> story = geo.read_story("data")  # the tables of this project's own story
>>> with tempfile.TemporaryDirectory() as folder:
...     written = geo.write_tables(story, folder, to=["kml", "bibtex"])
>>> [path.name for path in written]
['london-karachi.kml', 'london-karachi.bib', 'CREDITS.txt']
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
