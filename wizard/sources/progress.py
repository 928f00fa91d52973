"""Which missions this user has won, kept beside the drafts."""

from wizard.sources import drafts

KEPT_AS = ("learn://missions",)
"""What the progress is kept under; no path can be called so."""


def won() -> frozenset[str]:
    """The missions that this user has won."""
    kept = (drafts.load(KEPT_AS) or {}).get("won")
    return frozenset(each for each in kept if isinstance(each, str)) if isinstance(kept, list) else frozenset()


def keep_won(ids: frozenset[str]) -> None:
    """Keep which missions were won."""
    drafts.save(KEPT_AS, {"won": sorted(ids | won())})
