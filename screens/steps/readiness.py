"""The readiness step: how one knows that a container can answer. An empty path stays a question."""

import shlex
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from screens.steps.step import StepScreen
from screens.terminal.background import Asked, ask
from screens.walk import walk
from screens.widgets.field_row import FieldRow, short_number
from screens.widgets.fields import Field, NumberField, TextField
from screens.widgets.headers_field import HeadersField
from screens.widgets.key_bar import KeyBar
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.radio_row import Answer, RadioRow
from wizard.cluster.trying import Tried, try_probe
from wizard.errors import WizardError
from wizard.model.probing import candidate, likely_port, speaks_no_tcp
from wizard.model.workload import Container, Workload
from wizard.practices.practice import Practice, Question
from wizard.practices.readiness import READINESS
from wizard.practices.readiness_choice import SLOW_START, SUGGESTED, TIMINGS, ProbeChoice, ReadinessChoice, Timing
from wizard.practices.readiness_edits import start_probe, starts_in
from wizard.wording import _, listed, safe


class ReadinessScreen(StepScreen[ReadinessChoice]):
    """One container at a time; the others keep what was said of them."""

    practice: ClassVar[Practice[ReadinessChoice]] = READINESS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "try_it", _("Try it"), id="readiness.try", tooltip=_("Ask a running pod of the cluster now")),
    ]
    _asked: Asked | None = None
    _tried: Content | None = None
    """What a running pod answered to the probe as it stands in the form."""

    @property
    def _containers(self) -> tuple[Container, ...]:
        served = self.workload.served
        return served + tuple(each for each in self.workload.running if each not in served)

    @property
    def _container(self) -> Container:
        picked = self.query("#container").first(RadioRow).value if self.query("#container") else None
        return next((each for each in self._containers if each.name == picked), self._containers[0])

    def _probe(self, container: Container) -> ProbeChoice | None:
        probes = self.choice.probes if self.choice else ()
        return next((each for each in probes if each.container == container.name), None)

    def form(self) -> Iterable[Widget]:
        first = self._containers[0]
        probe = self._probe(first)
        if len(self._containers) > 1:
            named = [Answer(each.name, safe(each.name)) for each in self._containers]
            yield RadioRow(_("Container"), named, first.name, id="container")
        kinds = {"httpGet": "HTTP", "tcpSocket": "TCP", "grpc": "gRPC", "exec": "exec"}
        answers = [Answer(kind, said) for kind, said in kinds.items()]
        yield RadioRow(_("Ask by"), answers, _handler(first, probe), id="kind")
        yield TextField(_("Path"), probe.path if probe else "", box=26, kube="httpGet.path", id="path")
        yield TextField(
            _("Command"), shlex.join(probe.command) if probe else "", box=34, kube="exec.command", id="command"
        )
        yield TextField(_("Port"), str(self._port(first, probe)), box=12, hint=_ports(first), kube="port", id="port")
        yield HeadersField(_("Headers"), probe.headers if probe else (), kube="httpHeaders", id="headers")
        timing = probe.timing if probe else SUGGESTED
        yield FieldRow(
            _("Timing"),
            short_number("period", _("every"), timing.period, 1),
            short_number("timeout", _("s, within"), timing.timeout, 1),
            after=_("s"),
            id="timing",
        )
        yield NumberField(_("Fails at"), timing.failures, minimum=1, optional=True, box=4, id="failures")
        yield FieldRow(
            _("Start"),
            short_number("initial_delay", _("wait"), timing.initial_delay, 0),
            short_number("start", _("s, starts in"), self._start(probe), 0),
            after=_("s; a startupProbe if slow"),
            id="starting",
        )

    def _port(self, container: Container, probe: ProbeChoice | None) -> int | str:
        if probe is not None:
            return probe.port if probe.port is not None else ""
        found = likely_port(container, self.workload)
        return "" if found is None else found

    def _typed(self, name: str) -> str:
        return self.query_one(f"#{name}", TextField).line.text.strip()

    def _count(self, name: str) -> int | None:
        value = self.query_one(f"#{name}", NumberField).value
        return value if isinstance(value, int) else None

    @property
    def _kind(self) -> str:
        return self.query_one("#kind", RadioRow).value or "httpGet"

    def asks(self, question: Question) -> str:
        if question.id == "probe-without-tcp":
            return _("Probes ask over TCP, and its ports are not. Ask by exec, or by TCP at another port.")
        return _("Which path answers 200 when it can take requests? Type it above, or ask by TCP.")

    def read(self) -> ReadinessChoice | None:
        kind, port = self._kind, self._typed("port")
        asks_path = kind == "httpGet"
        if (asks_path and not self._typed("path")) or (kind == "exec" and not self._typed("command")):
            return None
        probe = ProbeChoice(
            container=self._container.name,
            handler=kind,
            port=None if kind == "exec" else int(port) if port.isdecimal() else port,
            path=self._typed("path") if asks_path else "",
            headers=(self.query_one("#headers", HeadersField).value or ()) if asks_path else (),
            command=_command(self._typed("command")) if kind == "exec" else (),
            timing=Timing(**{name: self._count(name) for name in TIMINGS}),
        )
        others = tuple(
            each for each in (self.choice.probes if self.choice else ()) if each.container != probe.container
        )
        order = [each.name for each in self.workload.running]
        return ReadinessChoice(tuple(sorted((*others, probe), key=lambda each: order.index(each.container))))

    def fill(self, choice: ReadinessChoice | None) -> None:
        container = self._container
        probe = next((each for each in (choice.probes if choice else ()) if each.container == container.name), None)
        self.query_one("#kind", RadioRow).choose(_handler(container, probe))
        self.query_one("#path", TextField).put(probe.path if probe else "")
        self.query_one("#command", TextField).put(shlex.join(probe.command) if probe else "")
        self.query_one("#port", TextField).put(str(self._port(container, probe)))
        self.query_one("#port", TextField).suggest(_ports(container))
        self.query_one("#headers", HeadersField).put(probe.headers if probe else ())
        timing = probe.timing if probe else SUGGESTED
        for name, value in vars(timing).items():
            self.query_one(f"#{name}", NumberField).put("" if value is None else str(value))
        start = self._start(probe)
        self.query_one("#start", NumberField).put("" if start is None else str(start))

    def _start(self, probe: ProbeChoice | None) -> int | None:
        return starts_in(probe, self.workload) if probe else self.workload.facts.start_seconds

    def on_field_changed(self, event: Field.Changed) -> None:
        if event.field.id == "start" and event.error is None:
            seconds = event.value if isinstance(event.value, int) else None
            self.plan = self.plan.know(self.workload_id, replace(self.workload.facts, start_seconds=seconds))
        super().on_field_changed(event)
        if event.field.id == "start" and self.choice is None:
            walk(self).keep(self.plan)  # the answer stands while the probe itself is still a question

    def on_radio_row_changed(self, event: RadioRow.Changed) -> None:
        if event.row.id == "container":
            # Another container is another form, not another answer.
            event.stop()
            self.fill(self.choice)
            self.adapt()
        else:
            super().on_radio_row_changed(event)

    def adapt(self) -> None:
        kind = self._kind
        for row in ("#path", "#headers"):
            self.query_one(row).display = kind == "httpGet"
        self.query_one("#command").display = kind == "exec"
        self.query_one("#port").display = kind != "exec"
        self.query_one("#path", TextField).suggest(self._candidate())
        period, failures = self._count("period") or 10, self._count("failures") or 3
        after = _("failures: out of rotation after {seconds} s").format(seconds=period * failures)
        self.query_one("#failures", NumberField).suggest(after)
        notes = [Content.styled(each, "$foreground-muted") for each in self._notes()]
        self.query_one("#notes", Paragraphs).show([*([self._tried] if self._tried else []), *notes])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "try_it":
            return walk(self).live is not None and (None if self.why_not(action) else True)
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str | None:
        if action == "try_it" and self.is_mounted and self._kind != "httpGet":
            return _("Only HTTP can be asked through the API server")
        return super().why_not(action)

    def action_try_it(self) -> None:
        live, workload = walk(self).live, self.workload
        try:
            choice = self.read()
        except WizardError as error:
            self.query_one(KeyBar).tell(str(error))
            return
        probe = next(
            (each for each in (choice.probes if choice else ()) if each.container == self._container.name), None
        )
        if live is None or probe is None:
            self.query_one(KeyBar).tell(_("Give a path first"))
            return
        if self._asked is not None:
            self._asked.leave()
        self._show_tried(Content.styled(_("asking a running pod"), "$foreground-muted"))
        cluster = live.cluster
        self._asked = ask(self, lambda _: try_probe(cluster, workload, probe), self._was_tried, self._not_tried)

    def _was_tried(self, tried: Tried) -> None:
        self._show_tried(Content.styled(tried.words, "$text-success" if tried.passes else "$text-error"))

    def _not_tried(self, error: WizardError) -> None:
        self._show_tried(Content.styled(str(error), "$text-error"))

    def _show_tried(self, words: Content) -> None:
        self._tried = words
        self.adapt()

    def _candidate(self) -> str:
        found = candidate(self._container)
        if found is None or not found.path:
            return ""
        return _("{path} is asked by its {source}").format(path=safe(found.path), source=found.source)

    def _notes(self) -> Iterable[str]:
        probe = self._probe(self._container)
        starting = start_probe(probe, starts_in(probe, self.workload)) if probe else None
        if starting is not None:
            yield _("A startupProbe of {failures} x {period} s is added for the slow start.").format(
                failures=starting["failureThreshold"], period=starting["periodSeconds"]
            )
        elif (self._count("start") or 0) <= SLOW_START:
            yield _("A start of more than {seconds} s gets a startupProbe.").format(seconds=SLOW_START)

    def picture(self, before: Workload, after: Workload) -> list[Content]:
        from screens.steps.end_picture import starts, update  # noqa: PLC0415  # it comes after the first paint

        return [*starts(before, after), *update(before, after, self.others)]


def _handler(container: Container, probe: ProbeChoice | None) -> str:
    if probe is not None:
        return probe.handler
    return "exec" if speaks_no_tcp(container) else "httpGet"


def _ports(container: Container) -> str:
    named = [" ".join(str(each[key]) for key in ("name", "containerPort") if each.get(key)) for each in container.ports]
    return _("declared: {ports}").format(ports=listed(named)) if named else ""


def _command(words: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(words))
    except ValueError as error:
        raise WizardError(_("the command has an open quote; close it")) from error
