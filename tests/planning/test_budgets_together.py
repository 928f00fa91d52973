"""Several workloads that share labels, namespaces and budgets: no pod ever gets a second budget, and twice is once."""

from collections.abc import Iterable, Mapping

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.model.inventory import Inventory
from wizard.model.shapes import mapping, selects, selects_all
from wizard.model.workload import Workload
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.text.manifest import Manifest

Object = Mapping[str, object]
KINDS = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod")
pairs = st.dictionaries(st.sampled_from(["app", "part", "track"]), st.sampled_from(["a", "b"]), max_size=3)
spaces = st.sampled_from([None, "shop"])
values = st.sampled_from([0, 1, 2, 9, -1, "50%", "100%", "150%", "half", None])


def named(kind: str, name: str, space: str | None, **rest: object) -> dict[str, object]:
    version = {"Pod": "v1", "PodDisruptionBudget": "policy/v1"}.get(
        kind, "batch/v1" if kind.endswith("Job") else "apps/v1"
    )
    metadata = {"name": name} | ({"namespace": space} if space else {})
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **rest}


@st.composite
def makers(draw: st.DrawFn) -> dict[str, object]:
    kind, name, space, labels = draw(st.sampled_from(KINDS)), draw(st.sampled_from("xyz")), draw(spaces), draw(pairs)
    pod = {"containers": [{"name": "c", "image": "i:1", "ports": [{"containerPort": 80}]}]}
    template = {"metadata": {"labels": labels}, "spec": pod}
    if kind == "Pod":
        made = named(kind, name, space, spec=pod)
        made["metadata"]["labels"] = labels  # type: ignore[index]
        return made
    if kind == "CronJob":
        return named(kind, name, space, spec={"jobTemplate": {"spec": {"template": template}}})
    if kind == "Job":
        return named(kind, name, space, spec={"template": template})
    asked = draw(st.sampled_from([labels, dict(list(labels.items())[:1]), {"app": "a"}, {}]))
    spec: dict[str, object] = {"selector": {"matchLabels": asked}, "template": template}
    if kind != "DaemonSet":
        spec["replicas"] = draw(st.sampled_from([0, 1, 2, 3, 9]))
    return named(kind, name, space, spec=spec)


@st.composite
def budgets(draw: st.DrawFn) -> dict[str, object]:
    spec: dict[str, object] = {"selector": {"matchLabels": draw(pairs)}}
    spec[draw(st.sampled_from(["minAvailable", "maxUnavailable"]))] = draw(values)
    return named("PodDisruptionBudget", draw(st.sampled_from("xyz")), draw(spaces), spec=spec)


def title(data: Object) -> tuple[str, str, str]:
    metadata = mapping(data, "metadata")
    return str(data["kind"]), str(metadata.get("namespace")), str(metadata.get("name"))


objects = st.lists(st.one_of(makers(), makers(), budgets()), min_size=1, max_size=6, unique_by=title)
files = st.lists(objects, min_size=1, max_size=2)


def read(texts: Mapping[str, str]) -> Inventory:
    return Inventory.of([Manifest.read(name, text.encode()) for name, text in texts.items()])


def fixed(found: Inventory, mend: tuple[str, ...]) -> tuple[Plan, dict[str, str]]:
    plan = fix(found, {"readiness": ["tcp:80"]}, mend=mend).plan
    texts = {name: manifest.text for name, manifest in found.manifests.items()}
    return plan, texts | {each.origin: each.after for each in plan.changes}


def crowded(found: Inventory) -> set[frozenset[str]]:
    """The names of the budgets of each workload that has two or more."""
    every = ({budget.name for budget in found.workload(id).budgets} for id in found.ids)
    return {frozenset(names) for names in every if len(names) > 1}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(files, st.sampled_from([(), ("all",)]))
def test_no_pod_gets_a_second_budget_and_twice_is_once(
    drawn: list[list[dict[str, object]]], mend: tuple[str, ...]
) -> None:
    found = read({f"{number}.yaml": yaml.safe_dump_all(each, sort_keys=False) for number, each in enumerate(drawn)})
    if not found.ids:
        return
    plan, texts = fixed(found, mend)
    after = read(texts)
    added = {str(mapping(each.data, "metadata")["name"]) for each in plan.additions}
    # A label that a mend adds may bring pods below two budgets that were there; never below one that was made.
    assert not [names for names in crowded(after) if names & added]
    assert mend or crowded(after) <= crowded(found)
    for addition in plan.additions:
        selector = mapping(addition.data, "spec", "selector")
        assert selector
        assert not selects_all(selector)
        assert selects(selector, plan.workload(addition.workload).labels)
    assert seen(plan.workload(id) for id in plan.inventory.ids) == seen(map(after.workload, after.ids))
    # What one mend uncovers the next run mends.
    for _run in range(2 if mend else 0):
        after = read(fixed(after, mend)[1])
    again, texts = fixed(after, mend)
    assert not again.additions
    assert texts == {name: each.text for name, each in after.manifests.items()}


def seen(workloads: Iterable[Workload]) -> dict[object, set[str]]:
    return {(each.id.origin, title(each.data)): {one.name for one in each.budgets} for each in workloads}
