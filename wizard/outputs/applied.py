"""`surefoot fix --apply`: show what the server makes of the plan, ask, change the cluster, and say what stands."""

import sys
from collections.abc import Sequence
from dataclasses import replace

from wizard.cluster.applying import Answer, Applied, apply, described, rehearse, requests, restarted, stands
from wizard.cluster.connection import Cluster
from wizard.cluster.overtaking import Overtaken
from wizard.errors import WizardError
from wizard.model.ownership import owners
from wizard.outputs.written import ready
from wizard.planning.diff import unified
from wizard.planning.kept import Restored, kept, restored
from wizard.planning.plan import Plan
from wizard.sources.live import LiveManifest
from wizard.wording import _, clauses, ngettext, safe
from wizard.wording.owners import sentence


def planned_again(plan: Plan, found: Overtaken) -> Restored:
    """The same choices on the cluster as somebody else has left it."""
    return restored(Plan(found.inventory), kept(plan))


def plan_after(plan: Plan, done: Applied) -> Plan:
    """The plan to go on from: the cluster as it stands now, without the choices that are carried out."""
    manifests = {each.manifest.origin: each.manifest for each in done.sent}
    inventory = replace(plan.inventory, manifests={**plan.inventory.manifests, **manifests})
    return restored(Plan(inventory), kept(replace(plan, choices={}, mends=frozenset()))).plan


def apply_asked(cluster: Cluster, plan: Plan, *, yes: bool) -> int:
    """Rehearse, print the server's answer as a diff, ask unless `yes`, apply. The exit code of the process.

    Raises ClusterError before anything is changed; a refusal in the middle is said and gives 2.
    """
    ready(plan)
    wanted = requests(plan)
    if not wanted:
        print(_("nothing to change"))
        return 0
    answers = rehearse(cluster, plan)
    for each in answers:
        print("\n".join(map(safe, unified(each.change).split("\n"))), end="")
    for line in (*summary(cluster, answers), *undone_where(plan)):
        print(line, file=sys.stderr)
    if not yes and not _agreed():
        print(_("nothing was changed"), file=sys.stderr)
        return 2
    done = apply(cluster, plan, wanted)
    return _told(done)


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


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise WizardError(_("nobody can be asked here; pass --yes to apply without a question"))
    print(_("Apply? [y/N] "), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _told(done: Applied) -> int:
    for line in described(done.sent):
        print(line)
    if done.refused is None:
        return 0
    print(f"{done.refused.error}\n{stands(done)}", file=sys.stderr)
    return 2
