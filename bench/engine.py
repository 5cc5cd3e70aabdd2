"""What the engine costs: the demo music in blocks of 256 at 48 kHz, through analysis, mapping and the wire's messages.

`core_share` is processor time over the music's time; `rss_growth_mb` is what ten minutes of music, fed as fast as they
go, add to the memory. The whole of the engine's process is loaded, so that `rss_mb` is what it takes on a stage.
"""

import argparse
import gc
import sys
from collections.abc import Iterator
from time import perf_counter, process_time

import numpy as np
import soundfile

import soundscape_live.app.run  # noqa: F401  # loaded for its memory
from soundscape_live.engine import Engine
from soundscape_live.host.usage import memory_mb
from soundscape_live.io.audio import demo_path
from soundscape_live.io.files.library import Library
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.model import (
    Applied,
    AudioBlock,
    Command,
    CommandDone,
    FramesShown,
    Output,
    Params,
    PeerChange,
    PeerState,
)
from soundscape_live.wire.ours import encode_command, encode_params

RATE = 48_000
BLOCK = 256
WARM_UP_SECONDS = 20.0


def main(argv: list[str]) -> dict[str, float]:
    """Feed the music and return the figures."""
    parser = argparse.ArgumentParser(prog="bench engine")
    parser.add_argument("--minutes", type=float, default=10.0, help="minutes of music")
    options = parser.parse_args(argv)
    engine = Engine(build_show(Library.standard({}).gather(ShowFile()).sources), at=0.0)
    engine.feed(PeerChange(0.0, PeerState.LIVE))
    # Filled now, so that the measurements take no memory while the engine's is watched.
    took = np.full(round(options.minutes * 60 * RATE / BLOCK), np.nan)
    before = busy = 0.0
    warm = round(WARM_UP_SECONDS * RATE / BLOCK)
    for number, block in enumerate(music_blocks(options.minutes * 60)):
        if number == warm:
            gc.collect()
            gc.freeze()
            before, busy = memory_mb(), process_time()
        start = perf_counter()
        for output in engine.feed(block):
            _carry_out(engine, output)
        took[number] = perf_counter() - start
    share = (process_time() - busy) / ((len(took) - warm) * BLOCK / RATE)
    after = memory_mb()
    micro = took[warm:] * 1e6
    status = engine.status(options.minutes * 60)
    print(f"{status.bpm:.1f} BPM, {status.counters}", file=sys.stderr)
    return {
        "core_share": share,
        "block_us_p50": float(np.nanpercentile(micro, 50)),
        "block_us_p99": float(np.nanpercentile(micro, 99)),
        "rss_mb": after,
        "rss_growth_mb": after - before,
    }


def music_blocks(seconds: float) -> Iterator[AudioBlock]:
    """Read the music again and again, a second at a time, so that the music itself takes no memory."""
    count = 0
    rest = np.zeros(0, np.float32)
    with soundfile.SoundFile(demo_path()) as music:
        while True:
            chunk = music.read(music.samplerate, dtype="float32", always_2d=True)
            if len(chunk) < music.samplerate:
                music.seek(0)
                continue
            at = np.linspace(0, len(chunk), RATE, endpoint=False)
            second = np.interp(at, np.arange(len(chunk)), chunk.mean(axis=1)).astype(np.float32)
            heard = np.concatenate([rest, second])
            whole = len(heard) // BLOCK * BLOCK
            rest = heard[whole:]
            for start in range(0, whole, BLOCK):
                count += 1
                if count * BLOCK > seconds * RATE:
                    return
                yield AudioBlock(count * BLOCK / RATE, heard[start : start + BLOCK], RATE)


def _carry_out(engine: Engine, output: Output) -> None:
    """Do what the peer does in its place: write the message, and answer as the generator would."""
    if isinstance(output, Params):
        encode_params(output)
        engine.feed(Applied(output.at, output.seq, output.seq))
    elif isinstance(output, Command):
        encode_command(output, output.at, 30.0)
        engine.feed(CommandDone(output.at, output.id, 1))
        engine.feed(FramesShown(output.at, output.id, 30.0))
