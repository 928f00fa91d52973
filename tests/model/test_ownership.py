"""Who keeps an object elsewhere is told by the marks that each tool leaves, and the soonest to undo comes first."""

import pytest

from wizard.model.ownership import owners
from wizard.wording.owners import SENTENCES, sentence

ARGO = {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web"}
HELM = {"meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "shop"}
APPLIED = {"kubectl.kubernetes.io/last-applied-configuration": "{}"}
FLUX = {"kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux-system"}


def found(**metadata: object) -> list[tuple[str, str, str]]:
    return [(each.tool, each.name, each.namespace) for each in owners({"metadata": metadata})]  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"labels": {"app.kubernetes.io/managed-by": "Helm"}, "annotations": HELM}, [("helm", "web", "shop")]),
        ({"annotations": ARGO}, [("argo-cd", "shop", "")]),
        ({"labels": {"argocd.argoproj.io/instance": "shop"}}, [("argo-cd", "shop", "")]),
        ({"labels": FLUX}, [("flux-kustomize", "apps", "flux-system")]),
        ({"labels": {"helm.toolkit.fluxcd.io/name": "web"}, "annotations": HELM}, [("flux-helm", "web", "")]),
        ({"labels": {"app.kubernetes.io/managed-by": "kustomize-v5.4.1"}}, [("kustomize", "", "")]),
        ({"annotations": APPLIED}, [("kubectl-apply", "", "")]),
        ({"ownerReferences": [{"kind": "Kafka", "name": "k", "controller": True}]}, [("operator", "Kafka k", "")]),
        ({"managedFields": [{"manager": "terraform", "operation": "Apply"}]}, [("manager", "terraform", "")]),
        ({"annotations": {**ARGO, **HELM}}, [("argo-cd", "shop", "")]),
        ({"annotations": {**ARGO, **APPLIED}}, [("argo-cd", "shop", ""), ("kubectl-apply", "", "")]),
    ],
)
def test_marks_of_each_tool_are_known(metadata: dict[str, object], expected: list[tuple[str, str, str]]) -> None:
    assert found(**metadata) == expected


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"labels": {"app.kubernetes.io/instance": "shop"}},
        {"ownerReferences": [{"kind": "Kafka", "name": "k", "controller": False}]},
        {"managedFields": [{"manager": "kubectl-edit", "operation": "Update"}]},
        {"managedFields": [{"manager": "surefoot", "operation": "Update"}]},
        {"managedFields": [{"manager": "status-writer", "operation": "Apply", "subresource": "status"}]},
        {"labels": {"app.kubernetes.io/managed-by": "me"}},
        {"labels": None, "annotations": "text", "managedFields": {}},
    ],
)
def test_what_looks_alike_proves_nothing(metadata: dict[str, object]) -> None:
    assert found(**metadata) == []


@pytest.mark.parametrize("tool", SENTENCES)
def test_every_owner_has_a_sentence_that_shows_no_control_character(tool: str) -> None:
    said = sentence(tool, "we\x1b[2Jb", "shop")
    assert "\x1b" not in said
    assert said.endswith(".")
