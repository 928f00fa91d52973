"""Disruption budget: how many copies a drain may take away at once."""

import copy
import math
from dataclasses import dataclass, replace

from wizard.checks.apart import told_apart
from wizard.checks.budget import MOST, counted, desired_healthy, empties, hanging_budget, has_both, is_amount
from wizard.checks.check import Mistake
from wizard.errors import WizardError
from wizard.model.selecting import why_unselected
from wizard.model.shapes import integer, percent
from wizard.model.versions import knows
from wizard.model.workload import Neighbour, Workload
from wizard.practices.practice import Edited, Given, Option, Question, risk
from wizard.text.yamldata import Data, Path
from wizard.wording import _, listed, mark
from wizard.wording.practices import Words

FIELDS = ("maxUnavailable", "minAvailable")
POLICIES = {"always": "AlwaysAllow", "budget": "IfHealthyBudget", "unset": None}
"""How `surefoot fix` names each unhealthyPodEvictionPolicy."""


@dataclass(frozen=True)
class BudgetChoice:
    """What the budget keeps, as a number or as a percentage."""

    field: str
    """One of FIELDS."""
    value: int | str
    """A whole number, or a string such as 25%; percentages round up (disruption.go)."""
    eviction: str | None = None
    """unhealthyPodEvictionPolicy; None leaves it to the server, which means IfHealthyBudget."""

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            raise WizardError(
                _("a budget counts maxUnavailable or minAvailable, not {field!r}").format(field=self.field)
            )
        if not is_amount(self.value):
            raise WizardError(
                _(
                    "{field} {value!r} is never right; give a whole number from 0 up or a percentage from 0% to 100%"
                ).format(field=self.field, value=str(self.value))
            )
        if self.eviction not in POLICIES.values():
            raise WizardError(
                _("eviction policy {policy!r} is not known; use one of {policies}").format(
                    policy=self.eviction, policies=listed(POLICIES)
                )
            )


class Budget:
    """The PodDisruptionBudget that selects the workload's pods."""

    key = "budget"
    said = Words(
        mark("Budget"),
        mark("BUDGET"),
        mark("How many copies of {name} may maintenance take at once?"),
        mark(
            "Draining nodes for an upgrade evicts pods, all that it meets at once. "
            "A budget makes the drain wait until the replacements are ready."
        ),
    )
    sentences = {
        "fixed-minimum-under-autoscaler": mark(
            "the autoscaler may go down to the {kept} copies that must stay; drains then wait. maxUnavailable follows"
        ),
        "quorum-may-be-lost": mark("{kept} of {replicas} members may be left, a majority needs {quorum}"),
        "broken-member-may-hold-data": mark("a member that is not ready may hold the only copy of its data"),
    }
    options = (
        Option("--budget", "FIELD=VALUE", mark("maxUnavailable=1, minAvailable=50% and the like")),
        Option(
            "--evict-broken",
            "WHEN",
            mark("pods that are not ready may leave: always, budget (only within it) or unset"),
        ),
    )
    owns: tuple[tuple[str, Path], ...] = (("PodDisruptionBudget", ()),)

    def not_applicable(self, workload: Workload) -> str:
        if workload.kind == "DaemonSet":
            return "daemonset"
        if "PodDisruptionBudget" in workload.unseen:
            return "budgets-unseen"
        if workload.budgets:
            return ""
        hangs = "budget-hangs" if hanging_budget(workload) else ""
        return why_unselected(workload) or hangs or ("one-replica" if workload.fewest < 2 else "")

    def present(self, workload: Workload) -> BudgetChoice | None:
        for budget in workload.budgets:
            for field in FIELDS:
                value = budget.spec.get(field)
                if is_amount(value):
                    policy = budget.spec.get("unhealthyPodEvictionPolicy")
                    known = policy if isinstance(policy, str) and policy in POLICIES.values() else None
                    return BudgetChoice(field, value, known)  # type: ignore[arg-type]  # both tests above let only these pass
        return None

    def suggest(self, workload: Workload) -> BudgetChoice | Question:
        """FACTS 6b: maxUnavailable follows the autoscaler and never blocks a drain for good."""
        if not workload.budgets and told_apart(workload) is None:
            return Question("pods-not-told-apart", "--budget")
        return self._suggested(workload)

    def _suggested(self, workload: Workload) -> BudgetChoice:
        present = self.present(workload)
        policy = self._policy(workload)
        if present is None or self._is_wrong(workload):
            # A share of all that one budget counts may be every copy of the smaller workload.
            shared = any(workload.beside.values())
            big = workload.fewest >= 8 and workload.kind == "Deployment" and not workload.facts.quorum and not shared
            kept = None if present is None or workload.facts.quorum else present.eviction
            return BudgetChoice("maxUnavailable", "25%" if big else 1, kept or policy)
        if workload.facts.quorum and present.eviction == "AlwaysAllow":
            return replace(present, eviction=None)
        return present

    def _policy(self, workload: Workload) -> str | None:
        """A store may hold its only copy in a pod that is not ready; other pods serve nobody then (KEP-3017)."""
        quorum = workload.facts.quorum
        stateless = workload.kind == "Deployment" if quorum is None else not quorum
        return "AlwaysAllow" if stateless and knows(workload.version, "unhealthy-pod-eviction-policy") else None

    def _is_wrong(self, workload: Workload) -> bool:
        copies = counted(workload, workload.budgets[0])
        kept = desired_healthy(workload.budgets[0], copies)
        both = has_both(workload.budgets[0].spec)
        lost = kept is not None and workload.facts.quorum and kept <= workload.fewest // 2
        empty = empties(workload, workload.budgets[0])
        return kept is None or kept >= copies or kept == 0 or both or bool(lost) or empty

    def edits(self, choice: BudgetChoice, workload: Workload) -> Edited:
        if not workload.budgets:
            made = self._made(choice, workload)
            return Edited(added=(made,)) if made else Edited()
        budget = workload.budgets[0]
        data = copy.deepcopy(dict(budget.data))
        spec = data.setdefault("spec", {})
        if not isinstance(spec, dict):
            raise WizardError(_("{name} has no spec; mend the budget in the file").format(name=budget.name))
        other = FIELDS[1 - FIELDS.index(choice.field)]
        if other in spec and choice.field not in spec:
            spec = data["spec"] = {choice.field if key == other else key: each for key, each in spec.items()}
        spec.pop(other, None)
        spec[choice.field] = choice.value
        if choice.eviction is not None:
            spec["unhealthyPodEvictionPolicy"] = choice.eviction
        else:
            spec.pop("unhealthyPodEvictionPolicy", None)
        return Edited({budget.id: data}) if data != budget.data else Edited()

    def _made(self, choice: BudgetChoice, workload: Workload) -> dict[str, Data] | None:
        """A new budget; None where it would select nothing, everything, or pods that have one already."""
        selector = None if why_unselected(workload) else told_apart(workload)
        if selector is None:
            return None
        name = next((each for each in names_of(workload) if each not in workload.names), workload.name)
        metadata: dict[str, Data] = {"name": name}
        if workload.namespace:
            metadata["namespace"] = workload.namespace
        spec: dict[str, Data] = {choice.field: choice.value}
        if choice.eviction is not None:
            spec["unhealthyPodEvictionPolicy"] = choice.eviction
        # The workload's own selector, whole: a part of it would count other pods too.
        spec["selector"] = selector
        return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata, "spec": spec}

    def risks(self, choice: BudgetChoice, workload: Workload) -> tuple[Mistake, ...]:
        count = workload.fewest
        kept = desired_healthy(_pictured(choice, workload), count)
        found = []
        if kept is not None and count >= 2 and choice.field == "minAvailable" and workload.autoscaler and kept < count:
            found.append(risk("fixed-minimum-under-autoscaler", self.key, workload, kept=kept))
        # Where somebody said that it is one, the catalogue says so of the budget itself.
        doubtful = workload.kind == "StatefulSet" and workload.facts.quorum is None
        if doubtful and kept is not None and kept < count // 2 + 1 and count >= 3:
            found.append(
                risk("quorum-may-be-lost", self.key, workload, kept=kept, quorum=count // 2 + 1, replicas=count)
            )
        if choice.eviction == "AlwaysAllow" and doubtful:
            found.append(risk("broken-member-may-hold-data", self.key, workload))
        return tuple(found)

    def words(self, choice: BudgetChoice) -> tuple[str, ...]:
        policy = next(word for word, policy in POLICIES.items() if policy == choice.eviction)
        return ("--budget", f"{choice.field}={choice.value}", "--evict-broken", policy)

    def choice(self, given: Given, workload: Workload) -> BudgetChoice | Question:
        chosen = self.suggest(workload)
        if isinstance(chosen, Question):
            return chosen
        if "budget" in given:
            field, _sign, word = given["budget"][0].partition("=")
            value: int | str = int(word) if word.isdecimal() and len(word) <= len(str(MOST)) else word
            chosen = BudgetChoice(field, value, chosen.eviction)
        if "evict_broken" in given:
            word = given["evict_broken"][0]
            chosen = replace(chosen, eviction=POLICIES.get(word, word))
        return chosen

    def portable(self, choice: BudgetChoice, workload: Workload) -> BudgetChoice | None:
        """A budget that would block the other workload's drains is not copied."""
        if self.not_applicable(workload):
            return None
        kept = desired_healthy(_pictured(choice, workload), workload.fewest)
        if kept is None or kept >= workload.fewest:
            return None
        may_go = choice.eviction != "AlwaysAllow" or self._policy(workload) == "AlwaysAllow"
        return replace(choice, eviction=choice.eviction if may_go else None)


def _pictured(choice: BudgetChoice, workload: Workload) -> Neighbour:
    return Neighbour(workload.id, {"spec": {choice.field: choice.value}})


def allowed_at_once(choice: BudgetChoice, replicas: int) -> int:
    """How many of `replicas` healthy pods the budget lets go at the same time."""
    number = percent(choice.value)
    number = (integer(choice.value) or 0) if number is None else math.ceil(number * replicas / 100)
    return min(replicas, number) if choice.field == "maxUnavailable" else max(0, replicas - number)


def names_of(workload: Workload) -> tuple[str, ...]:
    """What a new budget may be called, the likeliest first: another kind of workload may have the same name."""
    plain, kind = workload.name, workload.kind.lower()
    return (plain, f"{plain}-pdb", f"{plain}-{kind}", *(f"{plain}-{kind}-{number}" for number in range(2, 10)))


BUDGET = Budget()
