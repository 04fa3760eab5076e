"""Corroboration: how many independent first sources an incident has, and what grades follow from that.

A relay chain is collapsed: an agency that cites a ministry is the ministry, and all offices of a party are that party,
for one government does not confirm itself. Reports that share narration, or an agency, have one voice. Who is behind a
report's own voice, or behind a source of whom neither name nor party is told, is not known; so they count as first
sources only where no other is told. Works on row lists.

Grades are those of the Admiralty or NATO code (AJP-2.1, Allied Joint Doctrine for Intelligence Procedures; US Army
FM 2-22.3, appendix B): a letter for the source, a figure for the information, each without the other. They judge that
the happening took place at all; who says what of its details, and who denies which, is in `claim_positions`. Letters
are the analyst's: the column `grade` of codebooks/publishers.csv, which ships empty, and a column of that name in
parties.csv. Unknown is F, also for a party that tells of its own deeds; what machine-written reports alone tell is E.
Figures follow from the rows:

    1 confirmed         first sources of two or more parties say so, by two or more voices, and nobody denies it
    2 probably true     two or more say so, but by one report, of one party or none that is known, or without a source
    3 possibly true     one says so
    4 doubtful          somebody says so, and somebody denies it
    5 improbable        it is known from a denial alone
    6 cannot be judged  nobody who says so can be named
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from analysis import names
from analysis.errors import CodebookError
from analysis.origins import Nest
from analysis.streams import by_report

Rows = Sequence[dict]
Pairs = Sequence[tuple[str | None, dict]]  # an event with the key of its source
OWN = "own voice of "  # begins the key of what a report tells without a source
UNNAMED = "unnamed "  # begins the key of a source of whom neither name nor party is told
GRADES = "ABCDFE"  # best first: a source that cannot be judged may be better than an unreliable one
SAID = ("asserted", "attributed")
ARTICLE = re.compile(r"(?:an?|the|its|his|her|their)\s+", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
SMALL = {"of", "the", "for", "and", "a", "an", "s"}


class Sources:
    """Whom events and statements come from: `key` of a row, made once for all reports."""

    def __init__(self, reports: Rows, statements: Rows, origins: Rows, copies: Rows, *, codebook: Mapping):
        self.outlets, self.parties = names.outlets(codebook), names.parties(codebook)
        self.known = {entry["name"] for entry in codebook["parties"]}
        self.own = _voices(reports, origins, copies)
        self.statements, self.named = by_report(statements), {}
        self.nests = {report["report_id"]: Nest(self.statements[report["report_id"]]) for report in reports}

    def key(self, row: dict) -> str | None:
        """The first source of an event or statement: a party; else a name, UNNAMED and words, or OWN and an outlet.

        None where it cannot be told, as in 'reportedly'. Equal keys are one source; `independent` counts several.
        """
        if "modality" not in row:
            return self._speaker(row)
        name = row.get("attributed_to")
        if name:
            holding = self.nests[row["report_id"]].holding(row["trigger_start"], row["trigger_end"])
            told = next((s for s in holding if name in _names(s)), None) or self._telling(row["report_id"]).get(name)
            return self._speaker(told) if told else self._name(name)
        if row["modality"] in ("attributed", "denied"):
            return None
        own = self.in_own_words(row)
        return own and self._speaker(own) or self.own[row["report_id"]]

    def _telling(self, report_id: str) -> dict[str, dict]:
        """Of each name in a report the first statement that names it; made for those few that are asked for it."""
        if report_id not in self.named:
            own = reversed(self.statements[report_id])
            self.named[report_id] = {name: row for row in own for name in _names(row)}
        return self.named[report_id]

    def in_own_words(self, row: dict) -> dict | None:
        """The statement of which an event is the saying itself: 'the minister warned', 'we condemn'."""
        parties = set((row.get("source_party") or "").split("; "))
        near = self.nests[row["report_id"]].uttered(row["trigger_start"], row["trigger_end"])
        return next((statement for statement, in_cue in near if in_cue or statement.get("party") in parties), None)

    def _speaker(self, row: dict) -> str | None:
        outer = [s for s in self.nests[row["report_id"]].around(row) if s.get("party") or s.get("speaker")]
        row = outer[0] if outer else row
        if row.get("party"):
            return row["party"]
        name = row.get("speaker") or row.get("institution")
        if name and not row.get("unnamed"):
            return self._name(name)
        words = row.get("source_text") or ""
        return UNNAMED + _bare(words) if row.get("unnamed") or " " in words else None

    def _name(self, name: str) -> str:
        outlet = next((entry["name"] for _, end, entry in self.outlets.find(name) if end == len(name)), None)
        party = next((known.party for _, _, known in self.parties.find(name) if known), None)
        bare = _bare(name)
        return OWN + outlet if outlet else party or (UNNAMED * bare.islower() + bare)


def _names(row: dict) -> set[str]:
    return {row.get(column) for column in ("speaker", "institution", "source_text", "party")} - {None}


def _bare(name: str) -> str:
    return ARTICLE.sub("", name, count=1) if ARTICLE.match(name) else name


def independent(keys: Iterable[str | None]) -> set[str]:
    """The first sources among keys: own voices and the unnamed are none beside a party or a name."""
    told = set(keys) - {None}
    return {key for key in told if not key.startswith((OWN, UNNAMED))} or told


def _voices(reports: Rows, origins: Rows, copies: Rows) -> dict[str, str]:
    """Report -> key of its own voice: of its agency, else its publisher, else itself; one where narration is shared."""
    agency = {row["report_id"]: row["origin"] for row in origins if row["kind"] == "agency"}
    agency |= {report["report_id"]: report["agency"] for report in reports if report.get("agency")}
    publisher = {report["report_id"]: report["publisher"] for report in reports if report.get("publisher")}
    lead = {report["report_id"]: report["report_id"] for report in reports}

    def find(name: str) -> str:
        while lead[name] != name:
            lead[name] = name = lead[lead[name]]
        return name

    for row in copies:
        one, other = find(row["report_id"]), find(row["other_report_id"])
        first, second = sorted((one, other), key=lambda name: (name not in agency, name not in publisher, name))
        lead[second] = first
    return {name: OWN + (agency.get(find(name)) or publisher.get(find(name)) or find(name)) for name in lead}


# ---------------------------------------------------------------- grades
def count(incidents: Rows, events: Rows, reports: Rows, sources: Sources, *, codebook: Mapping) -> list[dict]:
    """The rows of `incidents` with n_origins, source_grade, information_grade and grade_reason."""
    table, machine = _table(codebook), {report["report_id"] for report in reports if report.get("machine_written")}
    mentions = defaultdict(list)
    for event in events:
        if event.get("incident_id"):
            mentions[event["incident_id"]].append(event)
    return [row | _graded(mentions[row["incident_id"]], sources, table, machine) for row in incidents]


def _table(codebook: Mapping) -> dict[str, str]:
    """Name -> the grade that the analyst gave it; a CodebookError for one that is none."""
    table = {}
    for entry in (*codebook["publishers"], *codebook["parties"]):
        grade = (entry.get("grade") or "").strip().upper()
        if grade and (len(grade) > 1 or grade not in GRADES):
            raise CodebookError(f"{entry['code']}: its grade {grade} is none of A to F; mend it, or leave it empty")
        if grade:
            table[entry["name"]] = grade
    return table


def _graded(mentions: Rows, sources: Sources, table: Mapping[str, str], machine: set[str]) -> dict:
    said = [(sources.key(event), event) for event in mentions if event["modality"] in SAID]
    denied = [(sources.key(event), event) for event in mentions if event["modality"] == "denied"]
    sourced = {event["report_id"] for key, event in said if key and not key.startswith(OWN)}
    said = [(key, event) for key, event in said if key and not (key.startswith(OWN) and event["report_id"] in sourced)]
    origins = independent(key for key, _ in said)
    said = [(key, event) for key, event in said if key in origins]
    voices = {sources.own[event["report_id"]] for _, event in said if event["report_id"] not in machine}
    figure, why = _figure(origins, said, denied, len(voices), sources)
    grades = ["E" if event["report_id"] in machine else table.get(key.removeprefix(OWN), "F") for key, event in said]
    letter = min(grades, key=GRADES.index, default="F")
    return {
        "n_origins": len(origins),
        "source_grade": letter,
        "information_grade": figure,
        "grade_reason": f"{figure}: {why}. {letter}: {_letter(letter, origins, table)}.",
    }


def _figure(origins: set[str], said: Pairs, denied: Pairs, n_voices: int, sources: Sources) -> tuple[int, str]:
    who, deniers = _listed(origins), _listed({key or "somebody" for key, _ in denied})
    if denied:
        if not origins:
            return 5, f"known only from a denial by {deniers}"
        types = {event["type"] for _, event in denied}
        rest = sorted({event["type"] for _, event in said} - types)
        spared = f", nobody denied {', '.join(rest)}" if rest else ""
        return 4, f"{who} said so, {deniers} denied {', '.join(sorted(types))}{spared}"
    if not origins:
        return 6, "nobody who says so can be named"
    if len(origins & sources.known) > 1:
        alone = "" if n_voices > 1 else ", but they are heard through one report alone"
        return 2 if alone else 1, f"{who} said so independently{alone or ', nobody denied it'}"
    if len(origins) > 1:
        return 2, f"{who} said so, which are not two parties"
    return _of_one(who, said, sources)


def _of_one(who: str, said: Pairs, sources: Sources) -> tuple[int, str]:
    """What only one source says is likelier if two of its offices say so, or if two reports heard it say so."""
    heard = {
        sources.own[event["report_id"]]
        for key, event in said
        if not key.startswith(OWN) and not event.get("attributed_to") and sources.in_own_words(event)
    }
    bodies = {body for _, event in said if (body := _body(event.get("attributed_to"), sources))}
    if len(heard) > 1:
        return 2, f"{who} said it, by {len(heard)} independent reports; it is its own word"
    if len(bodies) > 1:
        return 2, f"{len(bodies)} voices of {who} said so, which are of one side"
    return 3, f"only {who} said so" + ("; it is its own word" if heard else "")


def _body(name: str | None, sources: Sources) -> frozenset[str]:
    """The words of a body's name but its party's, in whatever spelling: Defence Ministry is Ministry of Defense."""
    for start, end, _ in reversed(sources.parties.find(name or "")):
        name = f"{name[:start]} {name[end:]}"
    return frozenset(word[:5].casefold() for word in WORD.findall(name or "") if word.casefold() not in SMALL)


def _listed(keys: set[str]) -> str:
    first = sorted(keys, key=lambda key: (key.startswith((OWN, UNNAMED)), key))
    more = f" and {len(first) - 4} more" if len(first) > 5 else ""
    shown = [key.replace(OWN, "the own voice of ", 1) for key in (first[:4] if more else first)]
    return ", ".join(shown) + more if more else " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def _letter(letter: str, origins: set[str], table: Mapping[str, str]) -> str:
    graded = sorted(key.removeprefix(OWN) for key in origins if table.get(key.removeprefix(OWN)) == letter)
    if graded:
        return f"the grade of {', '.join(graded)} in the codebooks"
    return "told by machine-written reports alone" if letter == "E" else "none of them has a grade in the codebooks"
