"""A running cluster on the screen: which one, what is loaded, applying, the rollout."""
