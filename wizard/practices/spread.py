"""Spread level: keep the copies of a workload out of one failure, and have enough of them."""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from wizard.checks import mistakes
from wizard.checks.check import Mistake, Severity
from wizard.errors import WizardError
from wizard.manifest import ObjectId
from wizard.practices.practice import Edited, Given, Option, Question, risk
from wizard.practices.spread_edits import anti_affinity, constraints, edited_pod, placed
from wizard.shapes import items, mapping, text
from wizard.spreading import rules, terms
from wizard.topology import PLACEMENT
from wizard.wording import _, mark
from wizard.wording.practices import Words
from wizard.workload import Workload
from wizard.yamldata import Data, Path

LEVELS = ("none", "host", "zone", "region", "placement")
FORMS = {"spread": "topologySpreadConstraints", "anti-affinity": "podAntiAffinity"}
_LABEL = re.compile(r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_VALUE = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_BATCH = re.compile(r"placement|rack|batch")


@dataclass(frozen=True)
class SpreadChoice:
    """The widest failure to survive, and how firmly."""

    level: str
    """One of LEVELS; every narrower level is spread too."""
    strict: bool = False
    """Strict keeps a pod Pending rather than break the rule."""
    form: str = "topologySpreadConstraints"
    replicas: int | None = None
    """None leaves the count alone; with an autoscaler it is the minimum."""
    placement_label: str = PLACEMENT
    placement_values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise WizardError(
                _("spread level {level!r} is not known; use one of {levels}").format(
                    level=self.level, levels=", ".join(LEVELS)
                )
            )
        if self.replicas is not None and self.replicas < 1:
            raise WizardError(_("replicas must be 1 or more; 2 survive one failure, 3 one during an update"))
        if self.level == "placement":
            self._check_placement()

    def _check_placement(self) -> None:
        if not _LABEL.fullmatch(self.placement_label):
            raise WizardError(
                _("{label!r} is no label key; use letters, digits, - _ . and at most one /").format(
                    label=self.placement_label
                )
            )
        if not self.placement_values or not all(map(_VALUE.fullmatch, self.placement_values)):
            raise WizardError(_("a placement set needs the value of its label; give one or more, separated by commas"))


class Spread:
    """replicas, topologySpreadConstraints, podAntiAffinity and the placement set's node affinity."""

    key = "spread"
    said = Words(
        mark("Spread"),
        mark("SPREAD"),
        mark("Which failure must {name} survive?"),
        mark("When a machine or a zone fails, every copy on it is gone at once. Copies kept apart lose one and go on."),
    )
    sentences = {
        "strict-on-unknown-cluster": mark(
            "nobody said how many hosts and zones there are: a strict rule may leave pods Pending"
        ),
        "region-latency": mark("regions lie tens of milliseconds apart: every call between copies pays for it"),
        "one-placement-batch": mark(
            "all copies go to the batch {value}, which is often one zone; name several batches to keep zones"
        ),
        "copies-share-data": mark(
            "more copies of something with storage of its own: make sure that they may run side by side"
        ),
    }
    options = (
        Option("--spread", "LEVEL", mark("widest failure to survive: none, host, zone, region or placement")),
        Option("--strict", None, mark("keep a pod Pending rather than break the spread rule")),
        Option("--form", "FORM", mark("spread (topologySpreadConstraints) or anti-affinity (podAntiAffinity)")),
        Option("--placement", "LABEL=VALUES", mark("the placement set's node label and its values, by commas")),
        Option("--replicas", "N", mark("how many copies; never changed without this option")),
    )
    owns: tuple[tuple[str, Path], ...] = (
        ("*", ("spec", "replicas")),
        ("HorizontalPodAutoscaler", ("spec",)),
        ("*", ("spec", "template", "spec", "topologySpreadConstraints")),
        ("*", ("spec", "template", "spec", "affinity")),
    )

    def not_applicable(self, workload: Workload) -> str:
        return "daemonset" if workload.kind == "DaemonSet" else ""

    def present(self, workload: Workload) -> SpreadChoice | None:
        own = [rule for rule in rules(workload) if rule.level]
        batch = _batch(workload)
        if batch:
            form = own[0].form if own else "topologySpreadConstraints"
            return SpreadChoice("placement", any(r.strict for r in own if r.level == "host"), form, None, *batch)
        if not own:
            return None
        widest = max(own, key=lambda rule: (LEVELS.index(rule.level or "none"), rule.strict))
        return SpreadChoice(widest.level or "none", widest.strict, widest.form)

    def suggest(self, workload: Workload) -> SpreadChoice:
        """FACTS 6a. A strict rule is only ever kept, and only while it leaves no pod Pending."""
        chosen = self.present(workload) or SpreadChoice(_level(workload))
        chosen = replace(chosen, replicas=_replicas(workload))
        if chosen.replicas is None and workload.fewest < 2 and not self.present(workload):
            return SpreadChoice("none")
        return replace(chosen, strict=chosen.strict and not self._sticks(chosen, workload))

    def _sticks(self, choice: SpreadChoice, workload: Workload) -> bool:
        """Whether a strict rule would leave a pod Pending or a rollout stuck, on what is known."""
        changed = self.edits(choice, workload).changed.get(workload.id, workload.data)
        found = mistakes(replace(workload, data=changed))
        return any(each.practice == self.key and each.severity is Severity.ERROR for each in found)

    def edits(self, choice: SpreadChoice, workload: Workload) -> Edited:
        data = copy.deepcopy(dict(workload.data))
        pod = edited_pod(workload, data)
        constraints(choice, workload, pod)
        anti_affinity(choice, workload, pod)
        placed(choice, _batch(workload), pod)
        changed: dict[ObjectId, Mapping[str, Data]] = {}
        scaler = workload.autoscaler
        if choice.replicas is not None and scaler is None:
            mapping(data.get("spec"))["replicas"] = choice.replicas
        elif choice.replicas is not None and scaler is not None:
            scaled = copy.deepcopy(dict(scaler.data))
            mapping(scaled.get("spec"))["minReplicas"] = choice.replicas
            changed[scaler.id] = scaled
        changed[workload.id] = data
        olds = {workload.id: workload.data} | ({scaler.id: scaler.data} if scaler else {})
        return Edited({id: new for id, new in changed.items() if new != olds[id]})

    def risks(self, choice: SpreadChoice, workload: Workload) -> tuple[Mistake, ...]:
        found = []
        known = workload.topology is not None and not workload.topology.assumed
        if choice.strict and choice.level != "none" and not known:
            found.append(risk("strict-on-unknown-cluster", self.key, workload))
        if choice.level == "region":
            found.append(risk("region-latency", self.key, workload))
        if choice.level == "placement" and len(choice.placement_values) == 1:
            found.append(risk("one-placement-batch", self.key, workload, value=choice.placement_values[0]))
        if choice.strict and choice.form == "podAntiAffinity" and _collides(workload):
            # Anti-affinity holds for both sides: the terms that running pods carry keep the first new one away.
            found.append(risk("running-pods-still-collide", self.key, workload))
        raised = choice.replicas is not None and choice.replicas > workload.fewest
        if raised and (workload.shares_volume or workload.kind == "StatefulSet"):
            found.append(risk("copies-share-data", self.key, workload))
        return tuple(found)

    def words(self, choice: SpreadChoice) -> tuple[str, ...]:
        form = next(word for word, field in FORMS.items() if field == choice.form)
        placement = f"{choice.placement_label}={','.join(choice.placement_values)}"
        return (
            *("--spread", choice.level),
            *(["--strict"] if choice.strict else []),
            *(["--form", form] if choice.level != "none" else []),
            *(["--placement", placement] if choice.level == "placement" else []),
            *(["--replicas", str(choice.replicas)] if choice.replicas is not None else []),
        )

    def choice(self, given: Given, workload: Workload) -> SpreadChoice | Question:
        count = _number(given["replicas"][0]) if "replicas" in given else None
        suggested = replace(self.suggest(workload), replicas=count)
        if count is None and workload.fewest < 2 and not self.present(workload):
            suggested = SpreadChoice("none")
        elif suggested.level == "none" and (count or workload.fewest) >= 2:
            suggested = SpreadChoice(_level(workload), replicas=count)
        label, values = _placement(given["placement"][0]) if "placement" in given else (PLACEMENT, ())
        level = given["spread"][0] if "spread" in given else ("placement" if values else suggested.level)
        if level == "placement" and not values:
            if suggested.level != "placement":
                return Question("placement-label", "--placement")
            label, values = suggested.placement_label, suggested.placement_values
        form = FORMS.get(given["form"][0], "") if "form" in given else suggested.form
        if not form:
            raise WizardError(
                _("form {form!r} is not known; use one of {forms}").format(
                    form=given["form"][0], forms=", ".join(FORMS)
                )
            )
        keeps = suggested.strict and "spread" not in given
        return SpreadChoice(level, "strict" in given or keeps, form, count, label, values)

    def portable(self, choice: SpreadChoice, workload: Workload) -> SpreadChoice | None:
        if choice.level == "placement" or self.not_applicable(workload):
            return None
        fits = choice.replicas is not None and choice.replicas > workload.fewest and _may_grow(workload)
        return replace(choice, replicas=choice.replicas if fits else None)


def _level(workload: Workload) -> str:
    """Zone where there are several or nobody knows: a preferred rule on a missing label does no harm."""
    known = workload.topology
    return "host" if known is not None and len(known.zones) < 2 else "zone"


def _replicas(workload: Workload) -> int | None:
    """Three, so that an update and a failure together leave one; two where there are fewer than three zones."""
    if workload.fewest >= 2 or not _may_grow(workload):
        return None
    return 2 if workload.topology is not None and len(workload.topology.zones) < 3 else 3


def _may_grow(workload: Workload) -> bool:
    """A StatefulSet and pods that share one volume are never given more copies by suggestion."""
    return workload.kind == "Deployment" and not workload.shares_volume


def _batch(workload: Workload) -> tuple[str, tuple[str, ...]] | None:
    """The placement set the template is bound to: a batch label that every term asks for."""
    wanted = terms(workload)
    for expression in items(wanted[0].get("matchExpressions")) if wanted else []:
        key = text(mapping(expression).get("key"))
        values = tuple(text(each) for each in items(mapping(expression).get("values")))
        named = _BATCH.search(key) and _LABEL.fullmatch(key) and mapping(expression).get("operator") == "In"
        everywhere = all(expression in items(term.get("matchExpressions")) for term in wanted)
        if named and everywhere and values and all(map(_VALUE.fullmatch, values)):
            return key, values
    return None


def _number(word: str) -> int:
    if not word.isdecimal():
        raise WizardError(_("replicas {word!r} is no number; give 1 or more").format(word=word))
    return int(word)


def _placement(word: str) -> tuple[str, tuple[str, ...]]:
    label, _sign, values = word.partition("=")
    return label.strip(), tuple(each.strip() for each in values.split(",") if each.strip())


SPREAD = Spread()


def _collides(workload: Workload) -> bool:
    """Whether the rules that its running pods carry leave an update's extra pod no place (FACTS 7 #15)."""
    return any(each.id in {"surge-finds-no-host", "surge-finds-no-zone"} for each in mistakes(workload))
