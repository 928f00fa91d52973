"""What a step says of a workload besides its form: where it stands, what is there now, what is risky."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from screens.terminal import signs
from screens.widgets.step_tabs import Step
from wizard.checks import Mistake, Severity
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Practice, Status, decides
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Path
from wizard.wording import _, also_read, clauses, labelled, ngettext, safe
from wizard.wording import practices as words
from wizard.wording.mistakes import reason, sentence

_LOOKS = {Severity.ERROR: "$text-error", Severity.WARNING: "$text-warning", Severity.INFO: "$foreground-muted"}
_ORDER = tuple(_LOOKS)


@dataclass(frozen=True)
class StepWords:
    """One practice of one workload in a plan, in words."""

    plan: Plan
    id: ObjectId
    practice: Practice[Any]

    @property
    def place(self) -> str:
        """`shop.yaml > shop/web  Deployment`."""
        workload = self.plan.before(self.id)
        name = "/".join(filter(None, (workload.namespace, workload.name)))
        if self.plan.inventory.manifests[self.id.origin].is_live:
            return f"{name}  {workload.kind}"
        beside = also_read(len(self.plan.inventory.neighbours))
        return f"{self.id.origin}{beside} > {name}  {workload.kind}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """The tabs: how each practice stands as chosen."""
        return (*map(self._step, PRACTICES), Step(_("Review")))

    def _step(self, practice: Practice[Any]) -> Step:
        skipped = (self.id, practice.key) in self.plan.skipped
        status = self.plan.standing(self.id, practice).status
        return Step(words.name(practice.key), status, _("skipped") if skipped else "")

    @property
    def state(self) -> Content:
        """How the practice stood when the workload was loaded."""
        if (self.id, self.practice.key) in self.plan.skipped:
            return Content(_("skipped"))
        return signs.shown(self.plan.standing_before(self.id, self.practice).status, now=True)

    @property
    def now(self) -> Content:
        """What was there when it was loaded, and where."""
        standing = self.plan.standing_before(self.id, self.practice)
        if standing.status is Status.NOT_APPLICABLE:
            return _now(reason(standing.reason), "")
        own, spot = self._own, self._spot()
        if own:
            more = f" (+{len(own) - 1})" if len(own) > 1 else ""
            said = f"{sentence(own[0].id, own[0].values)}{more}"
        else:
            present = self.practice.present(self.plan.before(self.id))
            given = () if present is None else _stated(self.practice.words(present))
            said = safe(" ".join(given).replace("--", "")) or _("as it should be")
        return _now(said, self._where(*spot) if spot else "")

    @property
    def line(self) -> int:
        """The line of the workload's file that `now` speaks of, else the first of the workload."""
        spot = self._spot()
        id, path = spot if spot and spot[0].origin == self.id.origin else (self.id, ())
        return self._line(id, path)

    @property
    def _own(self) -> list[Mistake]:
        judged = self.plan.judged(self.plan.before(self.id))
        return [each for each in judged if each.practice == self.practice.key and decides(each)]

    def _spot(self) -> tuple[ObjectId, Path] | None:
        own = self._own
        return (own[0].object, own[0].path) if own else self._found()

    def _found(self) -> tuple[ObjectId, Path] | None:
        """Where the practice's own fields stand: the innermost, which others share least."""
        loaded = self.plan.before(self.id)
        near = [(each.id, each.data) for each in (*loaded.budgets, *loaded.autoscalers)]
        found = []
        for kind, pattern in self.practice.owns:
            # A field that any kind has is looked for in the workload alone.
            for id, data in [(loaded.id, loaded.data)] if kind == "*" else near:
                if kind in {"*", data.get("kind")} and (path := _first(data, pattern)) is not None:
                    found.append((id, path))
        return max(found, key=lambda each: len(each[1]), default=None)

    def _line(self, id: ObjectId, path: Path) -> int:
        return self.plan.inventory.manifests[id.origin].position(id, path).line

    def _where(self, id: ObjectId, path: Path) -> str:
        line = self._line(id, path)
        if id.origin == self.id.origin:
            return _("line {line}").format(line=line)
        return _("line {line} of {file}").format(line=line, file=safe(id.origin))

    def risks(self, mend: str) -> list[Content]:
        """What is doubtful as chosen, the most severe first; `mend` says behind that which key avoids it."""
        found = sorted(self.plan.risks(self.id, self.practice), key=lambda each: _ORDER.index(each.severity))
        told = [_risk(each) for each in found]
        return [told[0] + Content.styled(mend and f" {mend}", "bold"), *told[1:]] if told else []


def _stated(words: Sequence[str]) -> Iterator[str]:
    """The words of a choice without the options that leave a field alone."""
    for word, behind in zip(words, (*words[1:], ""), strict=True):
        if word != "keep" and behind != "keep":
            yield word


def chosen(plan: Plan) -> str:
    """How much was chosen so far, for all workloads."""
    count = sum(map(len, plan.choices.values()))
    return ngettext("{count} choice", "{count} choices", count).format(count=count) if count else ""


def _now(said: str, where: str) -> Content:
    return Content.assemble(
        (_("now: "), "$foreground-muted"), said, (where and clauses(("", where)), "$foreground-muted")
    )


def _risk(mistake: Mistake) -> Content:
    said = sentence(mistake.id, mistake.values)
    return Content.assemble((labelled(words.severity(mistake.severity)), _LOOKS[mistake.severity]), said)


def _first(data: object, pattern: Path) -> Path | None:
    """The first path that fits the pattern, in which `*` stands for any key or index."""
    if not pattern:
        return ()
    inside: Iterable[tuple[str | int, object]] = ()
    if isinstance(data, Mapping):
        inside = data.items()
    elif isinstance(data, list):
        inside = enumerate(data)
    for step, value in inside:
        if pattern[0] in {"*", step} and (rest := _first(value, pattern[1:])) is not None:
            return (step, *rest)
    return None
