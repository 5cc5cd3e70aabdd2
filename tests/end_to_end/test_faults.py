"""What a stage does to a show: junk from the network, and processes that are killed under it."""

import random
import signal
import struct
import time
from collections.abc import Iterator

import pytest
from pythonosc.osc_message_builder import build_msg

from soundscape_live.host.clock import wall
from tests.end_to_end.show import Child, Show, command, until

PACKETS = 20_000
BURST = 20
BACK_WITHIN = 5.0
"Seconds in which the picture must be back; more where the machine is busy with other things."
SLACK = 3.0
NTP_TO_1970 = 2_208_988_800


def mutated(rng: random.Random) -> bytes:
    """Return a packet that was a good one before it was cut, stretched and scrambled."""
    good = build_msg("/soundscape/param/accent", [rng.random(), "text", rng.randrange(1000)]).dgram
    data = bytearray(rng.choice((good, b"#bundle\0" + bytes(8) + struct.pack(">i", len(good)) + good)))
    for _ in range(rng.randrange(1, 6)):
        place = rng.randrange(len(data))
        match rng.randrange(4):
            case 0:
                data[place] = rng.randrange(256)
            case 1:
                del data[place:]
                data.append(0)
            case 2:
                data[place:place] = rng.randbytes(rng.randrange(1, 40))
            case _:
                data[place : place + 4] = rng.choice((b"\x7f\xc0\0\0", b"\x7f\x80\0\0", b"\xff" * 4, bytes(4)))
    return bytes(data)


def ahead(seconds: float) -> bytes:
    """Return a bundle stamped so far ahead."""
    message = build_msg("/soundscape/param/steps", [0.5]).dgram
    stamp = int((wall() + NTP_TO_1970 + seconds) * 2**32)
    return b"#bundle\0" + struct.pack(">Qi", stamp, len(message)) + message


def test_malformed_packets_in_their_thousands_change_nothing_and_stop_nothing(
    demo: Show, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rng = random.Random(7)
    with Show(tmp_path_factory.mktemp("junk"), "--seconds", "9") as show:
        show.live()
        show.packet(ahead(2.0))
        for number in range(PACKETS):
            show.packet(mutated(rng))
            if number % BURST == 0:
                time.sleep(0.002)
        heard = show.lights.since(time.monotonic() - 1.0)
        time.sleep(1.0)
        show.send("/soundscape/param/light", 0.25)
        until(lambda: show.parameters().get("light") == pytest.approx(0.25), what="a good packet's effect")
        show.end()
        report, quiet = show.report(), demo.report()["engine"]["loop_lag_ms"]
        lag = report["engine"]["loop_lag_ms"]
        print(f"{report['controls']}, loop lag {lag}, without junk {quiet}")
        assert show.process.returncode == 0
        assert report["controls"]["rejected"] > PACKETS / 20
        assert report["audio"]["dropped"] == 0
        assert heard > 10
        # Where other programs hold the loop up by as much already, the figure says nothing of ours.
        assert lag["p99"] < max(20.0, 3 * quiet["p99"])
        assert lag["max"] < 1500.0, "a bundle stamped ahead must not be waited for"
        assert "ahead, played at once" in show.said
        assert show.said.count("\n") < 50, show.said


@pytest.fixture(scope="module")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    """A show that goes on while the tests of this module do to it what they do, in their order."""
    with Show(tmp_path_factory.mktemp("killed"), page=True) as show:
        show.live()
        until(lambda: show.status().get("frames"), what="the first frame")
        yield show


def killed(show: Show, words: str, light: float) -> float:
    """Kill a process of the show, move a fader while it is away; return how long the picture with it was away."""
    child = show.child(words)
    assert isinstance(child, Child)
    child.kill()
    at = time.monotonic()
    show.send("/soundscape/param/light", light)
    until(lambda: not child.alive)
    until(lambda: show.child(words), what=f"another {words}")
    frames: list[int] = []

    def goes_on() -> bool:
        status = show.status()
        if status["peer"] == "live" and status["fps"] > 0:
            frames.append(status["frames"])
        return len(frames) > 1 and frames[-1] > frames[-2] and show.parameters().get("light") == pytest.approx(light)

    until(goes_on, what="the picture")
    away = time.monotonic() - at
    print(f"{words}: back after {away:.2f} s")
    assert show.lights.since(at) > 30 * away, "the lights go on without a picture"
    return away


def test_a_killed_renderer_is_said_and_back_with_the_state_of_now(playing: Show) -> None:
    assert killed(playing, "generator.loop", 0.3) < BACK_WITHIN + SLACK
    until(lambda: "generator: its renderer ended and was started again" in playing.said)
    assert "the renderer ended with -9" in playing.said


def test_a_killed_generator_is_said_and_back_with_the_state_of_now(playing: Show) -> None:
    renderer = playing.child("generator.loop")
    assert killed(playing, "generator --parent-pipe", 0.7) < BACK_WITHIN + SLACK
    assert "the generator's process ended (signal 9); starting it again" in playing.said
    assert "generator: lost" in playing.said
    assert renderer is not None
    assert not renderer.alive


def test_the_monitor_shows_a_running_show_once(playing: Show) -> None:
    done = command(playing.folder, "monitor", "--once", "--page", f"127.0.0.1:{playing.page_port}")
    assert done.returncode == 0, done.stderr
    for words in ("BPM", "theme violet-nebula", "generator live", "light", "hand", "energy"):
        assert words in done.stdout


def test_a_second_show_on_the_same_ports_ends_with_one_line_and_4(playing: Show) -> None:
    page, osc = f"127.0.0.1:{playing.page_port}", f"127.0.0.1:{playing.osc_port}"
    for options, line in (
        (("--page", page, "--osc-in", "off"), f"soundscape-live: the page cannot listen on {page}: "),
        (("--page", "off", "--osc-in", osc), f"soundscape-live: OSC cannot be received on {osc}: another program has"),
    ):
        done = command(playing.folder, "run", "--generator", "none", "--seconds", "3", *options)
        assert done.returncode == 4, done.stderr
        assert done.stderr.startswith(line)
        assert done.stderr.count("\n") == 1


def test_sigterm_ends_the_show_and_everything_that_it_started(playing: Show) -> None:
    assert len(playing.children()) >= 2
    took = playing.end(signal.SIGTERM)
    print(f"ended in {took:.2f} s")
    assert took < 3.0 + SLACK
    assert playing.process.returncode == 0
    report = playing.report()
    assert report["generator"]["state"] == "live"
    assert report["audio"]["dropped"] == 0
    assert "Traceback" not in playing.said
    assert "never retrieved" not in playing.said


def test_everything_ends_by_itself_when_the_engine_is_killed_and_its_log_plays_up_to_there(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("engine")
    with Show(folder, "--log", "show.log", "--probe") as show:
        show.live()
        started = until(lambda: [child for child in show.children() if "app.probe" in child.command] and show.started)
        assert {word for child in started for word in ("generator.loop", "--parent-pipe", "app.probe")}
        show.process.kill()
        took = show.end()
        print(f"gone after {took:.2f} s: {[child.command for child in started]}")
        assert took < 3.0 + SLACK
    done = command(folder, "replay", "show.log")
    assert done.returncode == 0, done.stderr
    assert "the log was cut short" in done.stdout
