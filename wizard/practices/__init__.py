"""The practices, in the order in which they are walked. A fifth one is a file here and a line in this list."""

from typing import Any

from wizard.practices.budget import BUDGET
from wizard.practices.practice import Practice
from wizard.practices.readiness import READINESS
from wizard.practices.shutdown import SHUTDOWN
from wizard.practices.spread import SPREAD
from wizard.wording.mistakes import SENTENCES
from wizard.wording.practices import WORDS

# Any: each practice takes its own kind of choice, and a list of them cannot say which.
PRACTICES: tuple[Practice[Any], ...] = (SPREAD, BUDGET, READINESS, SHUTDOWN)

WORDS.update({practice.key: practice.said for practice in PRACTICES})
SENTENCES.update({id: text for practice in PRACTICES for id, text in practice.sentences.items()})
