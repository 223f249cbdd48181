"""Check and write what is published of a story.

=========  =====================================================================================
audit      List what could still tell who somebody is, or where they live
diff       Compare two states of a story, row by row, and say in words what is another one
folder     Write a publication: a plain folder of page, pictures, data, record and checksums
leaks      Search outputs for what is withheld: words, ids, points, and hashes that tell them
signature  Sign the checksums with a person's own key, have them stamped, and verify both
states     Carry a story's tables in its page; read a state: folder, revision in git, built page
verify     Verify a publication years later and offline: nothing changed, and its parts are one
=========  =====================================================================================

Examples
--------
>>> from geo.publishing import audit
>>> audit("data").columns.tolist()  # the tables of this project's own story
['kind', 'table', 'row', 'detail']
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
