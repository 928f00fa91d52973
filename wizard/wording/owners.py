"""What becomes of a change that is made only in the cluster, by who else writes the object."""

from wizard.wording import _, mark, safe

SENTENCES = {
    "operator": mark("{name} controls this object and puts its own state back at once; change it there."),
    "argo-cd": mark("Argo CD application {name} syncs this object and undoes the change; change it in its repository."),
    "flux-kustomize": mark("Flux kustomization {name} undoes the change within minutes; change it in its repository."),
    "flux-helm": mark("Flux Helm release {name} undoes the change at its next upgrade; change its values."),
    "helm": mark("Helm release {name}: the next helm upgrade may undo the change; change the chart or its values."),
    "kustomize": mark("Kustomize made this object; the next apply of its folder undoes the change; change it there."),
    "manager": mark("{name} applies this object server-side; its next apply may undo the change; change it there."),
    "kubectl-apply": mark(
        "kubectl apply made it from a file; the next apply of that file may undo the change; change it there."
    ),
}


def sentence(tool: str, name: str, namespace: str) -> str:
    """Where a change would be undone, and where to make it instead."""
    shown = f"{safe(namespace)}/{safe(name)}" if namespace else safe(name)
    return " ".join(_(SENTENCES[tool]).format(name=shown).split())
