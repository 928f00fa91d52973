"""Which findings make `surefoot check` end with 1."""

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.checks import CATALOGUE, Severity
from wizard.errors import WizardError
from wizard.outputs.report import Report, mistakes
from wizard.outputs.telling import is_told
from wizard.planning.ids import is_id
from wizard.practices.practice import Status
from wizard.sources.settings import FAIL_ON
from wizard.wording import _, listed, safe

LEVELS = FAIL_ON
"""Each includes those before it."""
DEFAULT = ("missing",)


def refuse_unknown(words: Sequence[str]) -> None:
    """Raise WizardError for a word that is neither a level nor an id."""
    for word in words:
        if word not in LEVELS and not is_id(word):
            said = _("{word!r}: --fail-on takes {levels} or the id of a check; list the ids with: surefoot explain")
            raise WizardError(said.format(word=safe(word), levels=listed(LEVELS)))


def failures(found: Report, words: Sequence[str]) -> int:
    """How many findings count, by the highest level among the words and by the ids that they name.

    An info finding, what follows from another and what is only counted count by their ids alone.
    """
    highest = max((LEVELS.index(word) for word in words if word in LEVELS), default=-1)
    return sum(
        each["id"] in words or (is_told(each, again=True) and 0 <= _level(each) <= highest)
        for each in (*mistakes(found), *found["unreadable"])
    )


def _level(finding: Mapping[str, Any]) -> int:
    if finding["severity"] == Severity.INFO:
        return -1
    if finding["severity"] == Severity.ERROR:
        return LEVELS.index("error")
    return LEVELS.index("missing" if finding.get("missing") and _applies(finding) else "warning")


def _applies(finding: Mapping[str, Any]) -> bool:
    """Whether the practice that is missing is one that should be there, and its lack alone is enough."""
    stands = finding["of"].get("practices", {}).get(finding.get("practice"), {})
    counts = finding["id"] not in CATALOGUE or CATALOGUE[finding["id"]].counts
    return counts and stands.get("status") != Status.NOT_APPLICABLE.value
