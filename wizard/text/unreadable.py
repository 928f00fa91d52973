"""What a person is told about a text that cannot be read: the place, what is wrong there, and what to do."""

import re

import yaml

from wizard.errors import IndentTabError, ManifestError, TemplatedError
from wizard.text.nodes import UnreadableError, too_deep
from wizard.text.streams import line_and_column
from wizard.wording import _, safe

_TEMPLATE = re.compile(r"\{\{|\{%")
_TAB_IN_INDENT = re.compile(r"^ *\t", re.MULTILINE)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")


def manifest_error(
    origin: str, text: str, start: int, problem: yaml.YAMLError | UnreadableError | RecursionError
) -> ManifestError:
    """The error for `problem`, which was met in the document that begins at offset `start` of `text`."""
    if isinstance(problem, RecursionError):
        problem = too_deep(start)
    elif isinstance(problem, yaml.MarkedYAMLError) and "maximum nesting depth" in str(problem.problem):
        # libyaml of PyYAML 6.0.4 and newer counts by itself, and gives up at 1,000.
        problem = too_deep(_not_yaml(text, start, problem)[0])
    if isinstance(problem, UnreadableError):
        offset, what, todo = problem.offset, problem.what, problem.todo
        if problem.first is not None:
            what = _("{what}, first in line {line}").format(what=what, line=line_and_column(text, problem.first)[0])
    else:
        offset, what, todo = _not_yaml(text, start, problem)
    what = safe(what)
    line, column = line_and_column(text, offset)
    if (tab := _tab(text, offset)) is not None:
        return IndentTabError(
            origin, *line_and_column(text, tab), _("found a tab in the indent"), _("replace it with spaces")
        )
    if _TEMPLATE.search(text):
        place = _TEMPLATE.search(text, text.rfind("\n", 0, offset) + 1) or _TEMPLATE.search(text)
        where = line_and_column(text, place.start()) if place else (line, column)
        return TemplatedError(
            origin,
            *where,
            _("this is a template, not a manifest"),
            _("render it first, for example: helm template . | surefoot -"),
        )
    return ManifestError(origin, line, column, what, todo)


def _not_yaml(text: str, start: int, problem: yaml.YAMLError) -> tuple[int, str, str]:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    said = getattr(problem, "problem", None) or getattr(problem, "reason", None) or "unreadable"
    if mark is None:
        found = _UNPRINTABLE.search(text, start)
        return found.start() if found else start, _("this is not YAML: {problem}").format(problem=said), _("remove it")
    return start + mark.index, _("this is not YAML: {problem}").format(problem=said), _("mend this line")


def _tab(text: str, offset: int) -> int | None:
    """Where a tab stands in the indent of the line at `offset`, or of the line above, if one does."""
    begin = text.rfind("\n", 0, min(offset, len(text))) + 1
    above = text.rfind("\n", 0, max(begin - 1, 0)) + 1
    for line in (begin, above):
        if found := _TAB_IN_INDENT.match(text, line):
            return found.end() - 1
    return None
