"""`surefoot fix --apply`: show what the server makes of the plan, ask, change the cluster, and say what stands."""

import sys

from wizard.cluster.applying import Applied, apply, described, rehearse, stands
from wizard.cluster.connection import Cluster
from wizard.cluster.summary import summary, undone_where
from wizard.errors import WizardError
from wizard.outputs.written import ready
from wizard.planning.diff import unified
from wizard.planning.plan import Plan
from wizard.planning.sending import requests
from wizard.wording import _, safe


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
