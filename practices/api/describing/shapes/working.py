"""To come."""

SHAPES: dict[str, dict] = {}
