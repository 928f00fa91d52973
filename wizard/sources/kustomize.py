"""Kustomizations, built by the person's own kubectl or kustomize: in bounded time, and without the network."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from wizard.errors import WizardError
from wizard.model.shapes import mapping, text
from wizard.sources.kustomizations import Kustomization
from wizard.sources.rendered import NotRendered, Object, Piece
from wizard.text.yamldata import documents
from wizard.wording import _, safe

SECONDS = 10.0
"""How long one build may take; those of real projects take a tenth of a second."""
_TOOLS = (("kubectl", "kustomize"), ("kustomize", "build"))
_LONGEST = 240
"""Characters of a complaint that are shown."""
_ORIGIN = "config.kubernetes.io/origin"
_NOWHERE = "http://127.0.0.1:9"
_NO_NETWORK = {
    "HTTP_PROXY": _NOWHERE,
    "HTTPS_PROXY": _NOWHERE,
    "ALL_PROXY": _NOWHERE,
    "http_proxy": _NOWHERE,
    "https_proxy": _NOWHERE,
    "all_proxy": _NOWHERE,
    "NO_PROXY": "",
    "no_proxy": "",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
}
"""What is fetched is refused before; should an entry be overlooked, whatever fetches it gets nowhere."""


@dataclass(frozen=True)
class Kustomize:
    """The program that builds."""

    words: tuple[str, ...]

    @classmethod
    def found(cls) -> "Kustomize | None":
        """kubectl or kustomize, whichever is on the PATH."""
        for program, verb in _TOOLS:
            if (path := shutil.which(program)) is not None:
                return cls((path, verb))
        return None

    @property
    def name(self) -> str:
        return Path(self.words[0]).name

    def render(self, folder: str) -> tuple[Piece, ...]:
        """Build the kustomization of a folder. Raises NotRendered."""
        # A kustomization around it makes the tool say of each object where it comes from; nothing is written beside it.
        with tempfile.TemporaryDirectory(prefix="surefoot-") as made:
            around = os.path.realpath(made)
            listed = f"resources: [{_quoted(os.path.relpath(folder, around))}]\nbuildMetadata: [originAnnotations]\n"
            (Path(around) / "kustomization.yaml").write_text(listed, encoding="utf-8", errors="surrogateescape")
            return tuple(_pieces(self._built(around), around))

    def _built(self, around: str) -> str:
        try:
            done = subprocess.run(
                [*self.words, around],
                capture_output=True,
                stdin=subprocess.DEVNULL,
                cwd=around,
                env={**os.environ, **_NO_NETWORK},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            said = _("{tool} did not end within {seconds:g} s").format(tool=self.name, seconds=SECONDS)
            raise NotRendered(said) from error
        except OSError as error:
            raise NotRendered(f"{self.name}: {error.strerror}") from error
        if done.returncode:
            raise NotRendered(_reason(done.stderr.decode(errors="replace"), around))
        return done.stdout.decode(errors="replace")


def refuse_network(kustomizations: Iterable[Kustomization], shown: Callable[[str], str]) -> None:
    """Raise NotRendered where a kustomization, or one that it brings in, lists what is not here."""
    for each in kustomizations:
        if each.away:
            said = _("{path} lists {entry}, which is not here; nothing is fetched")
            raise NotRendered(said.format(path=safe(shown(each.path)), entry=safe(each.away[0].strip()[:80])))


def _pieces(built: str, around: str) -> Iterable[Piece]:
    try:
        found = documents(built, "kustomize")
    except WizardError as error:
        raise NotRendered(str(error)) from error
    for document in found:
        data = document.data
        if isinstance(data, dict):
            origin = text(mapping(data, "metadata", "annotations").get(_ORIGIN))
            path = next((line.removeprefix("path: ") for line in origin.splitlines() if line.startswith("path: ")), "")
            if path and "\nrepo: " not in f"\n{origin}":
                yield Piece(os.path.realpath(Path(around) / path), _without_origin(data))


def _without_origin(data: Object) -> Object:
    metadata = dict(mapping(data.get("metadata")))
    annotations = {key: value for key, value in mapping(metadata.pop("annotations", None)).items() if key != _ORIGIN}
    return {**data, "metadata": {**metadata, **({"annotations": annotations} if annotations else {})}}


def _reason(said: str, around: str) -> str:
    """The last line of what the tool complains of, which names the innermost cause last."""
    lines = [line.strip() for line in said.replace(around, ".").splitlines() if line.strip()]
    last = (lines or [_("no reason given")])[-1]
    return safe(last if len(last) <= _LONGEST else "... " + last[-_LONGEST:].partition(" ")[2])


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "''") + "'"
