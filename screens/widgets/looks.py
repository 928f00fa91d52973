"""The style that the style sheet gives to a part of a widget."""

from functools import lru_cache

from textual.style import Style
from textual.widget import Widget

_REVERSE = Style(reverse=True)


def look(widget: Widget, part: str) -> Style:
    """The style of a component class of the widget, over whatever lies below it."""
    style = widget.get_visual_style(part, partial=True)
    # Textual 8.2.8 loses `reverse` on the way.
    return _reversed(style) if widget.get_component_styles(part).text_style.reverse else style


@lru_cache(256)
def _reversed(style: Style) -> Style:
    return style + _REVERSE
