"""What a cluster may answer instead of what was asked for, each with its sentence: what happened; what to do."""

import json
from collections.abc import Mapping

from wizard.errors import WizardError
from wizard.model.shapes import integer, mapping, mappings, text
from wizard.wording import _, mark, safe


class ClusterError(WizardError):
    """The cluster could not be asked, or said no."""

    status = 0
    """The HTTP status; 0 where there was none."""


class BadKubeconfig(ClusterError):
    """There is no kubeconfig, or it cannot be used."""


class Unreachable(ClusterError):
    """Nobody answered, in time and with a certificate that holds; or the connection was cut in the middle."""


class Unauthorized(ClusterError):
    """The server does not know who asks."""

    status = 401


class Forbidden(ClusterError):
    """Who asks may not do this."""

    status = 403


class Missing(ClusterError):
    """What was asked for is not there."""

    status = 404


class Conflict(ClusterError):
    """The object is not what it was when it was loaded, or there is already one of that name."""

    status = 409


class Expired(ClusterError):
    """The list or the watch began so long ago that the server has forgotten its beginning."""

    status = 410


class Refused(ClusterError):
    """The server understood and said no, in its own words: validation, admission, quota."""

    status = 422


class Busy(ClusterError):
    """The server has too much to do, or is breaking down."""

    status = 503


_SENTENCES: Mapping[type[ClusterError], str] = {
    Unauthorized: mark("{server} does not accept these credentials (401); log in again, or choose another context"),
    Forbidden: mark("not allowed to {asked} (403): {said}; ask for the permission"),
    Missing: mark("{asked}: it is not there (404): {said}"),
    Conflict: mark("{asked}: somebody else was faster (409): {said}"),
    Expired: mark("{asked}: the server has forgotten where this began (410); load again"),
    Busy: mark("{server} cannot {asked} now ({status}): {said}; try again in a moment"),
    Refused: mark("{asked}: the server refused: {said}"),
}
_BY_STATUS = {kind.status: kind for kind in _SENTENCES} | dict.fromkeys((429, 500, 502, 503, 504), Busy)
_ADMISSION = (
    "admission webhook",
    "failed calling webhook",
    "denied the request",
    "exceeded quota",
    "is being terminated",
    "violates PodSecurity",
    "ValidatingAdmissionPolicy",
)
"""A webhook answers with any status it likes; the API server puts these words before (admission plugins, 1.37)."""


def answered(status: int, body: bytes, server: str, asked: str) -> ClusterError:
    """The error that an answer of the API server is; `asked` says in words what was asked for."""
    said = _message(body)
    kind = _BY_STATUS.get(status, Refused)
    if kind is not Unauthorized and any(words in said for words in _ADMISSION):
        kind = Refused
    return kind(_(_SENTENCES[kind]).format(server=safe(server), asked=asked, said=said, status=status))


def _message(body: bytes) -> str:
    """The words of a Status object, or the first line of what came instead."""
    try:
        status = json.loads(body)
    except ValueError:
        lines = body.decode("utf-8", "replace").strip().splitlines()
        return safe(lines[0][:200]) if lines else _("no words")
    causes = [text(each.get("message")) for each in mappings(mapping(status, "details").get("causes"))]
    message = text(mapping(status).get("message")) or "; ".join(causes)
    return safe(message) if message else _("no words")


def server_words(body: bytes) -> str:
    """The message of a Status object that the API server sends of itself; empty for any other answer."""
    try:
        status = json.loads(body)
    except ValueError:
        return ""
    known = isinstance(status, dict) and status.get("kind") == "Status" and status.get("apiVersion") == "v1"
    return safe(text(status.get("message"))) if known else ""


def status_code(event: Mapping[str, object]) -> int:
    """The code of a Status that came inside a watch."""
    return integer(event.get("code")) or 0
