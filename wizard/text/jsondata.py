"""JSON text to data exactly as kubectl reads it: values one behind the other, numbers as int64 or float64."""

import json
import math
from collections.abc import Iterator

from wizard.text import jsonnodes
from wizard.text.nodes import UnreadableError, refuse_depth
from wizard.text.paths import Data
from wizard.text.scalars import through_json
from wizard.wording import _


class _TwiceError(ValueError):
    """An object gives a key twice; jsonnodes.compose knows where."""


def documents(text: str, start: int) -> Iterator[tuple[int, int, Data]]:
    """Start, end and data of every JSON value of a stream. Raises UnreadableError or RecursionError."""
    start = jsonnodes.skip_blank(text, start)
    while start < len(text):
        try:
            data, end = _DECODER.raw_decode(text, start)
        except json.JSONDecodeError as problem:
            raise UnreadableError(
                problem.pos,
                _("this is not JSON: {problem}").format(problem=problem.msg),
                _("mend it; what begins with a brace is read as JSON"),
            ) from None
        except _TwiceError:
            jsonnodes.compose(text, start)
            raise
        except ValueError as problem:
            raise UnreadableError(start, str(problem), _("write a number that JSON knows")) from None
        yield start, end, refuse_depth(data, start)
        start = jsonnodes.skip_blank(text, end)


def _object(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise _TwiceError
    return data


def _integer(digits: str) -> Data:
    return through_json(int(digits) if len(digits) < 20 else float(digits))


def _float(digits: str) -> Data:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(_("kubectl cannot read the number {digits}").format(digits=digits))
    return through_json(number)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_float)
