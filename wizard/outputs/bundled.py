"""A plan's changed files as one thing to hand over: the file itself, or a zip of several."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import PurePath
from zipfile import ZIP_DEFLATED, ZipFile

from wizard.outputs.written import ready, relative
from wizard.planning.plan import Plan

NAME = "surefoot.zip"


def bundle(plan: Plan, sources: Sequence[str]) -> tuple[str, bytes]:
    """A file name and what is in it. Raises WizardError where the plan may not be written."""
    changes = ready(plan)
    contents = {relative(each.origin, sources): each.after.encode("utf-8", "surrogateescape") for each in changes}
    if len(changes) == 1:
        ((path, content),) = contents.items()
        return path.name, content
    # Two files of one name are found in different folders; the zip then keeps all of their paths.
    if len(contents) < len(changes):
        contents = {
            PurePath(each.origin.lstrip("/")): each.after.encode("utf-8", "surrogateescape") for each in changes
        }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path, content in contents.items():
            archive.writestr(str(path), content)
    return NAME, packed.getvalue()
