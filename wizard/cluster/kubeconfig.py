"""Which cluster is meant: the contexts of the kubeconfig, or the service account of a pod.

The only importer of the API client. Keeps no credential and shows none.
"""

import logging
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wizard.cluster.errors import BadKubeconfig
from wizard.model.shapes import mapping, text
from wizard.wording import _, listed, safe

_POD = Path("/var/run/secrets/kubernetes.io/serviceaccount")


@dataclass(frozen=True)
class Context:
    """One entry of a kubeconfig."""

    name: str
    cluster: str
    user: str
    namespace: str
    """The one that kubectl would take; "default" where the context names none."""
    current: bool
    user_known: bool = True
    """Whether the user that it names is in the kubeconfig; a context may name none."""


def contexts(kubeconfig: str | None = None) -> tuple[Context, ...]:
    """The contexts of the kubeconfig, as kubectl finds it. Raises BadKubeconfig."""
    from kubernetes.config.kube_config import KubeConfigMerger  # noqa: PLC0415  # 0.4 s, which nothing but a cluster pays

    with _readable(kubeconfig):
        # The client's own list of contexts wants a current one; kubectl --context does not.
        merged: Any = KubeConfigMerger(_named(kubeconfig)).config
        found = [mapping(each.value) for each in merged.value["contexts"]]
        active = text(merged.value.get("current-context"))
        users = {text(mapping(each.value).get("name")) for each in merged.value["users"]}
    return tuple(_context(each, active, users) for each in found)


def _context(entry: Mapping[str, Any], active: str, users: Collection[str]) -> Context:
    name, inside = text(entry.get("name")), mapping(entry.get("context"))
    where = text(inside.get("namespace")) or "default"
    user = text(inside.get("user"))
    known = not user or user in users
    return Context(name, text(inside.get("cluster")), user, where, current=name == active, user_known=known)


def looks_like_production(context: str) -> bool:
    """Whether a context's name says that people depend on it: prod, production, prd or live as a word of its own."""
    return bool(re.search(r"(?:^|[-_.:/@])(?:prod|production|prd|live)\d*(?:$|[-_.:/@])", context.lower()))


def connection(context: str | None, kubeconfig: str | None) -> tuple[Any, Context]:
    """A client of the API server, and the context it was made from. Asks no server. Raises BadKubeconfig."""
    from kubernetes import client, config  # noqa: PLC0415  # 0.4 s, which nothing but a cluster pays

    configuration = client.Configuration()
    if context is None and kubeconfig is None and _inside_pod():
        with _readable(None):
            config.load_incluster_config(client_configuration=configuration)
        return client.ApiClient(configuration), Context("", "", "", _pod_namespace(), current=True)
    known = contexts(kubeconfig)
    wanted = next((each for each in known if (each.current if context is None else each.name == context)), None)
    if wanted is None:
        raise BadKubeconfig(_unknown(context, known))
    if not wanted.user_known:
        # The client would go on as nobody, and the server's 403 tells of system:anonymous.
        raise BadKubeconfig(
            _("{path}: user {user} was not found for context {name}; see: kubectl config view").format(
                path=safe(_named(kubeconfig)), user=safe(wanted.user), name=safe(wanted.name)
            )
        )
    with _readable(kubeconfig):
        config.load_kube_config(_named(kubeconfig), context=wanted.name, client_configuration=configuration)
        if not configuration.host.startswith(("https://", "http://")):
            raise ValueError(_("cluster {name} has no server that begins with https://").format(name=wanted.cluster))
        # Within, for it reads the proxy.
        return client.ApiClient(configuration), wanted


def _inside_pod() -> bool:
    return "KUBERNETES_SERVICE_HOST" in os.environ and not _kubeconfig_there() and (_POD / "token").exists()


def _kubeconfig_there() -> bool:
    named = os.environ.get("KUBECONFIG")
    return any(Path(each).exists() for each in named.split(os.pathsep) if each) if named else _home().exists()


def _named(kubeconfig: str | None) -> str:
    """The files that are meant, as kubectl finds them."""
    return kubeconfig or os.environ.get("KUBECONFIG") or str(_home())


def _home() -> Path:
    return Path("~/.kube/config").expanduser()


def _pod_namespace() -> str:
    try:
        return (_POD / "namespace").read_text().strip() or "default"
    except OSError:
        return "default"


@contextmanager
def _readable(kubeconfig: str | None) -> Iterator[None]:
    """Say what is wrong with a kubeconfig in words; what a credential plugin complains of too."""
    from kubernetes.config import ConfigException  # noqa: PLC0415  # with the rest of the client
    from yaml import YAMLError  # noqa: PLC0415

    heard: list[str] = []
    listener = logging.Handler(logging.ERROR)
    listener.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    # The client swallows a failing plugin and logs why: on the root logger, which would write over the screen.
    root = logging.getLogger()
    root.addHandler(listener)
    try:
        yield
    except (ConfigException, YAMLError, OSError, ImportError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadKubeconfig(_bad(kubeconfig, error)) from error
    finally:
        root.removeHandler(listener)
    if heard:
        raise BadKubeconfig(
            _("the kubeconfig's credential plugin failed: {why}; run it by hand to see more").format(
                why=safe(" ".join("; ".join(heard).split())[:300])
            )
        )


def _bad(kubeconfig: str | None, error: Exception) -> str:
    named = _named(kubeconfig)
    if not any(Path(each).expanduser().exists() for each in named.split(os.pathsep) if each):
        return _("{path}: there is no kubeconfig; name one with --kubeconfig, or work on files").format(
            path=safe(named)
        )
    first = (str(error).splitlines() or [type(error).__name__])[0]
    if isinstance(error, TypeError | KeyError | AttributeError):
        # What the client says then is about its own insides.
        first = _("something in it is not as a kubeconfig has it")
    return _("{path}: cannot be used as a kubeconfig ({why}); check it with: kubectl config view").format(
        path=safe(named), why=safe(first)
    )


def _unknown(context: str | None, known: Sequence[Context]) -> str:
    there = safe(listed(each.name for each in known[:8])) or _("none")
    if context is None:
        return _("the kubeconfig names no current context; name one with --context: {there}").format(there=there)
    return _("there is no context {name}; there are: {there}").format(name=safe(context), there=there)
