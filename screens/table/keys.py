"""The keys of the table."""

from textual.binding import Binding, BindingType

from wizard.wording import _

KEYS: list[BindingType] = [
    Binding("enter", "open", _("Open"), id="table.open", tooltip=_("Go to the first step that is not met")),
    Binding("space", "mark", _("Mark"), id="table.mark", tooltip=_("Mark the workload for the same answers")),
    Binding("a", "same", _("Same answers"), id="table.same", tooltip=_("Give the marked ones the same answers")),
    Binding("w,r", "review", _("Review"), id="table.review", tooltip=_("See all changes, then write or apply them")),
    Binding("f", "mend", _("Mend"), id="table.mend", tooltip=_("Each mistake: mend it, or read its page")),
    Binding("slash", "narrow", _("Filter"), id="table.filter", tooltip=_("Show only names with these letters")),
    Binding("u", "app.undo", _("Undo"), show=False),
    Binding("question_mark", "why", _("Why"), id="table.why", tooltip=_("All that is weak about this workload")),
    Binding("d", "diff", _("Diff"), id="table.diff", tooltip=_("The whole diff of the plan")),
    Binding("l", "notes", _("Left out"), id="table.notes", tooltip=_("What was left alone, and why")),
    Binding("n", "namespace", _("Namespace"), show=False, id="table.namespace", tooltip=_("Another namespace")),
    Binding("c", "cluster", _("Cluster"), show=False, id="table.cluster", tooltip=_("Another cluster")),
    Binding("escape", "back", _("Quit"), id="table.back", tooltip=_("Leave the wizard")),
]
