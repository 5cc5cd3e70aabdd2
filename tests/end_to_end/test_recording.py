"""What a show file says of recording and publishing reaches the generator that the show starts."""

import signal
from pathlib import Path

import av

from tests.end_to_end.show import Show, command, get, until


def test_a_show_is_recorded_and_published_as_its_file_says(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret\n")
    more = """
        size = "192x108"
        [generators.main]
        record = "show.mkv"
        log = "drawn.log"
        whip = "http://127.0.0.1:9/whip/main"
        whip_token_file = "token"
    """
    with Show(tmp_path, more=more) as show:
        show.live()
        address = f"http://127.0.0.1:{show.generator_port}/api/v1"
        until(lambda: get(f"{address}/recording").get("file") == "show.mkv", what="the recording")
        publishing = until(lambda: get(f"{address}/session/metrics").get("publishing"), what="the publishing")
        assert publishing["url"].startswith("http://127.0.0.1:9/whip")
        until(lambda: (tmp_path / "show.mkv").stat().st_size > 20_000, what="a second of the film")
        assert not any("secret" in child.command for child in show.children())
        show.end(signal.SIGTERM)
        assert "Traceback" not in show.said
    with av.open(str(tmp_path / "show.mkv")) as film:
        frames = list(film.decode(video=0))
    assert len(frames) > 20
    done = command(tmp_path, "redraw", "drawn.log")
    assert done.returncode == 0, done.stderr
    assert "digests as in the show" in done.stdout
    assert (frames[0].width, frames[0].height) == (192, 108)


def test_a_token_that_is_not_there_ends_the_show_before_it_begins(tmp_path: Path) -> None:
    keys = '[generators.main]\nwhip = "https://media.example/whip"\nwhip_token_file = "nowhere"\n'
    (tmp_path / "my.toml").write_text(keys)
    done = command(tmp_path, "run", "--show", "my.toml", "--page", "off")
    assert done.returncode == 3
    assert "generators.main.whip_token_file: nowhere cannot be read: No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr
