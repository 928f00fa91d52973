"""What mends which mistake. Decides nothing that people have to decide; shows and words nothing."""

from wizard.mends import apis, budget, hooks, probes, rollout, spread  # noqa: F401  # importing a topic fills the register
from wizard.mends.mend import MENDS, Place, mended

__all__ = ["MENDS", "Place", "mended"]
