"""The engine of Surefoot: reads, decides, edits and writes. Knows no screen."""
