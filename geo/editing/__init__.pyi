from .check import check_texts
from .persons import list_persons
from .remarks import Remark

__all__ = ["Remark", "check_texts", "list_persons"]
