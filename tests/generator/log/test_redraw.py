"""The pictures of a log are drawn again: those of engines, of a model, of a renderer that was killed."""

import importlib.util
import os
import signal
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from click.testing import CliRunner

from soundscape_live.cli.redraw import redraw_command
from soundscape_live.generator.log.form import Digest, Drawn, Header, LogError
from soundscape_live.generator.log.redraw import read_log, redraw
from soundscape_live.generator.picture import Picture
from soundscape_live.model import Interpolation, Prompt, ResetCache
from soundscape_live.wire.messages import WireApplied, WireCommand, WireDone, WireTransition
from tests.generator.rig import Generator, Peer

Peers = Callable[..., Peer]
LOADS_WITHIN = 60.0
needs_gpu_extra = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "diffusers")), reason="needs torch: the extra gpu"
)


async def play(peer: Peer, log: Path) -> None:
    """Play everything that decides a picture, and wait until a digest of it has been taken."""
    peer.ours()
    await peer.connect()

    async def applied(seq: int, **changes: object) -> None:
        peer.state(seq, **changes)
        await peer.until(
            lambda: any(isinstance(item, WireApplied) and item.seq == seq for item in peer.heard), LOADS_WITHIN
        )

    async def done(id_: int) -> None:
        await peer.until(lambda: any(isinstance(item, WireDone) and item.id == id_ for item in peer.heard))

    await applied(1, noise_scale=0.4, seed=7)
    peer.command(WireCommand(1, 5.0, WireTransition((Prompt("red"), Prompt("sea", 0.5)), 9, Interpolation.SLERP)))
    await done(1)
    await applied(2, noise_scale=0.7, denoising_step_list=(900, 300), command=1, prompts=(Prompt("red"),), light=0.5)
    peer.command(WireCommand(2, 5.0, ResetCache()))
    await done(2)
    await applied(3, command=2, manage_cache=False, prompts=(Prompt("moss"), Prompt("rain", 0.3)))
    await applied(4, command=2, paused=True, prompts=(Prompt("moss"),))
    await applied(5, command=2, noise_scale=0.0, prompts=(Prompt("moss"),))
    await applied(6, command=2, noise_scale=0.2, prompts=(Prompt("moss"),), light=0.9)
    await more_digests(peer, log)


async def more_digests(peer: Peer, log: Path, count: int = 1) -> None:
    """Wait until the log has so many digests more."""
    before = digests(log)
    await peer.until(lambda: digests(log) >= before + count, LOADS_WITHIN)


def digests(log: Path) -> int:
    return log.read_text().count("sha256") if log.exists() else 0


def drawn_twice(log: Path) -> list[str]:
    """Draw a log again by the command, twice, and return every frame's digest; all are those of the show."""
    made = []
    for name in ("a", "b"):
        out = log.with_suffix(f".{name}")
        done = CliRunner().invoke(redraw_command, [str(log), "--digests", str(out)])
        assert done.exit_code == 0, done.output
        assert f"{digests(log)} of {digests(log)} digests as in the show" in done.output
        made.append(out.read_text().splitlines())
    assert made[0] == made[1]
    return made[0]


@pytest.mark.parametrize("engine", ["pattern", "procedural", "tiny"])
async def test_what_was_played_is_drawn_again_to_the_byte(
    engine: str, start: Callable[..., Generator], peers: Peers, tmp_path: Path
) -> None:
    log = tmp_path / "drawn.log"
    generator = start("--engine", engine, "--size", "128x64", "--log", str(log))
    await play(peers(generator), log)
    generator.end()
    frames = drawn_twice(log)
    assert len({line.split()[1] for line in frames}) > 20
    lines = list(read_log(log))
    first, states = lines[0], [line for line in lines if isinstance(line, Drawn)]
    assert isinstance(first, Header)
    assert (first.engine, first.width, first.height, first.fps, first.renderer) == (engine, 128, 64, 30.0, "main")
    assert any(state.held for state in states)
    assert sum(state.state.reset for state in states) == 1
    assert [state.state.transition.num_steps for state in states if state.state.transition is not None] == [9]
    assert states[-1].state.seed == 0
    assert states[-1].light == 0.9


@needs_gpu_extra
@pytest.mark.parametrize("options", [(), ("--smooth", "--motion", "0.2,5")])
async def test_a_models_pictures_are_drawn_again_to_the_byte(
    options: tuple[str, ...], start: Callable[..., Generator], peers: Peers, tmp_path: Path
) -> None:
    log = tmp_path / "drawn.log"
    model = ("--model", "random:tiny", "--device", "cpu", "--fps", "10", "--size", "128x64")
    generator = start(*model, "--log", str(log), *options)
    peer = peers(generator)
    await play(peer, log)
    body = {"pipeline_ids": ["longlive"], "load_params": {"width": 64, "height": 128}}
    assert (await peer.request("POST", "/api/v1/pipeline/load", body))[0] == 200
    await more_digests(peer, log, 2)
    generator.end()
    frames = drawn_twice(log)
    assert len({line.split()[1] for line in frames}) > 20
    sizes: list[tuple[int, ...]] = []
    redraw(log, lambda _, picture: sizes.append(picture.shape))
    assert sizes[0] == (64, 128, 3)
    assert sizes[-1] == (128, 64, 3)


async def test_a_renderer_that_was_killed_goes_on_in_the_same_log(
    start: Callable[..., Generator], peers: Peers, tmp_path: Path
) -> None:
    log = tmp_path / "drawn.log"
    log.write_text("something of somebody else's")
    generator = start("--engine", "procedural", "--size", "128x64", "--log", str(log))
    peer, own = peers(generator), tmp_path / "drawn-2.log"
    await more_digests(peer, own)
    (renderer,) = generator.children()
    os.kill(renderer, signal.SIGKILL)
    await more_digests(peer, own, 2)
    generator.end()
    assert log.read_text() == "something of somebody else's"
    assert len([line for line in read_log(own) if isinstance(line, Header)]) == 2
    torn = own.read_text().splitlines(keepends=True)
    second = next(i for i, line in enumerate(torn) if i and line.startswith('{"format'))
    own.write_text("".join([*torn[:second], '{"frame": 99, "noi\n', *torn[second:], '{"frame'[:5]]))
    drawn_twice(own)


async def test_each_renderer_has_its_own_log(start: Callable[..., Generator], peers: Peers, tmp_path: Path) -> None:
    generator = start("--renderer", "wall", "--renderer", "floor", "--log", str(tmp_path / "{renderer}.log"))
    for name in ("wall", "floor"):
        await more_digests(peers(generator), tmp_path / f"{name}.log")
    generator.end()
    for name in ("wall", "floor"):
        first = next(iter(read_log(tmp_path / f"{name}.log")))
        assert isinstance(first, Header)
        assert first.renderer == name


HEAD = (
    '{"format": "soundscape drawing 1", "version": "0", "renderer": "main", "engine": "pattern", "model": null, '
    '"width": 64, "height": 64, "fps": 30.0, "seed": 0, "versions": {"numpy": "0.1"}}\n'
)
BEGIN = '{"frame": 5, "size": [64, 64]}\n'


def test_frames_that_no_line_names_are_drawn_up_to_the_last_line(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(f'{HEAD}{BEGIN}{{"frame": 9, "light": 0.5}}\n{{"frame": 12, "sha256": "00"}}\n')
    seen: list[tuple[int, int]] = []

    def see(frame: int, picture: Picture) -> None:
        seen.append((frame, int(picture.max())))

    done = redraw(log, see)
    assert [frame for frame, _ in seen] == list(range(5, 13))
    assert max(light for frame, light in seen if frame < 9) > 200
    assert max(light for frame, light in seen if frame >= 9) < 130
    assert (done.frames, done.compared, done.differ, done.first) == (8, 1, 1, 12)
    assert done.other[0].startswith("numpy 0.1, now ")


def test_pictures_that_differ_are_said_with_the_first_of_them(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(f'{HEAD}{BEGIN}{{"frame": 7, "sha256": "00"}}\n{{"frame": 8, "sha256": "00"}}\n')
    done = CliRunner().invoke(redraw_command, [str(log), "--pictures", str(tmp_path / "out")])
    assert done.exit_code == 5
    assert "4 frames, 0 of 2 digests as in the show" in done.output
    assert "another version than in the show: numpy 0.1" in done.output
    assert "the pictures differ from those of the show, from frame 7 on" in done.output
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == [f"0000000{frame}.png" for frame in (5, 6, 7, 8)]
    with av.open(str(tmp_path / "out" / files[0])) as image:
        (frame,) = list(image.decode(video=0))
    kept: list[Picture] = []
    redraw(log, lambda _, picture: kept.append(picture.copy()))
    assert (frame.to_ndarray(format="rgb24") == kept[0]).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("hello\n", "line 1 is none of a log"),
        (BEGIN, "does not begin as a log"),
        (f"{HEAD}{BEGIN}oh\n{BEGIN}", "line 3 is none of a log"),
        (f"{HEAD}{BEGIN}oh\nno\n", "line 3 is none of a log"),
        (HEAD.replace("pattern", "magic"), "--engine: expected"),
        (f'{HEAD}{BEGIN}{{"frame": 6, "size": [32, 32]}}\n', "cannot change its size"),
        (HEAD.replace("pattern", "tiny") + BEGIN.replace("64]", '64], "way": "eager"'), "computing called 'eager'"),
    ],
)
def test_what_is_no_log_is_said(tmp_path: Path, text: str, said: str) -> None:
    log = tmp_path / "a.log"
    log.write_text(text)
    with pytest.raises(LogError, match=said):
        redraw(log, lambda *_: None)
    assert CliRunner().invoke(redraw_command, [str(log)]).exit_code == 3


def test_half_a_line_at_the_end_is_passed_over(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(f'{HEAD}{BEGIN}{{"frame": 6, "sh')
    assert redraw(log, lambda *_: None).frames == 1
    assert [type(line) for line in read_log(log)] == [Header, Drawn]
    assert not any(isinstance(line, Digest) for line in read_log(log))


def test_a_log_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(redraw_command, [str(tmp_path / "nowhere")])
    assert done.exit_code == 3
    assert "nowhere cannot be read: No such file" in done.output
