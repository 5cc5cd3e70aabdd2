"""Under each prompt the page says what of its words what draws has recognised, in a real browser."""

from collections.abc import AsyncIterator

import pytest

from tests.generator.rig import Generator
from tests.rig.browser import Tab, browser, missing
from tests.web.served import page

pytestmark = [pytest.mark.rig, pytest.mark.skipif(bool(missing()), reason=missing() or "-")]
MEANT = "[...document.querySelectorAll('#prompts em')].map((one) => one.textContent).join('|')"


@pytest.fixture
async def tab() -> AsyncIterator[Tab]:
    async with browser() as one:
        yield one
        assert one.errors == []


async def test_the_words_of_each_prompt_are_said_with_what_they_mean(tab: Tab) -> None:
    generator = Generator("--engine", "procedural")
    try:
        async with page([], generator=generator.url) as served:
            await tab.open(served.url)
            await tab.until(f"{MEANT}.includes('forest')")
            first, second = str(await tab.evaluate(MEANT)).split("|")
            assert first.split(" · ")[0] == "glowing"
            assert second == "violet · fog"
            assert "forest: forest (word)" in str(await tab.evaluate("document.querySelector('#prompts em').title"))
    finally:
        generator.end()


async def test_where_nobody_can_say_the_prompts_stand_alone(tab: Tab) -> None:
    async with page([]) as served:
        await tab.open(served.url)
        await tab.until("document.querySelectorAll('#prompts span').length === 2")
        assert await tab.evaluate(MEANT) == "|"
        text = await tab.evaluate("document.querySelector('#prompts span').textContent")
        assert text == "glowing <b>ember</b> forest"
