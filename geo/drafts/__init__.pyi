from .articles import Article, read_article
from .finders import Finders
from .propose import Draft, propose

__all__ = [
    "Article",
    "Draft",
    "Finders",
    "propose",
    "read_article",
]
