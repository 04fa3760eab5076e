"""The steps over all reports: what each asks for, and that it is the same wherever it is done."""

import sys
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from analysis import relating, running, streams
from analysis.book import SEEDS, load
from analysis.streams import Stream, by_report
from analysis.tables import TABLES, columns

DATA = Path(__file__).parent / "data"


class Watched(dict):
    """A row that tells when somebody looks for a column that was left out, which `get` would pass over."""

    left_out = frozenset()

    def get(self, key, default=None):
        assert key not in self.left_out, f"{key} is looked at, but not in SEEN"
        return super().get(key, default)

    def __or__(self, other):
        row = Watched(super().__or__(other))
        row.left_out = self.left_out - other.keys()
        return row


class WatchedStream(Stream):
    def __init__(self, table, left_out):
        super().__init__(table)
        self.left_out = left_out

    def __iter__(self):
        for row in map(Watched, super().__iter__()):
            row.left_out = self.left_out
            yield row


@pytest.mark.parametrize("folder", [SEEDS, DATA / "crisis_two", DATA / "crisis_three"], ids=lambda path: path.name)
def test_a_step_sees_every_column_that_it_looks_at(monkeypatch, folder):
    own, own_by_report = Stream.of, by_report

    def of(self, *names):
        return WatchedStream(own(self, *names).table, frozenset(self.table.column_names) - {*names})

    monkeypatch.setattr(Stream, "of", of)
    for module in (relating.origins, relating.copies, relating.attributes, relating.incidents, relating.corroboration, relating.dates):
        monkeypatch.setattr(module, "by_report", lambda rows: own_by_report(iter(rows) if isinstance(rows, WatchedStream) else rows))
    load(folder, processes=1, cache=False)


@pytest.mark.parametrize("many, large, huge", [(1, 9, 9), (1, 1, 9), (1, 1, 1)], ids=["side by side", "each apart", "one by one"])
def test_tables_are_the_same_wherever_steps_are_done(monkeypatch, book, many, large, huge):
    for name, reports in (("MANY", many), ("LARGE", large), ("HUGE", huge)):
        monkeypatch.setattr(running, name, reports)
    again = load(SEEDS, processes=2, cache=False)
    for name in TABLES:
        assert again.tables[name].equals(book.tables[name]), name


def note(file, name):
    with file.open("a") as told:
        told.write(name)


def test_the_step_goes_first_that_stands_first(monkeypatch, tmp_path):
    monkeypatch.setattr(running, "HUGE", 1)  # one at a time
    running.in_order({"a": set(), "b": {"a"}, "c": set(), "d": {"c"}}, partial(note, tmp_path / "told"), 1)
    assert (tmp_path / "told").read_text() == "abcd"


def test_a_step_that_fails_ends_the_run():
    with pytest.raises(KeyError, match="date"):
        running.in_order({"date": set(), "merge": {"date"}}, {}.__getitem__, 1)


def test_steps_stand_in_their_order():
    done = set()
    for name, step in relating.STEPS.items():
        assert step.needs <= done, name
        done.add(name)
    assert all(set(names.split()) <= set(TABLES[table].names) for seen in relating.SEEN.values() for table, names in seen.items())


# ---------------------------------------------------------------- rows of tables in Arrow
def table(*report_ids):
    return columns("sentences", ({"report_id": name, "start": n} for n, name in enumerate(report_ids)))


def starts(rows):
    return [row["start"] for row in rows]


def test_a_stream_is_gone_through_again(monkeypatch):
    monkeypatch.setattr(streams, "PIECE", 2)
    rows = Stream(table("a", "a", "b", "b", "b"))
    assert starts(rows) == starts(rows) == [0, 1, 2, 3, 4] and len(rows) == 5 and not Stream(table())


@pytest.mark.parametrize("report_ids", [("a", "a", "b", "c", "c"), ("a", "b", "a", "c", "b")], ids=["in order", "apart"])
@pytest.mark.parametrize("piece", [1, 2, 99])
def test_rows_by_report_are_those_of_a_list(monkeypatch, report_ids, piece):
    rows = Stream(table(*report_ids))
    told = by_report(list(rows))
    monkeypatch.setattr(streams, "PIECE", piece)
    found = by_report(rows)
    for name in ("a", "c", "b", "a", "none"):
        assert found[name] == told[name]
    assert list(found) == ["a", "b", "c"] and len(found) == 3


def test_a_column_is_filled_and_others_are_left_out():
    rows = Stream(table("a", "b")).of("report_id", "text").filled(text=["one", None])
    assert list(rows) == [{"report_id": "a", "text": "one"}, {"report_id": "b", "text": None}]


def test_no_column_is_read_but_those_that_are_asked_for():
    asked = []
    rows = Stream(lambda columns: asked.append(columns) or table("a").select(columns))
    assert list(rows.of("report_id")) == [{"report_id": "a"}] and asked == [["report_id"]]


def test_rows_share_their_keys():
    (row,) = Stream(table("a"))
    assert type(row) is dict and sys.getsizeof(row) < sys.getsizeof(dict(row.items()))


def test_what_lies_in_arrow_is_kept_so():
    rows = Stream(table("a"))
    assert streams.stream("sentences", rows) is rows
    assert isinstance(streams.stream("sentences", [{"report_id": "a"}]).table, pa.Table)
