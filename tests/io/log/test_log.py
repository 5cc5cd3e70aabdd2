import json
import os
import resource
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.log import LogEnd, LogError, LogWriter, read_log
from soundscape_live.io.log.codec import Logged, decode, encode
from soundscape_live.io.log.writer import QUEUE
from soundscape_live.model import (
    Applied,
    AudioBlock,
    AudioState,
    ClockKind,
    ClockMessage,
    CommandDone,
    Control,
    FramesShown,
    Level,
    Notice,
    PeerChange,
    PeerState,
    SourceState,
    TempoReport,
    Tick,
)

HEADER = {"format": 1, "version": "0", "at": 1.5, "sources": "{}"}

numbers = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(max_size=40)
logged = st.one_of(
    st.builds(AudioState, numbers, st.booleans(), texts),
    st.builds(SourceState, numbers, texts, st.booleans(), texts),
    st.builds(Control, numbers, texts, texts, st.one_of(numbers, texts)),
    st.builds(ClockMessage, numbers, texts, st.sampled_from(ClockKind), st.integers()),
    st.builds(
        TempoReport,
        numbers,
        texts,
        numbers,
        st.none() | numbers,
        numbers,
        st.none() | st.integers(),
        numbers,
        st.booleans(),
    ),
    st.builds(PeerChange, numbers, st.sampled_from(PeerState), texts),
    st.builds(Applied, numbers, st.integers(), st.integers()),
    st.builds(CommandDone, numbers, st.integers(), st.integers(), texts),
    st.builds(FramesShown, numbers, st.integers(), numbers),
    st.builds(Notice, numbers, st.sampled_from(Level), texts),
    st.builds(Tick, numbers),
    st.builds(LogEnd, texts),
)


@given(logged)
def test_what_is_written_reads_back_the_same(value: Logged) -> None:
    assert decode(json.loads(encode(value))) == value


def test_a_log_gives_back_its_inputs_in_order_with_their_samples(tmp_path: Path) -> None:
    path = tmp_path / "show.log"
    first = np.linspace(-1, 1, 256, dtype=np.float32)
    second = np.array([0.25, -0.5], dtype=np.float32)
    writer = LogWriter(path, HEADER)
    writer.write(AudioBlock(2.0, first, 48_000))
    writer.write(Control(2.1, "midi:x", "ch1/cc/1", 0.5))
    writer.write(AudioBlock(2.2, second, 44_100))
    writer.write(LogEnd("abc"))
    writer.close()
    header, inputs = read_log(path)
    one, control, two, end = inputs
    assert (header.at, header.version, header.sources) == (1.5, "0", "{}")
    assert isinstance(one, AudioBlock)
    assert isinstance(two, AudioBlock)
    assert (one.at, one.rate, two.at, two.rate) == (2.0, 48_000, 2.2, 44_100)
    np.testing.assert_array_equal(one.samples, first)
    np.testing.assert_array_equal(two.samples, second)
    assert control == Control(2.1, "midi:x", "ch1/cc/1", 0.5)
    assert end == LogEnd("abc")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "log:1: not JSON"),
        ("[]", "log:1: a line is a JSON object"),
        ('{"type":"header","format":9}', "log:1: this is not a show log of format 1"),
        ('{"type":"header","format":1}', "log:1: the header lacks or spoils 'version'"),
        ("HEADER\n{", "log:2: not JSON"),
        ('HEADER\n{"type":"Nothing"}', "log:2: no input is called 'Nothing'"),
        ('HEADER\n{"type":"Tick","at":1,"on":2}', "log:2: Tick has no on"),
        ('HEADER\n{"type":"Tick","at":"soon"}', "log:2: Tick.at: Input should be a valid number"),
        ('HEADER\n{"type":"AudioBlock","at":1}', "log:2: an AudioBlock has at, rate and count"),
        ('HEADER\n{"type":"AudioBlock","at":1,"rate":48000,"count":-1}', "log:2: count lies in 0..1048576"),
        ('HEADER\n{"type":"AudioBlock","at":1,"rate":48000,"count":9}', "log:2: the sidecar of samples ends"),
    ],
)
def test_a_spoilt_log_names_its_line_and_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "log"
    path.write_text(text.replace("HEADER", json.dumps({"type": "header", **HEADER})) + "\n")
    (tmp_path / "log.f32").write_bytes(b"\0" * 8)
    with pytest.raises(LogError) as error:
        list(read_log(path)[1])
    assert complaint in str(error.value)


def test_a_log_that_was_cut_off_ends_with_its_last_whole_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(json.dumps({"type": "header", **HEADER}) + "\n" + encode(Tick(1.0)) + "\n" + encode(Tick(2.0))[:-3])
    (tmp_path / "log.f32").write_bytes(b"")
    assert list(read_log(path)[1]) == [Tick(1.0)]


def test_a_log_without_its_sound_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(json.dumps({"type": "header", **HEADER}) + "\n")
    with pytest.raises(LogError, match=r"log.f32, the log's sound, is not there"):
        list(read_log(path)[1])


def test_a_log_that_cannot_be_made_or_found_says_so(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="cannot be written"):
        LogWriter(tmp_path / "no" / "log", HEADER)
    with pytest.raises(LogError, match="cannot be read"):
        read_log(tmp_path / "none")


def test_a_full_disk_ends_the_log_with_a_reason_and_nothing_else(tmp_path: Path) -> None:
    writer = LogWriter(tmp_path / "log", HEADER)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        for number in range(100):
            writer.write(Tick(float(number)))
        writer.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "cannot be written any further" in writer.problem
    writer.write(Tick(0.0))


def test_a_disk_that_cannot_keep_up_ends_the_log_with_a_reason(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.f32")
    reader = os.open(tmp_path / "log.f32", os.O_RDONLY | os.O_NONBLOCK)
    writer = LogWriter(tmp_path / "log", HEADER)
    block = AudioBlock(0.0, np.zeros(1 << 17, np.float32), 48_000)
    for _ in range(QUEUE + 2):
        writer.write(block)
    assert writer.problem == "the disk is too slow for the log; it ends here"
    os.close(reader)
    writer.close()
