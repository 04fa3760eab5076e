"""Bytes as text: by byte-order mark, as UTF-8, else by the likeliest encoding."""

import re
import unicodedata

from charset_normalizer import from_bytes

from analysis.errors import InputError

WIDE_MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
SAMPLE = 100_000  # bytes or characters that tell as much as all
LEGIBLE = 0.6  # the share of letters and white space, below which bytes are no text
# Western text in English has few letters beyond ASCII; where its code page puts a sign inside a word, it is another's.
WESTERN, HIGH_SHARE = "cp1252", 0.1
SIGN_IN_WORD = re.compile(r"[^\W\d_][¡-©¬-´¶-¹¼-¿×÷][^\W\d_]")
MISREAD = "â€"  # how the quotation marks and dashes of UTF-8 begin in that code page
DECLARED = re.compile(rb"(?i)charset\s{0,4}=\s{0,4}[\"']?\s{0,4}((?:windows|iso|cp|koi8|gb|big5|shift|euc)[\w-]{0,16})")


def decode(data: bytes, *, declared: bool = False) -> str:
    """The text of bytes; what is wrong in them is �. Raises InputError if they are no text.

    With `declared`, what an HTML page says of its own encoding goes before a guess.
    """
    codec = encoding(data, declared=declared)
    text = data.decode(codec, "replace")
    return text.removeprefix("\ufeff")


def encoding(data: bytes, *, declared: bool = False) -> str:
    """The codec that decodes bytes. Raises InputError if they are no text."""
    if codec := marked(data):
        return codec
    try:
        text = data.decode("utf-8")
        if "\0" not in text or _legible(text[:SAMPLE]):
            return "utf-8"
    except UnicodeDecodeError as error:
        fault = error
    if b"\0" in data:
        if found := wide(data):
            return found
        raise InputError("it is no text (it holds zero bytes)")
    if declared and (codec := _declared(data)):
        return codec
    return _code_page(data[max(0, fault.start - SAMPLE // 2) :][:SAMPLE], cut=fault.end == len(data))


def marked(data: bytes) -> str | None:
    """UTF-16 or UTF-32 with a mark; that of UTF-8 says nothing that is not seen without it."""
    return next((codec for mark, codec in WIDE_MARKS.items() if data.startswith(mark)), None)


def wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: of the codecs in which it is text, the one with the most plain white space."""
    sample = data[: min(len(data), SAMPLE) // 4 * 4]
    best, most = None, len(sample) // 200
    for codec in WIDE if b"\0" in sample else ():
        text = sample.decode(codec, "replace")
        spaces = sum(text.count(space) for space in " \n")
        # A pair of surrogates may be cut at the end.
        if spaces > most and "\0" not in text and text.count("\ufffd") <= 1 and _legible(text):
            best, most = codec, spaces
    return best


def _declared(data: bytes) -> str | None:
    """The code page that a page names in its head, if it is one that pages have."""
    named = DECLARED.search(data, 0, 2048)
    try:
        "".encode(named[1].decode()) if named else None
    except LookupError:
        return None
    return named[1].decode() if named else None


def _code_page(sample: bytes, cut: bool) -> str:
    """The encoding of bytes that are not all UTF-8; `cut` if the fault is that the last character is not whole."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - broken
    if cut or whole >= broken:
        return "utf-8"
    text = sample.decode(WESTERN, "replace")
    if MISREAD in text:
        return "utf-8"
    few = sum(byte > 127 for byte in sample) < HIGH_SHARE * len(sample)
    if few and "\ufffd" not in text and not SIGN_IN_WORD.search(text):
        return WESTERN
    best = from_bytes(sample).best()
    if not best or not _legible(str(best)):
        raise InputError("it is no text in any known encoding")
    return best.encoding


def _legible(text: str) -> bool:
    told = sum(mark.isalpha() or mark.isspace() or unicodedata.category(mark) == "Mn" for mark in text)
    return told >= LEGIBLE * max(1, len(text))
