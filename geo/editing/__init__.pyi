from .check import check_texts, list_persons
from .wording import Remark

__all__ = ["Remark", "check_texts", "list_persons"]
