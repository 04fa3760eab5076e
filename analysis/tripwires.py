"""Tripwires: clauses and consents whose use would change the crisis, and where each party stands on them.

Which they are, and by which words, event types and modality a party has asked, ruled out, refused or invoked one, is data
(codebooks/tripwires.yaml, whose states are lines of codebooks/positions.yaml). What nobody mentions is shown too. Works on row lists.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from analysis.denials import NARRATOR, Voices
from analysis.errors import CodebookError
from analysis.positions import Topic, concerned, dated, days_of, one_of, tellings
from analysis.streams import having
from analysis.terms import Needed

MENTIONED, ABSENT = "mentioned", "absent"


def find(
    statements: Sequence[dict],
    events: Sequence[dict],
    sentences: Sequence[dict],
    reports: Sequence[dict],
    *,
    codebook: Mapping[str, list[dict]],
    times: Sequence[dict] = (),
) -> list[dict]:
    """Rows of `tripwires`: every place where a party's state on one is told, in time order, and one for each that nobody mentions;
    without reports there is no absence to tell.

    `last` is true for the row that tells where the party stands: the latest that tells more than a mention, if there is one.
    What a report thinks of it has no party and the speaker 'report'; what it tells of a party has the party and that speaker.
    `earliest` is null where nothing tells on which day up to `latest` (publication) it was said. `times`, if given, date the
    parts of a history told in one breath. Raises CodebookError for a tripwire that names an unknown topic.
    """
    voices, dates, entries = Voices(list(statements), reports), days_of(times), codebook["tripwires"]
    topics = [_topic(entry, codebook) for entry in entries]
    said, told = concerned(topics, statements, events, voices)
    named = Needed.by(one_of(entry["terms"]) for entry in entries if entry.get("terms"))
    read = [row for row in having(sentences, named) if row["report_id"] not in voices.twins]
    rows = []
    for entry, topic in zip(entries, topics, strict=True):
        known = [_known(row) for row in dated(tellings(topic, said, told, voices, dates))]
        rows += _board(entry, [*known, *_mentions(entry, read, known, voices)]) if voices.published else []
    return rows


def _topic(entry: dict, codebook: Mapping[str, list[dict]]) -> Topic:
    """The states of a tripwire as a topic: its own, or those of the topic that it names."""
    topics = {topic["code"]: topic for topic in codebook["positions"]} | {None: {}}
    if entry.get("topic") not in topics:
        raise CodebookError(f"tripwires, {entry['code']}: there is no topic {entry['topic']} in positions; name one or give `states`")
    shared = topics[entry.get("topic")]
    own = {key: entry[key] for key in ("types", "acts", "whose") if key in entry}
    return Topic(shared | own | ({"lines": entry["states"]} if "states" in entry else {}), codebook)


def _known(row: dict) -> dict:
    line = row.pop("line")
    del row["position"]
    return row | {"state": line.get("state", line["code"])}


def _mentions(entry: dict, sentences: Iterable[dict], known: Sequence[dict], voices: Voices) -> Iterator[dict]:
    """A row for each sentence that mentions it and tells no state: by whoever says it."""
    search = one_of(entry.get("terms", ())).search
    told: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in known:
        told[row["report_id"]].append((row["start"], row["end"]))
    for sentence in sentences if entry.get("terms") else ():
        match = search(sentence["text"])
        if match is None:
            continue
        if any(start < sentence["end"] and sentence["start"] < end for start, end in told[sentence["report_id"]]):
            continue
        said = voices.holder({"report_id": sentence["report_id"], "start": sentence["start"] + match.start()})
        party, speaker = voices.of(said) if said and said.get("spoken", True) else (None, NARRATOR)
        earliest, latest = voices.days(sentence["report_id"], said)
        where = {key: sentence[key] for key in ("report_id", "start", "end", "text")}
        days = {"earliest": earliest, "latest": latest, "statement_id": said and said["statement_id"]}
        yield {"party": party, "speaker": speaker, "state": MENTIONED, **where, **days}


def _board(entry: dict, rows: list[dict]) -> list[dict]:
    """The rows of one tripwire in time order, the last of each party marked."""
    fixed = {"tripwire": entry["code"], "label": entry["label"], "change": entry["change"]}
    if not rows:
        return [fixed | {"state": ABSENT, "last": True}]
    seen, kept = set(), []
    for row in sorted(rows, key=_when):
        if (key := (row["party"], row["speaker"], row["state"], row["report_id"], row["start"])) not in seen:
            seen.add(key)
            kept.append(fixed | row)
    last = {row["party"]: id(row) for row in sorted(kept, key=_weight)}
    return [{key: row[key] for key in row if key != "past"} | {"last": id(row) == last[row["party"]]} for row in kept]


def _weight(row: dict) -> tuple:
    """More than a mention, what was not so before, the later day, and of one day the party's own word tell where it stands."""
    return row["state"] != MENTIONED, not row.get("past"), row["latest"] or "", row["speaker"] != NARRATOR, *_when(row)


def _when(row: dict) -> tuple:
    return row["latest"] or "", row["earliest"] or row["latest"] or "", row["report_id"], row["start"]
