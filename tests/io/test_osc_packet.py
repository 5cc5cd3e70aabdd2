"""OSC packets: what is read, what is refused, what is written. python-osc stands on the other side."""

import math
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from soundscape_live.io.osc import packet
from soundscape_live.io.osc.packet import PacketError, argument, arguments, head, parse, split
from soundscape_live.mapping.binding import Act, ActTarget, Binding
from soundscape_live.mapping.controls import Controls
from soundscape_live.model import Control


def message(address: str, *arguments: object, tags: str = "") -> bytes:
    builder = OscMessageBuilder(address)
    for place, value in enumerate(arguments):
        builder.add_arg(value, tags[place] if tags else None)  # type: ignore[arg-type]  # any value: that is the test
    return bytes(builder.build().dgram)


def raw(address: bytes, tags: bytes, data: bytes = b"") -> bytes:
    def pad(text: bytes) -> bytes:
        return text + b"\x00" * (4 - len(text) % 4)

    return pad(address) + pad(b"," + tags) + data


def bundle(*elements: bytes, stamp: int = packet.IMMEDIATELY) -> bytes:
    body = b"".join(struct.pack(">i", len(element)) + element for element in elements)
    return b"#bundle\x00" + struct.pack(">Q", stamp) + body


@pytest.mark.parametrize(
    ("data", "value"),
    [
        pytest.param(message("/a", 0.25), 0.25, id="f"),
        pytest.param(message("/a", 3), 3.0, id="i"),
        pytest.param(message("/a", 1 << 40, tags="h"), float(1 << 40), id="h"),
        pytest.param(message("/a", 0.1, tags="d"), 0.1, id="d"),
        pytest.param(raw(b"/a", b"T"), 1.0, id="T"),
        pytest.param(raw(b"/a", b"F"), 0.0, id="F"),
        pytest.param(raw(b"/a", b"N"), 0.0, id="N"),
        pytest.param(raw(b"/a", b"I"), 1.0, id="I"),
        pytest.param(message("/a", "neon, rain"), "neon, rain", id="s"),
        pytest.param(message("/a", ""), "", id="an empty text"),
        pytest.param(message("/a", "x" * 2000), "x" * 2000, id="the longest text"),
        pytest.param(message("/a"), 1.0, id="no argument"),
        pytest.param(b"/a\x00\x00", 1.0, id="no type tags"),
        pytest.param(message("/a", 0.5, "more", 3), 0.5, id="the first of several"),
        pytest.param(raw(b"/a", b"If", struct.pack(">f", 0.5)), 1.0, id="Infinitum first"),
    ],
)
def test_a_message_is_its_address_and_its_first_argument(data: bytes, value: float | str) -> None:
    assert parse(data) == ("/a", value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(message("/a", math.nan), "not finite", id="NaN"),
        pytest.param(message("/a", -math.inf), "not finite", id="-inf"),
        pytest.param(message("/a", math.nan, tags="d"), "not finite", id="NaN in 64 bits"),
        pytest.param(message("/a", "x" * 2001), "longer than 2000", id="a long text"),
        pytest.param(message("/a", b"blob", tags="b"), "types", id="a blob"),
        pytest.param(raw(b"/a", b"[f]", struct.pack(">f", 1)), "types", id="an array"),
        pytest.param(raw(b"/a", b"N" * 33), "types", id="too many arguments"),
        pytest.param(b"/a\x00\x00nocomma\x00", "types", id="no comma"),
        pytest.param(raw(b"/a", b"f", b"\x00"), "cut short", id="a cut float"),
        pytest.param(raw(b"/a", b"s", b"text"), "cut short", id="a text without an end"),
        pytest.param(raw(b"/a", b"s", b"\xff\xfe\x00\x00"), "UTF-8", id="not UTF-8"),
        pytest.param(b"/a\x00", "types", id="a cut address"),
        pytest.param(b"/a", "address", id="an address without an end"),
        pytest.param(raw(b"/\xc3\xa9", b"N"), "address", id="an address beyond ASCII"),
        pytest.param(raw(b"/a\nb", b"N"), "address", id="a line break in the address"),
        pytest.param(raw(b"/" + b"a" * 255, b"N"), "address", id="a long address"),
        pytest.param(b"a\x00\x00\x00", "address", id="no slash"),
    ],
)
def test_what_is_not_a_message_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(PacketError, match=why):
        parse(data)


def test_an_address_of_255_characters_is_taken() -> None:
    address = "/" + "a" * 254

    assert parse(raw(address.encode(), b"N")) == (address, 0.0)


def test_a_message_alone_is_for_now() -> None:
    data = message("/a", 1.0)

    assert split(data) == ((packet.IMMEDIATELY, data),)


def test_a_bundles_messages_come_in_order_each_with_its_own_bundles_stamp() -> None:
    one, two, three = (message(f"/{name}", 1.0) for name in ("one", "two", "three"))

    assert split(bundle(one, bundle(two, stamp=20), three, stamp=10)) == ((10, one), (20, two), (10, three))


def test_a_bundle_of_python_osc_is_read() -> None:
    builder = OscBundleBuilder(IMMEDIATELY)
    message_builder = OscMessageBuilder("/a")
    message_builder.add_arg(0.5)
    builder.add_content(message_builder.build())

    assert [parse(data) for _, data in split(builder.build().dgram)] == [("/a", 0.5)]


def nested(depth: int) -> bytes:
    data = message("/a")
    for _ in range(depth):
        data = bundle(data)
    return data


def test_bundles_are_opened_to_a_depth_and_no_deeper() -> None:
    assert len(split(nested(packet.MAX_DEPTH))) == 1
    with pytest.raises(PacketError, match="nested deeper"):
        split(nested(packet.MAX_DEPTH + 1))
    with pytest.raises(PacketError, match="nested deeper"):
        split(nested(400))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "neither", id="nothing"),
        pytest.param(b"hello", "neither", id="some text"),
        pytest.param(b"#bundle\x00\x00", "cut short", id="a bundle without its stamp"),
        pytest.param(bundle() + b"\x00", "cut short", id="a cut size"),
        pytest.param(bundle() + struct.pack(">i", 8) + b"/a\x00\x00", "impossible size", id="beyond the end"),
        pytest.param(bundle() + struct.pack(">i", -4) + b"/a\x00\x00", "impossible size", id="negative"),
        pytest.param(bundle() + struct.pack(">i", 0), "impossible size", id="empty"),
        pytest.param(bundle() + struct.pack(">i", 3) + b"/a\x00\x00", "impossible size", id="not in fours"),
        pytest.param(b"/" * 8193, "larger than 8192", id="too large"),
    ],
)
def test_a_packet_without_structure_is_refused_whole(data: bytes, why: str) -> None:
    with pytest.raises(PacketError, match=why):
        split(data)


@given(st.binary(max_size=200))
def test_any_bytes_raise_nothing_else(data: bytes) -> None:
    for start in (b"", b"/a\x00\x00", b"/a\x00\x00,sf\x00", b"#bundle\x00" + bytes(8), bundle(raw(b"/a", b"s"))):
        try:
            for _, element in split(start + data):
                parse(element)
        except PacketError:
            pass


@given(
    st.one_of(
        st.floats(width=32, allow_nan=False, allow_infinity=False),
        st.integers(-(2**63), 2**63 - 1),
        st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=300),
    )
)
def test_python_osc_reads_what_we_write(value: float | str) -> None:
    tag, data = argument(value)
    read = OscMessage(head("/soundscape/beat", tag) + data)

    assert (read.address, read.params) == ("/soundscape/beat", [value])
    assert type(read.params[0]) is type(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e39, 2**63])
def test_a_number_that_cannot_be_carried_is_refused(value: float) -> None:
    with pytest.raises(PacketError):
        argument(value)


def test_a_long_text_is_cut_and_a_nul_left_out() -> None:
    assert argument("a\x00b") == ("s", b"ab\x00\x00")
    assert OscMessage(head("/a", "s") + argument("x" * 5000)[1]).params == ["x" * 2000]


def mutated(count: int, seed: int) -> list[bytes]:
    """Return valid packets with bytes changed, cut out or put in."""
    dice = random.Random(seed)
    valid = [
        message("/soundscape/param/noise_scale", 0.5),
        message("/soundscape/prompt/goto", "neon rain"),
        raw(b"/soundscape/freeze", b"T"),
        message("/fader", 1, 2.0, "three"),
        bundle(message("/one", 0.1), message("/two", "zwei"), bundle(message("/three", 3))),
    ]
    packets = []
    for _ in range(count):
        data = bytearray(dice.choice(valid))
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(data) + 1)
            match dice.randrange(3):
                case 0 if place < len(data):
                    data[place] = dice.randrange(256)
                case 1:
                    del data[place : place + dice.randint(1, 8)]
                case _:
                    data[place:place] = dice.randbytes(dice.randint(1, 8))
        packets.append(bytes(data))
    return packets


def test_nothing_but_our_own_error_escapes_from_mutated_packets(caplog: pytest.LogCaptureFixture) -> None:
    for data in mutated(20_000, seed=1):
        try:
            for _, element in split(data):
                address, value = parse(element)
                assert address.startswith("/")
                assert isinstance(value, str) or math.isfinite(value)
        except PacketError:
            pass

    assert not caplog.records


@pytest.mark.parametrize(
    ("data", "fires"),
    [
        pytest.param(message("/go"), True, id="no argument"),
        pytest.param(b"/go\x00", True, id="no type tags"),
        pytest.param(raw(b"/go", b"T"), True, id="T"),
        pytest.param(raw(b"/go", b"I"), True, id="I"),
        pytest.param(message("/go", 1), True, id="1"),
        pytest.param(message("/go", 127), True, id="127"),
        pytest.param(message("/go", 0.01), True, id="a little"),
        pytest.param(message("/go", 0.5, tags="d"), True, id="64 bits"),
        pytest.param(message("/go", 0), False, id="0"),
        pytest.param(message("/go", 0.0), False, id="0.0"),
        pytest.param(message("/go", -1), False, id="below 0"),
        pytest.param(raw(b"/go", b"F"), False, id="F"),
        pytest.param(raw(b"/go", b"N"), False, id="N"),
    ],
)
def test_a_trigger_fires_on_anything_above_0_and_ignores_0(data: bytes, *, fires: bool) -> None:
    controls = Controls((Binding("*", "/go", ActTarget(Act.TAP_TEMPO)),))
    for _ in range(2):
        name, value = parse(data)
        known = controls.find(Control(0.0, "osc:10.0.0.5", name, value))
        assert known is not None
        assert isinstance(value, float)
        assert known.fires(value) is fires


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (message("/a"), ()),
        (b"/a\x00\x00", ()),
        (message("/a", 30.0, "/x/*", 9000), (30.0, "/x/*", 9000.0)),
        (raw(b"/a", b"TFNI"), (1.0, 0.0, 0.0, 1.0)),
    ],
)
def test_all_arguments_are_read_where_they_are_wanted(data: bytes, values: tuple[float | str, ...]) -> None:
    assert arguments(data) == values


@pytest.mark.parametrize(
    ("value", "params"), [(0.5, [0.5]), (3, [3]), ("text", ["text"]), (True, [True]), (False, [False])]
)
def test_a_message_that_is_written_is_read_by_python_osc(value: float | str, params: list[object]) -> None:
    read = OscMessage(packet.message("/soundscape/status/theme", value))
    assert (read.address, read.params) == ("/soundscape/status/theme", params)
    assert type(read.params[0]) is type(value)
