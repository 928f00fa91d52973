"""What our checks promise, compared with what the real scheduler and controllers do."""
