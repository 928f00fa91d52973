"""Everything that can go wrong and has a sentence for it: what happened; what to do."""

from collections.abc import Sequence

from wizard.wording import apart


class WizardError(Exception):
    """A mistake or mishap that a person can act on; printed without a traceback."""

    exit_code = 2


class ManifestError(WizardError):
    """A file or stream that cannot be read as Kubernetes would read it."""

    def __init__(self, origin: str, line: int, column: int, what: str, todo: str) -> None:
        self.origin = origin
        self.line = line
        """1-based; 0 when the whole stream is meant."""
        self.column = column
        """1-based; 0 when the whole line is meant."""
        self.what = what
        self.todo = todo
        super().__init__(f"{located(origin, line, column)}: {apart((what, todo))}")


class TemplatedError(ManifestError):
    """A Helm or Jinja template: not YAML before somebody has rendered it."""


class IndentTabError(ManifestError):
    """A tab where YAML wants spaces; Manifest.mend_tabs may mend it."""


class EditError(WizardError):
    """An edit that cannot be spliced into the text without harm; nothing was written."""

    def __init__(self, origin: str, line: int, what: str, todo: str, reason: str) -> None:
        self.origin = origin
        self.line = line
        """1-based."""
        self.reason = reason
        """An id: single-json-object asks for a file beside, not-the-same is a flaw of ours, all else is odd writing."""
        self.what = what
        self.todo = todo
        super().__init__(f"{located(origin, line, 0)}: {apart((what, todo))}")


def together(errors: Sequence[WizardError]) -> WizardError:
    """One error that says all of several; the only one is itself."""
    return errors[0] if len(errors) == 1 else WizardError("\n".join(dict.fromkeys(map(str, errors))))


def located(origin: str, line: int, column: int) -> str:
    """Name a place as editors and compilers do; zero leaves a part out."""
    return ":".join([origin, *(str(number) for number in (line, column) if number)])
