from screens.widgets.radio_row import Answer, RadioRow

LEVELS = tuple(Answer(value, value.replace("-", " ")) for value in ("none", "host", "zone", "region", "placement-set"))


async def test_arrow_moves_and_chooses_in_one_key(shown):
    row = RadioRow("Level", LEVELS, "host", kube="topologyKey")
    async with shown(row) as pilot:
        row.focus()
        await pilot.press("right")
        assert row.value == "zone"
        assert [(type(told), told.value) for told in pilot.app.told] == [(RadioRow.Changed, "zone")]
        assert "● zone" in pilot.app.lines()[0]
        assert "○ host" in pilot.app.lines()[0]


async def test_arrow_at_the_end_stays_and_says_nothing(shown):
    row = RadioRow("Level", LEVELS, "placement-set")
    async with shown(row) as pilot:
        row.focus()
        await pilot.press("right", "end")
        assert (row.value, pilot.app.told) == ("placement-set", [])


async def test_refused_answer_is_passed_over_and_says_why(shown):
    answers = (Answer("none", "none"), Answer("host", "host", "the Service needs it"), Answer("zone", "zone"))
    row = RadioRow("Level", answers, "none")
    async with shown(row) as pilot:
        row.focus()
        await pilot.press("right")
        assert row.value == "none"
        assert [told.reason for told in pilot.app.told] == ["the Service needs it"]
        await pilot.press("right")
        assert row.value == "zone"


async def test_click_chooses_the_answer_under_the_pointer(shown):
    row = RadioRow("Level", LEVELS, "none", label_width=13)
    async with shown(row, size=(60, 18)) as pilot:
        line = next(number for number, text in enumerate(pilot.app.lines()) if "placement set" in text)
        column = pilot.app.lines()[line].index("placement")
        await pilot.click(row, offset=(column, line))
        assert row.value == "placement-set"


async def test_answers_wrap_whole_in_sixty_columns(shown):
    row = RadioRow("Level", LEVELS, "none", kube="topologyKey", label_width=13)
    async with shown(row, size=(60, 18)) as pilot:
        first, second = pilot.app.lines()[:2]
        assert first.startswith(" Level        ● none  ○ host  ○ zone  ○ region  ")
        assert second.startswith("              ○ placement set")
        assert "topologyKey" in first + second
        assert row.size.height == 2


async def test_kubernetes_word_stands_at_the_right_edge(shown):
    row = RadioRow("Rule", (Answer("preferred", "preferred"), Answer("strict", "strict")), kube="whenUnsatisfiable")
    async with shown(row) as pilot:
        assert pilot.app.lines()[0].endswith("whenUnsatisfiable")
        assert len(pilot.app.lines()[0]) == 80


async def test_undo_from_outside_posts_no_message(shown):
    row = RadioRow("Level", LEVELS, "none")
    async with shown(row) as pilot:
        row.choose("zone")
        await pilot.pause()
        assert pilot.app.told == []
        assert "● zone" in pilot.app.lines()[0]
