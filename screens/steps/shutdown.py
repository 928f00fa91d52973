"""The shutdown step: one pod's end, from its last new request to the kill, and how an update goes about it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from screens.steps.step import StepScreen
from screens.widgets.field_row import FieldRow, short_number
from screens.widgets.fields import NumberField, TextField
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.radio_row import Answer, RadioRow, truth, truth_row, truth_word
from wizard.errors import WizardError
from wizard.model.pausing import stopping
from wizard.model.probing import pre_stop
from wizard.model.routes import MARGIN, route, traffic
from wizard.model.versions import SINCE, knows
from wizard.model.workload import Container, Workload
from wizard.practices.practice import Practice, Question
from wizard.practices.shutdown import SHUTDOWN
from wizard.practices.shutdown_choice import DRAIN, TRAFFIC, PreStop, ShutdownChoice
from wizard.practices.shutdown_hooks import asked_instead
from wizard.wording import _
from wizard.wording.routes import source


class ShutdownScreen(StepScreen[ShutdownChoice]):
    """Traffic path and work decide wait and grace; a number typed by hand stands."""

    practice: ClassVar[Practice[ShutdownChoice]] = SHUTDOWN

    @property
    def _container(self) -> Container:
        hooks = [hook.container for hook in self.choice.hooks] if self.choice else []
        ended = stopping(self.workload) or self.workload.containers
        return next((each for each in ended if each.name in hooks), ended[0])

    def _hook(self, choice: ShutdownChoice | None) -> PreStop | None:
        hooks = choice.hooks if choice else ()
        return next((each for each in hooks if each.container == self._container.name), None)

    def form(self) -> Iterable[Widget]:
        choice, hook = self.choice, self._hook(self.choice)
        said = {
            "none": _("none"),
            "service": _("Service"),
            "ingress": _("ingress"),
            "headless": _("headless"),
            "lb-nodes": _("LB by nodes"),
            "lb-local": _("LB, Local"),
            "lb-pods": _("LB to pods"),
        }
        yield RadioRow(_("Traffic"), [Answer(key, said[key]) for key in said], traffic(self.workload), id="traffic")
        yield FieldRow(
            _("Wait"),
            short_number("wait", "", hook.seconds if hook and hook.seconds else None, 1),
            short_number("work", _("s, then finish work in"), self._work, 0),
            after=_("s"),
            id="times",
        )
        grace = self._grace(choice)
        yield NumberField(
            _("Grace"), grace, minimum=1, box=4, after=_("s"), kube="terminationGracePeriodSeconds", id="grace"
        )
        too_old = (
            None
            if knows(self.workload.version, "sleep-action")
            else _("The sleep action works from Kubernetes {since} on").format(since=SINCE["sleep-action"])
        )
        yield RadioRow(
            _("preStop"),
            [
                Answer("sleep", _("sleep action"), too_old),
                Answer("exec", _("exec sleep")),
                Answer("http", _("HTTP")),
                Answer("keep", _("as it is")),
            ],
            self._form(hook),
            kube="preStop",
            id="by",
        )
        yield truth_row(
            _("Shell"),
            _("in the image"),
            _("none there"),
            self.workload.facts.shell,
            why=_("exec needs one"),
            id="shell",
        )
        yield TextField(_("Path"), hook.path if hook else "", box=26, kube="httpGet.path", id="path")
        yield TextField(_("Port"), str(hook.port) if hook else "", box=12, kube="httpGet.port", id="port")
        if self.workload.kind == "Deployment":
            yield FieldRow(
                _("Update"),
                short_number("surge", _("surge"), choice.max_surge if choice else None, 0, percent=True),
                short_number("unavailable", _("away"), choice.max_unavailable if choice else None, 0, percent=True),
                short_number("ready", _("ready"), choice.min_ready if choice else None, 0),
                after=_("s"),
                id="update",
            )

    def _form(self, hook: PreStop | None) -> str:
        """How the form opens: what does something else than wait stays until a person says otherwise."""
        return hook.form if hook else ("keep" if pre_stop(self._container) else "sleep")

    @property
    def _work(self) -> int:
        known = self.workload.facts.drain_seconds
        return DRAIN if known is None else known

    def _grace(self, choice: ShutdownChoice | None) -> int:
        return choice.grace if choice and choice.grace is not None else self.workload.grace_seconds

    def _count(self, name: str) -> int | None:
        value = self.query_one(f"#{name}", NumberField).value
        return value if isinstance(value, int) else None

    def _amount(self, name: str) -> int | str | None:
        return self.query_one(f"#{name}", NumberField).value if self.query(f"#{name}") else None

    def read(self) -> ShutdownChoice | None:
        form = self.query_one("#by", RadioRow).value or "sleep"
        wait = self._count("wait")
        hooks: tuple[PreStop, ...] = ()
        if asked := self._in_the_way(form, wait):
            raise WizardError(self.asks(asked))
        if wait is not None or form in {"http", "keep"}:
            port = self.query_one("#port", TextField).line.text.strip()
            path = self.query_one("#path", TextField).line.text.strip() if form == "http" else ""
            target = (int(port) if port.isdecimal() else port) if form == "http" else ""
            hooks = self._hooks(PreStop(self._container.name, form, wait or 0, path, target))
        grace = self._count("grace")
        return ShutdownChoice(
            hooks=hooks,
            grace=grace if grace != self.workload.grace_seconds else None,
            max_surge=self._amount("surge"),
            max_unavailable=self._amount("unavailable"),
            min_ready=self._count("ready") if self.query("#ready") else None,
        )

    def _in_the_way(self, form: str, wait: int | None) -> Question | None:
        """What to ask where a wait is wanted, and what the hook does cannot come behind it."""
        asked = asked_instead(self._container, self.workload)
        return asked if asked and (form == "exec" or (form == "keep" and wait)) else None

    def asks(self, question: Question) -> str:
        said = {
            "hook-by-http": _("preStop is an HTTP request, and no wait goes before it: let the application wait."),
            "hook-without-shell": _("A wait before what preStop does now needs a shell, and none is seen."),
        }[question.id]
        return f"{said} " + _("As it is, with no wait, keeps it; the sleep action replaces it.")

    def _hooks(self, shown: PreStop) -> tuple[PreStop, ...]:
        """The hook of the container shown; others wait as long, unless theirs does something else than wait."""
        hooks = {each.name: shown for each in stopping(self.workload)}
        for hook in self.choice.hooks if self.choice else ():
            waits = hook.form in {"sleep", "exec"} and shown.form in {"sleep", "exec"}
            hooks[hook.container] = shown if waits else hook
        hooks[shown.container] = shown
        return tuple(replace(hook, container=name) for name, hook in hooks.items())

    def fill(self, choice: ShutdownChoice | None) -> None:
        hook = self._hook(choice)
        self.query_one("#traffic", RadioRow).choose(traffic(self.workload))
        self.query_one("#work", NumberField).put(str(self._work))
        self.query_one("#wait", NumberField).put(str(hook.seconds) if hook and hook.seconds else "")
        self.query_one("#grace", NumberField).put(str(self._grace(choice)))
        self.query_one("#by", RadioRow).choose(self._form(hook))
        self.query_one("#shell", RadioRow).choose(truth_word(self.workload.facts.shell))
        self.query_one("#path", TextField).put(hook.path if hook else "")
        self.query_one("#port", TextField).put(str(hook.port) if hook else "")
        for name, value in self._updating(choice).items():
            self.query_one(f"#{name}", NumberField).put("" if value is None else str(value))

    def _updating(self, choice: ShutdownChoice | None) -> dict[str, int | str | None]:
        if not self.query("#update"):
            return {}
        said = choice or ShutdownChoice()
        return {"surge": said.max_surge, "unavailable": said.max_unavailable, "ready": said.min_ready}

    def adapt(self) -> None:
        form = self.query_one("#by", RadioRow).value
        for row in ("#path", "#port"):
            self.query_one(row).display = form == "http"
        # Only exec needs one: with the sleep action nobody need know.
        old = not knows(self.workload.version, "sleep-action")
        self.query_one("#shell").display = form == "exec" or (old and form != "keep")
        told = [self._sum()]
        if self.query("#update"):
            fields = "maxSurge, maxUnavailable, minReadySeconds"
            told.append(Content.styled(_("Update: {fields}; empty leaves it as it is.").format(fields=fields), "dim"))
        self.query_one("#notes", Paragraphs).show(told)

    def _sum(self) -> Content:
        wait, work = self._count("wait") or 0, self._count("work") or 0
        spare = (self._count("grace") or 0) - wait - work
        if spare < 0:
            said = _("Wait {wait} + work {work} is more than the grace: killed in its work.").format(
                wait=wait, work=work
            )
            return Content.styled(said, "$text-error")
        way = route(self.workload)
        said = _("Grace = wait {wait} + work {work} + {spare} to spare. The slowest route needs {route} s.").format(
            wait=wait, work=work, spare=spare, route=way.seconds
        )
        if way.source != "told":
            said = f"{said} ({source(way.told)})"
        return Content.styled(said, "$foreground-muted")

    def on_radio_row_changed(self, event: RadioRow.Changed) -> None:
        if event.row.id == "shell":
            event.stop()
            event.prevent_default()  # else the handler of StepScreen runs too and takes the suggestion for an answer
            self.learn(shell=truth(event.value))
            return
        if event.row.id == "traffic":
            self._learn(traffic=event.value)
        super().on_radio_row_changed(event)

    def on_field_changed(self, event: object) -> None:
        field = getattr(event, "field", None)
        if isinstance(field, NumberField) and field.id in {"work", "wait"}:
            if field.id == "work" and isinstance(field.value, int):
                self._learn(drain_seconds=field.value)
            self._fit_grace()
        super().on_field_changed(event)  # type: ignore[arg-type]

    def _learn(self, *, traffic: str | None = None, drain_seconds: int | None = None) -> None:
        """Take what a person said of the application, and what follows from it."""
        facts = self.workload.facts
        if traffic is not None:
            facts = replace(facts, traffic=traffic)
        if drain_seconds is not None:
            facts = replace(facts, drain_seconds=drain_seconds)
        self.plan = self.plan.know(self.workload_id, facts)
        if traffic is not None:
            wait = TRAFFIC[traffic]
            self.query_one("#wait", NumberField).put(str(wait) if wait else "")
            self._fit_grace()

    def mended(self) -> ShutdownChoice | None:
        """The sleep action, where the hook needs a shell that the image lacks."""
        native, lacks = knows(self.workload.version, "sleep-action"), self.workload.facts.shell is False
        if self.choice is None or not (native and lacks and any(each.form == "exec" for each in self.choice.hooks)):
            return None
        hooks = [replace(each, form="sleep") if each.form == "exec" else each for each in self.choice.hooks]
        return replace(self.choice, hooks=tuple(hooks))

    def _fit_grace(self) -> None:
        wait, work = self._count("wait") or 0, self._count("work") or 0
        loaded = self.plan.before(self.workload_id).grace_seconds
        self.query_one("#grace", NumberField).put(str(max(loaded, wait + work + MARGIN if wait else 0)))

    def picture(self, before: Workload, after: Workload) -> list[Content]:
        from screens.steps.end_picture import end, update  # noqa: PLC0415  # the simulator comes after the first paint

        return [*end(after, self.room), *update(before, after, self.others)]
