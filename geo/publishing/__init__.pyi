from .audit import Risk, audit
from .diff import Change, diff
from .leaks import Leak, find_leaks

__all__ = ["Change", "Leak", "Risk", "audit", "diff", "find_leaks"]
