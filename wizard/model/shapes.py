"""Take apart data whose shape nobody has checked: what has the wrong type counts as absent, never as an error."""

from collections.abc import Mapping

from wizard.text.yamldata import Data


def mapping(value: object, *keys: str) -> dict[str, Data]:
    """The mapping found by following `keys`, empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Data]:
    """The list, empty where it is none."""
    return value if isinstance(value, list) else []


def mappings(value: object) -> list[dict[str, Data]]:
    """The mappings of a list."""
    return [each for each in items(value) if isinstance(each, dict)]


def integer(value: object) -> int | None:
    """The whole number, None where it is none (true is no number)."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def text(value: object) -> str:
    """The string, empty where it is none."""
    return value if isinstance(value, str) else ""


def strings(value: object) -> dict[str, str]:
    """A mapping of labels: its string values."""
    return {key: each for key, each in mapping(value).items() if isinstance(each, str)}


def whole(word: str) -> int | None:
    """The number that ASCII digits spell; None for anything else, and for what no int64 holds (strconv.Atoi)."""
    number = int(word) if word.isascii() and word.isdecimal() and len(word) <= _DIGITS else None
    return number if number is not None and number <= LARGEST else None


LARGEST = 2**63 - 1
_DIGITS = 40
"""Python refuses to read a number of thousands of digits; leading zeros may well be some."""


def percent(value: object) -> int | None:
    """The number before the sign of an int-or-string such as "25%", None for anything else."""
    return whole(value[:-1]) if isinstance(value, str) and value.endswith("%") else None


def resolved(value: object, total: int, *, up: bool) -> int | None:
    """What an int-or-percent means for `total` pods, rounded up or down as the field's controller does."""
    share = percent(value)
    if share is None:
        return integer(value)
    # In whole numbers: a share of many copies may be more than a float holds.
    return -(-share * total // 100) if up else share * total // 100


def selects(selector: object, labels: Mapping[str, str]) -> bool:
    """Whether a LabelSelector matches labels: null matches nothing, {} everything (meta/v1 LabelSelector).

    One with a value that is no string is refused by the server: nothing is what it is known to match.
    """
    if not isinstance(selector, dict):
        return False
    wanted = mapping(selector.get("matchLabels"))
    return all(labels.get(key) == value for key, value in wanted.items()) and all(
        expression_holds(each, labels) for each in mappings(selector.get("matchExpressions"))
    )


def selects_all(selector: object) -> bool:
    """Whether a LabelSelector asks for nothing: {}, or empty lists of what it asks for (LabelSelectorAsSelector)."""
    asked = isinstance(selector, dict) and (mapping(selector, "matchLabels") or items(selector.get("matchExpressions")))
    return isinstance(selector, dict) and not asked


def expression_holds(expression: Mapping[str, Data], labels: Mapping[str, str]) -> bool:
    """Whether one match expression holds; NotIn and DoesNotExist hold without the label too (meta/v1 LabelSelector)."""
    value = labels.get(text(expression.get("key")))
    values = items(expression.get("values"))
    match expression.get("operator"):
        case "In":
            return value is not None and value in values
        case "NotIn":
            return value is None or value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
    return False


def numbered(value: object) -> list[tuple[int, dict[str, Data]]]:
    """The mappings of a list, each with its index."""
    return [(index, each) for index, each in enumerate(items(value)) if isinstance(each, dict)]
