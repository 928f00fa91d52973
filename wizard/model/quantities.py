"""Amounts as Kubernetes writes them: 500m of cpu, 1Gi of memory (apimachinery, resource.Quantity)."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?)")
_UNITS = {"n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("1e-3")}
_UNITS |= {unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", 1)}
_UNITS |= {f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", 1)}


def quantity(value: object) -> Decimal | None:
    """The amount, None for what is no quantity."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return _parsed(str(value))


@lru_cache(4096)
def _parsed(text: str) -> Decimal | None:
    found = _QUANTITY.fullmatch(text)
    if not found:
        return None
    number, exponent, unit = found.groups()
    if len(exponent or "") > LONGEST:
        # Beyond any unit, and soon beyond what can be reckoned with.
        return Decimal(0) if "-" in exponent else LARGEST
    return min(Decimal(number + (exponent or "")), LARGEST) * _UNITS.get(unit or "", Decimal(1))


LARGEST = Decimal(2**63 - 1)
"""Where the server caps a quantity (resource.Quantity)."""
LONGEST = 5
"""Characters of an exponent, from its e on."""


def counted(amounts: Mapping[str, object]) -> dict[str, int]:
    """The resources that placement counts: cpu in millicores, all others in their own unit; what is none is left out.

    A name without a slash is Kubernetes' own, and of those it knows no more than these (scheduler/framework Resource).
    """
    found = {}
    for name, stated in amounts.items():
        amount = quantity(stated) if _is_counted(name) else None
        if amount is not None:
            # Rounded up, as the scheduler rounds requests (resource.Quantity MilliValue).
            found[name] = math.ceil(min(amount * 1000 if name == "cpu" else amount, LARGEST))
    return found


_OWN = {"cpu", "memory", "pods", "ephemeral-storage"}
HUGE_PAGES = "hugepages-"


def _is_counted(name: str) -> bool:
    if "/" in name:
        return not name.startswith("requests.")
    return name in _OWN or name.startswith((HUGE_PAGES, "attachable-volumes-"))
