"""Whether a workload is there to show or to try something, as its own manifest says: nobody depends on it."""

import re

from wizard.model.shapes import text
from wizard.model.workload import Container, Workload

_SAYS_SHOWN = re.compile(
    r"(?:^|[-_./])(?:\w*samples?|examples?|demos?|hello|helloworld|tests?|testing|testserver)(?=[-_./]|$)",
    re.IGNORECASE,
)
"""A repository, or a name, that says sample, example, demo, hello or test as a word of its own."""
_SHOWN = re.compile(
    r"kuard(-.*)?|(http-?)?echo(-?server|-?basic|-grpc)?|echoserver|echoheaders|httpbin|go-httpbin|whoami|whereami|podinfo|"
    r"agnhost|nginx-?hello|http-https-echo|pause"
)
"""Programs that are made to show that a request arrives, or that a pod runs."""
_EMPTY = re.compile(
    r"(docker\.io/)?((library|nginxinc|bitnami)/)?(nginx|nginx-slim|nginx-unprivileged|httpd|caddy)|.*/nginx-slim"
)
"""Web servers that, with nothing given, show the page of their maker."""
_HEAD = re.compile(
    r"\b(not|never)\b[^.]{0,40}\b(recommended|production|prod)\b"
    r"|\bfor\s(testing|tests?|demo\w*|development|local)\b(\s(purposes?|use|only))"
    r"|\b(test|testing|demo|development)[- ]only\b",
    re.IGNORECASE,
)
"""What the comment at the head of an object says where it is not meant for others to depend on."""


def shown(workload: Workload) -> bool:
    """Whether all its containers are programs that show something, its name says so, or the comment at its head."""
    made = workload.containers
    return (
        (bool(made) and all(map(_shows, made)))
        or bool(_SAYS_SHOWN.search(workload.name))
        or bool(_HEAD.search(workload.head()))
    )


def _shows(container: Container) -> bool:
    repository = text(container.data.get("image")).partition("@")[0]
    path, slash, last = repository.rpartition("/")
    name = last.partition(":")[0]
    given = any(container.data.get(field) for field in ("command", "args", "env", "envFrom", "volumeMounts"))
    empty = not given and _EMPTY.fullmatch(f"{path}{slash}{name}")
    return bool(_SHOWN.fullmatch(name) or _SAYS_SHOWN.search(f"{path}{slash}{name}") or empty)
