"""What the commands of `geo` do; `geo.cli` says what a person types."""
