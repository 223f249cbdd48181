from .events import read_events

__all__ = ["read_events"]
