from .seal import save_html, seal

__all__ = [
    "save_html",
    "seal",
]
