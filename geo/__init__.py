"""Turn news articles into event maps that show their evidence."""

__version__ = "0.1.0"
