"""Spread level: keep the copies of a workload out of one failure, and have enough of them."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from wizard.checks import mistakes
from wizard.checks.check import Mistake, Severity
from wizard.errors import WizardError
from wizard.model.eligible import eligible_nodes
from wizard.model.shapes import items, mapping, text
from wizard.model.spreading import rules, terms
from wizard.model.topology import PLACEMENT, Topology
from wizard.model.workload import Workload
from wizard.practices.failover import SHORT, noticed_after, suggested_toleration, tolerate
from wizard.practices.practice import Edited, Given, Option, Question, risk
from wizard.practices.spread_choice import FORMS, LABEL, LEVELS, VALUE, SpreadChoice
from wizard.practices.spread_edits import KEY_OF, anti_affinity, constraints, edited_pod, placed
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data, Path
from wizard.wording import _, listed, mark
from wizard.wording.practices import Words

_BATCH = re.compile(r"placement|rack|batch")


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
        "failover-not-so-fast": mark(
            "a dead node is noticed after {noticed} s, then its pods wait {waits} s: {total} s, not {wanted} s"
        ),
        "fault-moves-pods": mark("{seconds} s on a dead node is short: passing faults of the network move pods too"),
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
        Option("--tolerate-dead-node", "SECONDS", mark("how long pods stay on a dead node, or keep")),
    )
    owns: tuple[tuple[str, Path], ...] = (
        ("*", ("spec", "replicas")),
        ("HorizontalPodAutoscaler", ("spec",)),
        ("*", ("spec", "template", "spec", "topologySpreadConstraints")),
        ("*", ("spec", "template", "spec", "affinity")),
        ("*", ("spec", "template", "spec", "tolerations")),
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
        """FACTS 6a. A strict rule is kept, or set where asked for, and only while it leaves no pod Pending."""
        chosen = self.present(workload) or SpreadChoice(_level(workload))
        chosen = replace(chosen, replicas=_replicas(workload), tolerate=suggested_toleration(workload))
        if chosen.replicas is None and workload.fewest < 2 and not self.present(workload):
            return SpreadChoice("none", tolerate=chosen.tolerate)
        return self._firm(chosen, workload)

    def _firm(self, choice: SpreadChoice, workload: Workload) -> SpreadChoice:
        """The choice made strict where a failure must be survived for sure, as far as the known cluster allows."""
        must, known = workload.facts.survive or "none", workload.topology
        if must == "none" or choice.level == "placement" or known is None or known.assumed:
            return replace(choice, strict=choice.strict and not self._sticks(choice, workload))
        wide = choice if LEVELS.index(choice.level) > LEVELS.index(must) else replace(choice, level=must)
        for each in (replace(wide, strict=True), replace(choice, level=must, strict=True)):
            if self._is_free(each, workload):
                return each
        return replace(wide, strict=False)

    def _is_free(self, choice: SpreadChoice, workload: Workload) -> bool:
        """Whether a strict rule keeps its promise and costs nothing that the preferred one would not."""
        nodes = Topology(eligible_nodes(workload) or ())
        if len(nodes.values(KEY_OF[choice.level])) < 2:
            return False
        if choice.level != "host" and workload.binds_volumes and not workload.storage_classes:
            return False  # a disk may be bound to a zone before its pod is placed
        firm, soft = (self._found(each, workload) for each in (choice, replace(choice, strict=False)))
        return not {each.id for each in firm} - {each.id for each in soft}

    def _sticks(self, choice: SpreadChoice, workload: Workload) -> bool:
        """Whether a strict rule would leave a pod Pending or a rollout stuck, on what is known."""
        return any(each.severity is Severity.ERROR for each in self._found(choice, workload))

    def _found(self, choice: SpreadChoice, workload: Workload) -> list[Mistake]:
        """What the catalogue says of the workload once the choice is carried out."""
        changed = self.edits(choice, workload).changed.get(workload.id, workload.data)
        found = mistakes(replace(workload, data=changed))
        return [each for each in found if each.practice == self.key and each.severity is not Severity.INFO]

    def edits(self, choice: SpreadChoice, workload: Workload) -> Edited:
        data = copy.deepcopy(dict(workload.data))
        pod = edited_pod(workload, data)
        constraints(choice, workload, pod)
        anti_affinity(choice, workload, pod)
        placed(choice, _batch(workload), pod)
        if choice.tolerate is not None:
            tolerate(pod, choice.tolerate)
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
        found = list(self._hasty(choice, workload))
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

    def _hasty(self, choice: SpreadChoice, workload: Workload) -> Iterator[Mistake]:
        """What is doubtful about how soon a dead node is given up."""
        if choice.tolerate is None:
            return
        noticed, wanted = noticed_after(workload.version), workload.facts.failover_seconds
        if wanted is not None and wanted < noticed + choice.tolerate and workload.kind == "Deployment":
            values = {"noticed": noticed, "waits": choice.tolerate, "total": noticed + choice.tolerate}
            yield risk("failover-not-so-fast", self.key, workload, wanted=wanted, **values)
        if choice.tolerate < SHORT:
            yield risk("fault-moves-pods", self.key, workload, seconds=choice.tolerate)

    def words(self, choice: SpreadChoice) -> tuple[str, ...]:
        form = next(word for word, field in FORMS.items() if field == choice.form)
        placement = f"{choice.placement_label}={','.join(choice.placement_values)}"
        return (
            *("--spread", choice.level),
            *(["--strict"] if choice.strict else []),
            *(["--form", form] if choice.level != "none" else []),
            *(["--placement", placement] if choice.level == "placement" else []),
            *(["--replicas", str(choice.replicas)] if choice.replicas is not None else []),
            # Without its option the toleration would be fitted anew, so one that is left alone says so.
            *("--tolerate-dead-node", "keep" if choice.tolerate is None else str(choice.tolerate)),
        )

    def choice(self, given: Given, workload: Workload) -> SpreadChoice | Question:
        count = _number(given["replicas"][0]) if "replicas" in given else None
        suggested = replace(self.suggest(workload), replicas=count)
        if count is None and workload.fewest < 2 and not self.present(workload):
            suggested = replace(suggested, level="none", strict=False)
        elif suggested.level == "none" and (count or workload.fewest) >= 2:
            suggested = self._firm(replace(suggested, level=_level(workload)), workload)
        label, values = _placement(given["placement"][0]) if "placement" in given else (PLACEMENT, ())
        level = given["spread"][0] if "spread" in given else ("placement" if values else suggested.level)
        if level == "placement" and not values:
            if suggested.level != "placement":
                return Question("placement-label", "--placement")
            label, values = suggested.placement_label, suggested.placement_values
        form = FORMS.get(given["form"][0], "") if "form" in given else suggested.form
        if not form:
            raise WizardError(
                _("form {form!r} is not known; use one of {forms}").format(form=given["form"][0], forms=listed(FORMS))
            )
        keeps = suggested.strict and "spread" not in given
        seconds = _tolerated(given["tolerate_dead_node"][0]) if "tolerate_dead_node" in given else suggested.tolerate
        return SpreadChoice(level, "strict" in given or keeps, form, count, label, values, seconds)

    def portable(self, choice: SpreadChoice, workload: Workload) -> SpreadChoice | None:
        if choice.level == "placement" or self.not_applicable(workload):
            return None
        fits = choice.replicas is not None and choice.replicas > workload.fewest and _may_grow(workload)
        seconds = choice.tolerate if workload.kind == "Deployment" else None
        return replace(choice, replicas=choice.replicas if fits else None, tolerate=seconds)


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
        named = _BATCH.search(key) and LABEL.fullmatch(key) and mapping(expression).get("operator") == "In"
        everywhere = all(expression in items(term.get("matchExpressions")) for term in wanted)
        if named and everywhere and values and all(map(VALUE.fullmatch, values)):
            return key, values
    return None


def _number(word: str) -> int:
    if not word.isdecimal():
        raise WizardError(_("replicas {word!r} is no number; give 1 or more").format(word=word))
    return int(word)


def _tolerated(word: str) -> int | None:
    if word != "keep" and not word.isdecimal():
        raise WizardError(_("{word!r} is no whole number of seconds").format(word=word))
    return None if word == "keep" else int(word)


def _placement(word: str) -> tuple[str, tuple[str, ...]]:
    label, _sign, values = word.partition("=")
    return label.strip(), tuple(each.strip() for each in values.split(",") if each.strip())


SPREAD = Spread()


def _collides(workload: Workload) -> bool:
    """Whether the rules that its running pods carry leave an update's extra pod no place (FACTS 7 #15)."""
    return any(each.id in {"surge-finds-no-host", "surge-finds-no-zone"} for each in mistakes(workload))
