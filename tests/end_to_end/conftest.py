from collections.abc import Iterator

import pytest

from tests.end_to_end.show import Show

SECONDS = 18


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    """A whole show on its defaults, over: bundled music, a generator as its child, a few movements of a hand."""
    folder = tmp_path_factory.mktemp("demo")
    with Show(folder, "--audio", "demo", "--seconds", str(SECONDS), "--log", "show.log") as show:
        show.live()
        for number in range(10):
            show.send("/soundscape/param/light", 0.5 + number / 20)
        for address in ("cache/reset", "transition", "theme/next", "cache/reset", "nobody/knows"):
            show.send(f"/soundscape/{address}", 1.0)
        show.end()
        yield show
