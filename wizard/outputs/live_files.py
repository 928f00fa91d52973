"""What a plan for a cluster would be as files: clean manifests, or patches for whoever keeps the objects."""

from pathlib import Path

from wizard.outputs.clean import clean
from wizard.outputs.receipt import Receipt, written
from wizard.outputs.written import make_folder, ready
from wizard.planning.changes import Change
from wizard.planning.plan import Plan
from wizard.planning.sending import Request, requests
from wizard.sources.live import yaml_of
from wizard.sources.writing import write_all
from wizard.text.edits import difference, to_patch
from wizard.text.emitting import body_lines
from wizard.text.writing_style import Style
from wizard.wording import safe


def clean_files(plan: Plan) -> dict[str, str]:
    """A manifest for each workload that the plan changes, its new and changed neighbours behind it, by file name."""
    found: dict[str, list[str]] = {}
    for each in requests(plan):
        # The workload itself first, whatever the order in which a cluster would take them.
        texts = found.setdefault(_name(plan, each, ".yaml"), [])
        texts.insert(0 if each.after.get("kind") == plan.before(each.workload).kind else len(texts), _clean(each))
    return {name: "---\n".join(texts) for name, texts in found.items()}


def _clean(request: Request) -> str:
    return yaml_of(clean(dict(request.after)))


def patch_files(plan: Plan) -> dict[str, str]:
    """A JSON patch for each object that the plan changes, and a manifest for each new one, by file name."""
    found = {}
    for each in requests(plan):
        if each.before is None:
            found[_name(plan, each, "-new.yaml")] = _clean(each)
            continue
        patch = to_patch(difference(dict(each.before), dict(each.after)))
        command = f"kubectl patch {each.kind.plural} {each.name} -n {each.namespace} --type json --patch-file FILE"
        lines = body_lines(patch, Style())  # type: ignore[arg-type]
        found[_name(plan, each, f"-{each.kind.short}-patch.yaml")] = "\n".join([f"# {safe(command)}", *lines, ""])
    return found


def _name(plan: Plan, request: Request, ending: str) -> str:
    workload = plan.before(request.workload)
    twins = [id for id in plan.changed_ids if plan.before(id).name == workload.name]
    parts = [workload.namespace, workload.kind.lower()] if len(twins) > 1 else []
    return "-".join([*filter(None, parts), workload.name]) + ending


def save_live(plan: Plan, target: str, *, patch: bool) -> Receipt:
    """Write the manifests, or the patches, to a file or below a folder.

    Raises WizardError; then nothing was written.
    """
    ready(plan)
    found = patch_files(plan) if patch else clean_files(plan)
    path = Path(target).expanduser()
    if len(found) == 1 and not path.is_dir() and not target.endswith("/"):
        places = {str(path): text for text in found.values()}
    else:
        make_folder(path)
        places = {str(path / name): text for name, text in found.items()}
    write_all([(place, text.encode(), None) for place, text in places.items()])
    changes = [Change(place, None, text, (), None) for place, text in places.items()]
    return Receipt(tuple(written(each, each.origin) for each in changes), (), elsewhere=True)
