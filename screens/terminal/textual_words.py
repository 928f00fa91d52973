"""The words that Textual brings itself, in the reader's language."""

from collections.abc import Iterable, Iterator

from textual.app import SystemCommand

from wizard.wording import _, mark

# From Textual 8.2; what another version says stays English.
WORDS = (
    mark("Theme"),
    mark("Change the current theme"),
    mark("Quit"),
    mark("Quit the application as soon as possible"),
    mark("Keys"),
    mark("Hide the keys and widget help panel"),
    mark("Show help for the focused widget and a summary of available keys"),
    mark("Minimize"),
    mark("Minimize the widget and restore to normal size"),
    mark("Maximize"),
    mark("Maximize the focused widget"),
    mark("Screenshot"),
    mark("Save an SVG 'screenshot' of the current screen"),
)


def translated(commands: Iterable[SystemCommand]) -> Iterator[SystemCommand]:
    """The commands of Textual as they are called here."""
    return (each._replace(title=_(each.title), help=_(each.help)) for each in commands)
