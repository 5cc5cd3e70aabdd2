"""The list of addresses in a real browser."""

import pytest

from tests.rig.browser import browser, missing
from tests.web.queried import oscquery

pytestmark = [pytest.mark.rig, pytest.mark.skipif(bool(missing()), reason=missing() or "-")]

FADER = "/soundscape/param/noise_scale"
ROWS = "[...document.querySelectorAll('#list tr:not([hidden])')]"
VALUE = f"{ROWS}.find((row) => row.cells[0].textContent === '{FADER}')?.cells[5].textContent"


async def test_the_list_shows_each_address_and_follows_its_value() -> None:
    async with oscquery() as opened, browser() as tab:
        opened.show(FADER, 0.25)
        await tab.open(opened.url)
        await tab.until(f"{VALUE} === '0.25'")
        opened.show(FADER, 0.75)
        await tab.until(f"{VALUE} === '0.75'")

        every = await tab.evaluate(f"{ROWS}.length")
        await tab.evaluate("filter.value = 'band/'")
        await tab.evaluate("filter.dispatchEvent(new Event('input'))")
        found = await tab.evaluate(f"{ROWS}.map((row) => row.cells[0].textContent)")
        assert found
        assert len(found) < every
        assert all("band/" in path for path in found)
        assert tab.errors == []


async def test_a_branch_is_listed_by_its_own_address() -> None:
    async with oscquery() as opened, browser() as tab:
        await tab.open(f"{opened.url}/soundscape/param")
        await tab.until(f"{ROWS}.length > 5")
        assert all(await tab.evaluate(f"{ROWS}.map((row) => row.cells[0].textContent.startsWith('/soundscape/param'))"))
