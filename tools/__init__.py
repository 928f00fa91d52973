"""What makers of Surefoot run; none of it is in the wheel."""
