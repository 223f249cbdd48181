from .toponyms import Spoken, resolve_spans, spoken

__all__ = ["Spoken", "resolve_spans", "spoken"]
