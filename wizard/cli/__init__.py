"""The command line, one file a command. The parsed words go no further than this room; nothing below imports it."""

from wizard.cli.entry import main, plugin

__all__ = ["main", "plugin"]
