import dataclasses
import json

import pytest
from click.testing import CliRunner
from rich.console import Console

from soundscape_live.cli.monitor import _once, draw, monitor
from soundscape_live.model import (
    DelayKind,
    GeneratorStatus,
    Holder,
    Level,
    LoraStatus,
    Notice,
    ParamStatus,
    PeerState,
    Status,
)
from soundscape_live.web.texts import status_text
from tests.ports import free_port
from tests.web.served import SEVERAL, page, status


def drawn(of: Status, width: int = 80) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(draw(json.loads(status_text(of))))
    return captured.get()


def test_a_status_is_drawn_with_what_the_operator_needs() -> None:
    text = drawn(status())
    for words in ("live", "124.0 BPM ···●", "theme ember", "generator live, 30 frames/s", "demo music",
                  "energy ███", "noise scale   0.51  sound", "light         100%  theme",
                  "75% glowing <b>ember</b> forest", "0 s generator: live"):  # fmt: skip
        assert words in text


def test_motion_is_drawn_about_its_middle_and_loras_with_their_scales() -> None:
    moved = dataclasses.replace(
        status(),
        params=tuple(ParamStatus(name, 0.75, Holder.HAND) for name in ("zoom", "pace")),
        loras=(LoraStatus("ink", 0.5, -1.25, Holder.SCENE),),
    )
    text = drawn(moved)
    for words in ("zoom       +50%  hand", "pace      x2.25  hand", "LoRA ink  -1.25  scene"):
        assert words in text


def test_without_sound_tempo_and_generator_it_says_so() -> None:
    bare = dataclasses.replace(
        status(), features=None, audio="no sound: unplugged", audio_present=False, bpm=0.0, state="blackout",
        peer=PeerState.LOST, peer_detail="nothing answers", notices=(Notice(-200.0, Level.ERROR, "[red]lost"),),
    )  # fmt: skip
    text = drawn(bare)
    for words in ("blackout", "no tempo", "no sound: unplugged", "generator lost", "(nothing answers)", "energy ░░░",
                  "3 min [red]lost"):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("width", [20, 60, 200])
def test_a_terminal_of_any_width_is_not_overrun(width: int) -> None:
    assert max(len(line) for line in drawn(status(), width).splitlines()) <= width


def test_without_a_show_it_ends_with_one_line_and_what_to_do() -> None:
    ended = CliRunner().invoke(monitor, ["--page", f"127.0.0.1:{free_port()}"])
    assert ended.exit_code == 4
    assert ended.output.count("\n") == 1
    assert "start one, or name its page" in ended.output


async def test_one_look_at_a_show_that_is_served(capsys: pytest.CaptureFixture[str]) -> None:
    async with page([]) as served:
        await _once(served.url.removeprefix("http://"))
    assert "124.0 BPM" in capsys.readouterr().out


def test_one_generator_is_a_line_with_its_delay_and_how_that_is_known() -> None:
    one = GeneratorStatus("main", "main", PeerState.LIVE, "", 120, 29.9, 0.058, DelayKind.SEEN)
    assert (
        "generator live, 30 frames/s, 58 ms, seen\n" in drawn(dataclasses.replace(status(), generators=(one,))) + "\n"
    )


def test_of_several_generators_each_is_a_line_and_a_choice_is_said() -> None:
    text = drawn(dataclasses.replace(status(), generators=SEVERAL), 120)
    for line in (
        "generator main live, 30 frames/s, 58 ms, seen, not shown",
        "generator spare for main paused, 12 frames/s, 1.4 s, estimated, shown",
        "generator floor lost, 0 frames/s  (nothing answers)",
    ):
        assert line in text
