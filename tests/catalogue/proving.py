"""What the example of each check proves: it bites, a near miss does not, nor does it where too little is known."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from tests.catalogue.examples import found, ignorant, mended, plan, reread
from wizard.checks import CATALOGUE
from wizard.mends import MENDS
from wizard.outputs.explained import Page, page, pages
from wizard.planning.fixing import fix
from wizard.planning.judging import blocked

EXPLAINED = {
    15: "running-pods-still-collide: a risk of the spread step, no mistake of what is there",
    93: "schema-unknown-field and the other schema- ids: the server's schema",
}
"""Entries of the list of known mistakes that are no check of the catalogue."""

BY_PEOPLE = {
    # The step shows it and people decide: no value can be suggested that is surely right.
    *("no-readiness-probe", "probe-port-not-declared", "probe-needs-one-handler", "long-initial-delay"),
    *("liveness-asks-dependencies", "exec-readiness-freezes", "hook-needs-one-handler", "grace-too-long"),
    "timeout-longer-than-period",
    *("restarts-wait-too", "stateful-update-goes-one-by-one", "local-traffic-needs-longer-pause"),
    *("node-terms-are-alternatives", "pinned-to-one-value", "too-few-nodes-fit", "stateful-pod-stays-on-dead-node"),
    *("strict-key-missing-on-nodes", "key-missing-on-nodes"),
    *("topology-key-empty", "copies-share-one-volume", "volumes-bound-before-pods", "two-budgets-on-one-pod"),
    *("budget-on-one-replica", "one-replica", "spread-only-preferred", "more-replicas-than-hosts"),
    *("more-replicas-than-zones", "autoscaler-minimum-above-maximum", "exec-probe-has-one-second"),
    *("ordered-start-asks-for-quorum", "grace-longer-than-notice", "autoscaler-goes-to-zero"),
}


@dataclass(frozen=True)
class Proof:
    """What was shown of one check; each cell is what a person reads, `NO` where it failed."""

    id: str
    facts: str
    """Its numbers in the list of known mistakes."""
    fires: str
    near_miss: str
    lacks: str
    """What is not known, and then nothing is claimed; a dash where nothing has to be known."""
    mends: str
    """edit, step, or people decide; shown for the first two."""
    page: str


def proof(id: str) -> Proof:
    """Run the example of a check."""
    check = CATALOGUE[id]
    facts = ",".join(f"#{number}" for number in check.entries) or "-"
    if id not in pages():
        return Proof(id, facts, "NO", "NO", "NO", "NO", "NO")
    shown = page(id)
    before = plan(shown.before, shown.given)
    return Proof(
        id,
        facts,
        _said(id in found(before)),
        _said(id not in found(plan(shown.fine, shown.given)) and id not in found(plan(shown.after, shown.given))),
        _lacks(id, shown),
        _mends(id, shown),
        _said(bool(shown.text and shown.source)),
    )


def _said(true: bool, word: str = "yes") -> str:
    return word if true else "NO"


def _lacks(id: str, shown: Page) -> str:
    needs = CATALOGUE[id].needs
    if not needs:
        return "-"
    return _said(id not in found(ignorant(shown.before, needs)), ",".join(needs))


def _mends(id: str, shown: Page) -> str:
    before = plan(shown.before, shown.given)
    if id in MENDS:
        after = mended(before, id)
        return _said(bool(after.changes) and id not in found(reread(after)) and not blocked(after), "edit")
    if CATALOGUE[id].practice and id not in BY_PEOPLE:
        return _said(id not in found(reread(fix(before.inventory, {}).plan)), "step")
    return "people"


def rows() -> Iterator[Proof]:
    """The whole table, in the order of the catalogue."""
    return (proof(id) for id in CATALOGUE)


def lines(proofs: list[Proof]) -> Iterator[str]:
    """The table as text, the entries that are no check, and the sum."""
    heads = [field.name.upper().replace("_", " ") for field in fields(Proof)]
    table = [heads, *([str(getattr(each, field.name)) for field in fields(Proof)] for each in proofs)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
    yield ""
    yield from (f"#{number}  {said}" for number, said in EXPLAINED.items())
    covered = {number for check in CATALOGUE.values() for number in check.entries} | set(EXPLAINED)
    incomplete = sum("NO" in vars(each).values() for each in proofs)
    yield f"{len(covered)} of 96 known mistakes, {len(proofs)} checks, {incomplete} incomplete"
