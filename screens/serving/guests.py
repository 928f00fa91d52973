"""Who is in the room, whether one more may come in, and what is kept for those who come back. Knows no websocket."""

from collections import Counter, OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from wizard.wording import ngettext

MOST = 60
"""Wizards at once: 60 take 1 GB."""
FROM_ONE_PLACE = 40
"""Of them from one address: a class of thirty behind one router, its teacher, and some who have two tabs."""
FROM_ONE_BROWSER = 4
REMEMBERED = 200
"""Browsers that something is kept for; the one that has told nothing for the longest is forgotten first."""
LARGEST = 256 * 1024
"""Bytes kept for one browser; the choices of fifty workloads are less."""


@dataclass(frozen=True)
class Guest:
    """Where a wizard is looked at from."""

    place: str
    """The address; of IPv6 the network, for a machine has as many addresses there as it likes."""
    browser: str
    """What its cookie says; nothing for one that takes none, which then is one of its own."""

    @classmethod
    def at(cls, address: str | None, browser: str) -> "Guest":
        """Who asks from an address."""
        try:
            known = ip_address(address or "")
        except ValueError:
            return cls("", browser)
        return cls(str(ip_network((known, 64), strict=False) if isinstance(known, IPv6Address) else known), browser)


class Guests:
    """Counts who is here, and keeps in memory what their wizards tell."""

    def __init__(self) -> None:
        self._here: list[Guest] = []
        self._kept: OrderedDict[str, dict[str, object]] = OrderedDict()

    def why_not(self, guest: Guest) -> str | None:
        """Why this one may not come in now; None when it may."""
        places, browsers = Counter(each.place for each in self._here), Counter(each.browser for each in self._here)
        if guest.browser and browsers[guest.browser] >= FROM_ONE_BROWSER:
            return ngettext(
                "This browser has {count} wizard open already; close its tab first.",
                "This browser has {count} wizards open already; close one of the tabs first.",
                FROM_ONE_BROWSER,
            ).format(count=FROM_ONE_BROWSER)
        if places[guest.place] >= FROM_ONE_PLACE:
            return ngettext(
                "{count} wizard is open from your network address, as many as can be; wait until a tab is closed.",
                "{count} wizards are open from your network address, as many as can be; wait until a tab is closed.",
                FROM_ONE_PLACE,
            ).format(count=FROM_ONE_PLACE)
        if len(self._here) >= MOST:
            return ngettext(
                "The room is full: {count} wizard is open; wait until a tab is closed.",
                "The room is full: {count} wizards are open; wait until a tab is closed.",
                MOST,
            ).format(count=MOST)
        return None

    def enter(self, guest: Guest) -> None:
        self._here.append(guest)

    def leave(self, guest: Guest) -> None:
        self._here.remove(guest)

    def keep(self, guest: Guest, told: dict[str, object]) -> None:
        """Keep what a wizard has told, for the next one in this browser."""
        if guest.browser:
            self._kept[guest.browser] = told
            self._kept.move_to_end(guest.browser)
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)

    def kept(self, guest: Guest) -> dict[str, object]:
        """What the last wizard in this browser told."""
        return self._kept.get(guest.browser, {}) if guest.browser else {}
