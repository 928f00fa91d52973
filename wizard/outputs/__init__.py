"""Report formats, and other forms of a plan."""
