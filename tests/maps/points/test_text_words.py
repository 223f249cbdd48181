from __future__ import annotations

import base64
import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.maps.points.text import folded, word_filter

MASK = 0xFFFFFFFF


def mixed(number: int) -> int:
    number ^= number >> 16
    number = number * 0x85EBCA6B & MASK
    number ^= number >> 13
    number = number * 0xC2B2AE35 & MASK
    return number ^ (number >> 16)


def may_hold(packed: bytes, beginning: bytes) -> bool:
    """Look a beginning up, one number at a time, as a page does."""
    bits = base64.b64decode(packed)
    (key,) = struct.unpack("<Q", beginning.ljust(8, b"\0"))
    entry = (key * 0x9E3779B97F4A7C15 & (1 << 64) - 1) >> (64 - 21)
    first = mixed(entry)
    step = mixed(first ^ 0x9E3779B9) | 1
    places = [(first + number * step & MASK) % (8 * len(bits)) for number in range(3)]
    return all(bits[place >> 3] >> (place & 7) & 1 for place in places)


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=20))
def test_a_filter_holds_the_beginnings_of_every_word(texts: list[str]) -> None:
    block = b"\xff".join(text.encode() for text in texts)
    packed = word_filter(block)
    for text in texts:
        plain = folded(text.encode())
        words = "".join(
            one if (one.isalnum() and one.isascii()) or ord(one) >= 0x80 else " "
            for one in plain.decode()
        ).split(" ")
        for word in words:
            for length in (3, 5, 7):
                if len(word.encode()) >= length:
                    assert may_hold(packed, word.encode()[:length])


def test_few_blocks_are_named_that_lack_a_word() -> None:
    random = np.random.default_rng(3)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = ["".join(random.choice(letters, 7)) for _ in range(6_000)]
    packed = word_filter(" ".join(words).encode())
    others = ["".join(random.choice(letters, 7)) for _ in range(4_000)]
    wrong = sum(may_hold(packed, word.encode()) for word in others if word not in set(words))
    assert wrong / len(others) < 0.04
    assert len(packed) <= 12 * 2_048


def test_case_marks_and_forms_of_letters_do_not_matter() -> None:
    assert folded("Malmö ÅNGSTRÖM ﬁre".encode()) == b"malmo angstrom fire"
    assert folded("İzmir – ΟΔΥΣΣΕΎΣ".encode()).decode() == "izmir   οδυσσευσ"
    assert folded("“Karachi”… ¿no?".encode()).decode() == " karachi ...  no?"
