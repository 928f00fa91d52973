"""A running cluster: connecting, loading, asking, applying, watching, the way back. Holds no rule of its own."""
