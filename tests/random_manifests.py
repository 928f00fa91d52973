"""Random data, written in random but valid ways, and random changes of it: input for the property tests of editing."""

import copy
import random
import re

from wizard.text.paths import Data, same

KEYS = ("a", "b", "name", "on", "1", "key with space", "x/y.z", "é", "it's", "#no", "long-name")
TEXTS = (
    "x",
    "yes",
    "1:30",
    "0o7",
    "n",
    "a b",
    "",
    "# no",
    "a: b",
    "a #b",
    "é",
    " lead",
    "trail ",
    "-",
    "- a",
    "{",
    "it's",
    'say "hi"',
    "tab\there",
    "one\ntwo\n",
    "one\ntwo",
    "one\n\ntwo\n\n",
    "one\n  \n",
    "one\n \n   ",
    "  one\n two\n\n  \n",
    "one\n\ttwo\n\t\n",
    "two words",
    "three words here\n",
    "&a",
    "*b",
    "%",
    "back\\slash",
    "null",
    "\u2028",
    "😀",
)
_PLAIN = re.compile(r"[A-Za-z/é😀][A-Za-z0-9/. é😀-]*(?<! )")


def data(rng: random.Random, depth: int = 0) -> Data:
    """A tree: mappings above, anything below."""
    kind = rng.random()
    if depth == 0 or (kind < 0.35 and depth < 5):
        keys = rng.sample(KEYS, rng.randint(1 if depth == 0 else 0, 4))
        return {key: data(rng, depth + 1) for key in keys}
    if kind < 0.6 and depth < 5:
        return [data(rng, depth + 1) for _ in range(rng.randint(0, 4))]
    return leaf(rng)


def leaf(rng: random.Random) -> Data:
    return rng.choice([rng.choice(TEXTS), rng.randint(-5, 5000), True, False, None, 0.5, rng.choice(TEXTS)])


def repeating(rng: random.Random, value: Data) -> Data:
    """The same data with some of its parts in several places, for anchors and aliases to share."""
    parts: list[Data] = []
    again: list[Data] = [value]
    while again:
        part = again.pop()
        parts.append(part)
        if isinstance(part, dict | list):
            again += part.values() if isinstance(part, dict) else part
    for part in parts:
        if isinstance(part, dict) and rng.random() < 0.6:
            shared = copy.deepcopy(rng.choice(parts))
            if isinstance(shared, dict) and rng.random() < 0.5:
                shared |= {"extra": 1}
            part[rng.choice(KEYS)] = shared
    return value


def change(rng: random.Random, value: Data) -> Data:
    """The same data after a few random edits; still a mapping that is not empty."""
    after = copy.deepcopy(value)
    for _ in range(rng.randint(1, 4)):
        _change(rng, after)
    return after or {"a": 1}


def _change(rng: random.Random, value: Data) -> None:
    if isinstance(value, dict):
        key = rng.choice([*value, rng.choice(KEYS)])
        if key in value and value[key] and isinstance(value[key], dict | list) and rng.random() < 0.75:
            _change(rng, value[key])
        elif key in value and rng.random() < 0.4:
            del value[key]
        else:
            value[key] = data(rng, 3)
    elif isinstance(value, list):
        index = rng.randint(0, len(value))
        if index == len(value) or rng.random() < 0.25:
            value.insert(index, data(rng, 3))
        elif value[index] and isinstance(value[index], dict | list) and rng.random() < 0.7:
            _change(rng, value[index])
        elif rng.random() < 0.5:
            del value[index]
        else:
            value[index] = data(rng, 3)


class Writer:
    """Writes data as YAML, each choice of style at random."""

    def __init__(self, rng: random.Random, anchors: bool = False, tidy: bool | None = None) -> None:
        self.rng = rng
        self.anchors = anchors
        self.anchored: list[tuple[str, Data]] = []
        self.newline = rng.choice(["\n", "\n", "\r\n"])
        self.tidy = rng.random() < 0.5 if tidy is None else tidy
        self.dash = rng.choice([0, 2])
        self.indent = rng.choice([2, 2, 4, 3])
        self.mixed = rng.random() < 0.05
        self.remarks = 0
        self.behind_text = self.keeps = False

    def document(self, value: Data) -> str:
        lines = self.mapping(value, 0)
        ends = [[], [], ["..."]] if self.behind_text and self.keeps else [[], [], ["# end"], ["", "# end", ""], ["..."]]
        lines += self.rng.choice(ends)
        ends = [self.rng.choice(["\n", "\r\n"]) if self.mixed else self.newline for _line in lines]
        text = "".join(line + end for line, end in zip(lines, ends, strict=True))
        return text if self.rng.random() < 0.8 or lines[-1] == "" else text.removesuffix(ends[-1])

    def mapping(self, value: dict[str, Data], column: int) -> list[str]:
        lines: list[str] = []
        bases = [(name, base) for name, base in self.anchored if isinstance(base, dict) and base.keys() <= value.keys()]
        if bases and value and self.rng.random() < 0.7:
            name, base = self.rng.choice(bases)
            lines.append(" " * column + "<<: *" + name)
            value = {key: inner for key, inner in value.items() if key not in base or not same(inner, base[key])}
        for key, inner in value.items():
            if lines:
                lines += self.between(column)
            lines += self.entry(self.scalar(key, key=True) + self.rng.choice([":", ":", ":", " :"]), inner, column)
        return lines

    def between(self, column: int) -> list[str]:
        if self.tidy or self.rng.random() < 0.8 or (self.behind_text and self.keeps):
            return []
        # Below a block text what stands further right is text too.
        deeper = [] if self.behind_text else [column + 2, column + 4]
        comment = " " * self.rng.choice([0, column, *deeper]) + self.remark()
        return self.rng.choice([[""], [comment], ["", comment], [comment, ""], [""] if self.behind_text else ["  "]])

    def remark(self) -> str:
        """A comment that no other one equals, so that a test can tell which is lost."""
        self.remarks += 1
        return self.rng.choice([f"# c{self.remarks}.", f"# c{self.remarks}. - {{", f"#c{self.remarks}."])

    def entry(self, head: str, value: Data, column: int) -> list[str]:
        pad = " " * column
        self.behind_text = False
        if alias := self.alias(value):
            return [pad + head + " " + alias + self.comment()]
        name = self.anchor(value)
        lines = self.entry_itself(head + (self.blank() + f"&{name}" if name else ""), value, column)
        if name:
            self.anchored.append((name, value))
        return lines

    def alias(self, value: Data) -> str:
        names = [name for name, anchored in self.anchored if same(anchored, value)]
        return "*" + names[-1] + " " if names and self.rng.random() < 0.8 else ""

    def anchor(self, value: Data) -> str:
        return f"a{self.rng.randint(0, 9999)}" if self.anchors and value and self.rng.random() < 0.4 else ""

    def entry_itself(self, head: str, value: Data, column: int) -> list[str]:
        pad = " " * column
        if isinstance(value, dict | list) and value and self.rng.random() < 0.8:
            is_list = isinstance(value, list)
            below = column + (self.dash if is_list else self.indent)
            if not self.tidy:
                below = column + self.rng.choice([0, 1, 2] if is_list else [1, 2, 3, 4])
            inner = self.sequence(value, below) if is_list else self.mapping(value, below)
            return [pad + head + self.comment(), *self.between(below), *inner]
        return self.inline(pad + head, value, column)

    def inline(self, head: str, value: Data, column: int) -> list[str]:
        lines = self.block_text(head, value, column) if isinstance(value, str) and self.rng.random() < 0.6 else []
        self.behind_text = bool(lines)
        if lines:
            return lines
        if not self.tidy and value is not None and self.rng.random() < 0.15:
            return self.below(head, value, column)
        if isinstance(value, dict | list) and value and self.rng.random() < 0.4:
            first, *others = self.flow_lines(value, column)
            return [head + " " + first, *others]
        if value is None and self.rng.random() < 0.5:
            return [head + self.comment(head)]
        blank = "  " if head.endswith("-") else self.blank()
        return [head + blank + self.flow(value) + self.comment()]

    def below(self, head: str, value: Data, column: int) -> list[str]:
        """A value on lines of its own, comments between it and its key or dash."""
        inside = column + self.rng.choice([1, 2, 4])
        pad = " " * inside
        head += self.comment(head)
        if isinstance(value, dict | list) and value and self.rng.random() < 0.4:
            first, *others = self.flow_lines(value, inside)
            return [head, *self.between(inside), pad + first, *others]
        return [head, *self.between(inside), pad + self.flow(value) + self.comment()]

    def block_text(self, head: str, value: str, column: int) -> list[str]:
        """A text as literal or folded block scalar; no lines for one that has to be quoted."""
        body = value.removesuffix("\n")
        if not body.strip() or not body.replace("\n", "").replace("\t", "").isprintable():
            return []
        deeper = " " * (column + self.rng.choice([1, 2, 4]))
        first = next(line for line in body.split("\n") if line.strip(" "))
        told = str(len(deeper) - column) if first.startswith(" ") or self.rng.random() < 0.1 else ""
        chomp = "-" if not value.endswith("\n") else "+" if value.endswith("\n\n") else ""
        lines, mark = body.split("\n"), "|"
        if "\n" not in body and not told and self.rng.random() < 0.5 and "  " not in body and body == body.strip():
            lines, mark = self.rng.choice([[body], body.split(" ")]), ">"
        elif "\n" not in body:
            return []
        behind = [] if chomp == "+" or self.tidy else self.rng.choice([[], [], [""], [" ", ""], [deeper]])
        marks = self.rng.choice([told + chomp, chomp + told])
        self.keeps = chomp == "+"
        return [f"{head} {mark}{marks}{self.comment()}", *(deeper + line if line else "" for line in lines), *behind]

    def blank(self) -> str:
        """What parts a key or a dash from its value."""
        return " " if self.tidy else self.rng.choice([" ", " ", " ", "  ", "\t", " \t"])

    def sequence(self, value: list[Data], column: int) -> list[str]:
        lines: list[str] = []
        pad = " " * column
        for item in value:
            if lines:
                lines += self.between(column)
            gap = 2 if self.tidy else self.rng.choice([2, 2, 4])
            if isinstance(item, dict | list) and item and self.rng.random() < 0.85:
                inner = (
                    self.mapping(item, column + gap) if isinstance(item, dict) else self.sequence(item, column + gap)
                )
                if self.rng.random() < 0.9:
                    lines += [f"{pad}{'-':<{gap}}{inner[0][column + gap :]}", *inner[1:]]
                else:
                    lines += [pad + "-" + self.comment("-"), *inner]
            else:
                lines += self.inline(pad + "-", item, column)
        return lines

    def comment(self, head: str = "") -> str:
        if self.tidy or self.rng.random() < 0.8:
            return ""
        blank = self.rng.choice([" ", " ", "  ", *([] if head.endswith("-") else [" \t", "\t"])])
        return blank + self.rng.choice([self.remark(), self.remark(), "#", ""])

    def flow(self, value: Data) -> str:
        blank = self.rng.choice(["", " "])
        if isinstance(value, dict):
            inner = (f"{self.scalar(key, True, True)}: {self.flow(item)}" for key, item in value.items())
            return "{" + blank + ", ".join(inner) + blank + "}"
        if isinstance(value, list):
            comma = "," if value and self.rng.random() < 0.2 else ""
            return "[" + blank + ", ".join(map(self.flow, value)) + comma + blank + "]"
        return self.scalar(value, in_flow=True)

    def flow_lines(self, value: Data, column: int) -> list[str]:
        pad = " " * (column + 2)
        if isinstance(value, dict):
            inner = [f"{self.scalar(key, True, True)}: {self.flow(item)}" for key, item in value.items()]
        else:
            inner = [self.flow(item) for item in value]
        commas = [","] * (len(inner) - 1) + [self.rng.choice(["", ","])]
        lines: list[str] = []
        for text, comma in zip(inner, commas, strict=True):
            lines += self.between(column + 2) if lines else []
            joined = bool(lines) and not self.tidy and "#" not in lines[-1] and self.rng.random() < 0.2
            head = lines.pop() + " " if joined and lines[-1].strip() else pad
            lines.append(head + text + comma + self.comment())
        return [
            ("{" if isinstance(value, dict) else "[") + self.comment(),
            *self.between(column + 2),
            *lines,
            *self.between(column + 2),
            " " * (column + 1) + ("}" if isinstance(value, dict) else "]") + self.comment(),
        ]

    def scalar(self, value: Data, key: bool = False, in_flow: bool = False) -> str:
        if value is None:
            return self.rng.choice(["null", "~", "Null"])
        if not isinstance(value, str):
            return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        choices = []
        if _PLAIN.fullmatch(value) and value not in {"yes", "n", "on", "null"}:
            choices += ["plain"] * 4
        if "\n" not in value and value.isprintable():
            choices += ["'"]
        style = self.rng.choice([*choices, '"'])
        if style == "plain":
            return value
        if style == "'":
            return "'" + value.replace("'", "''") + "'"
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return '"' + escaped.replace("\u2028", "\\L") + '"'
