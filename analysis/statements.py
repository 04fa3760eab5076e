"""Statements: who said what, to whom, through which channel, in direct, indirect or mixed speech.

Reporting words are found first (cues.py), then what each governs (indirect.py) and whose words it tells (speakers.py);
quotations are found by their marks and joined to them (direct.py). A statement belongs to its innermost speaker; the
outlets that pass it on are `relayed_by`. What speakers tell of others is a statement of its own only if the party of
those is known.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from functools import lru_cache

from analysis import cues, direct, indirect, speakers
from analysis.clauses import child
from analysis.codebook import Codebook
from analysis.cues import Cue
from analysis.indirect import Content
from analysis.names import MEDIA, outlets, role_words
from analysis.parsed import FIRST_PERSON, Report, antecedent
from analysis.terms import AnyCase

FINISHED = re.compile(r"[.?!…:;][\"'”’»)\]]{0,3}$")
PASSING_ON = (*speakers.CITING, "report")
SAME = 0.95  # two contents that share more of their characters are one
SAME_IF_WEAK = 0.6  # the same, where one of them comes without a speaker of its own


def find(
    report: dict, sentences: list[dict], docs: list, actors: list[dict], times: list[dict], *, codebook: Codebook
) -> list[dict]:
    """Rows of `statements` for one report, in the order of the text; said_* and topic are left for later stages."""
    parsed = Report(report, sentences, docs, codebook, actors=actors, times=times)
    words = [cue for sentence in parsed.sentences for cue in cues.find(sentence)]
    found = [content for cue in words if (content := indirect.find(cue))]
    found = _once(direct.join(found, words, parsed))
    end = _trusted(parsed)
    rows = [_row(content, parsed) for content in found if content.end <= end]
    rows = _not_retold([_own_words(row, rows) for row in rows], codebook)
    return sorted(rows, key=lambda row: (row["start"], row["end"]))


def _not_retold(rows: list[dict], codebook: Codebook) -> list[dict]:
    """The rows without what speakers tell of others ('people say ...'), unless it is told whose party those are.

    An outlet tells nothing of its own: what is said inside its words stays.
    """
    media = {entry["name"] for entry in codebook["publishers"]}
    telling = [row for row in rows if row.get("speaker") not in media]
    starts, ends = sorted(row["start"] for row in telling), sorted(row["end"] for row in telling)

    def retold(row: dict) -> bool:
        at = row.get("cue_start")
        if at is None or row.get("party"):
            return False
        itself = row.get("speaker") not in media and row["start"] <= at < row["end"]
        return bisect_right(starts, at) - bisect_right(ends, at) > itself

    return [row for row in rows if not retold(row)]


def _trusted(report: Report) -> int:
    """Where trust in the text ends: where its last sentence starts, if the report breaks off in the middle of it."""
    last = report.sentences[-1].row if len(report.sentences) > 1 else None
    if last and last["part"] == "body" and not FINISHED.search(last["text"]):
        return last["start"]
    return len(report.text)


def _once(found: list[Content]) -> list[Content]:
    """One statement a stretch of words: hearsay yields to a named source, a repeated stretch to the first."""
    kept: list[Content] = []
    for content in sorted(found, key=_weakness):
        enough = SAME_IF_WEAK if _weakness(content) or not content.cue else SAME
        first = bisect_left(kept, 2 * content.start - content.end, key=_start)  # what starts earlier shares too little
        last = bisect_right(kept, content.end, key=_start)
        if not any(_share(content, other) > enough for other in kept[first:last]):
            insort(kept, content, key=_start)
    return kept


def _start(content: Content) -> int:
    return content.start


def _weakness(content: Content) -> int:
    """2 for an adverb of hearsay, 1 for 'according to', 0 for a word with a subject."""
    frames = content.cue.frames if content.cue and content.rule != direct.GOES_ON else ()
    return 2 if "adverb" in frames else 1 if "phrase" in frames else 0


def _share(one: Content, other: Content) -> float:
    """Shared characters over all characters of two contents."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))


# ------------------------------------------------------------------------------------------------ rows


def _row(content: Content, report: Report) -> dict:
    start, end, report_id = content.start, content.end, report.report_id
    row = dict(
        report_id=report_id, statement_id=f"{report_id}:{start}-{end}",
        sentence_id=report.sentence_at(start).row["sentence_id"], kind=content.kind, start=start, end=end,
        text=report.text[start:end], rule=content.rule, spoken=True, act="assert", confidence="low",
        quotation_id=content.quotation_id or f"{report_id}:{start}",
    )  # fmt: skip
    if content.cue:
        row |= _reporting_word(content.cue, report) | _speaker(content, report)
    row["act"] = _act(content, row, report.codebook)
    if content.cue:
        row |= _around(content, report)
    return row | {"why_empty": _why_empty(row)}


def _reporting_word(cue: Cue, report: Report) -> dict:
    where = dict(cue_start=cue.start, cue_end=cue.end, cue_text=report.text[cue.start : cue.end])
    return where | dict(verb=cue.token.lemma_, spoken=cue.entry.get("spoken", True))


def _speaker(content: Content, report: Report) -> dict:
    if content.source is None:
        return {}
    sentence = content.cue.sentence
    start, end = speakers.span(sentence, content.source)
    if start == end:  # nothing but marks
        return {}
    told = dict(source_start=start, source_end=end, source_text=report.text[start:end])
    row = sentence.actor(antecedent(content.source))
    if not row:
        return told | dict(unnamed=False, confidence="low")
    known = {key: row[key] for key in ("role", "institution", "party", "confidence")}
    return told | dict(speaker=row["name"]) | known | dict(unnamed=row["kind"] == "role" and row["name"] is None)


@lru_cache(maxsize=8)
def _acts(codebook: Codebook) -> list[tuple[dict, AnyCase]]:
    return [(entry, AnyCase(entry["pattern"])) for entry in codebook["acts"]]


def _act(content: Content, row: dict, codebook: Codebook) -> str:
    """The act of the reporting word, unless what is said is told by codebooks/acts.yaml to be another."""
    entry, noun = (content.cue.entry, content.cue.noun) if content.cue else ({}, None)
    act = entry.get("act", "assert")
    if not row["spoken"] or entry.get("settled"):
        return act
    if noun is not None and noun.lemma_ in entry.get("acts", ()):
        return entry["acts"][noun.lemma_]
    possible = ((e["code"], pattern) for e, pattern in _acts(codebook) if act in e.get("verbs", (act,)))
    return next((code for code, pattern in possible if pattern.search(row["text"])), act)


def _own_words(row: dict, rows: list[dict]) -> dict:
    """The row; in what speakers report of themselves ("we have warned that ..."), 'we' is who says the quotation."""
    if (row.get("source_text") or "").casefold() not in FIRST_PERSON:
        return row
    quoting = (r for r in rows if r is not row and r["kind"] != "indirect" and r.get("party"))
    around = [r for r in quoting if r["start"] <= row["source_start"] < r["end"]]
    if not around:
        return row
    speaker = min(around, key=lambda r: r["end"] - r["start"])
    told = {key: speaker.get(key) for key in ("speaker", "role", "institution", "party")}
    row = row | told | {"unnamed": False, "confidence": "medium"}
    return row | {"why_empty": _why_empty(row)}


def across(rows: Iterable[dict]) -> Iterator[dict]:
    """The rows of all reports, gone through twice; a speaker whose party one report leaves out has the one party that
    the others give."""
    parties: dict[str, set[str]] = {}
    for row in rows:
        if row.get("party") and " " in (row.get("speaker") or ""):
            parties.setdefault(row["speaker"], set()).add(row["party"])
    for row in rows:
        known = parties.get(row.get("speaker") or "", ()) if not row.get("party") else ()
        if len(known) == 1:
            row = row | {"party": next(iter(known)), "confidence": "low", "rule": f"{row['rule']}; the party in another report"}
            row |= {"why_empty": _why_empty(row)}
        yield row


def _why_empty(row: dict) -> str | None:
    reasons = []
    if not row.get("source_text"):
        reasons.append("speaker: the report does not say who")
    elif not row.get("speaker"):
        reasons.append("speaker: kept unnamed" if row.get("unnamed") else "speaker: not resolved")
    if not row.get("party"):
        reasons.append("party: not told by the report")
    return "; ".join(reasons) or None


# ------------------------------------------------------------------------------------------------ the words around


def _around(content: Content, report: Report) -> dict:
    """Addressee, channel, relay and time of saying, from the other words in the sentence of the reporting word."""
    around = _outside(content, report)
    channel, relays = _outlets(content, around, report.codebook)
    time, outlet = _time(content.cue, around), _unlisted(content.cue, around)
    addressee = None if outlet else _addressee(content.cue, around)
    told = dict(channel=outlet or channel, relayed_by="; ".join(relays) or None, addressee=addressee)
    return told | (dict(time_start=time["start"], time_end=time["end"]) if time else {})


def _outside(content: Content, report: Report) -> frozenset[int]:
    """Places of the tokens outside what is said, outside quotations and outside the words that name the speaker.

    The words of a document stay: it speaks for its author, and they tell the channel ('a statement posted on X').
    """
    sentence, source = content.cue.sentence, content.source
    documents = role_words(report.codebook, "document")
    inside = [(content.start, content.end)]
    if source is not None and source.lemma_ not in documents:
        inside.append(speakers.span(sentence, source))
    return sentence.unquoted.difference(token.i for words in inside for token in sentence.starting(*words))


def _outlets(content: Content, around: frozenset[int], codebook: Codebook) -> tuple[str | None, list[str]]:
    """The outlet or medium through which something is said, and the outlets that pass it on."""
    sentence, channel, relays = content.cue.sentence, None, list(content.relay)
    for start, end, entry in outlets(codebook).find(sentence.doc.text):
        tokens = sentence.doc.starting(start, end)
        if not tokens or tokens[0].i not in around or entry["name"] in relays:
            continue
        if entry["kind"] in MEDIA and not _belongs(tokens[-1], content.cue):
            continue
        if _passes_on(tokens[-1]):
            relays.append(entry["name"])
        elif channel is None or entry["kind"] not in MEDIA:
            channel = entry["name"]
    return channel, relays


def _unlisted(cue: Cue, around: frozenset[int]) -> str | None:
    """The name of a listening outlet that no codebook lists, by its kind: 'told the newspaper X', 'told X TV'."""
    sentence, codebook = cue.sentence, cue.sentence.report.codebook
    head = child(cue.token, "dobj", "dative") if cue.token.lemma_ == "tell" else None
    if head is None or head.i not in around or outlets(codebook).find(head.text):
        return None
    kinds = {head.lower_, " ".join(word.lower_ for word in head.doc[max(0, head.i - 1) : head.i + 1])}
    kinds |= {kid.text for kid in head.children if kid.dep_ == "compound" and kid.text.islower()}
    named = head if head.text[0].isupper() else child(head, "appos")
    if not role_words(codebook, "outlet") & kinds or named is None or not named.text[0].isupper():
        return None
    name = [word for word in named.subtree if word.i <= named.i and not word.text.islower()]
    return sentence.report.text[slice(*sentence.span(name[0], name[-1]))]


def _belongs(token, cue: Cue) -> bool:
    """Whether a medium or day hangs on this reporting word or its speaker, not on another verb: '..., adding that they spoke by phone'."""
    for above in token.ancestors:
        if above == cue.token:
            return True
        if above.pos_ in ("VERB", "AUX") and above.dep_ in ("ccomp", "conj", "relcl", "xcomp"):
            return False
    return False


def _passes_on(token) -> bool:
    """An outlet that reports or quotes passes on; one that is told, or posted on, is a channel."""
    head = token.head if token.dep_ != "compound" else token.head.head
    if token.dep_ == "nsubj" and head.lemma_ in (*PASSING_ON, "say"):
        return True
    return head.lower_ == "by" and head.head.lemma_ in PASSING_ON


def _addressee(cue: Cue, around: frozenset[int]) -> str | None:
    """Whom the reporting word names as its listener: 'warned Iran', 'told reporters', 'said to lawmakers'."""
    verb = cue.token
    nouns = (kid for kid in verb.children if kid.i > verb.i and kid.pos_ in ("NOUN", "PROPN", "PRON"))
    heads = [noun for noun in nouns if noun.dep_ in ("dobj", "dative")]
    for prep in verb.children:
        asked = f"{verb.lemma_} {prep.lower_}" in cue.entry.get("terms", ())  # call on
        if prep.dep_ in ("prep", "dative") and (prep.lower_ == "to" or asked):
            heads += [noun for noun in prep.children if noun.dep_ == "pobj"]
    return next(filter(None, (_listener(cue, head) for head in heads if head.i in around)), None)


def _listener(cue: Cue, head) -> str | None:
    """The name of a person or party, the words for anybody else; the unknown listen only if something is told them."""
    row = cue.sentence.actor(head)
    if row and row["kind"] not in ("outlet", "document"):
        return row["name"] if row["kind"] in ("person", "party", "pronoun") else row["text"]
    listens = any(kid.dep_ in ("ccomp", "xcomp") for kid in cue.token.children) or cue.token.lemma_ == "tell"
    start, end = speakers.span(cue.sentence, head)
    words = cue.sentence.report.text[start:end]
    return None if row or not listens or outlets(cue.sentence.report.codebook).find(words) else words


def _time(cue: Cue, around: frozenset[int]) -> dict | None:
    """The time expression that says when it was said: it hangs on the reporting word, outside what is said."""
    for row in cue.sentence.times:
        head = cue.sentence.head(row) if row["type"] in ("DATE", "TIME") else None
        if head is not None and head.i in around and _belongs(head, cue):
            return row
    return None
