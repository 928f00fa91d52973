"""Which namespace of a cluster, or all of them."""

from dataclasses import replace

from screens.live.picking import Offer, PickScreen
from screens.terminal.background import Asked, ask
from screens.walk import walk
from wizard.cluster.loading import Wanted
from wizard.model.shapes import mapping, mappings, text
from wizard.wording import _


class NamespacesScreen(PickScreen):
    """Enter loads one; where they may not be listed a name can be typed."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self._wanted = wanted

    def place(self) -> str:
        return self._wanted.context or _("current context")

    def asks(self) -> str:
        return _("Which namespace?")

    def typed(self) -> str:
        return _("Namespace")

    def look(self) -> Asked:
        return ask(self, self._listed, lambda found: self.found(*found), self.refused)

    def _listed(self, _asked: Asked) -> tuple[list[Offer], int]:
        from wizard.cluster.connection import Cluster  # noqa: PLC0415  # behind the first paint

        cluster = Cluster.connect(self._wanted.context, self._wanted.kubeconfig)
        offers = [Offer(self._all, _("every namespace that you may see"))]
        for page in cluster.pages("/api/v1/namespaces"):
            for each in mappings(page.get("items")):
                ending = text(mapping(each.get("status")).get("phase")) == "Terminating"
                name = text(mapping(each.get("metadata")).get("name"))
                offers.append(Offer(name, warning=_("is being deleted") if ending else ""))
        names = [each.name for each in offers]
        return offers, names.index(cluster.namespace) if cluster.namespace in names else 0

    @property
    def _all(self) -> str:
        return _("all namespaces")

    def picked(self, name: str) -> None:
        everywhere = name == self._all
        walk(self).load(
            replace(self._wanted, namespace=None if everywhere else name, everywhere=everywhere, names=(), selector="")
        )
