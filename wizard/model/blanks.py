"""Blanks in a manifest that something fills in before a server sees it: ${REPLICAS}, $(PORT), <PROJECT>, NODE_PORT."""

import re

_MARKED = re.compile(
    r"\$\{[^}]*\}|\$\([^)]*\)|\$\w+|<[^<>]+>|\{\{.*\}\}|\{[\w.-]+\}|\[\[.*\]\]|%\w+%|@\w+@|__\w+__", re.ASCII
)
"""As envsubst, kustomize's vars, sed scripts and people write them."""
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+")
_WORD = re.compile(r"[A-Z][A-Z0-9]{2,}")
_SPOKEN = {"TRUE", "FALSE", "YES", "OFF", "NULL", "NONE"}


def blank(value: object, *, number: bool = True) -> bool:
    """Whether a value is such a blank; one word in capitals is one only where a number should stand."""
    if not isinstance(value, str):
        return False
    alone = number and _WORD.fullmatch(value) and value not in _SPOKEN
    return bool(_MARKED.search(value) or _CAPITALS.fullmatch(value) or alone)
