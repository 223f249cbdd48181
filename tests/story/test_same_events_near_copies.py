"""Texts that are nearly one are told from texts on one matter."""

import pytest

from geo.story.same_events import near_copies

WIRE = (
    "The ferry from Stornoway ran into the pier at Ullapool on Monday morning, the harbour office "
    "said. Fourteen passengers were taken to hospital. The company that runs the ferry did not say "
    "why it had failed to slow down."
)
OWN = (
    "Fourteen people went to hospital after a ferry hit the pier at Ullapool on Monday. Our "
    "reporter spoke to the crew, who had worked since midnight and blamed the engine."
)


@pytest.mark.parametrize(
    ("other", "is_copy"),
    [
        (WIRE.upper(), True),
        (f"ULLAPOOL (Wire) - {WIRE} It was the third such accident in a year, locals say.", True),
        (WIRE.replace("Monday morning", "Monday"), True),
        (" ".join(WIRE.split()[: len(WIRE.split()) // 2]), True),
        (OWN, False),
        ("Rain is likely.", False),
        ("", False),
    ],
)
def test_a_copy_is_a_copy_however_it_is_cut(other: str, is_copy: bool) -> None:  # noqa: FBT001
    found = near_copies({"wire": WIRE, "other": other})
    assert [(copy.source, copy.other) for copy in found] == [("wire", "other")] * is_copy


def test_the_share_is_of_the_shorter_text() -> None:
    (copy,) = near_copies({"a": "one two three four five six", "b": "one two three four five zero"})
    assert copy.shared == 0.5
