"""From a cluster to an Inventory: one list for each kind, the nodes, and a sentence for what may not be seen.

Never asks for Secrets or ConfigMaps.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wizard.cluster.connection import Cluster
from wizard.cluster.errors import ClusterError, Expired, Forbidden, Missing
from wizard.errors import WizardError
from wizard.model.inventory import Inventory
from wizard.model.kinds import CUSTOM, NEIGHBOURS, NODES, WORKLOADS, Kind
from wizard.model.shapes import integer, items, mapping
from wizard.model.topology import from_nodes
from wizard.sources.live import LiveManifest
from wizard.sources.loading import Loaded, Target
from wizard.wording import _, labelled, mark, ngettext, safe

Progress = Callable[[int, int], None]
"""How many objects are there, of how many at least. What it raises ends the loading."""


@dataclass(frozen=True)
class Wanted:
    """Which workloads of which cluster are meant, in kubectl's words."""

    context: str | None = None
    kubeconfig: str | None = None
    namespace: str | None = None
    """None for the one that the context names."""
    everywhere: bool = False
    """All namespaces."""
    selector: str = ""
    """A label selector for the workloads; their neighbours are loaded all the same."""
    names: tuple[tuple[Kind, str], ...] = ()
    """Only these; an empty name means all of the kind. Empty means every kind of workload."""

    @classmethod
    def told(cls, words: Sequence[str], **cluster: Any) -> "Wanted":
        """From TYPE/NAME and TYPE as kubectl takes them. Raises WizardError for what is no workload."""
        return cls(names=tuple(_named(word) for word in words), **cluster)

    def where(self, cluster: Cluster) -> str | None:
        """The namespace; None for all of them."""
        return None if self.everywhere else self.namespace or cluster.namespace

    def described(self, cluster: Cluster) -> tuple[str, ...]:
        """What was asked for, for the head of a screen and to tell a draft by."""
        where = self.where(cluster)
        named = tuple(f"{kind.plural}/{name}" if name else kind.plural for kind, name in self.names)
        return cluster.context or cluster.server, where or _("all namespaces"), *named, *filter(None, [self.selector])


def _named(word: str) -> tuple[Kind, str]:
    kind, slash, name = word.partition("/")
    # kubectl also takes TYPE.VERSION.GROUP: deployments.v1.apps or deployments.apps.
    called = kind.lower().split(".")[0]
    found = next((each for each in WORKLOADS if called in {each.plural, each.plural[:-1], each.short}), None)
    if found is None:
        raise WizardError(
            _(
                "{word}: is no workload; give deploy/NAME, sts/NAME or ds/NAME, or a path without cluster options"
            ).format(word=safe(word))
        )
    if slash and (not name or "/" in name):
        raise WizardError(_("{word}: names no {kind}; give TYPE/NAME").format(word=safe(word), kind=found.name))
    return found, name


def refuse_ambiguous(words: Sequence[str]) -> None:
    """Raise WizardError for a word that names a file here and could be an object of the cluster."""
    for word in words:
        if Path(word).exists() and not word.startswith((".", "/", "~")):
            kind, _slash, name = word.partition("/")
            raise WizardError(
                _(
                    "{word}: is a file here and could be an object of the cluster; for the file give ./{word} without "
                    "cluster options, for the object {kind}.apps/{name}"
                ).format(word=safe(word), kind=safe(kind), name=safe(name or "NAME"))
            )


def load(cluster: Cluster, wanted: Wanted, target: Target, progress: Progress | None = None) -> Loaded:
    """Load workloads with their neighbours and the nodes of the cluster.

    Raises ClusterError where nothing can be asked, Missing where a named workload is not there, WizardError where
    there is no workload at all.
    """
    where = wanted.where(cluster)
    version = target.version or cluster.version
    count = _Count(progress)
    named = tuple((kind, name) for kind, name in wanted.names if name)
    listed = tuple(kind for kind, name in wanted.names if not name) or (() if named else WORKLOADS)
    if wanted.everywhere and named:
        raise WizardError(_("a workload can be named in one namespace only; leave -A out, or the name"))
    jobs: list[tuple[Kind, Mapping[str, str]]] = [
        (kind, {"labelSelector": wanted.selector} if wanted.selector else {}) for kind in listed
    ]
    jobs += [(kind, {}) for kind in (*NEIGHBOURS, *CUSTOM, *(() if target.topology else (NODES,)))]
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(_listed, cluster, kind, where, query, count) for kind, query in jobs]
        got = [pool.submit(_one, cluster, kind, where, name, count) for kind, name in named]
        try:
            found = {kind.name: future.result() for (kind, _query), future in zip(jobs, asked, strict=True)}
            objects = [future.result() for future in got]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    unseen = {name: answer for name, answer in found.items() if isinstance(answer, ClusterError)}
    if listed and all(kind.name in unseen for kind in listed):
        raise unseen[listed[0].name]
    seen = {name: answer for name, answer in found.items() if not isinstance(answer, ClusterError)}
    nodes = seen.pop(NODES.name, [])
    objects += [each for several in seen.values() for each in several]
    manifests = [LiveManifest(each) for each in objects]
    topology = target.topology or (from_nodes(nodes) if nodes else None)
    inventory = replace(
        Inventory.of(manifests, topology, version),
        unseen=frozenset(unseen) - {NODES.name},
        narrowed=bool(wanted.names or wanted.selector),
        facts=target.facts,
        assumed=target.assumed,
    )
    if not inventory.ids:
        raise WizardError(_nothing(wanted, where))
    return Loaded(inventory, tuple(_notes(cluster, unseen, version is None)))


class _Count:
    """How far all lists together are."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done = 0
        self._left: dict[str, int] = {}

    def more(self, kind: str, came: int, left: int) -> None:
        self._done += came
        self._left[kind] = left
        if self._progress is not None:
            self._progress(self._done, self._done + sum(self._left.values()))


def _listed(
    cluster: Cluster, kind: Kind, where: str | None, query: Mapping[str, str], count: _Count
) -> list[dict[str, Any]] | ClusterError:
    """All objects of a kind; what the server answered where it may not be listed, or is not served."""
    try:
        return list(_walked(cluster, kind, where, query, count))
    except Expired:
        # The list took longer than the server remembers: once more, in one piece.
        page = cluster.get(kind.path(where), query)
        return [_told(each, kind) for each in items(page.get("items")) if isinstance(each, dict)]
    except (Forbidden, Missing) as error:
        return error


def _walked(
    cluster: Cluster, kind: Kind, where: str | None, query: Mapping[str, str], count: _Count
) -> Iterator[dict[str, Any]]:
    for page in cluster.pages(kind.path(where), query):
        came = [_told(each, kind) for each in items(page.get("items")) if isinstance(each, dict)]
        count.more(kind.name, len(came), integer(mapping(page.get("metadata")).get("remainingItemCount")) or 0)
        yield from came


def _one(cluster: Cluster, kind: Kind, where: str | None, name: str, count: _Count) -> dict[str, Any]:
    found = cluster.get(kind.path(where, name))
    count.more(name, 1, 0)
    return found


def _told(item: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """An item of a list: the server names its kind only once for all."""
    item["apiVersion"], item["kind"] = kind.group_version, kind.name
    return item


def _notes(cluster: Cluster, unseen: Mapping[str, ClusterError], version_unknown: bool) -> Iterator[str]:
    for name, error in unseen.items():
        if any(name == kind.name for kind in CUSTOM):
            continue
        said = _MISSING.get(name, _("{kind}s are left out"))
        yield labelled(_(said).format(kind=name), str(error))
    if version_unknown:
        yield _("{server} is of a version that is not known here; what is emitted fits Kubernetes 1.30").format(
            server=safe(cluster.server)
        )


_MISSING = {
    "Node": mark("the nodes are not known, so nothing is said of what fits"),
    "PodDisruptionBudget": mark("budgets cannot be seen, so none is suggested"),
    "HorizontalPodAutoscaler": mark("autoscalers cannot be seen: one may change the replicas"),
    "Service": mark("services cannot be seen: which ports take traffic is guessed"),
}


def _nothing(wanted: Wanted, where: str | None) -> str:
    if wanted.selector:
        return _("no workload has the labels {selector} in {where}; check -l and -n").format(
            selector=safe(wanted.selector), where=safe(where or _("any namespace"))
        )
    if where is None:
        return _("there is no Deployment, StatefulSet or DaemonSet in this cluster that you may see")
    return _("there is no Deployment, StatefulSet or DaemonSet in namespace {where}; check -n, or give -A").format(
        where=safe(where)
    )


def loaded_words(done: int) -> str:
    """How much was loaded, for a reader who waits."""
    return ngettext("{count} object", "{count} objects", done).format(count=done)
