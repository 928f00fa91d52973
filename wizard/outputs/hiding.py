"""What a team does not want to hear: annotations, a baseline, selected ids, a severity. Says what it hides."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wizard.checks import Severity
from wizard.errors import WizardError
from wizard.outputs.report import Report, mistakes
from wizard.planning.ids import is_id
from wizard.wording import _, ngettext, safe

_ORDER = (Severity.INFO, Severity.WARNING, Severity.ERROR)
Key = tuple[str, ...]
_PARTS = 5
"""Of a key."""


@dataclass(frozen=True)
class Hiding:
    """Which findings are not shown."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Severity = Severity.INFO
    baseline: Mapping[Key, int] | None = None
    """How often each finding was there before; None without a baseline."""


def key(mistake: Mapping[str, Any]) -> Key:
    """What tells a finding apart whatever lines move: the object, the check and the field."""
    of = mistake["of"]
    return of["kind"], of["namespace"] or "", of["name"], mistake["id"], mistake["path"]


def read_baseline(path: str) -> Mapping[Key, int]:
    """The findings of a baseline file. Raises WizardError."""
    try:
        written = json.loads(Path(path).read_text(encoding="utf-8"))
        found = [tuple(map(str, each)) for each in written["findings"] if isinstance(each, list)]
        if len(found) == len(written["findings"]) and all(len(each) == _PARTS for each in found):
            return Counter(found)
        why = _("it is no baseline")
    except OSError as error:
        why = error.strerror or str(error)
    except (ValueError, KeyError, TypeError):
        why = _("it is no baseline")
    raise WizardError(
        _("{path}: cannot be used as a baseline ({why}); write one with --write-baseline").format(
            path=safe(path), why=why
        )
    )


def baseline_text(found: Report) -> str:
    """All findings of a report as a baseline file, one a line, so that a diff shows what went."""
    lines = ",\n".join(f"  {json.dumps(each, ensure_ascii=False)}" for each in sorted(map(key, mistakes(found))))
    return f'{{"version": 1, "findings": [\n{lines}\n]}}\n'


def hidden(found: Report, hiding: Hiding) -> Report:
    """The report without what is hidden, and under `hidden` what that was."""
    left = Counter(hiding.baseline or {})
    gone: dict[str, Any] = {"annotations": [], "baseline": 0, "select": 0, "ignore": 0, "severity": 0}

    def stays(mistake: dict[str, Any], of: Mapping[str, Any]) -> bool:
        own = key({**mistake, "of": of})
        reason = mistake.pop("ignored")
        if reason is not None:
            named = {each: of[each] for each in ("file", "kind", "namespace", "name")}
            gone["annotations"].append({"id": mistake["id"], **named, "reason": reason})
        elif left[own] > 0:
            left[own] -= 1
            gone["baseline"] += 1
        elif hiding.select and mistake["id"] not in hiding.select:
            gone["select"] += 1
        elif mistake["id"] in hiding.ignore:
            gone["ignore"] += 1
        elif _ORDER.index(mistake["severity"]) < _ORDER.index(hiding.severity):
            gone["severity"] += 1
        else:
            return True
        return False

    def reads(file: Mapping[str, Any]) -> bool:
        """A file that cannot be read is no finding of a check: neither a selection nor a baseline hides it."""
        if file["id"] in hiding.ignore:
            gone["ignore"] += 1
        elif _ORDER.index(file["severity"]) < _ORDER.index(hiding.severity):
            gone["severity"] += 1
        else:
            return True
        return False

    groups = {
        name: [{**of, "mistakes": [each for each in of["mistakes"] if stays(each, of)]} for of in found[name]]
        for name in ("workloads", "objects")
    }
    unread = [each for each in found["unreadable"] if reads(each)]
    groups["objects"] = [each for each in groups["objects"] if each["mistakes"]]
    return {**found, **groups, "unreadable": unread, "hidden": gone}


def hidden_lines(found: Report) -> Iterator[str]:
    """What was hidden, in sentences."""
    gone = found.get("hidden") or {}
    for each in gone.get("annotations", ()):
        yield _("hidden: {id} in {kind} {name}: {reason}").format(
            id=each["id"], kind=safe(each["kind"]), name=safe(each["name"]), reason=each["reason"]
        )
    why = {
        "baseline": _("in the baseline"),
        "select": _("not selected"),
        "ignore": _("ignored by option or surefoot.yaml"),
        "severity": _("below the severity asked for"),
    }
    for name, said in why.items():
        if count := gone.get(name, 0):
            yield ngettext("hidden: {count} finding {why}", "hidden: {count} findings {why}", count).format(
                count=count, why=said
            )


def refuse_unknown(ids: Sequence[str]) -> None:
    """Raise WizardError for an id that the catalogue does not know."""
    for each in ids:
        if not is_id(each):
            raise WizardError(_("{id!r} is no id of the catalogue; list them with: surefoot explain").format(id=each))
