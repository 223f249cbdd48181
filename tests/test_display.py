from __future__ import annotations

import pandas as pd

import geo


def test_dates_in_edtf_are_shown_in_words_and_the_table_stays_as_it_is() -> None:
    table = pd.DataFrame({"date": ["1848-21", "1992/..", ""], "code": ["1848-21", "b", "c"]})
    shown = geo.readable(table)
    assert "spring 1848" in repr(shown)
    assert "<td" in shown._repr_html_()
    assert "since 1992" in shown._repr_html_()
    assert table["date"].tolist() == ["1848-21", "1992/..", ""]
    assert shown.frame["code"].tolist() == ["1848-21", "b", "c"]
