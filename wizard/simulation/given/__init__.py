"""What a pod asks for, and what is assumed of the world. Decides nothing."""
