"""Take a shell script apart into its simple commands, as far as a pause or a stop in it can be told. Runs nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_OPERATORS = re.compile(r"&&|\|\||;;&?|;&|;|\|&|\||&|\(|\)|\n")
_REDIRECT = re.compile(r"(?:\d*|&)(?:>>|>\||>&|<&|<>|>|<)")
_OPENING = {"if": "fi", "while": "done", "until": "done", "for": "done", "select": "done", "case": "esac"}
"""Words that begin a part that may run never, once or often, and the word that ends it."""
_BETWEEN = {"!", "{", "then", "do", "else", "elif", "time"}
"""Words before a command that say nothing of what it does."""
_ENDING = {"}", "fi", "done", "esac"}


@dataclass(frozen=True)
class Word:
    """One word of a script, without its quotes."""

    text: str
    begin: int
    end: int
    plain: bool = True
    """Whether it stands there as it is: no variable, no substitution."""
    operator: bool = False


@dataclass(frozen=True)
class Simple:
    """One simple command: a program and its words."""

    words: tuple[Word, ...]
    before: str
    """The operator in front of it; empty for the first."""
    after: str
    maybe: bool
    """Whether it stands in a branch or a loop, so that it may run never, once or often."""


def simples(script: str) -> tuple[Simple, ...] | None:
    """The simple commands of a script in their order; None where it cannot be read."""
    tokens = _tokens(script)
    if tokens is None:
        return None
    found, words, before = list[Simple](), list[Word](), ""
    open_: list[str] = []
    for token in (*tokens, Word("\n", len(script), len(script), operator=True)):
        if not token.operator:
            if not words and token.text in _OPENING:
                open_.append(_OPENING[token.text])
            if not words and open_ and token.text == open_[-1]:
                open_.pop()
            if words or token.text not in {*_OPENING, *_BETWEEN, *_ENDING}:
                words.append(token)
            continue
        if words:
            found.append(Simple(tuple(words), before, token.text, maybe=bool(open_)))
            before = token.text
        elif token.text in {"&&", "||"}:
            before = token.text
        words = []
    return tuple(_closed(found))


def _closed(found: list[Simple]) -> Iterator[Simple]:
    """The commands, those behind a function's head left in doubt: nobody knows when it is called."""
    doubted = False
    for each in found:
        # `name() { ...; }` reads as a name with a parenthesis behind it.
        doubted = doubted or each.after == "(" or each.words[0].text == "function"
        yield replace(each, maybe=True) if doubted else each


def _tokens(script: str) -> list[Word] | None:
    """Words and operators; None where a quote is open or a document begins."""
    found, at = list[Word](), 0
    while at < len(script):
        if script[at] in " \t\r":
            at += 1
        elif script.startswith("\\\n", at):
            at += 2
        elif script[at] == "#":
            at = _until(script, at, "\n")
        elif script.startswith("<<", at) or script.startswith("<(", at):
            return None
        elif redirect := _REDIRECT.match(script, at):
            target = _word(script, _past_blanks(script, redirect.end()))
            if target is None:
                return None
            at = target.end
        elif operator := _OPERATORS.match(script, at):
            found.append(Word(operator[0], at, operator.end(), operator=True))
            at = operator.end()
        else:
            word = _word(script, at)
            if word is None:
                return None
            found.append(word)
            at = word.end
    return found


def _word(script: str, begin: int) -> Word | None:
    text, at, plain = "", begin, True
    while at < len(script) and script[at] not in " \t\r\n;&|()<>":
        match script[at]:
            case "'":
                close = script.find("'", at + 1)
                if close < 0:
                    return None
                text, at = text + script[at + 1 : close], close + 1
            case '"':
                end = _double_quoted(script, at + 1)
                if end is None:
                    return None
                inner = script[at + 1 : end]
                plain = plain and "$" not in inner and "`" not in inner
                text, at = text + re.sub(r"\\([\"\\$`\n])", r"\1", inner), end + 1
            case "\\":
                text, at = text + script[at + 1 : at + 2].replace("\n", ""), at + 2
            case "$" | "`":
                plain, end = False, _substituted(script, at)
                if end is None:
                    return None
                text, at = text + script[at:end], end
            case other:
                text, at = text + other, at + 1
    return Word(text, begin, min(at, len(script)), plain)


def _double_quoted(script: str, at: int) -> int | None:
    """Where the quote closes; None where it does not."""
    while at < len(script):
        if script[at] == '"':
            return at
        if script[at] == "\\":
            at += 2
        elif script[at] in "$`":
            end = _substituted(script, at)
            if end is None:
                return None
            at = end
        else:
            at += 1
    return None


def _substituted(script: str, at: int) -> int | None:
    """Where a variable or a substitution that begins here ends; None where it does not."""
    if script[at] == "`":
        close = script.find("`", at + 1)
        return None if close < 0 else close + 1
    if script[at + 1 : at + 2] not in {"(", "{"}:
        return at + 1
    depth, end = 0, at + 1
    while end < len(script):
        depth += script[end] in "({"
        depth -= script[end] in ")}"
        end += 1
        if not depth:
            return end
    return None


def _until(script: str, at: int, sign: str) -> int:
    end = script.find(sign, at)
    return len(script) if end < 0 else end


def _past_blanks(script: str, at: int) -> int:
    while at < len(script) and script[at] in " \t":
        at += 1
    return at
