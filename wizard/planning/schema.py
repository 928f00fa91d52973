"""What a server's schema says about an object, all errors at once. The only importer of jsonschema."""

import gzip
import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wizard.model.blanks import blank
from wizard.model.versions import NEWEST, OLDEST
from wizard.places import assets

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

Schema = dict[str, Any]


@dataclass(frozen=True)
class SchemaError:
    """One value that the server's schema refuses."""

    path: tuple[str | int, ...]
    """Of the value itself, for a missing field where it would stand."""
    rule: str
    """unknown-field, missing-field, wrong-type, not-one-of, pattern, out-of-range; refused for a check's mistake."""
    values: Mapping[str, str]
    """What the sentence names; one that has nothing to say is empty."""


def known(data: Mapping[str, object], version: tuple[int, int]) -> bool:
    """Tell whether there is a schema for this kind and API version."""
    return _definition_name(data) in _definitions(_clamped(version))


def validate(data: Mapping[str, object], version: tuple[int, int]) -> tuple[SchemaError, ...]:
    """Every error of an object; unknown fields are errors, a null counts as absent.

    Versions outside those known are clamped to the nearest. A kind that is not known is not judged: no errors.
    """
    version = _clamped(version)
    name = _definition_name(data)
    if name not in _definitions(version):
        return ()
    content = json.dumps(data, sort_keys=True).encode()
    key = version, hashlib.sha256(content).digest()
    if key in _results:
        _results.move_to_end(key)
        return _results[key]
    found = _validator(version, name).iter_errors(_without_nulls(data))
    errors = _first_per_path(error for each in found for error in _translated(each, version, name))
    _results[key] = errors
    if len(_results) > _KEPT:
        _results.popitem(last=False)
    return errors


_KEPT = 4096
_results: OrderedDict[tuple[tuple[int, int], bytes], tuple[SchemaError, ...]] = OrderedDict()


def filled_in_later(error: SchemaError) -> bool:
    """Whether an error is about a blank that something fills in before a server sees the object."""
    if error.rule == "unknown-field":
        return blank(error.values["field"], number=False)
    return blank(error.values.get("value"), number=error.rule != "not-one-of")


def _clamped(version: tuple[int, int]) -> tuple[int, int]:
    return min(max((version[0], version[1]), (OLDEST.major, OLDEST.minor)), (NEWEST.major, NEWEST.minor))


@lru_cache(1)
def _store() -> Schema:
    packed = (assets("schemas") / "kubernetes.json.gz").read_bytes()
    loaded: Schema = json.loads(gzip.decompress(packed))
    return loaded


@lru_cache(4)
def _definitions(version: tuple[int, int]) -> Mapping[str, Schema]:
    store = _store()
    numbers: Mapping[str, int] = store["versions"]["{}.{}".format(*version)]
    return {name: store["definitions"][number] for name, number in numbers.items()}


def _definition_name(data: Mapping[str, object]) -> str:
    name: str = _store()["kinds"].get(f"{data.get('apiVersion')} {data.get('kind')}", "")
    return name


@lru_cache(32)
def _resolved(version: tuple[int, int], name: str) -> Schema:
    """The schema with each reference replaced by what it names.

    jsonschema takes 31 ms for a Deployment when it looks the references up, and 0.7 ms when there are none.
    """
    definitions = _definitions(version)
    made: dict[str, Schema] = {}

    def resolve(schema: Any) -> Any:
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            wanted = schema["$ref"].rpartition("/")[2]
            if wanted not in made:
                made[wanted] = resolve(definitions[wanted])
            return made[wanted]
        resolved = {key: resolve(value) for key, value in schema.items() if key != "properties"}
        if "properties" in schema:
            resolved["properties"] = {field: resolve(value) for field, value in schema["properties"].items()}
        return resolved

    resolved: Schema = resolve({"$ref": name})
    return resolved


@lru_cache(32)
def _validator(version: tuple[int, int], name: str) -> "Draft202012Validator":
    # jsonschema takes about 70 ms to import; the first screen must not pay for it.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    return Draft202012Validator(_resolved(version, name))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_nulls(each) for each in value]
    return value


_RULES = {
    "type": "wrong-type",
    "additionalProperties": "unknown-field",
    "required": "missing-field",
    "enum": "not-one-of",
    "pattern": "pattern",
    "minimum": "out-of-range",
    "maximum": "out-of-range",
}
RULES = frozenset(_RULES.values())
_SHOWN = 60
"""Characters of a refused value that an error keeps."""


def _first_per_path(errors: Iterator[SchemaError]) -> tuple[SchemaError, ...]:
    """One error per value: the wrong type says it all, and jsonschema repeats itself for each missing field."""
    kept: dict[tuple[str | int, ...], SchemaError] = {}
    for error in errors:
        if error.path not in kept or error.rule == "wrong-type":
            kept[error.path] = error
    return tuple(kept[path] for path in sorted(kept))


def _translated(found: "ValidationError", version: tuple[int, int], name: str) -> Iterator[SchemaError]:
    path, rule = tuple(found.absolute_path), _RULES[str(found.validator)]
    expected: Any = found.validator_value
    value: Any = found.instance
    schema: Any = found.schema
    if rule == "unknown-field":
        for field in value.keys() - schema["properties"].keys():
            yield SchemaError((*path, field), rule, _unknown(field, path, version, name))
    elif rule == "missing-field":
        for field in expected:
            if field not in value:
                yield SchemaError((*path, field), rule, {"field": field})
    else:
        words = {"value": _shown(value)}
        if rule == "wrong-type":
            types = [expected] if isinstance(expected, str) else expected
            words |= {"expected": "|".join(types), "found": _type(value)}
        elif rule == "not-one-of":
            nearest = get_close_matches(str(value), expected, 1)
            words |= {"expected": "|".join(filter(None, expected)), "nearest": nearest[0] if nearest else ""}
        elif rule == "out-of-range":
            words |= {"lowest": str(schema["minimum"]), "highest": str(schema["maximum"])}
        yield SchemaError(path, rule, words)


def _unknown(field: str, path: tuple[str | int, ...], version: tuple[int, int], name: str) -> dict[str, str]:
    """What may help with a field that is not known: another spelling, another place, a newer server."""
    root = _resolved(version, name)
    fields = _fields(root, path)
    lower = {each.lower(): each for each in fields}
    nearest = get_close_matches(field.lower(), lower, 1, 0.75)
    below = {each: {*_fields(root, (*path, each)), *_fields(root, (*path, each, 0))} for each in fields}
    above = next((path[:end] for end in range(len(path) - 1, 0, -1) if field in _fields(root, path[:end])), ())
    later = ((OLDEST.major, minor) for minor in range(version[1] + 1, NEWEST.minor + 1))
    since = next((each for each in later if field in _fields(_resolved(each, name), path)), None)
    return {
        "field": field,
        "nearest": lower[nearest[0]] if nearest else "",
        "inside": min((each for each, names in below.items() if field in names), key=len, default=""),
        "outside": ".".join(map(str, above)),
        "since": "{}.{}".format(*since) if since else "",
    }


def _fields(schema: Schema, path: tuple[str | int, ...]) -> Mapping[str, Schema]:
    """The fields that a schema knows at a path, none where it leads nowhere."""
    for step in path:
        if isinstance(step, int):
            schema = schema.get("items", {})
        else:
            more = schema.get("additionalProperties")
            schema = schema.get("properties", {}).get(step, more if isinstance(more, dict) else {})
    fields: Mapping[str, Schema] = schema.get("properties", {})
    return fields


def _type(value: object) -> str:
    """The word of JSON for what a value is."""
    if isinstance(value, bool):
        return "boolean"
    names = {dict: "object", list: "array", str: "string", int: "integer", float: "number", type(None): "null"}
    return names.get(type(value), "")


def _shown(value: object) -> str:
    """A value as it may stand in a sentence; one with things inside is not shown."""
    if isinstance(value, (dict, list)):
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}\u2026"
