"""What the review says of a plan for a cluster: where the change would be undone."""

from textual.content import Content

from wizard.cluster.summary import undone_where
from wizard.planning.plan import Plan
from wizard.wording import _

NAMED = 3
"""Owners that are named one by one."""


def owner_lines(plan: Plan) -> list[Content]:
    """Who else writes these objects, and what to do instead."""
    found = [Content.styled(each, "$text-warning") for each in undone_where(plan)[:NAMED]]
    if found:
        found.append(Content(_("o saves a manifest, P a patch, for the place where it is kept.")))
    return found
