from .articles import Article, read_article
from .proposals import Draft, propose

__all__ = ["Article", "Draft", "propose", "read_article"]
