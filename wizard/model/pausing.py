"""Which containers a pause before the end helps, and why there may be none: whom it would not save a request."""

import re
from typing import NamedTuple

from wizard.model.commands import program, rest, shell_script
from wizard.model.images import lacks, parts
from wizard.model.probing import pre_stop, pre_stop_command
from wizard.model.routes import traffic
from wizard.model.shapes import items, mapping, text
from wizard.model.volumes import starts_new_first
from wizard.model.workload import Container, Workload

FALLING_BACK = frozenset({"service", "lb-nodes", "lb-local"})
"""Ways that end in kube-proxy, which sends to pods that end but answer where no other is left (KEP-1669)."""


def stopping(workload: Workload) -> tuple[Container, ...]:
    """The main containers whose end takes a pod off the way of a request.

    A sidecar ends after the last main container (KEP-753): where one takes the traffic, what is behind it counts.
    """
    main = tuple(each for each in workload.served if each in workload.containers)
    if main or not workload.served:
        return main
    return tuple(each for each in workload.containers if each.ports) or workload.containers


def pausing(workload: Workload) -> tuple[Container, ...]:
    """The containers that should wait before they stop."""
    return () if why_none(workload) else tuple(each for each in stopping(workload) if not drains(each))


def proxies(workload: Workload) -> tuple[Container, ...]:
    """The proxies beside the program: they carry its traffic, though no Service names them, so they wait as long."""
    own = pausing(workload)
    return tuple(each for each in workload.containers if own and each not in own and _is_proxy(each))


def _is_proxy(container: Container) -> bool:
    image = parts(text(container.data.get("image"))).name
    return container.name in {"istio-proxy", "linkerd-proxy", "envoy", "envoy-sidecar"} or image in {"envoy", "proxyv2"}


def why_none(workload: Workload) -> str:
    """The id of the reason why no container should wait before it stops; empty where one should."""
    if not workload.served:
        return "no-ports"
    if workload.facts.traffic == "none":
        return "no-traffic"
    if workload.only_watched:
        return "only-watched"
    if not hands_over(workload):
        return "one-copy-shifts" if traffic(workload) in FALLING_BACK else "one-copy-grows"
    return "drains-itself" if all(map(drains, stopping(workload))) else ""


def hands_over(workload: Workload) -> bool:
    """Whether a second copy can take the requests of one that ends.

    One copy of a StatefulSet goes before its successor comes (statefulset controller), and so does one of Recreate or
    of an update that may take it first (deployment controller), or one whose volume its successor has to wait for.
    """
    return workload.kind == "DaemonSet" or workload.most != 1 or starts_new_first(workload)


class _Drain(NamedTuple):
    """How a proxy goes on taking requests for a while after SIGTERM."""

    image: str
    """A pattern of the end of its image's repository."""
    container: str
    """The name that its container always has; empty where it has none."""
    always: bool
    """Whether it does so without being told."""
    option: str
    """A pattern of the option that sets how long; what it takes is its first group."""


_DRAINS = (
    # pilot-agent drains gracefully for terminationDrainDuration, 5 s (istio pkg/envoy/agent.go, ProxyConfig).
    _Drain(r"proxyv2", "istio-proxy", always=True, option=""),
    # 45 s (zalando/skipper config, -wait-for-healthcheck-interval).
    _Drain(r"skipper(-internal)?", "", always=True, option=r"-?-wait-for-healthcheck-interval[= ](\S+)"),
    # 45 s (openshift/router pkg/cmd/infra/router/template.go, ROUTER_GRACEFUL_SHUTDOWN_DELAY).
    _Drain(r"(origin-|ose-|openshift-)haproxy-router(-rhel\d)?", "", always=True, option=""),
    # Its network.DefaultDrainTimeout (knative serving cmd/activator/main.go).
    _Drain(r"knative\.dev/serving/cmd/activator", "", always=True, option=""),
    # 0 s unless told (ingress-nginx pkg/flags/flags.go).
    _Drain(r"ingress-nginx/controller(-chroot)?", "", always=False, option=r"--shutdown-grace-period[= ](\S+)"),
    # 0 s unless told (traefik entry points, transport.lifeCycle.requestAcceptGraceTimeout).
    _Drain(
        r"traefik", "", always=False, option=r"(?i)--entrypoints\.\S+\.lifecycle\.requestacceptgracetimeout[= ](\S+)"
    ),
)
"""Proxies known to wait by themselves. A short list: each is here by its source."""


def drains(container: Container) -> bool:
    """Whether a container goes on taking requests by itself for a while after it was asked to stop."""
    repository = parts(text(container.data.get("image"))).repository
    words = " ".join(text(each) for field in ("command", "args") for each in items(container.data.get(field)))
    for each in _DRAINS:
        if container.name == each.container or re.search(rf"(?:^|/){each.image}$", repository):
            told = re.search(each.option, words) if each.option else None
            return each.always if told is None else re.match(r"[0smh]*$", told[1]) is None
    return False


def does_more(container: Container) -> bool:
    """Whether the hook does anything besides waiting, so that it must not go without a word."""
    command = pre_stop_command(container)
    return bool(mapping(pre_stop(container), "httpGet")) or (bool(command) and rest(command))


def unchainable(container: Container, workload: Workload) -> str:
    """The id of the reason why no wait can be put before what the hook does; empty where one can.

    A hook has one handler (core/v1 LifecycleHandler), so only a shell can do two things one after the other.
    """
    if mapping(pre_stop(container), "httpGet"):
        return "hook-by-http"
    command = pre_stop_command(container)
    if not command or not rest(command):
        return ""
    shell = program(command) if shell_script(command) is not None else "/bin/sh"
    windows = mapping(workload.pod.get("os")).get("name") == "windows" or _WINDOWS.search(command[0]) is not None
    lacking = lacks(text(container.data.get("image")), shell, workload.facts.shell)
    return "hook-without-shell" if windows or lacking else ""


_WINDOWS = re.compile(r"(?i)(\.exe|\.bat|\.cmd|^cmd|^powershell|^pwsh)$")
"""Programs that no POSIX shell runs."""
