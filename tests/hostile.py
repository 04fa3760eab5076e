"""Hostile inputs, made here byte by byte: what people who want to mislead, broken tools and odd machines hand in.

`write(folder)` makes all of them, each class in a folder of its own. They tell of a harbour that no other report names,
so that what is read from other reports beside them must stay as it is.
"""

import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

STORY = (
    "Ferry to Skarvholm waits\n\nThe harbour council said on Monday that the ferry to Skarvholm would not sail. "
    "“We will wait for the storm to pass,” harbour master Ebba Lindqvist said. Nobody was hurt, the council said.\n"
)
PLAIN = STORY.replace("“", '"').replace("”", '"')
SCRIPTS = (
    "<script>window.__pwned=1</script>",
    "</script><script>window.__pwned=1</script>",
    '<img src=x onerror="window.__pwned=1">',
    '"><svg/onload=window.__pwned=1>',
    "<svg><script>window.__pwned=1</script></svg>",
    "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    '<a href="javascript:window.__pwned=1">here</a>',
    "javascript:window.__pwned=1",
    "data:text/html,<script>window.__pwned=1</script>",
    "<!--<script>window.__pwned=1</script>",
    "<style>@import 'https://harbour.invalid/x.css'</style>",
    '<link rel=stylesheet href="https://harbour.invalid/x.css">',
    '<img src="https://harbour.invalid/pixel.png">',
    '<meta http-equiv=refresh content="0;url=https://harbour.invalid">',
    "<base href='https://harbour.invalid/'>",
    "{{ constructor.constructor('window.__pwned=1')() }}",
    "{% raw %}{{ 7*7 }}{% endraw %}",
    "${window.__pwned=1}",
    "[a link](javascript:window.__pwned=1) ![](https://harbour.invalid/pixel.png)",
    "<details open ontoggle=window.__pwned=1>",
    "$\\href{javascript:window.__pwned=1}{x}$",
    "&lt;script&gt;window.__pwned=1&lt;/script&gt; &#60;script&#62;",
    "\u2028window.__pwned=1\u2029",
    "\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x1b[2J",
)
FORMULAS = (
    '=HYPERLINK("https://harbour.invalid","here")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "\t=1+1",
    "\r=1+1",
    '=IMPORTXML("https://harbour.invalid","//a")',
    "%0A=1+1",
    '"=1+1',
)
Made = Iterator[tuple[str, str | bytes]]


def encodings() -> Made:
    told = "cp1250 cp1251 cp1252 cp1254 latin-1 cp037 utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be utf-7".split()
    for codec in told:
        yield f"{codec}.txt", STORY.encode(codec, "replace")
    for codec, words in {
        "cp1250": "Předseda rady řekl, že trajekt nepojede. Žádné zranění nebylo hlášeno, přístav čeká na konec bouře. ",
        "cp1251": "Совет порта сообщил в понедельник, что паром не выйдет в море. Никто не пострадал. ",
        "koi8-r": "Совет порта сообщил в понедельник, что паром не выйдет в море. Никто не пострадал. ",
        "cp1253": "Το συμβούλιο του λιμανιού είπε τη Δευτέρα ότι το πλοίο δεν θα αποπλεύσει. ",
        "cp1254": "Liman kurulu pazartesi günü feribotun kalkmayacağını, kimsenin yaralanmadığını açıkladı, fırtına bekleniyor. ",
        "cp1255": "מועצת הנמל אמרה ביום שני כי המעבורת לא תפליג. ",
        "cp1256": "قال مجلس الميناء يوم الاثنين إن العبارة لن تبحر. ",
        "gb18030": "港口委员会星期一表示，渡轮不会开航。没有人受伤。",
        "shift_jis": "港湾評議会は月曜日、フェリーは出航しないと述べた。",
        "euc-kr": "항만위원회는 월요일 여객선이 출항하지 않을 것이라고 말했다. ",
        "utf-16-le": "Совет порта сообщил в понедельник, что паром не выйдет в море. Никто не пострадал. ",
    }.items():
        yield f"other {codec}.txt", (words * 5).encode(codec)
    good = STORY.encode()
    yield "mixed utf-8 and cp1252.txt", good + STORY.encode("cp1252")
    yield "broken byte.txt", good[:200] + b"\xff" + good[200:]
    yield "many broken bytes.txt", b"".join(bytes([byte, 0xC3]) if byte == 32 else bytes([byte]) for byte in good)
    yield "cut in a character.txt", PLAIN.encode() + "“".encode()[:2]
    yield "overlong.txt", good + b"\xc0\xaf \xe0\x80\xaf \xf0\x80\x80\xaf\n"
    yield "surrogates.txt", good + b"\xed\xa0\x80\xed\xb0\x80\n"
    yield "beyond Unicode.txt", good + b"\xf4\x90\x80\x80 \xf8\x88\x80\x80\x80\n"
    yield "only a mark.txt", b"\xef\xbb\xbf"
    yield "only a wide mark.txt", b"\xff\xfe"
    yield "two marks.txt", b"\xef\xbb\xbf\xef\xbb\xbf" + good
    yield "mark inside.txt", good[:100] + b"\xef\xbb\xbf" + good[100:]
    yield "wide and odd.txt", STORY.encode("utf-16") + b"\x41"
    yield "wide with half a pair.txt", STORY.encode("utf-16") + b"\x00\xd8\x41\x00"
    yield "wrong mark.txt", b"\xff\xfe" + good
    yield "every byte.txt", bytes(range(256)) * 8
    yield "high bytes.txt", bytes(range(128, 256)) * 8
    yield "random.txt", bytes((n * n * 7 + n * 31) % 251 for n in range(4000))


def line_endings() -> Made:
    for name, end in dict(cr="\r", lf="\n", crlf="\r\n", lfcr="\n\r", nel="\x85", ls="\u2028", ps="\u2029", vt="\v", ff="\f", fs="\x1c", none=" ").items():
        yield f"{name}.txt", STORY.replace("\n", end).encode()
    yield "mixed.txt", "".join(line + end for line, end in zip(STORY.split(". "), ("\r", "\n", "\r\n", "\x85", "\u2028"))).encode()
    yield "many.txt", ("\n" * 20_000 + STORY).encode()
    yield "cr cr lf.txt", STORY.replace("\n", "\r\r\n").encode()
    yield "no last end.txt", STORY.strip().encode()
    for name, end in dict(cr="\r", crlf="\r\n", mixed="\n\r\n\r").items():
        yield f"{name}.jsonl", end.join(json.dumps({"text": STORY + str(n)}) for n in range(3)).encode()
        yield f"{name}.csv", end.join(["id,text", *(f"{name}{n},The ferry waited for day {n} of the storm." for n in range(3))]).encode()


def controls() -> Made:
    for code in (*range(9), 11, 14, 27, 31, 127, 128, 133, 144, 155, 159):
        yield f"control {code:02x}.txt", STORY.replace(" ", f" {chr(code)}", 9).encode()
    yield "zeros at the end.txt", STORY.encode() + b"\0" * 4096
    yield "zero between all.txt", "\0".join(STORY).encode()
    yield "escape codes.txt", ("\x1b[31m" + STORY + "\x1b[0m\x1b]8;;https://harbour.invalid\x07x\x1b]8;;\x07").encode()
    yield "backspaces.txt", STORY.replace("not", "not\b\b\b").encode()
    yield "bells.txt", (STORY + "\a" * 1000).encode()


def directions() -> Made:
    for code in (0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069):
        yield f"mark {code:04x}.txt", STORY.replace(" ", f" {chr(code)}", 5).encode()
    yield "arabic inside.txt", STORY.replace("storm", "العاصفة").encode()
    yield "hebrew inside.txt", STORY.replace("storm", "סערה").encode()
    yield "overrides nested.txt", ("\u202e" * 500 + STORY + "\u202c" * 500).encode()


def characters() -> Made:
    for name, code in dict(zwsp=0x200B, zwnj=0x200C, zwj=0x200D, bom=0xFEFF, wj=0x2060, shy=0xAD, mvs=0x180E, nbsp=0xA0, nnbsp=0x202F, ideographic=0x3000).items():
        yield f"{name}.txt", STORY.replace(" ", f" {chr(code)}" if code != 0xA0 else "\xa0").encode()
    yield "in every word.txt", "".join(letter + "\u200b" * letter.isalpha() for letter in STORY).encode()
    yield "decomposed.txt", STORY.replace("Ebba", "E\u0301bba").replace("a", "a\u0308").encode()
    yield "stacked marks.txt", (STORY + "Z" + "\u0301\u0323" * 5000 + "algo.\n").encode()
    yield "alone a mark.txt", ("\u0301" + STORY).encode()
    yield "fullwidth.txt", "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in STORY).encode()
    yield "mathematical.txt", "".join(chr(0x1D41A + ord(letter) - 97) if "a" <= letter <= "z" else letter for letter in STORY).encode()
    yield "ligatures.txt", STORY.replace("ff", "ﬀ").replace("fi", "ﬁ").encode()
    yield "homoglyphs.txt", STORY.translate(str.maketrans("aeopcx", "аеорсх")).encode()
    yield "beyond the plane.txt", (STORY + "🛥️👩‍✈️🇳🇴 " * 50).encode()
    yield "private use.txt", STORY.replace("e", "\ue000").encode()
    yield "noncharacters.txt", (STORY + "\ufffe\uffff\U0010ffff").encode()
    yield "tags.txt", (STORY + "".join(chr(0xE0000 + ord(letter)) for letter in "read me")).encode()
    yield "replacement.txt", STORY.replace("storm", "st\ufffdrm").encode()
    yield "turkish i.txt", (STORY + "İSTANBUL ıI iİ ß ẞ ŉ ǰ ΐ\n").encode()


def shapes() -> Made:
    yield "empty.txt", b""
    yield "space.txt", b" "
    yield "white.txt", b" \t\r\n\f\v" * 100
    yield "white of Unicode.txt", "\u3000\u2003\xa0".encode() * 100
    for one in "a.?\"'“”(1,-\0é":
        yield f"one {ord(one):02x}.txt", one.encode()
    yield "million dots.txt", b"." * 1_000_000
    yield "letters.txt", b"a" * 200_000
    yield "dots and spaces.txt", b". " * 5_000
    yield "question marks.txt", b"?! " * 3_000
    yield "nested quotes.txt", ("“" * 10_000 + "We wait" + "”" * 10_000).encode()
    yield "nested straight quotes.txt", ("\"'" * 1_500 + "We wait" + "'\"" * 1_500).encode()
    yield "unclosed quotes.txt", ("“We wait, the master said. " * 200).encode()
    yield "unclosed straight quotes.txt", ('"We wait, the master said.\n' * 201).encode()
    yield "brackets.txt", b"(" * 3_000 + b")" * 3_000
    yield "dashes.txt", "— - ".encode() * 2_000
    yield "digits.txt", b"1" * 100_000
    yield "numbers.txt", b"1,234.5 " * 10_000
    yield "capitals.txt", b"Skarvholm " * 10_000
    yield "one long line.txt", (STORY.replace("\n", " ") * 40).encode()
    yield "short lines.txt", b"a\n" * 3_000
    yield "blank lines.txt", (STORY + "\n \n" * 20_000).encode()
    yield "tabs.txt", STORY.replace(" ", "\t" * 200).encode()
    yield "spaces.txt", STORY.replace(" ", " " * 500).encode()


def dates() -> Made:
    days = (
        "30 February 2026", "31 June 2025", "32 January 2026", "0 May 2026", "February 29, 2025", "99 December 9999", "1 January 0001", "5 March 1066",
        "12 May 1899", "1 January 3026", "31 December 9999", "2026-02-30", "2026-13-01", "0000-00-00", "9999-12-31", "10000-01-01", "29/02/1900", "tomorrow",
        "Monday, 32 March 2026", "the year 999999999999", "Sunday 5 March 2026", "25:61 GMT", "1 Smarch 2026", "five million years ago", "March 99th",
    )  # fmt: skip
    for number, day in enumerate(days):
        yield f"text {number:02}.txt", f"SKARVHOLM, {day} - The ferry sailed on {day}. The council said on {day} that it would sail again the day after, next week and yesterday.\n".encode()
    for number, day in enumerate(("9999-12-31", "0001-01-01", "2026-02-30", "3026-05-05", "1066-10-14", "2026-13-01", "0000-00-00", "2026-02-2", "2026-03-091", "later", "")):
        record = {"published": day, "text": f"The ferry sailed on Monday, yesterday, last year, a century ago and next week. It is told {number} times."}
        yield f"record {number:02}.json", json.dumps(record).encode()


def repeated() -> Made:
    yield "a.txt", STORY.encode()
    yield "again.txt", STORY.encode()
    yield "z under another name.md", STORY.encode()
    yield "with a mark.txt", b"\xef\xbb\xbf" + STORY.encode()
    yield "wide.txt", STORY.encode("utf-16")
    yield "other ends.txt", STORY.replace("\n", "\r\n").encode()
    yield "other spaces.txt", STORY.replace(" ", "  ").replace("\n", "\n\n").encode()
    yield "other quotes.txt", PLAIN.encode()
    yield "hard spaces.txt", STORY.replace(" ", "\xa0").encode()
    yield "invisible.txt", STORY.replace(" ", " \u200b").encode()
    yield "nearly.txt", STORY.replace("Monday", "Tuesday").encode()
    yield "longer.txt", (STORY + "It will sail when the wind drops, the council added.\n").encode()
    yield "records.jsonl", (json.dumps({"text": "The ferry waited again."}) + "\n").encode() * 120


def html() -> Made:
    paragraphs = "".join(f"<p>{STORY} It was told in part {n} of the meeting.</p>" for n in range(4))

    def page(body: str, head: str = "") -> bytes:
        return f"<html><head><title>Ferry waits</title>{head}</head><body><article>{body}</article></body></html>".encode()

    for number, script in enumerate(SCRIPTS[:16]):
        yield f"script {number:02}.html", page(paragraphs + script + paragraphs)
    yield "title.html", page(paragraphs).replace(b"Ferry waits", b"</title><script>window.__pwned=1</script>")
    yield "handlers.htm", page("<p onclick='window.__pwned=1' onmouseover=window.__pwned=1>" + paragraphs)
    yield "data uri.html", page(paragraphs + f"<img src='data:image/png;base64,{'A' * 300_000}'>")
    yield "unclosed.html", b"<html><body><article><p>" + STORY.encode() + b"<b><i><table><tr><td><p"
    yield "deep.html", page("<div>" * 100_000 + paragraphs)
    yield "deep bold.html", page(paragraphs + "<b>" * 100_000 + paragraphs)
    yield "deep tables.html", page("<table><tr><td>" * 5000 + paragraphs)
    yield "deep lists.html", page("<ul><li>" * 5000 + paragraphs)
    yield "attributes.html", page("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + paragraphs)
    yield "no article.html", b"<html><body></body></html>"
    yield "no page.html", b"<" * 50_000
    yield "entities.html", page(paragraphs + "&amp;" * 5_000 + "&#x110000; &#0; &bogus;")
    yield "external entity.html", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + page(paragraphs + "&e;")
    yield "laughs.html", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + page(paragraphs + "&b;")
    yield "wrong charset.html", page(paragraphs, '<meta charset="utf-16">')
    yield "odd charset.html", page(paragraphs, '<meta charset="punycode">') + b"\xff"
    yield "cyrillic.html", ('<html><head><meta charset="windows-1251"></head><body><article>' + "<p>Совет порта сообщил в понедельник, что паром не выйдет в море.</p>" * 9 + "</article></body></html>").encode("cp1251")
    yield "future.html", page(paragraphs, '<meta property="article:published_time" content="2999-01-01T00:00:00Z">')
    yield "impossible day.html", page(paragraphs, '<meta property="article:published_time" content="2026-02-30">')
    yield "foot.html", page(paragraphs) + b"<footer>Copyright 2019. Last updated 12 May 2020.</footer>"
    yield "zeros.html", page(paragraphs.replace("ferry", "fer\0ry"))
    yield "wide.html", page(paragraphs).decode().encode("utf-16")
    yield "fetches.html", page(paragraphs + '<img src="https://harbour.invalid/x.png"><script src="https://harbour.invalid/x.js"></script>')


def records() -> Made:
    good = json.dumps({"id": "kept", "text": STORY})
    yield "bad line.jsonl", f"{good}\nnot json\n{{\n{good[:-9]}\n{good.replace('kept', 'kept too')}\n".encode()
    yield "all bad.jsonl", b"}\n" * 500
    yield "half.jsonl", good[: len(good) // 2].encode()
    yield "broken bytes.jsonl", good.encode() + b'\n{"text": "The caf\xe9 at the harbour was shut."}\n{"text": "\xff\xfe\xfd"}\n'
    yield "zeros.jsonl", good.encode() + b"\n\0\0\0\n" + good.encode()
    yield "wide.jsonl", f"{good}\n{good}".encode("utf-16")
    yield "two marks.jsonl", f"\ufeff{good}\n\ufeff{good}".encode()
    yield "an array.jsonl", f"[{good}]".encode()
    yield "pretty.jsonl", json.dumps({"text": STORY}, indent=1).encode()
    yield "deep.json", b"[" * 100_000 + b"]" * 100_000
    yield "deep objects.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    yield "deep.jsonl", b'{"text":' + b"[" * 100_000 + b"\n" + good.encode()
    yield "deep beside.json", b'{"text": "The ferry waited at the quay.", "more": ' + b"[" * 900 + b"]" * 900 + b"}"
    yield "half.json", f"[{good}, {good[:40]}".encode()
    yield "bad inside.json", f"[{good}, nonsense, {good}]".encode()
    yield "more after.json", f"{good} {good}".encode()
    yield "more after list.json", f"[{good}] tail".encode()
    for number, content in enumerate(("null", "1", '"text"', "[]", "{}", "[[]]", "[null, 1, [], {}]", "NaN", "-Infinity", "1e999", "tru", "'a'", "{'text': 'a'}")):
        yield f"content {number:02}.json", content.encode()
    yield "huge number.jsonl", b'{"text": "The ferry waited.", "n": ' + b"9" * 10_000 + b"}\n" + good.encode()
    for number, wrong in enumerate((1, 0, True, None, [], {}, ["The ferry waited."], {"text": STORY}, float("nan"), "", " \n", "\ufeff", "\ud800\udfff", "\0")):
        yield f"text {number:02}.json", json.dumps({"id": f"t{number}", "text": wrong}).encode()
    odd_values = (1, 0, -1, True, False, [], [1], {}, {"a": 1}, float("nan"), float("inf"), 1e308, "", " ", "a\nb", "\0", "\ud800", "\x1b[31m", "../../../etc/passwd", "..\\..\\x", "/etc/passwd", "x" * 100_000, *SCRIPTS[:4], *FORMULAS[:4])
    for number, odd in enumerate(odd_values):
        facts = {name: odd for name in ("id", "title", "publisher", "url", "published", "language")}
        yield f"facts {number:02}.json", json.dumps({**facts, "text": f"The ferry waited. It was told {number} times."}).encode()
    for number, language in enumerate(("en-GB", "EN", "english", "xx", "de", "../..", "<script>")):
        yield f"language {number}.json", json.dumps({"language": language, "text": f"{STORY} {number}"}).encode()
    yield "own digest.json", json.dumps({"sha256": ["x"], "called": 7, "duplicate_of": "a", "path": "/etc", "text": STORY + "So they said."}).encode()
    yield "same key.json", b'{"text": "The first ferry waited.", "text": "The second ferry waited."}'
    yield "same ids.jsonl", (json.dumps({"id": "one", "text": "The ferry waited."}) + "\n").encode() * 120
    yield "id of a file.json", json.dumps({"id": "records/bad line.jsonl#1", "text": "The ferry waited on."}).encode()
    yield "escaped.json", json.dumps({"id": "escaped", "text": STORY + "\u0000\u001b\u202e"}).encode()


def sheets() -> Made:
    yield "unclosed.csv", f'id,text\na,"{PLAIN[:20]}\nb,The second ferry waited.\nc,The third ferry waited.\n'.encode()
    yield "all unclosed.csv", b"id,text\n" + b'a","\n' * 2000
    yield "stray quotes.csv", b'id,text\na,"The "old" ferry waited."\nb,The next one sailed.\n'
    yield "zeros.csv", b"id,text\na,The fer\0ry waited.\nb,\0\n"
    yield "long field.csv", b'id,text\na,"The ferry waited. ' + b"a" * 200_000 + b'"\nb,It sailed.\n'
    yield "long head.csv", b"id,text," + b"x" * 200_000 + b"\na,The ferry waited.\n"
    yield "too many cells.csv", b"id,text\na,The ferry, which was late, waited.\nb,It sailed.\n"
    yield "too few cells.csv", b"id,text\na\nb,It sailed.\n"
    yield "no text.csv", b"id,body\na,b\n"
    yield "only a head.csv", b"id,text\n"
    yield "no head.csv", b"The ferry waited.\n"
    yield "twice text.csv", b"text,text\nThe ferry waited.,It sailed.\n"
    yield "semicolons.csv", b"id;text\nsemi;The ferry, late as ever, waited.\n"
    yield "tabs.csv", b"id\ttext\ntabs\tThe ferry, late as ever, waited.\n"
    yield "wide.csv", "id,text\nwide,The ferry waited.\n".encode("utf-16")
    yield "western.csv", "id,text\nw1,The café at the quay was shut.\nw2,The £5 fare went up.\n".encode("cp1252")
    yield "line breaks.csv", b'id,text\na,"The ferry\r\nwaited\rat\nthe quay."\n'
    yield "quotes alone.csv", b'"' * 10_001
    yield "impossible days.csv", b"text,published\nThe ferry waited twice.,2026-02-30\nIt sailed twice.,31/12/2025\n"
    for number, formula in enumerate(FORMULAS):
        told = f'"{formula.replace(chr(34), chr(34) * 2)}"'
        yield f"formula {number:02}.csv", f"id,title,publisher,url,text\n{told},{told},{told},{told},{told}\n".encode()
    yield "zeros.parquet", b"PAR1" + b"\0" * 1000 + b"PAR1"
    yield "half.parquet", _parquet([{"text": STORY}])[:-20]
    yield "wrong types.parquet", _parquet([{"text": 5, "id": 1}, {"text": None, "id": 2}])
    yield "lists.parquet", _parquet([{"text": ["The ferry waited."], "id": "l"}])
    yield "bytes.parquet", _parquet([{"text": b"The ferry waited."}])
    yield "no text.parquet", _parquet([{"body": STORY}])
    yield "odd.parquet", _parquet([{"text": STORY + "It is told in a table.", "id": {"a": 1}, "published": 20260230, "title": [1]}])


def _parquet(rows: list[dict]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


def archives() -> Made:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("../../escaped.txt", STORY)
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w") as file:
        file.addfile(tarfile.TarInfo("../escaped.txt"))
    for name in "a.zip A.ZIP a.docx a.jar a.epub zip.txt zip.json zip.jsonl.gz zip.pdf".split():
        yield name, packed.getvalue()
    for name in "a.tar a.tgz a.tar.gz a.tar.bz2 a.tar.xz tar.txt".split():
        yield name, tape.getvalue()
    for name in "a.7z a.rar a.zst a.bz2 a.xz".split():
        yield name, b"7z\xbc\xaf\x27\x1c" + b"\0" * 100
    yield "report.txt.gz", gzip.compress(STORY.encode())
    yield "report.csv.gz", gzip.compress(b"id,text\na,The ferry waited.\n")
    lines = b"".join(json.dumps({"text": f"The ferry waited for {n} hours."}).encode() + b"\n" for n in range(40))
    yield "half.jsonl.gz", gzip.compress(lines, mtime=0)[:-30]
    yield "zeros.jsonl.gz", gzip.compress(b"\0" * 3_000_000, mtime=0)
    yield "no gzip.jsonl.gz", b"{}"
    yield "empty.jsonl.gz", gzip.compress(b"", mtime=0)
    yield "damaged.jsonl.gz", gzip.compress(lines, mtime=0)[:40] + b"\xff" * 60
    for name, data in {"a": b"%PDF-1.7\n", "b": b"%PDF-1.7\n1 0 obj\n<</Length 99>>stream\n" + b"x" * 300, "c": b"x", "d": b"%PDF-1.7\nxref\n0 1\ntrailer<</Root 1 0 R/Prev 0>>\nstartxref\n9\n%%EOF"}.items():
        yield f"{name}.pdf", data
    yield "b.docx", b"PK\x03\x04" + b"\0" * 200
    yield "c.docx", b"no zip"


def names() -> Made:
    odd = (
        "two\nlines", "tab\there", "carriage\rreturn", "\x1b[31mred\x1b[0m", "\x1b]0;owned\x07", "'quote'", '"double"', "-rf", "--out=x", "=cmd|' C'!A0", "@SUM(1)",
        "+1", "%s%n%d", "%2e%2e%2f", "..x", "...", "..\\..\\up", "C:\\x", "a#2", "a:0-5", "a | b", "a;b", "a,b", "*", "?", "[bold]", "[/]", "[link=x]", "$(id)", "`id`",
        "${x}", "{{x}}", "{0}", "~", "é", "e\u0301", "日本語", "مرحبا", "\u202etxt.exe", "\u200b", "\ufeff", "🛥", "x" * 250, "é" * 120, "&amp;", "<b>", "<!--",
        "<img src=x onerror=window.__pwned=1>", "a b ", "a.b.c.d", "CON", "nul", "\x7f", "\x85", "\u2028", "trailing.", "a\\", "!", "^", "a=b&c=d", "NaN", "None", "1e5",
    )  # fmt: skip
    for number, name in enumerate(odd):
        yield f"{name}.txt", f"The ferry waited. It was the name of file {number}.\n".encode()
    for name in (b"\xff\xfe.txt", b"caf\xe9.txt", b"\xed\xa0\x80.txt"):
        yield os.fsdecode(name), b"The ferry waited. Its name is no text.\n" + name[:1]
    for name in ("no ending", ".hidden.txt", "_draft.txt", "README.txt", "LICENSE", "overrides.csv.txt", "a.TXT", "a.Html5", "a.exe", "a.txt.exe", "a.png", "a.eml", "a.rtf"):
        yield name, f"The ferry waited at {name}.\n".encode()


def injections() -> Made:
    for number, script in enumerate((*SCRIPTS, *FORMULAS)):
        record = {"id": f"{script} {number}", "title": script, "publisher": script, "url": script, "text": f"{script}\n\n{STORY}\n{script} “{script}” Ebba Lindqvist said."}
        yield f"{number:02}.json", json.dumps(record).encode()
        yield f"{number:02}.txt", record["text"].encode()


CLASSES: dict[str, Callable[[], Made]] = {
    made.__name__: made
    for made in (encodings, line_endings, controls, directions, characters, shapes, dates, repeated, html, records, sheets, archives, names, injections)
}


def write(folder: Path) -> dict[str, int]:
    """Every hostile input, below `folder`; how many there are of each class."""
    counts = {}
    for name, made in CLASSES.items():
        counts[name] = 0
        for file, content in made():
            (folder / name / file).parent.mkdir(parents=True, exist_ok=True)  # a name may have a slash
            (folder / name / file).write_bytes(content)
            counts[name] += 1
    return counts | {"places": places(folder / "places", folder.parent / "outside")}


def places(folder: Path, outside: Path) -> int:
    """Links, a pipe, deep folders, and what may not be opened; the inputs of this class."""
    folder.mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text("The harbour safe opens with 1234.\n", encoding="utf-8")
    (folder / "inside.txt").write_text(STORY + "It lies inside.\n", encoding="utf-8")
    links = {
        "link.txt": "inside.txt", "out.txt": outside / "secret.txt", "dangling.txt": "nowhere.txt", "self.txt": "self.txt", "one.txt": "two.txt", "two.txt": "one.txt",
        "here": ".", "up": "..", "root": "/", "out": outside, "null.txt": "/dev/null", "zero.txt": "/dev/zero", "passwd.txt": "/etc/passwd", "process": "/proc/self",
    }  # fmt: skip
    for name, target in links.items():
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "pipe.txt")
    (folder / "closed.txt").write_text(STORY + "It is closed.\n", encoding="utf-8")
    (folder / "closed.txt").chmod(0)
    (folder / "is a folder.txt").mkdir()
    (folder / "is a folder.txt" / "a.txt").write_text(STORY + "It lies in a folder.\n", encoding="utf-8")
    (folder / "empty folder").mkdir()
    deep = folder.joinpath(*"d" * 400)
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_text(STORY + "It lies deep.\n", encoding="utf-8")
    too_deep(folder / "too deep")
    return len(links) + 6


def too_deep(folder: Path) -> None:
    """A report in folders whose path is longer than any system opens."""
    folder.mkdir()
    here = os.open(folder, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("n" * 200, dir_fd=here)
        here, above = os.open("n" * 200, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    with os.fdopen(os.open("lost.txt", os.O_WRONLY | os.O_CREAT, dir_fd=here), "w") as file:
        file.write(STORY)
    os.close(here)


# ---------------------------------------------------------------- very large ones
def large_file(path: Path, megabytes: int) -> None:
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write((STORY * (10**6 // len(STORY.encode()) + 1)).encode()[:999_990] + b"\n")


def long_line(path: Path, megabytes: int) -> None:
    """Sentences without the end of a line."""
    path.write_text(STORY.replace("\n", " ") * (megabytes * 10**6 // len(STORY)), encoding="utf-8")


def tiny_files(folder: Path, number: int) -> None:
    folder.mkdir()
    for n in range(number):
        (folder / f"{n:06}.txt").write_bytes(b"The ferry waited for %d hours." % n)
