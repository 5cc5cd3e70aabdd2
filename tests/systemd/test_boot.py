"""The shipped units, unchanged, on a machine that boots: started by it, watched, and started again."""

from collections.abc import Iterator

import pytest

from tests.rig.container import Container, RefusedError, booted, make_root, missing

pytestmark = pytest.mark.boot

ENGINE = "soundscape-live.service"
GENERATOR = "soundscape-generator.service"
DESK = 7700
SETTINGS = {
    "show.toml": f"""
theme = "neon-foundry"
generator = "http://127.0.0.1:12190"
targets = ["desk=generic@127.0.0.1:{DESK}"]
""",
    "generator.env": "SOUNDSCAPE_SIZE=320x192\nSOUNDSCAPE_OPTIONS=--engine pattern --fps 20\n",
}
BEAT = "/soundscape/beat"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    reason = missing()
    if reason:
        pytest.skip(reason)
    root = tmp_path_factory.mktemp("machine") / "root"
    make_root(root, SETTINGS)
    try:
        with booted(root) as machine:
            yield machine
    except RefusedError as error:
        pytest.skip(str(error))


def plays(stage: Container) -> bool:
    return "neon-foundry" in stage.shown(ENGINE, "StatusText") and "generator live" in stage.shown(ENGINE, "StatusText")


def test_a_machine_that_boots_plays(stage: Container) -> None:
    stage.until(ENGINE, lambda: plays(stage))
    assert BEAT in stage.hear(DESK, BEAT)
    for unit, seconds in ((ENGINE, "5s"), (GENERATOR, "10s")):
        assert stage.shown(unit, "ActiveState") == "active"
        assert stage.shown(unit, "NRestarts") == "0"
        assert stage.shown(unit, "WatchdogUSec") == seconds
    said = stage.shown(GENERATOR, "StatusText")
    assert "320x192" in said
    assert "pattern" in said


def test_an_engine_that_is_killed_comes_back_and_plays(stage: Container) -> None:
    stage.until(ENGINE, lambda: plays(stage))
    killed, restarts = stage.shown(ENGINE, "MainPID"), int(stage.shown(ENGINE, "NRestarts"))
    stage.run("kill", "-9", killed)
    stage.until(ENGINE, lambda: stage.shown(ENGINE, "MainPID") not in {killed, "0"} and plays(stage))
    assert int(stage.shown(ENGINE, "NRestarts")) == restarts + 1
    assert BEAT in stage.hear(DESK, BEAT)


def test_an_engine_that_hangs_is_started_again(stage: Container) -> None:
    stage.until(ENGINE, lambda: plays(stage))
    frozen = stage.shown(ENGINE, "MainPID")
    stage.run("kill", "-STOP", frozen)
    stage.until(ENGINE, lambda: stage.shown(ENGINE, "MainPID") not in {frozen, "0"} and plays(stage))
    assert "Watchdog timeout" in stage.journal(ENGINE)
    assert "most recent call first" in stage.journal(ENGINE)


def test_the_engine_does_not_wait_for_a_generator_that_is_not_ready(stage: Container) -> None:
    folder = "/run/systemd/system/soundscape-generator.service.d"
    never = "[Service]\\nExecStart=\\nExecStart=/bin/sleep 60\\n"
    stage.run("systemctl", "stop", ENGINE, GENERATOR)
    stage.run("sh", "-c", f"mkdir -p {folder} && printf '{never}' >{folder}/never.conf && systemctl daemon-reload")
    stage.run("systemctl", "start", "--no-block", ENGINE, GENERATOR)
    stage.until(ENGINE, lambda: stage.shown(ENGINE, "ActiveState") == "active")
    assert stage.shown(GENERATOR, "ActiveState") == "activating"
