"""Recordings are files that play: to the end, after kill -9, for each size; a full disk ends them alone."""

import asyncio
import resource
import signal
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from soundscape_live.generator.encoder import TIME_BASE, Codec, Encoded, open_codec
from soundscape_live.generator.matroska import Film
from soundscape_live.generator.names import free_name
from soundscape_live.generator.recording import MAX_WAITING, Recording, _Writer
from soundscape_live.host.clock import now
from soundscape_live.wire import stamp
from tests.generator.rig import WITHIN, Generator, Peer

Peers = Callable[[Generator], Peer]


def frames_of(path: Path) -> list[av.VideoFrame]:
    """Play a file."""
    with av.open(str(path)) as film:
        return list(film.decode(video=0))


def numbers_of(path: Path) -> list[int]:
    """Return the numbers that are stamped into a file's pictures."""
    reads = [stamp.read(frame.to_ndarray(format="yuv420p")[: frame.height]) for frame in frames_of(path)]
    return [read.frame for read in reads if read is not None]


async def watch(peer: Peer, count: int) -> int:
    """Watch until so many more frames were seen; return the last one's number."""
    seen = len(peer.stamps)
    await peer.until(lambda: len(peer.stamps) >= seen + count)
    return peer.stamps[-1].frame


async def test_what_was_seen_is_in_the_file(start: Callable[..., Generator], peers: Peers, tmp_path: Path) -> None:
    path = tmp_path / "show.mkv"
    generator = start("--record", str(path))
    peer = peers(generator)
    peer.video("H264")
    await peer.connect()
    await watch(peer, 60)
    assert generator.end() == 0
    assert "Traceback" not in generator.errors
    numbers = numbers_of(path)
    assert {read.frame for read in peer.stamps} <= set(numbers)
    assert numbers == sorted(set(numbers))
    times = [frame.time for frame in frames_of(path)]
    assert times[0] == 0.0
    assert (len(times) - 1) / times[-1] == pytest.approx(30.0, rel=0.1)


async def test_after_a_kill_the_file_plays_up_to_its_last_seconds(
    start: Callable[..., Generator], peers: Peers, tmp_path: Path
) -> None:
    path = tmp_path / "show.mkv"
    generator = start("--record", str(path))
    peer = peers(generator)
    peer.video("H264")
    await peer.connect()
    last = await watch(peer, 120)
    generator.end(lambda: generator.process.send_signal(signal.SIGKILL))
    assert last - numbers_of(path)[-1] < 3 * 30


async def test_without_a_viewer_it_records_as_well_and_another_size_begins_another_file(
    start: Callable[..., Generator], peers: Peers, tmp_path: Path
) -> None:
    generator = start("--record", str(tmp_path / "show.mkv"))
    peer = peers(generator)
    await _recorded(peer, tmp_path / "show.mkv")
    body = {"pipeline_ids": ["longlive"], "load_params": {"width": 192, "height": 256}}
    assert (await peer.request("POST", "/api/v1/pipeline/load", body))[0] == 200
    await _recorded(peer, tmp_path / "show-2.mkv")
    assert generator.end() == 0
    sizes = [{(frame.width, frame.height) for frame in frames_of(path)} for path in sorted(tmp_path.iterdir())]
    assert sorted(sizes, key=str) == [{(192, 256)}, {(320, 192)}]


async def _recorded(peer: Peer, path: Path) -> None:
    for _ in range(int(WITHIN / 0.05)):
        _, state = await peer.request("GET", "/api/v1/recording")
        if isinstance(state, dict) and state["file"] == str(path) and path.stat().st_size > 10_000:
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"{path.name} is not written")


async def test_it_is_started_and_stopped_by_http(start: Callable[..., Generator], peers: Peers, tmp_path: Path) -> None:
    path = tmp_path / "show.mkv"
    generator = start("--record", str(path), "--record-asked")
    peer = peers(generator)
    _, state = await peer.request("GET", "/api/v1/recording")
    assert state == {"recording": False, "file": None, "dropped": 0, "error": ""}
    for name in ("show.mkv", "show-2.mkv"):
        status, state = await peer.request("POST", "/api/v1/recording", {"recording": True})
        assert (status, isinstance(state, dict) and state["recording"]) == (200, True)
        await _recorded(peer, tmp_path / name)
        await peer.request("POST", "/api/v1/recording", {"recording": False})
        assert frames_of(tmp_path / name)
    assert (await peer.request("POST", "/api/v1/recording", {"recording": "yes"}))[0] == 422
    _, metrics = await peer.request("GET", "/api/v1/session/metrics")
    assert isinstance(metrics, dict)
    assert metrics["encoders"] == []


async def test_one_that_was_given_no_file_says_so(generator: Generator, peers: Peers) -> None:
    status, answer = await peers(generator).request("POST", "/api/v1/recording", {"recording": True})
    assert status == 409
    assert "--record" in str(answer)


def encoded(codec: Codec, count: int, size: tuple[int, int] = (128, 96)) -> list[Encoded]:
    """Encode noise."""
    chance, context, out = np.random.default_rng(1), open_codec(codec, *size, 30.0), []
    for number in range(count):
        pixels = chance.integers(0, 256, (size[1], size[0], 3), np.uint8)
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuv420p")
        frame.pts, frame.time_base = number * 3000, TIME_BASE
        out += [Encoded(packet, packet.is_keyframe) for packet in context.encode(frame)]
    return out


@pytest.mark.parametrize("codec", list(Codec))
def test_either_codec_is_kept_and_times_go_on_when_an_encoder_begins_anew(codec: Codec, tmp_path: Path) -> None:
    film = Film(tmp_path / "film.mkv")
    for _ in range(2):
        for each in encoded(codec, 30):
            film.write(codec, each)
    film.close()
    times = [frame.time for frame in frames_of(tmp_path / "film.mkv")]
    assert len(times) == 60
    np.testing.assert_allclose(np.diff(times), 1 / 30, atol=2e-3)


def test_a_file_begins_with_a_keyframe_and_another_codec_begins_another(tmp_path: Path) -> None:
    film = Film(tmp_path / "film.mkv")
    for each in encoded(Codec.H264, 5)[1:]:
        film.write(Codec.H264, each)
    assert film.path is None
    for codec in Codec:
        for each in encoded(codec, 5):
            film.write(codec, each)
    film.close()
    assert [len(frames_of(tmp_path / name)) for name in ("film.mkv", "film-2.mkv")] == [5, 5]


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    assert free_name(path) == path
    path.write_bytes(b"")
    (tmp_path / "film-2.mkv").symlink_to("/nowhere")
    assert free_name(path) == tmp_path / "film-3.mkv"


class Studio:
    """Who makes the frames, as far as a recording asks."""

    followed = Codec.H264

    def __init__(self) -> None:
        self.asked = self.settled = 0

    def want_keyframe(self, codec: Codec) -> None:
        self.asked += 1

    def settle(self) -> None:
        self.settled += 1

    def reported(self, codec: Codec, viewer: str, lost: float) -> None:
        raise AssertionError


async def test_a_full_disk_ends_the_recording_says_so_once_and_leaves_what_there_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    studio = Studio()
    recording = Recording(tmp_path / "film.mkv", studio)
    frames = encoded(Codec.H264, 150, (320, 192))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, before[1]))
    try:
        recording.start()
        for each in frames:
            recording.feed(Codec.H264, each)
        begun = now()
        while recording.active and now() - begun < WITHIN:
            await asyncio.sleep(0.01)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not recording.active
    recording.feed(Codec.H264, frames[0])
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    assert "film.mkv ended: File too large" in recording.error
    assert studio.settled == 2
    assert len(frames_of(tmp_path / "film.mkv")) > 20
    recording.start()
    assert recording.error == ""
    recording.feed(Codec.H264, frames[0])
    await recording.stop()
    assert len(frames_of(tmp_path / "film-2.mkv")) == 1


async def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "nowhere" / "film.mkv", Studio())
    recording.start()
    recording.feed(Codec.H264, encoded(Codec.H264, 1)[0])
    begun = now()
    while recording.active and now() - begun < WITHIN:
        await asyncio.sleep(0.01)
    assert "No such file or directory" in recording.error


async def test_a_keyframe_is_asked_for_every_ten_seconds() -> None:
    studio = Studio()
    recording = Recording(Path("/nowhere/film.mkv"), studio)
    recording._writer = _Writer(Path("/nowhere/film.mkv"), lambda _writer, _reason: None)
    packet = encoded(Codec.H264, 2)[1].packet
    for second in range(35):
        copy = av.Packet(bytes(packet))
        copy.pts = second * 90_000
        recording.feed(Codec.H264, Encoded(copy, keyframe=False))
    assert studio.asked == 3
    await recording.stop()


def test_a_disk_that_is_too_slow_loses_frames_up_to_the_next_keyframe(tmp_path: Path) -> None:
    key, other = encoded(Codec.H264, 2)
    writer = _Writer(tmp_path / "film.mkv", lambda _writer, _reason: None)
    writer.finish()  # a thread that takes nothing any more
    taken = [writer.feed(Codec.H264, other) for _ in range(MAX_WAITING + 5)]
    assert taken.index(False) == MAX_WAITING
    assert sum(not each for each in taken) == 1
    assert writer.dropped == 5
    writer._frames.get_nowait()
    assert writer.feed(Codec.H264, key)
    assert writer.dropped == 5
