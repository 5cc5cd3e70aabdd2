"""Makes the golden replay: `python -m tests.golden.make` from the checkout; with --outputs the log stays as it is.

A few seconds of a show with everything in it: a beat and a melody, a silence, hands by MIDI and OSC, a generator that
comes, answers, goes and comes back. The log holds the inputs; `outputs.jsonl` what the engine made of them. Renew the
outputs when the engine is meant to play otherwise, and look at the difference; renew the log when its format changes.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soundscape_live import __version__
from soundscape_live.app.replay import replay
from soundscape_live.engine import Engine, Input
from soundscape_live.io.files.sources import FileText, Sources, build_show
from soundscape_live.io.log import LogWriter
from soundscape_live.io.log.reader import FORMAT
from soundscape_live.model import (
    Applied,
    AudioBlock,
    AudioState,
    Command,
    CommandDone,
    Control,
    FramesShown,
    Level,
    Notice,
    Output,
    Params,
    PeerChange,
    PeerState,
    Tick,
)

HERE = Path(__file__).parent
LOG = HERE / "show.log"
OUTPUTS = HERE / "outputs.jsonl"
RATE = 8_000
BLOCK = 128
SECONDS = 6.0
BPM = 132.0
BEGAN = 100.0

THEME = """
title = "{title}"
description = "For the golden replay."
base = "{prompt}"

[[mappings]]
source = "energy"
target = "noise_scale"
curve = "exponential"

[[mappings]]
source = "low"
target = "light"
low = 0.6
high = 1.0

[variations]
prompts = ["sparks rising", "ash falling"]
trigger = "energy_spike"
cooldown = 1.0

[beat]
action = "{action}"
every = 4
intensity = 0.2
"""


def sources() -> Sources:
    """Return a small show of its own, so that the themes that we ship may change."""
    names = (("ember", "glowing ember forest", "pulse_noise"), ("tide", "deep teal ocean", "cache_reset"))
    themes = tuple(
        FileText(f"{name}.toml", THEME.format(title=name.title(), prompt=prompt, action=action))
        for name, prompt, action in names
    )
    mapping = 'title = "Hands"\n' + "".join(
        f'[[bindings]]\ncontrol = "{control}"\n{target}\n'
        for control, target in (
            ("cc/1", 'parameter = "noise_scale"\nglide = 0.5'),
            ("note/36", 'act = "cache_reset"'),
            ("note/40", 'act = "theme_next"'),
        )
    )
    return Sources(themes, (FileText("hands.toml", mapping),), (), "ember", seed=3)


def music() -> NDArray[np.float32]:
    """Return kicks, a hi-hat and a melody that pause for a second and a half, in 8-bit steps so that git packs them."""
    at = np.arange(int(SECONDS * RATE)) / RATE
    beat = at * BPM / 60 % 1.0 * 60 / BPM
    half = at * BPM / 30 % 1.0 * 30 / BPM
    kick = np.sin(2 * np.pi * (55 * beat + 8 * (1 - np.exp(-beat * 30)))) * np.exp(-beat * 14)
    hat = np.random.default_rng(5).uniform(-1, 1, at.size) * np.exp(-half * 60)
    notes = 220.0 * 2 ** (np.array([0, 3, 7, 10])[(at * BPM / 60).astype(int) % 4] / 12)
    sound = 0.6 * kick + 0.1 * hat + 0.15 * np.sin(2 * np.pi * notes * at)
    sound[int(3.6 * RATE) : int(4.6 * RATE)] = 0.0
    return (np.round(np.clip(sound, -1, 1) * 127) / 128).astype(np.float32)


def events() -> list[Input]:
    """Return everything but the sound and the generator's answers."""
    hand, net = "midi:Golden", "osc:127.0.0.1"
    rows: list[tuple[float, str, str, float | str]] = [
        (1.00, hand, "ch1/cc/1", 0.25),
        (1.01, hand, "ch1/cc/1", 0.5),
        (1.50, hand, "ch1/cc/99", 0.5),
        (1.80, net, "/soundscape/param/noise_scale/release", 1.0),
        (2.10, hand, "ch1/note/36", 0.8),
        (2.15, hand, "ch1/note/36", 0.0),
        (2.50, net, "/soundscape/param/light", 0.4),
        (2.90, net, "/soundscape/theme", "tide"),
        (3.20, net, "/soundscape/theme", "tied"),
        (4.80, net, "/soundscape/freeze", 1.0),
        (5.00, net, "/soundscape/freeze", 0.0),
        (5.20, net, "/soundscape/blackout", 1.0),
    ]
    said: list[Input] = [
        AudioState(BEGAN + 0.01, present=True, detail="golden"),
        PeerChange(BEGAN + 0.2, PeerState.CONNECTING),
        PeerChange(BEGAN + 0.3, PeerState.LIVE),
        Notice(BEGAN + 0.7, Level.WARNING, "page: a word from elsewhere"),
        PeerChange(BEGAN + 4.1, PeerState.LOST, "no answer from the generator for 2 s"),
        PeerChange(BEGAN + 4.3, PeerState.CONNECTING),
        PeerChange(BEGAN + 4.4, PeerState.LIVE),
    ]
    said += [FramesShown(BEGAN + 0.5 + step / 2, 15 * step, 29.5, int(step > 6)) for step in range(10)]
    return said + [Control(BEGAN + at, source, name, value) for at, source, name, value in rows]


def blocks() -> list[Input]:
    """Return the sound, each block stamped with when its last sample was due."""
    sound = music()
    return [
        AudioBlock(BEGAN + (first + BLOCK) / RATE, sound[first : first + BLOCK], RATE)
        for first in range(0, sound.size - BLOCK + 1, BLOCK)
    ]


def answers(outputs: tuple[Output, ...], at: float) -> Iterator[Input]:
    """Return what a generator says to outputs: every third snapshot is lost, and every second command refused."""
    for output in outputs:
        if isinstance(output, Params) and output.seq % 3:
            yield Applied(at + 0.04, output.seq, output.seq)
        elif isinstance(output, Command):
            yield CommandDone(at + 0.04, output.id, 1, "" if output.id % 2 else "another session plays")


def make_log() -> None:
    """Play the show, ticks where the engine asks for them, and write its inputs."""
    show = sources()
    engine = Engine(build_show(show), BEGAN)
    header = {"format": FORMAT, "version": __version__, "at": BEGAN, "sources": json.dumps(show.to_json())}
    writer = LogWriter(LOG, header)
    coming = sorted([*blocks(), *events()], key=lambda item: item.at)
    while coming:
        due = engine.deadline()
        item = Tick(due) if due is not None and due < coming[0].at else coming.pop(0)
        writer.write(item)
        coming += answers(engine.feed(item), item.at)
        coming.sort(key=lambda one: one.at)
    writer.close()
    assert not writer.problem, writer.problem


def main() -> None:
    """Renew what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outputs", action="store_true", help="renew the outputs alone")
    if not parser.parse_args().outputs:
        make_log()
    print(replay(LOG, OUTPUTS))


if __name__ == "__main__":
    main()
