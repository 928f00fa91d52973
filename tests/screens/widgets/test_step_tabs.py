from screens.widgets.step_tabs import Step, StepTabs

STEPS = (
    Step("Spread", "missing"),
    Step("Budget", "weak"),
    Step("Readiness", "met"),
    Step("Shutdown", "not-applicable"),
    Step("Review"),
)


async def test_each_step_shows_number_word_and_sign(shown):
    async with shown(StepTabs(STEPS)) as pilot:
        tabs = [tab.strip() for tab in pilot.app.lines()[0].split("   ")]
        assert tabs == ["1 Spread ○", "2 Budget ◐", "3 Readiness ●", "4 Shutdown –", "5 Review"]


async def test_click_asks_for_the_step_under_the_pointer(shown):
    tabs = StepTabs(STEPS)
    async with shown(tabs) as pilot:
        await pilot.click(tabs, offset=(pilot.app.lines()[0].index("Readiness"), 0))
        assert [told.index for told in pilot.app.told] == [2]


async def test_all_steps_fit_into_sixty_columns(shown):
    async with shown(StepTabs(STEPS), size=(60, 18)) as pilot:
        assert "5 Review" in pilot.app.lines()[0]
