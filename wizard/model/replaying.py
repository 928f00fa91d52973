"""Say in a source what was chosen for what is made of it. Where the two differ already, the source has no say."""

from collections.abc import Mapping

from wizard.text.paths import Data, Path, same


class SaidElsewhere(Exception):
    """What is at this path does not come from the source, so an edit of the source would change nothing there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(path)


def replayed(source: Data, built: Data, chosen: Data, path: Path = ()) -> Data:
    """The source with the differences between what was built of it and what was chosen. Raises SaidElsewhere."""
    if same(built, chosen):
        return source
    if isinstance(built, dict) and isinstance(chosen, dict) and isinstance(source, dict):
        return _in_mapping(source, built, chosen, path)
    if isinstance(built, list) and isinstance(chosen, list) and isinstance(source, list) and not same(source, built):
        return _in_list(source, built, chosen, path)
    if not same(source, built):
        raise SaidElsewhere(path)
    return chosen


def _in_mapping(source: dict[str, Data], built: dict[str, Data], chosen: dict[str, Data], path: Path) -> Data:
    made = dict(source)
    for key, value in chosen.items():
        if key in built and same(built[key], value):
            continue
        if key not in built and key not in source:
            made[key] = value
        elif key in built and key in source:
            made[key] = replayed(source[key], built[key], value, (*path, key))
        elif key in built and isinstance(built[key], dict) and isinstance(value, dict):
            # A mapping that is there only when built: what is new in it can be said all the same.
            made[key] = replayed({}, built[key], value, (*path, key))
        else:
            raise SaidElsewhere((*path, key))
    for key in built.keys() - chosen.keys():
        if key in source and same(source[key], built[key]):
            del made[key]
        else:
            raise SaidElsewhere((*path, key))
    return made


def _in_list(source: list[Data], built: list[Data], chosen: list[Data], path: Path) -> Data:
    """Items go by their names; what has none and differs is not told apart."""
    theirs, ours = _named(built), _named(source)
    if theirs is None or ours is None or (wanted := _named(chosen)) is None:
        raise SaidElsewhere(path)
    if not set(theirs) <= set(wanted):
        raise SaidElsewhere(path)
    made = list(source)
    for name, item in wanted.items():
        place = (*path, name)
        if name not in theirs:
            made.append(item)
        elif not same(theirs[name], item):
            if name not in ours:
                raise SaidElsewhere(place)
            at = next(index for index, each in enumerate(source) if each is ours[name])
            made[at] = replayed(ours[name], theirs[name], item, place)
    return made


def _named(items: list[Data]) -> Mapping[str, Data] | None:
    """The items by their names; None where one has none, or two have one."""
    found = {each["name"]: each for each in items if isinstance(each, dict) and isinstance(each.get("name"), str)}
    return found if len(found) == len(items) else None  # type: ignore[return-value]  # each name is a text
