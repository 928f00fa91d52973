"""What kubectl makes of a plain scalar: YAML 1.1 as goyaml.v2 resolves it, then a trip through JSON."""

import math
import re
import struct
from functools import lru_cache

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)")
_INT64 = 1 << 63
_UINT64 = 1 << 64
_LONGEST = 1000
"""Characters; Python refuses to read a number of thousands of digits, and zeros before one may well be some."""


@lru_cache(16384)
def plain(text: str) -> Scalar:
    """The value of an unquoted, untagged scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if text[0] == ".":
        return _float(text) if _FLOAT.fullmatch(text) else text
    digits = text.replace("_", "")
    if _INTEGER.fullmatch(digits) and (number := _integer(digits)) is not None:
        return number
    return _float(digits, text) if _FLOAT.fullmatch(digits) else text


def _integer(digits: str) -> int | None:
    """None when it fits neither int64 nor, without a sign, uint64: Go then tries a float."""
    if len(digits) > _LONGEST:
        return None
    octal = re.fullmatch(r"([-+]?)0([0-7]+)", digits)
    number = int(f"{octal[1]}0o{octal[2]}" if octal else digits, 0)
    if -_INT64 <= number < (_INT64 if digits[0] in "+-" else _UINT64):
        return number
    return None


def _float(digits: str, text: str | None = None) -> Scalar:
    number = float(digits)
    # Out of range is no number to Go, so the text stays text.
    return text or digits if math.isinf(number) else number


def through_json(value: Scalar) -> Scalar:
    """The value after kubectl has written and read it as JSON: 1e3 and 1.0 become integers, integers past int64 floats.

    Raises ValueError for infinity and not-a-number, which JSON lacks.
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(value)
        if value.is_integer() and abs(value) < _INT64:
            return int(value)
    elif type(value) is int and not -_INT64 <= value < _INT64:
        return float(value)
    return value


def key_text(key: Scalar) -> str:
    """The string that kubectl makes of a mapping's key; raises ValueError for a key it refuses (null, beyond int64)."""
    if isinstance(key, str):
        return key
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, float):
        return _short_float(key)
    if key is None or key >= _INT64:
        raise ValueError(key)
    return str(key)


def _short_float(number: float) -> str:
    """Go's FormatFloat(number, 'g', -1, 32): the fewest digits that tell the float32 from its neighbours."""
    if math.isnan(number):
        return ".nan"
    try:
        single = struct.pack("f", number)
    except OverflowError:
        single = struct.pack("f", math.copysign(math.inf, number))
    value: float = struct.unpack("f", single)[0]
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    digits = next(digits for digits in range(17) if struct.pack("f", float(f"{value:.{digits}e}")) == single)
    shortest = f"{value:.{digits}e}"
    exponent = int(shortest.split("e")[1])
    if -4 <= exponent < 6:
        return f"{float(shortest):.{max(digits - exponent, 0)}f}"
    return shortest
