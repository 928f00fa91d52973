"""Readiness: send no request to a pod that cannot answer it. A probe path is never invented."""

import copy

from wizard.checks.check import Mistake
from wizard.checks.starting import impatient
from wizard.model.patience import patience
from wizard.model.probing import has_port, speaks_no_tcp
from wizard.model.shapes import mapping, mappings
from wizard.model.versions import knows
from wizard.model.workload import Container, Workload
from wizard.practices.practice import Edited, Given, Option, Question, risk
from wizard.practices.readiness_choice import ProbeChoice, ReadinessChoice
from wizard.practices.readiness_edits import (
    candidate_probe,
    present_probe,
    set_probe,
    start_probe,
    starts_in,
)
from wizard.practices.readiness_words import read, spelled
from wizard.text.yamldata import Path
from wizard.wording import mark
from wizard.wording.practices import Words


class Readiness:
    """readinessProbe and startupProbe."""

    key = "readiness"
    said = Words(
        mark("Readiness"),
        mark("READY"),
        mark("How do we know that {name} can take requests?"),
        mark(
            "Without a probe a container gets requests from its first moment, before it listens. "
            "A probe also takes a copy out of rotation while it cannot answer."
        ),
    )
    sentences = {
        "tcp-proves-little": mark("an open port is not yet an answer: HTTP or gRPC proves more"),
        "grpc-needs-health-service": mark("the server must speak the gRPC health protocol, without TLS"),
        "killed-while-starting": mark(
            "{container} is killed after {patience} s of {probe}, and a start takes {start} s: give it longer"
        ),
        "port-name-unknown": mark("{container} declares no port named {port}"),
    }
    options = (
        Option(
            "--readiness",
            "PROBE",
            mark("[CONTAINER=]http:/path:port, tcp:port, grpc:port or exec:command"),
            repeat=True,
        ),
        Option("--header", "NAME:VALUE", mark("a header that the HTTP probe sends"), repeat=True),
        Option(
            "--probe-timing",
            "D,P,T,F",
            mark("initial delay, period, timeout (seconds) and failures; _ for unset"),
            repeat=True,
        ),
        Option("--start-seconds", "S", mark("how long a start may take; a slow one gets a startupProbe"), repeat=True),
    )
    owns: tuple[tuple[str, Path], ...] = tuple(
        ("*", ("spec", "template", "spec", field, "*", probe))
        for field in ("containers", "initContainers")
        for probe in ("readinessProbe", "startupProbe")
    )

    def not_applicable(self, workload: Workload) -> str:
        return "" if workload.served else "no-ports"

    def present(self, workload: Workload) -> ReadinessChoice | None:
        probes = tuple(probe for each in workload.running if (probe := present_probe(each)))
        return ReadinessChoice(probes) if probes else None

    def suggest(self, workload: Workload) -> ReadinessChoice | Question:
        """FACTS 6d: only what the manifest itself gives reason for."""
        probes = []
        for container in workload.served:
            probe = present_probe(container) or candidate_probe(container, workload)
            if probe is None and not mapping(container.data.get("readinessProbe")):
                asked = "probe-without-tcp" if speaks_no_tcp(container) else "probe-path"
                return Question(asked, "--readiness")
            if probe is not None:
                probes.append(probe)
        return ReadinessChoice(tuple(probes))

    def edits(self, choice: ReadinessChoice, workload: Workload) -> Edited:
        data = copy.deepcopy(dict(workload.data))
        pod = mapping(data.get("spec"), "template", "spec")
        containers = (*mappings(pod.get("containers")), *mappings(pod.get("initContainers")))
        for probe in choice.probes:
            for container in containers:
                if container.get("name") == probe.container:
                    set_probe(container, probe, starts_in(probe, workload))
        return Edited({workload.id: data}) if data != workload.data else Edited()

    def risks(self, choice: ReadinessChoice, workload: Workload) -> tuple[Mistake, ...]:
        found = []
        for probe in choice.probes:
            container = next((each for each in workload.running if each.name == probe.container), None)
            if container is None:
                continue
            if probe.handler == "tcpSocket":
                found.append(risk("tcp-proves-little", self.key, workload))
            if probe.handler == "grpc" and knows(workload.version, "grpc-probe"):
                found.append(risk("grpc-needs-health-service", self.key, workload))
            found += self._impatient(probe, container, workload)
            if not has_port(container, probe.port):
                found.append(
                    risk("port-name-unknown", self.key, workload, port=str(probe.port), container=container.name)
                )
        return tuple(found)

    def _impatient(self, probe: ProbeChoice, container: Container, workload: Workload) -> list[Mistake]:
        """The probe that gives up before a start of the length told is over."""
        start = starts_in(probe, workload)
        limit = patience(container)
        added = limit is not None and limit.probe != "startupProbe" and start_probe(probe, start) is not None
        if start is None or added:
            return []
        values = impatient(container, start, told=True)
        return [risk("killed-while-starting", self.key, workload, **values)] if values else []

    def words(self, choice: ReadinessChoice) -> tuple[str, ...]:
        return spelled(choice)

    def choice(self, given: Given, workload: Workload) -> ReadinessChoice | Question:
        suggested = self.suggest(workload)
        if "readiness" not in given and isinstance(suggested, Question):
            return suggested
        kept = () if isinstance(suggested, Question) else suggested.probes
        return read(given, kept, workload)

    def portable(self, choice: ReadinessChoice, workload: Workload) -> ReadinessChoice | None:
        """Every probe names a container and a port, so nothing is copied."""
        return None


READINESS = Readiness()
