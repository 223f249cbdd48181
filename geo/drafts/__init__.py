"""From article to draft tables: what an article tells, proposed for a person to keep or to drop.

The public names stand in ``__init__.pyi``; each is imported when it is first used.

Examples
--------
>>> import geo.drafts
>>> geo.drafts.propose([]).tables["events"]
[]
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
