"""Spans, sentences and quotation marks, on layouts of our own."""

import time

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
        ("Quito, Apr 2 (Agency).- The minister said so.", "Quito, Apr 2 (Agency).- "),
        ("SKOPJE, 15 May (Agency). The army said so.", "SKOPJE, 15 May (Agency). "),
        ("Pune, Mar 9 (PTI) The army said so.", "Pune, Mar 9 (PTI) "),
        ("MINSK, November 16. /TASS/. The army said so.", "MINSK, November 16. /TASS/. "),
        ("(Reuters) - The army said so.", "(Reuters) - "),
        ("QUITO: The army said on Monday that a drone had come down.", "QUITO: "),
        ("Bogota – The truce held on Monday, both sides said in a statement.", "Bogota – "),
    ],
)
def test_datelines(line, dateline):
    assert kinds(line)[0] == ("dateline", dateline)


# one own example for each phenomenon of the page; the line stands between the title and the story, or after it
HEADS = [
    ("header", "Sat 12 Apr 2025 07.15 CET"),
    ("header", "Published: 15/03/2025 11:40 | Updated: 16/03/2025 13:05"),
    ("header", "World Wed, Nov 16, 2022, 9:12 PM GMT"),
    ("header", "Nov.16,2022"),
    ("header", "Thursday, March 9"),
    ("header", "about an hour ago"),
    ("byline", "Ana Silva16 November 2022"),
    ("byline", "By Ana Silva Follow @asilva"),
    ("byline", "Our Correspondent"),
    ("dateline", "Oslo, 15 May"),
    ("dateline", "OSLO/RIGA"),
    ("dateline", "Oslo"),
    ("boilerplate", "Home | World | Business | Opinion"),
    ("boilerplate", "Breaking news"),
    ("boilerplate", "Share on Facebook Tweet on X Copy link"),
    ("boilerplate", "1.2K Shares"),
    ("boilerplate", "(Adds quotes from minister, background)"),
    ("caption", "FILE - A tanker leaves the port of Fujairah, Jan. 3, 2024."),
    ("caption", "a tanker at anchor (photo: Example, archive)"),
]
FEET = [
    ("header", "16:20"),
    ("subhead", "LIVE: How the night went"),
    ("subhead", "What happens now?"),
    ("subhead", "Tuesday, 14 May:"),
    ("boilerplate", "*"),
    ("boilerplate", "___"),
    ("boilerplate", "Watch: The moment the ship was boarded"),
    ("boilerplate", "Related | ‘We saw a flash’"),
    ("boilerplate", "Related Company Profiles Example Shipping Ltd"),
    ("boilerplate", "If you have noticed a spelling mistake, mark it and press Ctrl+Enter"),
    ("boilerplate", "(This story has not been edited by Example staff and is published from a syndicated feed.)"),
    ("boilerplate", "[newsletter_box id=3]"),
    ("credit", "– Agencies"),
    ("credit", "ab/cd (DPA)"),
    ("credit", "Reporting by A. Person; Editing by B. Person"),
]


@pytest.mark.parametrize(("kind", "line"), HEADS)
def test_lines_above_the_story(kind, line):
    found = kinds(f"Tanker boarded off Oman\n\n{line}\n\n{STORY}\n\n{MORE}")
    assert found == [("title", "Tanker boarded off Oman"), (kind, line), ("body", STORY), ("body", MORE)]


@pytest.mark.parametrize(("kind", "line"), FEET)
def test_lines_within_the_story(kind, line):
    found = kinds(f"Tanker boarded off Oman\n{STORY}\n{line}\n{MORE}")
    assert found == [("title", "Tanker boarded off Oman"), ("body", STORY), (kind, line), ("body", MORE)]


def test_a_name_beside_the_date_is_the_byline_and_what_is_above_it_the_standfirst():
    standfirst = "Navy sends a frigate; owner calls it ‘piracy’"
    found = kinds(f"Tanker boarded off Oman\n{standfirst}\nAna Silva in Muscat\nSat 12 Apr 2025 07.15 CET\n{STORY}\n{MORE}")
    assert [kind for kind, _ in found] == ["title", "standfirst", "byline", "header", "body", "body"]


def test_a_title_glued_to_its_date_and_caption_is_parted():
    text = f" date 2024-01-12 Oman sends its frigate to sea after boarding A frigate during an exercise in 2022. Credit: Navy.\n{STORY}"
    assert [kind for kind, _ in kinds(text)] == ["header", "title", "caption", "credit", "body"]


def test_an_appended_promotion_leaves_its_sentence():
    assert kinds(f"{STORY} Click here to join our channel\n{MORE}")[:2] == [("body", STORY), ("boilerplate", "Click here to join our channel")]
    assert kinds(f"{STORY} Read more\n{MORE}")[0] == ("body", STORY)


@pytest.mark.parametrize(
    "line",
    [
        "Turkey – NATO’s second army – said on Monday that it would answer in kind to any attack on its territory.",
        "NATO – an alliance of 32 states – met on Monday to talk about the drones that had crossed its border.",
        "Share prices fell after the strike on the refinery, the exchange said.",
        "Related talks failed on Sunday, a diplomat said.",
        "“Join us,” he told the crowd. “Click here” was written on the wall.",
        "On 16 November 2022 a missile fell on a village near the border, killing two men.",
        "By Monday evening the port was closed and the ships had been sent away.",
    ],
)
def test_a_line_of_the_story_is_never_cut(line):
    assert ("body", line) in kinds(f"Tanker boarded off Oman\n{line}\n{STORY}\n{line[:-1]}, again.\n{MORE}")


def test_names_before_colons_are_a_transcript_and_no_datelines():
    first = "JANE DOE: I want to know whether the ship was armed when it was boarded off the coast."
    second = "JOHN ROE: It was not armed, and its crew did nothing that could be called a threat."
    assert kinds(f"{first}\n{second}") == [("body", first), ("body", second)]


def test_a_label_within_the_story_is_no_dateline():
    text = f"MUSCAT – {STORY}\n{MORE}\nTHE LAW OF THE SEA — {STORY}"
    assert [kind for kind, _ in kinds(text)] == ["dateline", "body", "body", "subhead", "body"]


@pytest.mark.parametrize("unit", ["1-", "1 ", "2026-03-09 ", "May ", "EST ", "date ", "email ", "a | ", "AND ", "A. ", "Mon, ", "• ", "The Ship "])
def test_no_line_takes_long(unit):
    line = unit * 3000 + "x?"
    started = time.perf_counter()
    assert "".join(words for _, words in kinds(f"By {line}\nPublished {line}\n{line}\n{STORY}"))
    assert time.perf_counter() - started < 2


def test_masthead_of_a_dateline():
    for line in ("SKOPJE, 15 May (Agency). The army said so.", "MINSK, May 16. /Agency/. The army said so."):
        told = spans.masthead(report(line), spans.find(report(line), codebook=BOOK), codebook=BOOK)
        assert told["dateline"] == line.partition(",")[0]


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


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("NATO Intercepts Second Missile Over Northern Norland", "NATO intercepts second missile over Northern Norland"),
        ("An Ally Intercepted A Drone Over Norland", "An ally intercepted a drone over Norland"),
        ("Nato intercepts Norland missile over Ruria", "Nato intercepts Norland missile over Ruria"),
        ("Norland And Ruria", "Norland And Ruria"),
    ],
)
def test_a_title_in_title_case_is_parsed_as_a_sentence(title, read):
    body = "Nato shot down a second missile over Norland, and the alliance intercepted a drone with a missile of an ally."
    rows = [{"sentence_id": part, "part": part, "text": text} for part, text in (("title", title), ("body", body))]
    assert [row["text"] for row in sentences.cased(rows)] == [read, body]
    assert len(read) == len(title)
