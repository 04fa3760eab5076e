"""The steps over all reports: what each asks for, and that it is the same wherever it is done."""

import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import denials, export, relating, running, streams
from analysis.book import SEEDS, load
from analysis.streams import Stream, by_report, having
from analysis.tables import TABLES, as_frame, columns
from analysis.terms import Needed

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
    def __init__(self, pieces, names, left_out):
        super().__init__(pieces, names)
        self.left_out = left_out

    def __iter__(self):
        for row in map(Watched, super().__iter__()):
            row.left_out = self.left_out
            yield row

    def having(self, words, **values):
        kept = super().having(words, **values)
        return WatchedStream(kept._pieces, kept._names, self.left_out)


@pytest.mark.parametrize("folder", [SEEDS, DATA / "crisis_two", DATA / "crisis_three"], ids=lambda path: path.name)
def test_a_step_sees_every_column_that_it_looks_at(monkeypatch, folder):
    own_by_report = by_report

    def of(self, *names):
        return WatchedStream(self._pieces, names, frozenset(self.table.column_names) - {*names})

    monkeypatch.setattr(Stream, "of", of)
    for module in (relating, relating.origins, relating.copies, relating.attributes, relating.incidents, relating.claims, denials, relating.corroboration, relating.dates):
        monkeypatch.setattr(module, "by_report", lambda rows: own_by_report(iter(rows) if isinstance(rows, WatchedStream) else rows))
    load(folder, processes=1, cache=False)


@pytest.mark.parametrize("most", [9, 1.9, 0], ids=["side by side", "each apart", "one by one"])
def test_tables_are_the_same_wherever_steps_are_done(monkeypatch, book, most):
    room = int(most * sum(map(len, book.reports["text"])) * max(step.holds for step in relating.STEPS.values()))
    for name, value in (("MANY", 1), ("PROGRAM", 0), ("ROOM", room)):
        monkeypatch.setattr(running, name, value)
    monkeypatch.setattr(running, "_memory", lambda: (0, room))
    again = load(SEEDS, processes=2, cache=False)
    for name in TABLES:
        assert again.tables[name].equals(book.tables[name]), name


def note(file, name):
    with file.open("a") as told:
        told.write(name)


def steps(**told):
    return {name: SimpleNamespace(holds=holds, needs=set(needs)) for name, (holds, needs) in told.items()}


def test_the_step_goes_first_that_stands_first(monkeypatch, tmp_path):
    monkeypatch.setattr(running, "ROOM", 0)
    monkeypatch.setattr(running, "_memory", lambda: (0, 0))  # one at a time
    running.in_order(steps(a=(1, ""), b=(1, "a"), c=(1, ""), d=(1, "c")), partial(note, tmp_path / "told"), 1)
    assert (tmp_path / "told").read_text() == "abcd"


@pytest.mark.parametrize(
    "holds, own, free, together",
    [
        ((5, 4, 3), 0, 0, {"ab", "ac", "bc"}),
        ((5, 4, 3), 2, 0, {"ac", "bc"}),
        ((6, 5, 3), 0, 0, {"ac", "bc"}),
        ((7, 7, 7), 0, 0, set()),
        ((11, 8, 8), 0, 0, set()),
        ((11, 8, 8), 0, 40, {"ab", "ac", "bc"}),
    ],
    ids=[
        "all fit", "beside what the first process has", "not the largest two", "no two", "one alone takes more",
        "one alone takes more, and there is more",
    ],
)
def test_steps_are_side_by_side_where_there_is_memory_for_both(monkeypatch, holds, own, free, together):
    """Two at a time of three steps, in units of memory of which there are ten."""
    monkeypatch.setattr(running, "PROGRAM", 0)
    monkeypatch.setattr(running, "ROOM", 10)
    monkeypatch.setattr(running, "_memory", lambda: (own, free))
    at_work, seen = [], set()

    class Pool:
        def submit(self, do, name):
            at_work.append(name)
            seen.add("".join(sorted(at_work)))
            return name

    def wait(submitted, return_when):
        return SimpleNamespace(done=[Done(at_work.pop(0))])

    class Done(str):
        def result(self):
            return None

    monkeypatch.setattr(running, "_pool", lambda *_, **__: nullcontext(Pool()))
    monkeypatch.setattr(running, "wait", wait)
    running.in_order(steps(a=(holds[0], ""), b=(holds[1], ""), c=(holds[2], "")), None, 1)
    assert {names for names in seen if len(names) > 1} <= together and not at_work
    assert bool(together) == any(len(names) > 1 for names in seen)


def test_a_step_that_fails_ends_the_run():
    with pytest.raises(KeyError, match="date"):
        running.in_order(steps(date=(0, ""), merge=(0, {"date"})), {}.__getitem__, 1)


def test_steps_stand_in_their_order():
    done = set()
    for name, step in relating.STEPS.items():
        assert step.needs <= done, name
        done.add(name)
    assert all(set(names.split()) <= set(TABLES[table].names) for seen in relating.SEEN.values() for table, names in seen.items())


# ---------------------------------------------------------------- rows of tables in Arrow
def table(*report_ids):
    return columns("sentences", ({"report_id": name, "start": n} for n, name in enumerate(report_ids)))


def cut(table, size, asked=None):
    """A stream of the table in pieces of so many rows; `asked` tells of which pieces which columns are read."""

    def piece(number):
        def read(names):
            if asked is not None:
                asked.append((number, names))
            own = table.slice(number * size, size)
            return own if names is None else own.select(names)

        return read

    return Stream([piece(number) for number in range(-(-len(table) // size))])


def starts(rows):
    return [row["start"] for row in rows]


def test_a_stream_is_gone_through_again(monkeypatch):
    monkeypatch.setattr(streams, "PIECE", 2)
    rows = cut(table("a", "a", "b", "b", "b"), 3)
    assert starts(rows) == starts(rows) == [0, 1, 2, 3, 4] and rows and not Stream.holding(table())


@pytest.mark.parametrize("asked", [None, ("start",), ("part", "text")], ids=["all columns", "one", "two"])
@pytest.mark.parametrize("words", [{"base", "war "}, {"none"}, set()], ids=["some", "none", "any"])
def test_what_a_stream_has_is_what_a_list_has(asked, words):
    texts, parts = ("A BASE", "the war goes on", "war", None, "peace"), ("body", "title", None, "title", "body")
    rows = columns("sentences", ({"start": n, "text": text or "", "part": part} for n, (text, part) in enumerate(zip(texts, parts, strict=True))))
    stream = cut(rows, 2) if asked is None else cut(rows, 2).of(*asked)
    kept = having(list(cut(rows, 2)), Needed(words), part={"title"})
    assert list(stream.having(Needed(words), part={"title"})) == [{name: row[name] for name in asked or row} for row in kept]


@pytest.mark.parametrize("report_ids", [("a", "a", "b", "c", "c"), ("a", "b", "a", "c", "b")], ids=["in order", "apart"])
@pytest.mark.parametrize("piece", [1, 2, 99])
@pytest.mark.parametrize("group", [1, 2, 99])
def test_rows_by_report_are_those_of_a_list(monkeypatch, report_ids, piece, group):
    rows = cut(table(*report_ids), group)
    told = by_report(list(rows))
    monkeypatch.setattr(streams, "PIECE", piece)
    found = by_report(rows)
    for name in ("a", "c", "b", "a", "none"):
        assert found[name] == told[name]
    assert list(found) == ["a", "b", "c"] and len(found) == 3


def test_each_piece_is_read_once_for_reports_in_their_order(monkeypatch):
    monkeypatch.setattr(streams, "PIECE", 1)
    asked = []
    found = by_report(cut(table("a", "b", "b", "c", "d"), 2, asked))
    asked.clear()
    assert [starts(rows) for rows in found.values()] == [[0], [1, 2], [3], [4]]
    assert [number for number, names in asked if names is None] == [0, 1, 2]


@pytest.mark.parametrize("group", [1, 3])
def test_a_column_is_filled_and_others_are_left_out(group):
    rows = cut(table("a", "b", "b"), group).of("report_id", "text").filled(text=["one", None, "two"])
    assert list(rows.of("text")) == [{"text": "one"}, {"text": None}, {"text": "two"}]
    assert list(rows)[2] == {"report_id": "b", "text": "two"} and list(rows.of("start"))[2] == {"start": 2}


def test_no_column_is_read_but_those_that_are_asked_for():
    asked = []
    assert list(cut(table("a"), 1, asked).of("report_id")) == [{"report_id": "a"}] and asked == [(0, ("report_id",))]


def test_a_table_on_disk_is_the_same_whatever_pieces_it_comes_in(monkeypatch, tmp_path):
    monkeypatch.setattr(export, "GROUP", 2)
    whole = table(*"aabbc")
    for name, pieces in {"one": [whole], "two": [whole.slice(0, 3), whole.slice(3)], "three": [whole.slice(n, 1) for n in range(5)]}.items():
        export.parquet(iter(pieces), tmp_path / name)
    export.FORMATS["parquet"](as_frame(whole), tmp_path / "frame")
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1
    assert pq.ParquetFile(tmp_path / "one").num_row_groups == 3 and as_frame(pq.read_table(tmp_path / "one")).equals(as_frame(whole))


def test_rows_share_their_keys():
    (row,) = Stream.holding(table("a"))
    assert type(row) is dict and sys.getsizeof(row) < sys.getsizeof(dict(row.items()))


def test_what_lies_in_arrow_is_kept_so():
    rows = Stream.holding(table("a"))
    assert streams.stream("sentences", rows) is rows
    assert isinstance(streams.stream("sentences", [{"report_id": "a"}]).table, pa.Table)
