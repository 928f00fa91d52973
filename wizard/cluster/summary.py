"""What an application is about to do, in sentences: where, what, who would undo it, which pods restart."""

from collections.abc import Sequence

from wizard.cluster.applying import Answer, restarted
from wizard.cluster.connection import Cluster
from wizard.model.ownership import owners
from wizard.planning.plan import Plan
from wizard.sources.live import LiveManifest
from wizard.wording import _, clauses, ngettext, safe
from wizard.wording.owners import sentence


def summary(cluster: Cluster, answers: Sequence[Answer]) -> tuple[str, ...]:
    """What is about to happen, where, and whether pods are restarted."""
    where = _("context {context} ({server})").format(
        context=safe(cluster.context) or _("of this pod"), server=safe(cluster.server)
    )
    what = clauses(
        (_("create {what}") if each.request.before is None else _("change {what}")).format(what=each.request.title)
        for each in answers
    )
    warnings = [_("the server warns: {said}").format(said=said) for each in answers for said in each.warnings]
    return where, what, restart_words(answers), *warnings


def undone_where(plan: Plan) -> tuple[str, ...]:
    """Where a change that is made only in the cluster would be undone, one sentence for each owner of the objects."""
    told: dict[str, None] = {}
    for id in plan.changed_ids:
        manifest = plan.inventory.manifests[id.origin]
        if isinstance(manifest, LiveManifest):
            told |= {sentence(each.tool, each.name, each.namespace): None for each in owners(manifest.live)}
    return tuple(told)


def restart_words(answers: Sequence[Answer]) -> str:
    """Whether pods are restarted, and how many."""
    count = restarted(answers)
    if not count:
        return _("no pod is restarted")
    return ngettext("this restarts {count} pod", "this restarts all {count} pods", count).format(count=count)
