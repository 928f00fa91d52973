from screens.widgets.field_row import FieldRow
from screens.widgets.fields import NumberField
from screens.widgets.headers_field import HeadersField


def seconds(label, value):
    return NumberField(label, value, minimum=1, maximum=60, after="s,", box=3, label_width=0, show_error=False)


async def test_fields_stand_on_one_line_with_the_error_below(shown):
    every, wait = seconds("every", 5), seconds("wait", 2)
    async with shown(FieldRow("Timing", every, wait, after="= 15 s")) as pilot:
        assert pilot.app.lines()[0].rstrip() == " Timing    every [ 5    ] s, wait [ 2    ] s, = 15 s"
        await pilot.press("backspace")
        assert pilot.app.lines()[1].strip() == "Enter a whole number: 1 to 60"
        await pilot.press("9")
        assert pilot.app.lines()[1] == ""


async def test_header_typed_on_the_last_line_opens_another(shown):
    field = HeadersField("Headers", [("Host", "web")])
    async with shown(field) as pilot:
        field.query("TextField").last().focus()
        await pilot.press(*"X-Key:1")
        assert field.value == (("Host", "web"), ("X-Key", "1"))
        assert len(field.query("TextField")) == 3
        assert pilot.app.told[-1].value == field.value


async def test_header_without_a_colon_is_an_error(shown):
    field = HeadersField("Headers")
    async with shown(field) as pilot:
        await pilot.press("x")
        assert (field.value, pilot.app.told[-1].value) == (None, None)
        assert "Name: value" in pilot.app.told[-1].error
