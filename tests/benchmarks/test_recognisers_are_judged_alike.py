"""What the tools find is made comparable: the longest name counts, each spot once."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.geoparsing.recognisers import apart, geo

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 9)).map(
    lambda one: {"start": one[0], "end": one[0] + one[1]}
)


def test_the_longest_of_two_names_over_each_other_stays() -> None:
    york, new_york, leeds = ({"start": s, "end": e} for s, e in ((4, 8), (0, 8), (12, 17)))
    assert apart([york, leeds, new_york]) == [new_york, leeds]


@given(st.lists(SPANS, max_size=12))
def test_what_stays_lies_over_nothing_and_what_goes_does(spans: list[dict[str, int]]) -> None:
    kept = apart(spans)
    assert all(one["end"] <= two["start"] for one, two in itertools.pairwise(kept))
    for one in spans:
        assert any(one["start"] < two["end"] and two["start"] < one["end"] for two in kept)


def test_ours_gives_spans_and_degrees() -> None:
    text = "The march went from Leeds to London."
    found = geo()(text)
    assert [text[one["start"] : one["end"]] for one in found] == ["Leeds", "London"]
    assert [(round(one["lat"]), round(one["lon"])) for one in found] == [(54, -2), (52, 0)]
