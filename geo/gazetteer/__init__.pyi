from .gazetteer import Place

__all__ = [
    "Place",
]
