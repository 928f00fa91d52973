"""What the review says of a plan for a cluster: who owns the objects, and what is saved instead of applied."""

from textual.content import Content

from wizard.live import LiveManifest
from wizard.ownership import owners
from wizard.plan import Plan
from wizard.wording import _, safe
from wizard.wording.owners import sentence

CHANGED = 3
"""Owners that are named one by one."""


def owner_lines(plan: Plan) -> list[Content]:
    """Who else writes these objects, and where a change would be undone."""
    told: dict[str, None] = {}
    for id in plan.changed_ids:
        manifest = plan.inventory.manifests[id.origin]
        if isinstance(manifest, LiveManifest):
            told |= dict.fromkeys(sentence(each) for each in owners(manifest.live) if each.undoes)
    found = [Content.styled(safe(each), "$text-warning") for each in list(told)[:CHANGED]]
    if found:
        found.append(Content(_("o saves a manifest, P a patch, for the place where it is kept.")))
    return found
