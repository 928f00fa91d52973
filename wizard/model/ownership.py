"""Who keeps a live object somewhere else, and so would undo a change that is made only in the cluster."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.model.shapes import mapping, mappings, strings, text
from wizard.text.paths import Data

Object = Mapping[str, Data]

MANAGERS = {
    "argocd-controller": "argo-cd",
    "argocd-application-controller": "argo-cd",
    "kustomize-controller": "flux-kustomize",
    "helm-controller": "flux-helm",
    "helm": "helm",
    "Helm": "helm",
}
"""Field managers that are one of the tools below, where they left no label."""
PEOPLE = {"surefoot", "kubectl-edit", "kubectl-patch", "kubectl-scale", "kubectl-rollout", "kubectl-create", "kubectl"}
PLATFORM = {"kube-controller-manager", "kube-scheduler", "kubelet", "kube-apiserver", "cloud-controller-manager"}


@dataclass(frozen=True)
class Owner:
    """One tool, controller or person that writes the object too."""

    tool: str
    """An id: operator, argo-cd, flux-kustomize, flux-helm, helm, kustomize, manager or kubectl-apply."""
    name: str
    """Of the release, application, kustomization, owner or field manager; empty where nothing tells."""
    namespace: str = ""


def owners(live: Object) -> tuple[Owner, ...]:
    """Everybody who would put their own state back, the soonest first; `live` is the object with its metadata whole."""
    found: dict[str, Owner] = {}
    for each in _all(mapping(live.get("metadata"))):
        found.setdefault(each.tool, each)
    if "flux-helm" in found or "argo-cd" in found:
        # Both render a chart themselves and leave Helm's own marks on what they make.
        found.pop("helm", None)
    return tuple(found.values())


def _all(metadata: Object) -> Iterator[Owner]:
    labels, annotations = strings(metadata.get("labels")), strings(metadata.get("annotations"))
    for each in mappings(metadata.get("ownerReferences")):
        if each.get("controller") is True:
            # An operator sees the change at once and makes the object as its own resource says.
            yield Owner("operator", f"{text(each.get('kind'))} {text(each.get('name'))}")
    # argo-cd.readthedocs.io: resource tracking; app.kubernetes.io/instance alone proves nothing, charts set it too.
    tracking = annotations.get("argocd.argoproj.io/tracking-id", "").partition(":")[0]
    if application := tracking or labels.get("argocd.argoproj.io/instance", ""):
        yield Owner("argo-cd", application)
    for kind in ("kustomize", "helm"):
        # fluxcd.io: the controllers label everything that they apply.
        if name := labels.get(f"{kind}.toolkit.fluxcd.io/name"):
            yield Owner(f"flux-{kind}", name, labels.get(f"{kind}.toolkit.fluxcd.io/namespace", ""))
    managers = {
        text(each.get("manager")): text(each.get("operation"))
        for each in mappings(metadata.get("managedFields"))
        if text(each.get("subresource")) != "status"
    }
    for manager in managers:
        if manager in MANAGERS:
            yield Owner(MANAGERS[manager], annotations.get("meta.helm.sh/release-name", ""))
    by = labels.get("app.kubernetes.io/managed-by", "")
    if by == "Helm" or "meta.helm.sh/release-name" in annotations:
        # helm.sh: what `helm install` adopts and checks.
        name = annotations.get("meta.helm.sh/release-name", "")
        yield Owner("helm", name, annotations.get("meta.helm.sh/release-namespace", ""))
    if by.startswith("kustomize-") or "config.kubernetes.io/origin" in annotations:
        yield Owner("kustomize", "")
    for manager, operation in managers.items():
        if operation == "Apply" and manager not in MANAGERS.keys() | PEOPLE | PLATFORM:
            yield Owner("manager", manager)
    if "kubectl.kubernetes.io/last-applied-configuration" in annotations:
        yield Owner("kubectl-apply", "")
