"""Every input ends in reports or in problems, with a word on what to do."""

import gzip
import json

import pytest

from analysis import reports
from analysis.errors import InputError

TEXT = "The ministry said on Monday that the border was closed and that the ferry would not sail."


def read(folder):
    return reports.read([folder])


def test_a_missing_path_is_an_error_that_names_it(tmp_path):
    with pytest.raises(InputError, match="nowhere"):
        read(tmp_path / "nowhere")


def test_an_empty_folder_gives_nothing(tmp_path):
    assert read(tmp_path) == ([], [])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (TEXT.encode(), TEXT),
        (b"\xef\xbb\xbf" + TEXT.encode(), TEXT),
        ("\ufeff" + TEXT, TEXT),
        ("“Türkiye” said so — twice.".encode("cp1252"), "“Türkiye” said so — twice."),
        (b"one\r\ntwo\rthree\n", "one\r\ntwo\rthree\n"),
    ],
)
def test_text_is_decoded_and_otherwise_untouched(tmp_path, data, text):
    (tmp_path / "a.txt").write_bytes(data if isinstance(data, bytes) else data.encode("utf-16-le"))
    rows, problems = read(tmp_path)
    assert [row["text"] for row in rows] == [text] and problems == []


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no text"),
        ("a.txt", bytes(range(128, 256)) * 4, "no text"),
        ("a.json", b"{", "no JSON"),
        ("a.csv", b"id,body\n1,x\n", "no column `text`"),
        ("a.parquet", b"PAR1", "Parquet"),
        ("a.jsonl.gz", b"not gzip", "unpacked"),
        ("a.html", b"<html></html>", "no article"),
        ("a.zip", b"PK", "archive"),
        ("a.ods", b"PK", "no known kind"),
        ("README.txt", TEXT.encode(), "not a report by its name"),
        ("overrides.csv", b"table,row\n", "not a report by its name"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_to_do(tmp_path, name, data, problem):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(TEXT)
    rows, problems = read(tmp_path)
    assert [row["report_id"] for row in rows] == ["good.txt"], "the other reports come through"
    assert len(problems) == 1 and problem in problems[0]["problem"] and problems[0]["path"] == name and problems[0]["what_to_do"]


def test_records_of_every_form(tmp_path):
    record = {"id": "r1", "text": TEXT, "title": "Closed", "published": "2024-02-05T10:00:00Z", "publisher": "The Port", "attributions": [1]}
    (tmp_path / "a.json").write_text(json.dumps([record]))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress((json.dumps(record | {"id": "r2"}) + "\n").encode()))
    (tmp_path / "c.csv").write_text(f'id,text,published\nr3,"{TEXT}",2024-02-06\n')
    rows, problems = read(tmp_path)
    assert [(row["report_id"], row["published"]) for row in rows] == [("r1", "2024-02-05"), ("r2", "2024-02-05"), ("r3", "2024-02-06")]
    assert {problem["problem"] for problem in problems} == {"the same text as r1"}
    assert rows[0]["title"] == "Closed" and "attributions" not in rows[0]


def test_a_bad_line_is_named_and_the_rest_kept(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT}) + "\nnot json\n" + json.dumps({"id": 2}) + "\n")
    rows, problems = read(tmp_path)
    assert [row["report_id"] for row in rows] == ["a.jsonl#1"]
    assert "line 2" in problems[0]["problem"] and "record 3" in problems[1]["problem"]


def test_the_same_text_twice_is_marked(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text(TEXT + "\n")
    rows, problems = read(tmp_path)
    assert [row["duplicate_of"] for row in rows] == [None, "a.txt"] and problems[0]["severity"] == "warning"


def test_the_same_id_twice_is_told_apart(tmp_path):
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"id": "x", "text": TEXT + tail}) + "\n" for tail in ("", " More.")))
    rows, problems = read(tmp_path)
    assert [row["report_id"] for row in rows] == ["x", "x#2"] and "x" in problems[0]["problem"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (TEXT, "en"),
        ("Türkiye Millî Savunma Bakanlığı, balistik füzenin NATO unsurları tarafından etkisiz hâle getirildiğini açıkladı. Can kaybı yok.", "tr"),
        ("Министерство обороны сообщило, что ракета упала в приграничной деревне. Никто не пострадал, говорится в заявлении.", "ru"),
        ("وزارت دفاع اعلام کرد که موشک در نزدیکی مرز سقوط کرده است و به کسی آسیبی نرسیده است.", "fa"),
        ("Poland.", "en"),
    ],
)
def test_language(text, language):
    assert reports.language(text) == language


def test_a_report_in_another_language_is_kept_and_said(tmp_path):
    (tmp_path / "tr.txt").write_text("Türkiye Millî Savunma Bakanlığı, balistik füzenin NATO unsurları tarafından etkisiz hâle getirildiğini açıkladı. " * 2)
    rows, problems = read(tmp_path)
    assert rows[0]["language"] == "tr" and "another language" in problems[0]["problem"]


def test_html_loses_its_furniture_not_its_text(tmp_path):
    body = "".join(f"<p>{TEXT} Paragraph {n} of the story goes on with what the mayor told the council.</p>" for n in range(5))
    (tmp_path / "a.html").write_text(
        "<html><head><title>Closed border</title><script>window.x = 1</script></head><body><nav>Home Sport Weather</nav>"
        f"<article><h1>Closed border</h1>{body}</article></body></html>"
    )
    rows, _ = read(tmp_path)
    assert "Paragraph 4" in rows[0]["text"] and "window.x" not in rows[0]["text"] and "Weather" not in rows[0]["text"]


def test_half_a_character_is_replaced_by_one(tmp_path):
    (tmp_path / "a.json").write_text('{"id": "a", "text": "The port \\ud800 closed."}')
    rows, _ = read(tmp_path)
    assert rows[0]["text"] == "The port \ufffd closed."
