"""Turn news articles into event maps that show their evidence.

The public names stand in ``__init__.pyi``, on one page; each is imported when it is first used.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
