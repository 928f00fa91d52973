"""Spread level: keep the copies of a workload out of one failure, and have enough of them."""

from collections.abc import Iterator
from dataclasses import replace

from wizard.checks.check import Mistake
from wizard.errors import WizardError
from wizard.model import autoscaling
from wizard.model.overlay import overlaid
from wizard.model.places import no_place_for_surge
from wizard.model.selecting import why_unselected
from wizard.model.topology import PLACEMENT
from wizard.model.workload import Workload
from wizard.practices.failover import SHORT, noticed_after
from wizard.practices.practice import Edited, Given, Option, Question, risk
from wizard.practices.spread_choice import FORMS, SpreadChoice
from wizard.practices.spread_edits import edits
from wizard.practices.spread_rules import deciding, firm_levels
from wizard.practices.spread_suggested import best_level, firm, portable, present, suggested
from wizard.text.yamldata import Path
from wizard.wording import _, listed, mark
from wizard.wording.practices import Words


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
        Option("--weaken", None, mark("let --spread and its rule be weaker than what is there, which else stays")),
        Option("--form", "FORM", mark("spread (topologySpreadConstraints) or anti-affinity (podAntiAffinity)")),
        Option("--placement", "LABEL=VALUES", mark("the placement set's node label and its values, by commas")),
        Option("--replicas", "N", mark("how many copies; never changed without this option")),
        Option("--tolerate-dead-node", "SECONDS", mark("how long pods stay on a dead node, or keep")),
    )
    owns: tuple[tuple[str, Path], ...] = (
        ("*", ("spec", "replicas")),
        *((kind, ("spec",)) for kind in autoscaling.SCALERS),
        ("*", ("spec", "template", "spec", "topologySpreadConstraints")),
        ("*", ("spec", "template", "spec", "affinity")),
        ("*", ("spec", "template", "spec", "tolerations")),
    )

    def not_applicable(self, workload: Workload) -> str:
        return "daemonset" if workload.kind == "DaemonSet" else why_unselected(workload)

    def present(self, workload: Workload) -> SpreadChoice | None:
        return present(workload)

    def suggest(self, workload: Workload) -> SpreadChoice:
        return suggested(workload)

    def edits(self, choice: SpreadChoice, workload: Workload) -> Edited:
        return edits(choice, workload)

    def risks(self, choice: SpreadChoice, workload: Workload) -> tuple[Mistake, ...]:
        found = list(self._hasty(choice, workload))
        known = workload.topology is not None and not workload.topology.assumed
        made_strict = choice.strict and choice.level != "none" and deciding(choice) not in firm_levels(workload)
        if made_strict and not known:
            found.append(risk("strict-on-unknown-cluster", self.key, workload))
        if choice.level == "region":
            found.append(risk("region-latency", self.key, workload))
        if choice.level == "placement" and len(choice.placement_values) == 1:
            found.append(risk("one-placement-batch", self.key, workload, value=choice.placement_values[0]))
        if no_place_for_surge(workload) and overlaid(workload, self.edits(choice, workload).changed).starts_first:
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
            *(["--weaken"] if choice.weaken else []),
            *(["--form", form] if choice.level != "none" else []),
            *(["--placement", placement] if choice.level == "placement" else []),
            *(["--replicas", str(choice.replicas)] if choice.replicas is not None else []),
            # Without its option the toleration would be fitted anew, so one that is left alone says so.
            *("--tolerate-dead-node", "keep" if choice.tolerate is None else str(choice.tolerate)),
        )

    def choice(self, given: Given, workload: Workload) -> SpreadChoice | Question:
        count = _number(given["replicas"][0]) if "replicas" in given else None
        best, own = replace(suggested(workload), replicas=count), present(workload)
        if count is None and workload.fewest < 2 and not own:
            best = replace(best, level="none", strict=False)
        elif best.level == "none" and (count or workload.fewest) >= 2:
            best = firm(replace(best, level=best_level(workload)), workload)
        label, values = _placement(given["placement"][0]) if "placement" in given else (PLACEMENT, ())
        level = given["spread"][0] if "spread" in given else ("placement" if values else best.level)
        if level == "placement" and not values:
            if best.level != "placement":
                return Question("placement-label", "--placement")
            label, values = best.placement_label, best.placement_values
        form = FORMS.get(given["form"][0], "") if "form" in given else best.form
        if not form:
            raise WizardError(
                _("form {form!r} is not known; use one of {forms}").format(form=given["form"][0], forms=listed(FORMS))
            )
        seconds = _tolerated(given["tolerate_dead_node"][0]) if "tolerate_dead_node" in given else best.tolerate
        made = SpreadChoice(level, "strict" in given, form, count, label, values, seconds, "weaken" in given)
        held = (best.strict and "spread" not in given) or deciding(made) in firm_levels(workload)
        return replace(made, strict=made.strict or (held and not made.weakens))

    def portable(self, choice: SpreadChoice, workload: Workload) -> SpreadChoice | None:
        return None if self.not_applicable(workload) else portable(choice, workload)


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
