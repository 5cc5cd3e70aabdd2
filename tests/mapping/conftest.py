"""What the tests of mapping/ begin with: blocks of sound, a theme, and a show that is being played."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from soundscape_live.mapping.binding import Binding
from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.show import Safety, Show
from soundscape_live.mapping.theme import Theme
from soundscape_live.model import Features
from tests.mapping.playing import PLAIN, SILENT, Playing

SAFE = Safety()


@pytest.fixture(scope="session")
def features() -> Callable[..., Features]:
    """Make the features of a block: silent but for what is named."""

    def make(at: float, **more: object) -> Features:
        return replace(SILENT, at=at, **{"silence": False, **more})  # type: ignore[arg-type] -- fields by name

    return make


@pytest.fixture(scope="session")
def theme() -> Callable[..., Theme]:
    """Make a theme: plain but for what is named."""

    def make(name: str = "plain", **more: object) -> Theme:
        return replace(PLAIN, name=name, base=f"a {name}", **more)  # type: ignore[arg-type] -- fields by name

    return make


@pytest.fixture(scope="session")
def play() -> Callable[..., Playing]:
    """Begin a show with these themes at time 0."""

    def make(
        *themes: Theme, bindings: tuple[Binding, ...] = (), safety: Safety = SAFE, block: float = 0.005
    ) -> Playing:
        shown = themes or (PLAIN,)
        return Playing(Fusion(Show(shown, shown[0].name, bindings, safety), 0.0), block=block)

    return make
