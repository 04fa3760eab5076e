"""Positions: the line that a party takes on a topic, day by day, and where it changes.

Topics and the lines one can take on them are data (codebooks/positions.yaml). Two lines of one day have no order, and are not
held to be a change. Works on row lists; cost grows with the number of rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.denials import NARRATOR, Voices
from analysis.mentions import names
from analysis.streams import by_report, having
from analysis.terms import AnyCase, Needed

NEAR = 20  # characters between a day and what is told of it: on Saturday, you can't
BEFORE = 20  # characters before a word in which it is told that this was earlier: had first refused


# ---------------------------------------------------------------- the codebook
def one_of(terms: Iterable[str]) -> AnyCase:
    """Any of the patterns; without one, nothing."""
    return AnyCase("|".join(f"(?:{term})" for term in terms) or r"(?!)")


class Line(NamedTuple):
    """A line that can be taken on a topic."""

    entry: dict
    terms: list[AnyCase]

    def holds(self, event: dict | None, said: dict | None) -> bool:
        """Words apart, all that the line asks for is so."""
        types, modality, acts = (self.entry.get(key) for key in ("types", "modality", "acts"))
        return (
            (not types or bool(event) and event["type"] in types)
            and (not modality or bool(event) and event["modality"] in modality)
            and (not acts or bool(said) and bool({said.get("act"), "*"} & set(acts)))
        )


class Topic:
    """An entry of the codebook `positions` (or of one in the same form), compiled."""

    def __init__(self, entry: dict, codebook: Mapping[str, list[dict]]):
        self.entry, self.acts, self.types = entry, set(entry.get("acts", ())), set(entry.get("types", ()))
        self.not_verbs = set(entry.get("not_verbs", ()))
        terms = entry.get("terms")
        self.words = one_of(terms) if terms else None
        lines = entry.get("lines", ())
        entries = [_of_scope(scope) for scope in codebook["scopes"] if scope["kind"] == "scope"] if lines == "scopes" else lines
        self.lines = [Line(line, [AnyCase(term) for term in line.get("terms", ())]) for line in entries]
        self.parties = {party["name"] for party in codebook["parties"]}
        self.earlier = next(AnyCase(entry["pattern"]) for entry in codebook["scopes"] if entry["code"] == "earlier")

    def about(self, text: str) -> bool:
        """The words tell of the topic."""
        return self.words is not None and self.words.search(text) is not None

    def read(self, text: str, event: dict | None = None, said: dict | None = None) -> list[tuple[int, int, dict, str | None]]:
        """Start, end, line and value of every line that the words take; without such words the whole text and the first line that holds."""
        fit = [line for line in self.lines if line.holds(event, said)]
        found = [(*m.span(), line.entry, m.groupdict().get("value")) for line in fit for term in line.terms for m in term.finditer(text)]
        kept: list[tuple] = []
        for one in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
            if all(one[1] <= other[0] or other[1] <= one[0] for other in kept):
                kept.append(one)
        if kept:
            return sorted(kept, key=lambda one: one[0])
        wordless = (line.entry for line in fit if not line.terms)
        values = ((entry, self._addressed(event, said) if entry.get("named") else None) for entry in wordless)
        return [(0, len(text), entry, value) for entry, value in values if value or not entry.get("named")][:1]

    def _addressed(self, event: dict | None, said: dict | None) -> str | None:
        """The one party that it is addressed to."""
        own = {(event or {}).get("source_party"), (said or {}).get("party")}
        told = names((event or {}).get("target_party")) or {(said or {}).get("addressee")}
        return next(iter(told), None) if len(told) == 1 and told <= self.parties - own else None


def _of_scope(scope: dict) -> dict:
    line = {"code": scope["code"], "rank": scope["rank"], "position": scope["label"]}
    return line | ({"types": scope["types"]} if "types" in scope else {"terms": [scope["pattern"]], "acts": scope.get("acts", ["deny"])})


# ---------------------------------------------------------------- who takes which line when
def concerned(
    topics: Sequence[Topic], statements: Iterable[dict], events: Iterable[dict], voices: Voices
) -> tuple[list[dict], list[dict]]:
    """The statements that were spoken and the mentions that can tell of any topic: most tell of none, and need not be asked
    for each."""
    acts, types = (set().union(*sets) for sets in ((t.acts for t in topics), (t.types for t in topics)))
    words = Needed.by(topic.words for topic in topics if topic.words)
    said, told = having(statements, words, act=acts), having(events, words, type=types)
    return (
        [row for row in said if row["report_id"] not in voices.twins and row.get("spoken", True)],
        [row for row in told if row["report_id"] not in voices.twins],
    )


def tellings(
    topic: Topic, statements: Sequence[dict], events: Sequence[dict], voices: Voices, times: Mapping[str, list[dict]]
) -> Iterator[dict]:
    """Every place where a party's line on the topic is told, by itself or by others; mentions before statements.

    `statements` are those that were spoken."""
    seen: set[tuple] = set()
    for row, event, said in _sources(topic, statements, events, voices):
        for start, end, line, value in topic.read(row["text"], event, said):
            party = _whose(line.get("whose") or topic.entry.get("whose") or ["speaker", "source"], event, said)
            whole = end - start == len(row["text"])
            spot = (line["code"], said["statement_id"]) if whole and said else (line["code"], row["report_id"], row["start"] + start)
            if party is None or spot in seen or not _own(party, event, said) or value == party:
                continue
            seen.add(spot)
            days = _days(row, row["start"] + start, event, said, voices, () if whole else times.get(row["report_id"], ()))
            yield {
                "party": party,
                "speaker": _speaker(event, said),
                "line": line,
                "position": line.get("position", line["code"]).format(value=value),
                **days,
                "past": days["earliest"] is None and _is_past(topic, event, said, voices),
                **{key: row[key] for key in ("report_id", "start", "end", "text")},
                "statement_id": said and said["statement_id"],
                "event_id": event and event["event_id"],
            }


def _sources(topic: Topic, statements: Sequence[dict], events: Sequence[dict], voices: Voices) -> Iterator[tuple]:
    """row of the words, the mention and the statement that tell of the topic."""
    for event in events:
        if event["type"] in topic.types or topic.about(event["text"]):
            said = voices.holder(event, event.get("attributed_to"))
            yield event, event, said if said and said.get("spoken", True) else None
    for said in statements:
        acts = said.get("act") in topic.acts and said.get("verb") not in topic.not_verbs
        if acts or topic.about(said["text"]):
            yield said, None, said


def _is_past(topic: Topic, event: dict | None, said: dict | None, voices: Voices) -> bool:
    """It is told as what was so before: first refused, had ruled out."""
    told = [(row["report_id"], row[key]) for row, key in ((event, "trigger_start"), (said, "cue_start")) if row and row.get(key) is not None]
    return any(topic.earlier.search(voices.texts[report_id][max(0, at - BEFORE) : at]) for report_id, at in told)


def _whose(order: Iterable[str], event: dict | None, said: dict | None) -> str | None:
    told = {key: (event or {}).get(f"{key}_party") for key in ("source", "target")} | {"speaker": (said or {}).get("party")}
    known = (told[key] for key in order if told[key])
    return next((party for party in known if len(names(party)) == 1), None)


def _own(party: str, event: dict | None, said: dict | None) -> bool:
    """What is only possible is a line of the party itself alone."""
    return event is None or event["modality"] != "hypothetical" or (said or {}).get("party") == party


def _speaker(event: dict | None, said: dict | None) -> str:
    if said is None:
        return (event or {}).get("attributed_to") or NARRATOR
    return said.get("speaker") or said.get("source_text") or NARRATOR


def _days(row: dict, at: int, event: dict | None, said: dict | None, voices: Voices, times: Iterable[dict]) -> dict:
    """The day told just before the words, else that of the mention, else that on which it was said."""
    near = [time for time in times if time.get("earliest") and time["sentence_id"] == row["sentence_id"] and 0 <= at - time["end"] <= NEAR]
    if near:
        return {"earliest": near[-1]["earliest"][:10], "latest": near[-1]["latest"][:10]}
    if event and event.get("earliest") and event["modality"] != "hypothetical":
        return {"earliest": event["earliest"][:10], "latest": (event.get("latest") or event["earliest"])[:10]}
    first, last = voices.days(row["report_id"], said or event)
    return {"earliest": first and first[:10], "latest": last and last[:10]}


# ---------------------------------------------------------------- the table
def find(
    statements: Sequence[dict],
    events: Sequence[dict],
    reports: Sequence[dict],
    *,
    codebook: Mapping[str, list[dict]],
    times: Sequence[dict] = (),
    stances: Sequence[dict] = (),
) -> list[dict]:
    """Rows of `positions`: one a party, topic, position and day, in time order.

    `earliest` is null where nothing tells on which day up to `latest` (publication) it was taken. `changed_from` is what the
    same speaker, else the party, last said on an earlier day, where that was something else; an undated line counts for the
    day of publication, unless it is told as what was so before. The speaker of what the report tells of a party is 'report'. `times`, if given, date the parts of a
    history told in one breath; `stances` (rows of `claim_positions`) tell which denials are about the same incident, so that
    a denial of something else is no change.
    """
    voices, days = Voices(list(statements), reports), days_of(times)  # each is asked for by every topic
    topics = [Topic(entry, codebook) for entry in codebook["positions"]]
    said, told = concerned(topics, statements, events, voices)
    about, known = defaultdict(set), bool(stances)
    for stance in stances:
        about[stance["statement_id"]].add(stance["claim_id"].split(":")[0])
    rows = []
    for topic in topics:
        entry, by_party = topic.entry, defaultdict(list)
        for row in tellings(topic, said, told, voices, days):
            denies = known and entry.get("lines") == "scopes"
            by_party[row["party"]].append(row | {"about": about[row["statement_id"]] if denies else None})
        for party in sorted(by_party):
            rows += [_row(row, entry["code"]) for row in _once(_changes(dated(by_party[party]), adds=entry.get("adds", False)))]
    return rows


def days_of(times: Iterable[dict]) -> Mapping[str, list[dict]]:
    """The dates that each report tells."""
    return by_report(time for time in times if time["type"] == "DATE")


def _row(row: dict, topic: str) -> dict:
    kept = ("party", "speaker", "earliest", "latest", "report_id", "statement_id", "start", "end", "text", "position", "changed_from")
    return {"topic": topic, **{key: row.get(key) for key in kept}}


def _first(row: dict) -> str:
    return row["earliest"] or row["latest"] or "9999"


def _last(row: dict) -> str:
    return row["latest"] or "9999"


def dated(rows: Iterable[dict]) -> list[dict]:
    """In time order; what one speech tells both with and without its day is told with it."""
    rows = list(rows)
    by_day = {_speech(row) for row in rows if row["earliest"]}
    kept = [row for row in rows if row["earliest"] or _speech(row) not in by_day]
    return sorted(kept, key=lambda row: (_last(row), _first(row), row["report_id"], row["start"]))


def _speech(row: dict) -> tuple:
    return row["report_id"], row["speaker"], row["party"], row["position"]


def _changes(rows: list[dict], *, adds: bool) -> list[dict]:
    """Each with what was last said before its day, the same speaker's word before that of others, if it is something else.

    `adds`: lines add up, so that only one that the party never took before is a change.
    """
    days: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        row["changed_from"] = None
        if row["latest"] and not row["past"]:
            days[row["latest"]].append(row)
    spoken = _Spoken()
    for day in sorted(days):
        for row in days[day]:
            before = spoken.latest(("speaker", row["speaker"]), row) or spoken.latest(("all",), row)
            rank = _rank(row)
            old = spoken.latest(("rank", rank), row) if adds else [one for one in before if _rank(one) == rank]
            if before and not old:
                row["changed_from"] = "; ".join(dict.fromkeys(one["position"] for one in before))
        for row in days[day]:
            spoken.put(row)
    return rows


class _Spoken:
    """What was said up to a day, by speaker, by rank and in all; each by the incident it is about, where it is told."""

    def __init__(self):
        self.order: dict[int, int] = {}
        self.found: dict[tuple, list[dict]] = defaultdict(list)  # in the order of days

    def put(self, row: dict) -> None:
        self.order[id(row)] = len(self.order)
        for key in (("speaker", row["speaker"]), ("rank", _rank(row)), ("all",)):
            for incident in _about(row):
                self.found[key, incident].append(row)

    def latest(self, key: tuple, row: dict) -> list[dict]:
        """Those of the last day before the row's, of what is about the same."""
        found: dict[int, dict] = {}
        for incident in _about(row):
            last = ""
            for one in reversed(self.found[key, incident]):
                if _last(one) < last:
                    break
                if _last(one) < _first(row):
                    found[id(one)], last = one, _last(one)
        newest = max(map(_last, found.values()), default=None)
        return sorted((one for one in found.values() if _last(one) == newest), key=lambda one: self.order[id(one)])


def _about(row: dict) -> Iterable[str | None]:
    return (None,) if row["about"] is None else row["about"]


def _rank(row: dict) -> int | str:
    return row["line"].get("rank", row["line"]["code"])


def _once(rows: list[dict]) -> list[dict]:
    """One row a position and day; the one that marks a change, else the best dated."""
    kept: list[dict] = []
    taken: dict[str, list[dict]] = defaultdict(list)  # by position
    for row in sorted(rows, key=lambda row: (row["changed_from"] is None, row["earliest"] is None, _last(row) > _first(row))):
        same = taken[row["position"]]
        if not any(_first(one) <= _last(row) and _first(row) <= _last(one) for one in same):
            same.append(row)
            kept.append(row)
    return sorted(kept, key=lambda row: (_last(row), _first(row), row["report_id"], row["start"]))
