import pytest

from soundscape_live.io.audio import AudioError, AudioWish, demo_path, open_source
from soundscape_live.io.audio.file import FileSource


def refusal(**wish: object) -> str:
    with pytest.raises(AudioError) as error:
        AudioWish(**wish)  # type: ignore[arg-type]  # that is what is tested
    return str(error.value)


def test_a_wish_without_a_source_is_refused() -> None:
    assert refusal(source=" ") == "No sound was named: expected demo, a file or a device."


def test_channels_are_counted_from_one() -> None:
    assert refusal(source="x", channels=(2, 0)) == "Audio channels are counted from 1; 0 was asked for."


def test_blocks_and_rates_have_bounds() -> None:
    assert refusal(source="x", block=8) == "An audio block has 16 to 8192 samples; 8 was asked for."
    assert refusal(source="x", rate=1) == "An audio rate is 8000 to 384000 Hz; 1 was asked for."


@pytest.mark.parametrize("word", ["demo", "Demo"])
def test_the_demo_is_the_bundled_file_whatever_channels_are_wished_for(word: str) -> None:
    source = open_source(AudioWish(word, channels=(1, 2), rate=96_000))
    assert isinstance(source, FileSource)
    assert source.description == "demo.ogg (mono, 44100 Hz)"
    assert demo_path().name == "demo.ogg"


@pytest.mark.parametrize("name", ["/no/such/place", "./here", "~/music", "set.WAV", "set.mp3"])
def test_what_looks_like_a_file_is_one(name: str) -> None:
    with pytest.raises(AudioError, match="There is no file"):
        open_source(AudioWish(name))
