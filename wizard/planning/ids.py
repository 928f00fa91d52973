"""Which ids can be selected and ignored: those of the catalogue, of the schema's rules, and of what is not read."""

from wizard.checks import CATALOGUE


def is_id(id: str) -> bool:
    """Whether something can be selected or ignored by this id."""
    if id in CATALOGUE or id in {"template", "no-manifest", "unreadable"}:
        return True
    from wizard.planning.schema import RULES  # noqa: PLC0415  # the wizard reads settings before its first paint

    return id.removeprefix("schema-") in RULES and id.startswith("schema-")
