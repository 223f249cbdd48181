"""The columns of a draft begin with those of the story's tables."""

import pytest

from geo.drafts.columns import KEEP, TABLES, draft_columns, own_columns
from geo.story.schema import SCHEMAS


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_are_those_that_the_schema_checks(table: str) -> None:
    columns = tuple(SCHEMAS[table].columns)
    assert own_columns(table) == columns
    assert draft_columns(table)[: len(columns) + 1] == (KEEP, *columns)
