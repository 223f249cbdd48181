"""Scripts that rebuild derived data and keep the house in order."""
