"""A sentence for every error that the server's schema finds."""

from collections.abc import Mapping
from typing import Protocol

from wizard.wording import _, listed, mark, mistakes, safe

TYPES = {
    "object": mark("a mapping"),
    "array": mark("a list"),
    "string": mark("a string"),
    "integer": mark("a whole number"),
    "number": mark("a number"),
    "boolean": mark("true or false"),
    "null": mark("nothing"),
}


class Refused(Protocol):
    """What the schema says of one value; the place is told beside the sentence."""

    @property
    def rule(self) -> str: ...
    @property
    def values(self) -> Mapping[str, str]: ...


def sentence(error: Refused) -> str:
    """What is wrong with the value, and what to do where that can be told."""
    values = {key: safe(value) for key, value in error.values.items()}
    return _RULES[error.rule](values)


def _unknown_field(values: Mapping[str, str]) -> str:
    if values["since"]:
        message = _("{field} is known from Kubernetes {since} on; an older server refuses or drops it")
    elif values["outside"]:
        message = _("there is no field {field} here; it belongs in {outside}")
    elif values["inside"]:
        message = _("there is no field {field} here; it belongs in {inside}")
    elif values["nearest"]:
        message = _("there is no field {field}; did you mean {nearest}?")
    else:
        message = _("there is no field {field} here; remove it or look up its name")
    return message.format(**values)


def _missing_field(values: Mapping[str, str]) -> str:
    return _("{field} is missing; the server asks for it").format(**values)


def _wrong_type(values: Mapping[str, str]) -> str:
    expected, found, value = values["expected"], values["found"], values["value"]
    if expected == "string" and value:
        message = _('this must be a string; quote it: "{value}"')
    elif (expected, found) in {("integer", "string"), ("boolean", "string")} and _bare(expected, value):
        message = _("this must be {expected}; write {value} without quotes")
    elif value:
        message = _("this must be {expected}, not {value}")
    else:
        message = _("this must be {expected}, but it is {found}")
    return message.format(expected=_types(expected), found=_types(found), value=value)


def _bare(expected: str, value: str) -> bool:
    """Tell whether a string would be right had it no quotes."""
    return value in {"true", "false"} if expected == "boolean" else value.removeprefix("-").isdecimal()


def _not_one_of(values: Mapping[str, str]) -> str:
    choices = listed(values["expected"].split("|"))
    if values["nearest"]:
        return _("{value} is not one of {choices}; did you mean {nearest}?").format(choices=choices, **values)
    return _("{value} is not one of {choices}").format(choices=choices, **values)


def _pattern(values: Mapping[str, str]) -> str:
    return _('"{value}" is not a quantity; write one like 500m, 2, 128Mi or 1Gi').format(**values)


def _out_of_range(values: Mapping[str, str]) -> str:
    return _("{value} is not between {lowest} and {highest}").format(**values)


def _refused(values: Mapping[str, str]) -> str:
    return mistakes.sentence(values["id"], values)


def _types(names: str) -> str:
    return _(" or ").join(_(TYPES[name]) for name in names.split("|"))


_RULES = {
    "unknown-field": _unknown_field,
    "missing-field": _missing_field,
    "wrong-type": _wrong_type,
    "not-one-of": _not_one_of,
    "pattern": _pattern,
    "out-of-range": _out_of_range,
    "refused": _refused,
}
