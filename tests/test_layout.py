"""Spans, sentences and quotation marks, on layouts of our own."""

import pytest

from analysis import codebook, quotations, sentences, spans

BOOK = codebook.load()


def report(text, **more):
    return {"report_id": "r", "text": text, "language": "en", **more}


def kinds(text, **more):
    found = spans.find(report(text, **more), codebook=BOOK)
    return [(span["kind"], text[span["start"] : span["end"]]) for span in found if span["kind"] != "blank"]


STORY = "The coast guard said on Friday that a tanker had been boarded off the coast by armed men who came in two speedboats."
MORE = "Nobody was hurt, the coast guard added, and the ship went on to the port of Fujairah under its own power on Saturday."


def test_a_glued_header_is_parted_from_the_headline():
    text = f" date 2024-01-12 Tanker boarded off Oman\n{STORY}\n{MORE}"
    assert kinds(text) == [("header", "date 2024-01-12 "), ("title", "Tanker boarded off Oman"), ("body", STORY), ("body", MORE)]


def test_a_sentence_before_the_dateline_is_a_caption():
    caption = "The tanker at anchor, being searched on January 12."
    text = f"{caption}\n\nMUSCAT – {STORY}\n\n{MORE} REUTERS"
    assert kinds(text) == [("caption", caption), ("dateline", "MUSCAT – "), ("body", STORY), ("body", MORE), ("credit", " REUTERS")]


def test_the_page_around_the_story_is_set_aside():
    text = "\n".join(
        ["World", "Tanker boarded off Oman as tension grows", "Armed men came in two boats.", "Ana Silva4 min read", "Published", "Share this article:",
         "Tanker boarded off Oman as tension grows", STORY, "AI-generated illustration", "ADVERTISEMENT", MORE,
         "The Associated Press contributed to this report.", "Know something we missed?", "Your Topic", "Written by AI", "More in World"]
    )  # fmt: skip
    assert [kind for kind, _ in kinds(text)] == (
        "boilerplate title standfirst byline header boilerplate boilerplate body caption boilerplate body credit "
        "boilerplate boilerplate boilerplate boilerplate"
    ).split()


def test_short_paragraphs_of_the_story_stay_story():
    text = f"Tanker boarded off Oman\n{STORY}\n“It was over in minutes,” he said.\n{MORE}\nNobody knows why."
    assert [kind for kind, _ in kinds(text)] == ["title", "body", "body", "body", "body"]


def test_subheads_are_told_from_sentences():
    text = f"Tanker boarded off Oman\n{STORY}\nNo shots fired\n{MORE}"
    assert [kind for kind, _ in kinds(text)] == ["title", "body", "subhead", "body"]


def test_one_line_is_story():
    assert kinds("Police said a man was held.") == [("body", "Police said a man was held.")]
    assert kinds("Man held in Lagos") == [("body", "Man held in Lagos")]


def test_the_record_title_is_found_in_the_text():
    assert kinds(f"Tanker boarded.\n\n{STORY}", title="Tanker  boarded")[0] == ("title", "Tanker boarded.")


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("WARSAW (Reuters) - Poland said so.", "WARSAW (Reuters) - "),
        ("KYIV, Nov 16 — Ukraine said so.", "KYIV, Nov 16 — "),
        ("DAR ES SALAAM, Tanzania (AP) _ The bomb was big.", "DAR ES SALAAM, Tanzania (AP) _ "),
        ("Islamabad, March 9 (APP) -- The army said so.", "Islamabad, March 9 (APP) -- "),
        ("PARIS/BERLIN (AFP) – Both said so.", "PARIS/BERLIN (AFP) – "),
    ],
)
def test_datelines(line, dateline):
    assert kinds(line)[0] == ("dateline", dateline)


def test_masthead():
    text = f"Tanker boarded off Oman\nBy Ana Silva\n{STORY}\n{MORE}\nThe Associated Press contributed to this report.\nUpdated daily by AI"
    told = spans.masthead(report(text), spans.find(report(text), codebook=BOOK), codebook=BOOK)
    assert told == {
        "title": "Tanker boarded off Oman", "publisher": None, "dateline": None, "byline": "Ana Silva", "agency": "Associated Press", "machine_written": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "parts",
    [
        ["The U.S. Air Force has jets there.", "It said so."],
        ["He left the U.S.", "The talks failed."],
        ["Mr. Smith met Gen. Jones on Feb. 28 in Washington, D.C., officials said.", "No one was hurt."],
        ['"It is over," he said.', '"We go home."'],
        ["“Nothing happened.", "We saw nothing.”", "He left."],
        ["It cost 3.5 million.", "At 5 p.m. Moscow time it ended."],
        ["Why?", "Nobody knows!", "Really…", "Yes."],
        ["J. K. Smith spoke.", "A. Jones did not."],
        ["NATO's Article 4 was not invoked.", "5 people died."],
    ],
)
def test_sentences_are_split(parts):
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences.split(text)] == parts


def test_a_bullet_is_no_part_of_its_sentence():
    text = "• The port is closed. It opens on Monday."
    assert [text[start:end] for start, end in sentences.split(text)] == ["The port is closed.", "It opens on Monday."]


def test_a_hard_wrapped_paragraph_is_one():
    text = "The tanker had been boarded off\nthe coast by armed men.\nNobody was hurt."
    rows = sentences.find(report(text), spans.find(report(text), codebook=BOOK))
    assert [row["paragraph"] for row in rows] == [0, 1]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('"It is over," he said. "We go home."', ["It is over,", "We go home."]),
        ("“It is over,” he said.", ["It is over,"]),
        ('He said: “It is over." Then he left.', ["It is over."]),
        ("“First paragraph.\n“Second paragraph.”", ["First paragraph.", "Second paragraph."]),
        ('"Ridiculous. "And then they left," he said.', ["Ridiculous.", "And then they left,"]),
        ("He called it ‘a grave mistake’ and left.", ["a grave mistake"]),
        ("The ministers' meeting and the allies' plan failed.", []),
        ("``It is over,'' he said.", ["It is over,"]),
        ('The 12" gun fired.', []),
    ],
)
def test_quotations(text, quoted):
    rows = sentences.find(report(text), spans.find(report(text), codebook=BOOK))
    assert [text[q.start : q.end] for q in quotations.find(rows, text)] == quoted


def test_a_quotation_that_goes_on_is_told():
    text = "He said: “First paragraph.\n“Second paragraph.”\n“Another one,” she said."
    rows = sentences.find(report(text), spans.find(report(text), codebook=BOOK))
    assert [q.goes_on for q in quotations.find(rows, text)] == [False, True, False]
