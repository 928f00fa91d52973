"""Every workload of the corpus takes every practice, alone and together, and each edit is proven."""

from pathlib import Path

import pytest

from tests.corpus import FOLDER, files
from tests.corpus_table import Table, examine

FILES = files() if FOLDER.is_dir() else []


@pytest.mark.skipif(not FILES, reason=f"no corpus in {FOLDER.name}; name its folder in SUREFOOT_CORPUS")
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_practice_edits_the_file_as_it_should(path: Path) -> None:
    table = Table()
    examine(table, path.name, path.read_bytes())
    assert table.wrong == []
    assert dict(table.refused) == {}


@pytest.mark.skipif(not FILES, reason=f"no corpus in {FOLDER.name}; name its folder in SUREFOOT_CORPUS")
def test_the_corpus_holds_what_it_should() -> None:
    assert len(FILES) > 300
