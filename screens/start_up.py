"""From the command line to the running app: the sources are read first, so the first screen is the work."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens.terminal.undisturbed import undisturbed
from wizard.planning.plan import Plan
from wizard.sources import drafts
from wizard.sources.folders import Origins, origins
from wizard.sources.loading import Target, load

if TYPE_CHECKING:
    from screens.app import SurefootApp
    from wizard.cluster.loading import Wanted


def start(named: Origins | None, target: Target, *, mend_tabs: bool = False, read_only: bool = False) -> int:
    """Read the sources and run the wizard on them; without any, it asks for them. The exit code of the process."""
    with undisturbed():
        loaded = load(named, target, mend_tabs=mend_tabs, hurry=True) if named else None
        paths = named.paths if named else ()
        # What cannot be read is said before Textual is imported.
        from screens.app import SurefootApp  # noqa: PLC0415
        from screens.opening import Opening  # noqa: PLC0415

        plan = Plan(target.over(()) if loaded is None else loaded.inventory)
        opening = Opening(
            plan=plan,
            target=target,
            sources=tuple(paths),
            stream="-" in paths,
            skipped=() if loaded is None else loaded.said,
            draft=drafts.load(paths) if paths else None,
            read_only=read_only,
            more=None if loaded is None else loaded.more,
        )
        app = SurefootApp(opening)
    return _run(app)


def start_demo(target: Target) -> int:
    """Run the wizard on the embedded shop; the exit code of the process."""
    with undisturbed():
        from wizard.teaching.shop import shop  # noqa: PLC0415  # files need none of it

        loaded = shop(target)
        from screens.app import SurefootApp  # noqa: PLC0415
        from screens.opening import Opening  # noqa: PLC0415

        app = SurefootApp(Opening(Plan(loaded.inventory), target, demo=True))
    return _run(app)


def start_live(wanted: "Wanted", target: Target, *, read_only: bool) -> int:
    """Run the wizard on a cluster: it is loaded behind the first screen, which can be left at any time."""
    with undisturbed():
        from screens.app import SurefootApp  # noqa: PLC0415
        from screens.opening import Opening  # noqa: PLC0415

        plan = Plan(target.over(()))
        app = SurefootApp(Opening(plan, target, wanted=wanted, read_only=read_only))
    return _run(app)


def start_learning(path: str | None, target: Target, *, mend_tabs: bool = False) -> int:
    """Run the missions, two of them on a file of the learner's own; the exit code of the process."""
    with undisturbed():
        from wizard.teaching.shop import shop  # noqa: PLC0415  # files need none of it

        loaded = load([path], target, mend_tabs=mend_tabs) if path else shop(target)
        from screens.learn.app import LearningApp  # noqa: PLC0415
        from screens.opening import Opening  # noqa: PLC0415

        app = LearningApp(Opening(Plan(loaded.inventory), target, (path,) if path else (), skipped=loaded.said))
    return _run(app)


def start_room(paths: Sequence[str], target: Target, bind: str, port: int, *, mend_tabs: bool = False) -> int:
    """Serve the wizard to browsers until a signal ends it; the exit code of the process."""
    from screens.serving.serve import refuse_without_extra, seen_from_above, serve  # noqa: PLC0415  # nothing else needs it
    from wizard.teaching.shop import shop  # noqa: PLC0415

    refuse_without_extra()
    sources = tuple(seen_from_above(paths))
    # Whoever comes in may read what is named, and nothing that lies beside it.
    loaded = load(origins(sources, alone=True), target, mend_tabs=mend_tabs) if sources else shop(target)
    return serve(loaded, target, sources, bind, port)


def _run(app: "SurefootApp") -> int:
    from screens.terminal import running as terminal  # noqa: PLC0415  # Textual must not be imported before a source is read

    code = terminal.run(app)
    if app.result is not None:
        from wizard.outputs.written import print_whole  # noqa: PLC0415  # it brings what the first paint need not wait for

        print_whole(app.result)
    return code
