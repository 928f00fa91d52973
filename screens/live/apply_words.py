"""What is said before, while and after a cluster is changed."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from screens.terminal import signs
from screens.walk import Live
from wizard.cluster.applying import Answer, Applied, described, stands
from wizard.cluster.kubeconfig import looks_like_production
from wizard.cluster.overtaking import Overtaken
from wizard.cluster.putting_back import PutBack
from wizard.cluster.summary import restart_words, undone_where
from wizard.errors import WizardError
from wizard.planning.plan import Plan
from wizard.planning.sending import Request, requests
from wizard.wording import _, apart, ended, ngettext, padded, safe


def about(live: Live, plan: Plan, answers: Sequence[Answer], to_type: str) -> list[Content]:
    """What, where, how guarded, what restarts, and the key that does it."""
    told = [_where(live)]
    told += [Content.assemble((padded(_verb(each), 8), "$foreground-muted"), _guarded(each)) for each in requests(plan)]
    told += [Content.styled(each, "$text-warning") for each in undone_where(plan)]
    if not answers:
        return told
    count = sum(each.defaults for each in answers)
    adds = ngettext("it adds {count} default", "it adds {count} defaults", count).format(count=count)
    accepted = _("The server accepted a dry run")
    if count:
        accepted = apart((accepted, _("{adds} (d shows the diff)").format(adds=adds)))
    restarts = restart_words(answers)
    told.append(
        Content(_("{said}. {more}").format(said=accepted, more=""))
        + Content.styled(ended(restarts[:1].upper() + restarts[1:]), "bold")
    )
    told += [
        Content.styled(_("The server warns: {said}").format(said=said), "$text-warning")
        for each in answers
        for said in each.warnings
    ]
    if not to_type:
        told.append(Content.styled(_("Enter applies it, Esc leaves everything as it is."), "bold"))
    return told


def _where(live: Live) -> Content:
    context = live.cluster.context
    parts = Content(_("Context {name}").format(name=safe(context) or _("of this pod")))
    if looks_like_production(context):
        parts += Content.styled(f" ({_('looks like production')})", "bold $text-warning")
    return parts + Content.styled(f"  {safe(live.cluster.server)}", "$foreground-muted")


def _verb(request: Request) -> str:
    return _("create") if request.before is None else _("change")


def _guarded(request: Request) -> str:
    if request.before is None:
        return request.title
    guard = _("(guarded: resourceVersion {version})").format(version=safe(request.resource_version))
    return f"{request.title} {guard}"


def offered(done: Applied, wanted: Sequence[Request]) -> Iterator[str]:
    """What is done of what was wanted, a line each."""
    sent = {each.request.title for each in done.sent}
    for each in wanted:
        sign = signs.active().met if each.title in sent else signs.active().missing
        yield f"{sign} {_verb(each)} {each.title}"


def outcome(state: str, trouble: WizardError | None, done: Applied, undone: PutBack | None) -> list[Content]:
    """What stands, and what to do about it."""
    if state == "undone" and undone is not None:
        return undone_words(undone)
    if state == "overtaken" and isinstance(trouble, Overtaken):
        told = [Content(each) for each in trouble.told]
        keys = _("Nothing of theirs was touched. Enter plans again with your choices on what is there now.")
        return [*told, Content.styled(keys, "bold")]
    told = [Content.styled(safe(str(trouble)), "$text-error")]
    if state == "stopped":
        told += [Content(stands(done) + ".")]
        again = _("Enter plans again with your choices on what is there now, R puts back what was changed.")
        on = _("Enter tries to go on, R puts back what was changed.")
        told.append(Content.styled(again if isinstance(trouble, Overtaken) else on, "bold"))
    return told


def done_words(done: Applied) -> list[Content]:
    """What was changed, a line each."""
    return [Content(each) for each in described(done.sent)]


def undone_words(undone: PutBack) -> list[Content]:
    """What was put back, and what was not."""
    return [Content(each) for each in undone.restored] + [Content.styled(each, "$text-warning") for each in undone.left]
