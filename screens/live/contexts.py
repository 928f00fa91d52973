"""Which cluster: the contexts of the kubeconfig."""

from screens.live.picking import Offer, PickScreen
from screens.terminal.background import Asked, ask
from screens.walk import walk
from wizard.cluster.kubeconfig import Context, contexts, looks_like_production
from wizard.cluster.loading import Wanted
from wizard.wording import _, clauses, safe


class ContextsScreen(PickScreen):
    """Enter goes on to the namespaces of a context; nothing is asked of a cluster before."""

    def __init__(self, kubeconfig: str | None) -> None:
        super().__init__()
        self._kubeconfig = kubeconfig

    def place(self) -> str:
        return self._kubeconfig or _("kubeconfig")

    def asks(self) -> str:
        return _("Which cluster?")

    def typed(self) -> str:
        return _("Context")

    def look(self) -> Asked:
        return ask(self, lambda _asked: contexts(self._kubeconfig), self._contexts, self.refused)

    def _contexts(self, known: tuple[Context, ...]) -> None:
        cursor = next((number for number, each in enumerate(known) if each.current), 0)
        self.found([_offer(each) for each in known], cursor)

    def picked(self, name: str) -> None:
        walk(self).open_namespaces(Wanted(context=name, kubeconfig=self._kubeconfig))


def _offer(context: Context) -> Offer:
    told = [_("namespace {name}").format(name=safe(context.namespace)), *([_("current")] if context.current else [])]
    warning = _("looks like production") if looks_like_production(context.name) else ""
    return Offer(context.name, clauses(told), warning)
