from .edtf import Dates, parse_dates, possible

__all__ = [
    "Dates",
    "parse_dates",
    "possible",
]
