"""The spread step: which failure to survive, how firmly, with how many copies."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from screens.steps import spread_notes as notes
from screens.steps.pictured import Object
from screens.steps.step import StepScreen
from screens.widgets.fields import Field, NumberField, TextField
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.radio_row import UNKNOWN, Answer, RadioRow
from wizard.checks import Severity
from wizard.errors import WizardError
from wizard.model.autoscaling import minimum_field
from wizard.model.places import places
from wizard.model.topology import PLACEMENT, placement_labels
from wizard.model.workload import Workload
from wizard.practices.failover import UNTOLD, noticed_after, suggested_toleration
from wizard.practices.practice import Practice
from wizard.practices.spread import SPREAD
from wizard.practices.spread_choice import FORMS, LEVELS, SpreadChoice
from wizard.practices.spread_rules import deciding, firm_levels
from wizard.practices.spread_suggested import asks_for_less
from wizard.wording import _

if TYPE_CHECKING:
    from screens.steps.breaking import Broken
    from wizard.model.capacity import Capacity


class SpreadScreen(StepScreen[SpreadChoice]):
    """Level, rule, form and replicas; the placement set's label where one is chosen."""

    practice: ClassVar[Practice[SpreadChoice]] = SPREAD
    _capacity: "Capacity | None" = None
    """What the pods of the cluster leave for this workload; None until that is known."""
    BINDINGS: ClassVar[list[BindingType]] = [
        # The picture names both keys.
        Binding("h", "break('host')", _("Break a host"), show=False, tooltip=_("Lose a host, then the next")),
        Binding("z", "break('zone')", _("Break a zone"), show=False, tooltip=_("Lose a zone, then the next")),
    ]
    _broken: "Broken | None" = None
    _wishes = False
    """Whether the failover is being typed, which decides the toleration."""
    _ruled = False
    """Whether a person has said how firm the rule shall be."""

    def form(self) -> Iterable[Widget]:
        choice = self.choice or SpreadChoice("none")
        self._ruled = self.practice.key in self.plan.choices.get(self.workload_id, {})
        said = {
            "none": _("none"),
            "host": _("host"),
            "zone": _("zone"),
            "region": _("region"),
            "placement": _("placement set"),
        }
        yield RadioRow(
            _("Level"), [Answer(level, said[level]) for level in LEVELS], choice.level, kube="topologyKey", id="level"
        )
        yield RadioRow(
            _("Rule"),
            [Answer("preferred", _("preferred")), Answer("strict", _("strict"))],
            "strict" if choice.strict else "preferred",
            kube="whenUnsatisfiable",
            id="rule",
        )
        yield RadioRow(
            _("Form"),
            [
                Answer(FORMS["spread"], _("topology spread")),
                Answer(FORMS["anti-affinity"], _("pod anti-affinity")),
            ],
            choice.form,
            id="shape",
        )
        yield TextField(_("Label"), self._label(choice), box=30, kube="nodeAffinity key", id="label")
        yield TextField(
            _("Values"), ",".join(choice.placement_values), box=30, hint=_("by commas"), kube="values", id="values"
        )
        yield NumberField(
            _("Replicas"),
            choice.replicas or self.workload.fewest,
            minimum=1,
            maximum=10000,
            kube=self._counted(),
            id="replicas",
        )
        facts = self.workload.facts
        sure = {UNKNOWN: _("not known"), "none": _("nothing"), **{key: said[key] for key in ("host", "zone", "region")}}
        yield RadioRow(
            _("For sure"),
            [Answer(key, words) for key, words in sure.items()],
            facts.survive or UNKNOWN,
            kube=_("decides the rule"),
            id="survive",
        )
        yield NumberField(
            _("Failover"),
            facts.failover_seconds,
            maximum=86400,
            optional=True,
            after=_("s"),
            kube="tolerationSeconds",
            id="failover",
        )

    def look(self, pods: Sequence[Object]) -> tuple[Object, ...]:
        from wizard.model.capacity import capacity  # noqa: PLC0415  # files need none of it

        self._capacity = capacity(self.workload, pods)
        return super().look(pods)

    def seen(self, found: tuple[Object, ...]) -> None:
        super().seen(found)
        self.adapt()

    def _label(self, choice: SpreadChoice) -> str:
        """The label chosen, else the one of the nodes that looks most like a placement batch."""
        if choice.level == "placement" or self.workload.topology is None:
            return choice.placement_label
        return next(iter(placement_labels(self.workload.topology)), choice.placement_label)

    def _counted(self) -> str:
        scaler = self.workload.autoscaler
        return minimum_field(scaler.data) if scaler else "replicas"

    @property
    def _level(self) -> str:
        return self.query_one("#level", RadioRow).value or "none"

    def read(self) -> SpreadChoice | None:
        values = self.query_one("#values", TextField).line.text
        count = self.query_one("#replicas", NumberField).value
        label = self.query_one("#label", TextField).line.text.strip()
        placed = self._level == "placement"
        choice = SpreadChoice(
            level=self._level,
            strict=self._level != "none" and self.query_one("#rule", RadioRow).value == "strict",
            form=self.query_one("#shape", RadioRow).value or FORMS["spread"],
            replicas=count if isinstance(count, int) and count != self.workload.fewest else None,
            placement_label=label if placed else PLACEMENT,
            placement_values=tuple(each.strip() for each in values.split(",") if each.strip()) if placed else (),
            tolerate=self._tolerated(),
        )
        # What the form shows unasked is never weaker than what is there: whoever answers less means it.
        return replace(choice, weaken=asks_for_less(choice, self.workload))

    def _tolerated(self) -> int | None:
        """As chosen, else what the wish for a fast failover asks for."""
        kept = self.choice.tolerate if self.choice else None
        return suggested_toleration(self.workload) if self._wishes else kept

    def on_radio_row_changed(self, event: RadioRow.Changed) -> None:
        if event.row.id == "survive":
            event.stop()
            event.prevent_default()  # else the handler of StepScreen runs too and takes the suggestion for an answer
            self.learn(survive=None if event.value == UNKNOWN else event.value)
            return
        if event.row.id == "level":
            self._follow(event.value)
        self._ruled = self._ruled or event.row.id == "rule"
        super().on_radio_row_changed(event)

    def _follow(self, level: str) -> None:
        """Show how firm the rule of a level is, until somebody says how firm it shall be."""
        suggested = SPREAD.suggest(self.workload)
        strict = "host" if level == "placement" else level
        firm = strict in firm_levels(self.workload) or (suggested.level == level and suggested.strict)
        if not self._ruled:
            self.query_one("#rule", RadioRow).choose("strict" if firm else "preferred")

    def on_field_changed(self, event: Field.Changed) -> None:
        if event.field.id == "failover" and event.error is None:
            self.plan = self.plan.know(
                self.workload_id,
                replace(self.workload.facts, failover_seconds=event.value if isinstance(event.value, int) else None),
            )
            self._wishes = True
        super().on_field_changed(event)
        self._wishes = False

    def fill(self, choice: SpreadChoice | None) -> None:
        chosen = choice or SpreadChoice("none")
        self.query_one("#level", RadioRow).choose(chosen.level)
        self.query_one("#rule", RadioRow).choose("strict" if chosen.strict else "preferred")
        self.query_one("#shape", RadioRow).choose(chosen.form)
        self.query_one("#replicas", NumberField).put(str(chosen.replicas or self.workload.fewest))
        self.query_one("#label", TextField).put(self._label(chosen))
        self.query_one("#values", TextField).put(",".join(chosen.placement_values))
        self.query_one("#survive", RadioRow).choose(self.workload.facts.survive or UNKNOWN)
        wished = self.workload.facts.failover_seconds
        self.query_one("#failover", NumberField).put("" if wished is None else str(wished))

    def adapt(self) -> None:
        for row in ("#rule", "#shape"):
            self.query_one(row).display = self._level != "none"
        for row in ("#label", "#values"):
            self.query_one(row).display = self._level == "placement"
        for row in ("#survive", "#failover"):
            # What must be prepared for a placement set needs their room.
            self.query_one(row).display = self._level != "placement"
        field = self.query_one("#replicas", NumberField)
        field.suggest(self._about_replicas(field.value))
        self.query_one("#failover", NumberField).suggest(self._about_failover())
        self.query_one("#notes", Paragraphs).show(self._notes())
        if self._level == "placement":
            # An answer that lacks its values takes no choice, and the picture must make room all the same.
            self.draw()

    def _about_replicas(self, count: object) -> str:
        if isinstance(count, int) and count > self.workload.fewest:
            return _("{count} now; three survive a failure during an update").format(count=self.workload.fewest)
        return ""

    def _about_failover(self) -> str:
        """What an answer would change: how long the pods of a dead node are missed."""
        if self.workload.kind == "StatefulSet":
            return _("a dead node keeps them till you act")
        seconds = noticed_after(self.workload.version) + UNTOLD
        return _("for a dead node's pods; empty: {seconds}").format(seconds=seconds)

    def _notes(self) -> list[Content]:
        if self._level == "placement":
            label = self.query_one("#label", TextField).line.text.strip() or PLACEMENT
            told = notes.of_placement(self.workload, label, self.query_one("#values", TextField).line.text)
        else:
            count, after = self.query_one("#replicas", NumberField).value, self.shown.workload(self.workload_id)
            copies = count if isinstance(count, int) else None
            told = notes.of_spread(self.workload, after, self._level, copies, self._capacity)
        return [Content.styled(each, "$foreground-muted") for each in told]

    def picture(self, before: Workload, after: Workload) -> list[Content]:
        from screens.steps.breaking import Broken  # noqa: PLC0415
        from screens.steps.spread_picture import picture  # noqa: PLC0415  # the simulator comes after the first paint

        tall = self.has_class("-tall")
        # What must be prepared for a placement set needs its room where the screen is low.
        if self._level == "placement" and not tall:
            return []
        return picture(before, after, self._broken or Broken(), self.room, tall=tall, others=self.others)

    def action_break(self, kind: str) -> None:
        """The place that hurts most, then the next, then none; outside text fields."""
        # More pods than can be played have no picture, and so nothing in it to break.
        with suppress(WizardError):
            from screens.steps.breaking import Broken  # noqa: PLC0415  # few break anything

            self._broken = (self._broken or Broken()).next(kind, self.shown.workload(self.workload_id), self.others)
        self.draw()

    def mended(self) -> SpreadChoice | None:
        """Fewer copies, where some find no place; else preferred, where a new strict rule may leave pods waiting."""
        choice, after = self.choice, self.shown.workload(self.workload_id)
        if choice is None:
            return None
        room = places(after)
        if choice.replicas is not None and room is not None and self.workload.fewest <= room < choice.replicas:
            return replace(choice, replicas=room if room > self.workload.fewest else None)
        if not choice.strict or deciding(choice) in firm_levels(self.workload):
            return None
        found = self.shown.risks(self.workload_id, self.practice)
        stuck = any(each.severity is Severity.ERROR or each.id == "strict-on-unknown-cluster" for each in found)
        return replace(choice, strict=False) if stuck else None
