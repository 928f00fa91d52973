"""What the person may do in the cluster, asked of the server before anything is offered (SelfSubjectAccessReview)."""

from collections.abc import Iterator, Sequence

from wizard.cluster.connection import Cluster
from wizard.model.shapes import mapping
from wizard.planning.sending import Request
from wizard.wording import _, safe


def denied(cluster: Cluster, wanted: Sequence[Request]) -> tuple[str, ...]:
    """What is missing to make these changes, in RBAC's words; empty where all may be done. Raises ClusterError."""
    needed = {
        ("create" if each.before is None else "patch", each.kind.group_version, each.kind.plural, each.namespace)
        for each in wanted
    }
    return tuple(_refused(cluster, sorted(needed)))


def _refused(cluster: Cluster, needed: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    for verb, group_version, resource, namespace in needed:
        group = group_version.rpartition("/")[0]
        attributes = {"verb": verb, "group": group, "resource": resource, "namespace": namespace}
        review = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": attributes},
        }
        answer = cluster.send("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)
        if mapping(answer.get("status")).get("allowed") is not True:
            full = f"{resource}.{group}" if group else resource
            yield _("You may not {verb} {resource} in {namespace}").format(
                verb=verb, resource=full, namespace=safe(namespace)
            )
