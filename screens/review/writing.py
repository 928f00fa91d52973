"""Where the plan goes from the review. Nothing leaves before it was said what, where, how much, and the way back."""

from dataclasses import replace
from io import BytesIO

from screens.ask import changed_on_disk
from screens.review.keys import Found, Ways
from screens.review.question import printed, suggested_path
from screens.terminal.lean import LeanScreen
from screens.walk import walk
from screens.widgets.diff_view import DiffView
from screens.widgets.entry import EntryField
from screens.widgets.fields import Field
from screens.widgets.key_bar import KeyBar
from wizard.errors import WizardError
from wizard.outputs.bundled import bundle
from wizard.outputs.saving import read_again, save
from wizard.planning.plan import Plan
from wizard.sources.writing import ChangedOnDisk
from wizard.wording import _, safe


class Writing(LeanScreen[None]):
    """Asks for a place, writes, and tells why where that fails."""

    def __init__(self, plan: Plan, sources: tuple[str, ...], ways: Ways) -> None:
        super().__init__()
        self.plan, self._sources, self._ways, self._found = plan, sources, ways, Found()
        self._trouble = ""
        """Why the last writing failed."""
        self._asking = self._last_asked = ""
        """What is to be confirmed: write, elsewhere, patch or nothing; and what the path was typed for."""

    def show(self, plan: Plan) -> None:
        """Show another plan, as undo does."""
        raise NotImplementedError

    def _say(self) -> None:
        """Show what is asked now, or else what is found."""
        raise NotImplementedError

    async def action_finish(self) -> None:
        if self._asking == "write":
            self._carry_out(None)
        else:
            await self.run_action(self._ways.finish)

    def action_download(self) -> None:
        try:
            name, content = bundle(self.plan, self._sources)
        except WizardError as error:
            self._complain(str(error))
            return
        self.app.deliver_binary(BytesIO(content), save_filename=name)
        walk(self).saved(self.plan)
        self.query_one(KeyBar).tell(_("{name} goes to your browser's downloads").format(name=safe(name)))

    def action_write(self) -> None:
        self._asking, self._trouble = "write", ""
        self._say()

    def action_patch(self) -> None:
        self._ask_path("patch")

    def action_elsewhere(self) -> None:
        self._ask_path("elsewhere")

    def _ask_path(self, asking: str) -> None:
        field = self.query_one("#path", EntryField)
        if not field.line.text or asking != self._last_asked:
            changes = self._found.changes or ()
            field.put(suggested_path(self.plan, changes, asking, self._ways))
        self._asking, self._last_asked, self._trouble = asking, asking, ""
        field.display = True
        self.set_focus(field)
        self._say()

    def _leave_question(self) -> None:
        self._asking, self._trouble = "", ""
        self.query_one("#path").display = False
        self.set_focus(self.query_one(DiffView))
        self._say()

    def on_entry_field_entered(self, event: EntryField.Entered) -> None:
        if event.text:
            self._carry_out(event.text)
        else:
            self._complain(_("Give a path; Esc leaves everything as it is"))

    def on_entry_field_left(self) -> None:
        self._leave_question()

    def on_field_changed(self, event: Field.Changed) -> None:
        event.stop()
        self._complain("")

    def _carry_out(self, target: str | None) -> None:
        try:
            done = save(self.plan, self._sources, target, patch=self._asking == "patch")
        except ChangedOnDisk as error:
            self._complain(str(error))
            self.app.push_screen(changed_on_disk(error), self._reload)
        except WizardError as error:
            self._complain(str(error))
        else:
            app = walk(self)
            app.saved(self.plan)
            if done.base is not self.plan:
                app.rebase(done.base)
            app.open_receipt(done.receipt)

    def _complain(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self._say()

    def _reload(self, answer: str | None) -> None:
        if answer != "reload":
            return
        try:
            again = read_again(self.plan)
        except WizardError as error:
            self._complain(str(error))
            return
        self._leave_question()
        app = walk(self)
        app.rebase(replace(again.plan, choices={}, mends=frozenset()))
        app.keep(again.plan)
        self.show(again.plan)
        lost = [_("{what}: choose it again").format(what=each) for each in again.lost]
        self.query_one(KeyBar).tell(_("; ").join(lost) or _("Read again; all choices are kept"))

    def action_print(self) -> None:
        try:
            walk(self).result = printed(self.plan, self._found.changes or (), self._ways)
        except WizardError as error:
            self._complain(str(error))
            return
        walk(self).saved(self.plan)
        self.app.exit(0)
