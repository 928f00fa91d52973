"""Mistakes of objects that stand beside each other: one selector for two, a namespace that only some of them say."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, check
from wizard.model.shapes import items, mapping, mappings, text
from wizard.model.workload import KINDS, Kin, Workload
from wizard.text.yamldata import Data


@check(Severity.ERROR)
def same_selector(workload: Workload) -> Iterator[Bite]:
    """Two workloads of one selector: their controllers go by owner, and all else takes both for one.

    Autoscalers report an ambiguous selector and scale neither (horizontal.go), budgets, Services and spread rules count
    both (disruption.go, endpointslice, podtopologyspread); a ReplicaSet keeps to what it owns (controller_ref_manager).
    """
    for kin in sorted(workload.kin, key=lambda each: not each.sure):
        if kin.of.kind in KINDS and has_same_selector(workload, kin):
            severity = None if kin.sure else Severity.WARNING
            yield Bite(("spec", "selector"), {"other": f"{kin.of.kind} {kin.of.name}"}, severity=severity)
            return


def has_same_selector(workload: Workload, kin: Kin) -> bool:
    """Whether both ask for the same labels; one inside the other, as of a canary, is another thing."""
    return _asked(dict(workload.selector)) == _asked(kin.of.spec.get("selector"))


def _asked(selector: Data) -> set[tuple[str, str, tuple[str, ...]]]:
    """What a selector asks for, however it is written: a label is an expression with one value."""
    labels = {(key, "In", (str(value),)) for key, value in mapping(selector, "matchLabels").items()}
    return labels | {
        (text(each.get("key")), text(each.get("operator")), tuple(sorted(map(str, items(each.get("values"))))))
        for each in mappings(mapping(selector).get("matchExpressions"))
    }


@check(Severity.WARNING)
def namespace_half_set(workload: Workload) -> Iterator[Bite]:
    """kubectl puts what says no namespace into the one of its context (kubectl apply --namespace)."""
    if workload.hanging:
        names = sorted({f"{each.kind} {each.name}" for each in workload.hanging})
        shown = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
        where = {each.namespace for each in workload.hanging if each.namespace}
        told = workload.namespace or min(where, default="")
        path = ("metadata", "namespace") if workload.namespace else ("metadata",)
        yield Bite(path, {"names": shown, "namespace": told, "how": "" if workload.namespace else "here"})


_SHOWN = 3
"""Names that a sentence takes."""
