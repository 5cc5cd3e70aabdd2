"""What becomes of Link where its library is not installed."""

import sys

import pytest

from soundscape_live.io.link import LinkPeer, LinkWish
from soundscape_live.model import Level, Notice, TempoReport


async def test_without_aalink_the_operator_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aalink", None)
    said: list[Notice] = []
    reports: list[TempoReport] = []
    await LinkPeer(LinkWish(), reports.append, said.append, lambda *_told: None).run()
    (notice,) = said
    assert (notice.level, reports) == (Level.WARNING, [])
    assert "pip install 'soundscape-live[link]'" in notice.text
