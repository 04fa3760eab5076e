"""Every dataframe of the workbook, declared once.

A stage works on rows (plain dictionaries, one a table row) because it is called once a report; between stages they are
`columns` (an Arrow table, a tenth of the size), and `frame` turns rows into the typed dataframe that an analyst sees.
Names and order of the columns are a contract: columns may be added, never renamed or dropped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, make_dataclass
from functools import lru_cache
from itertools import islice

import pandas as pd
import pyarrow as pa

from analysis.errors import TableError

TEXT, WHOLE, NUMBER, YES_NO = "str", "Int64", "Float64", "boolean"
ARROW = {TEXT: pa.large_string(), WHOLE: pa.int64(), NUMBER: pa.float64(), YES_NO: pa.bool_()}
PIECE = 4096  # rows that are made at a time
PANDAS = {ARROW[WHOLE]: pd.Int64Dtype(), ARROW[NUMBER]: pd.Float64Dtype(), ARROW[YES_NO]: pd.BooleanDtype()}


@dataclass(frozen=True)
class Column:
    name: str
    dtype: str
    meaning: str


@dataclass(frozen=True)
class Table:
    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def _table(name: str, row: str, *columns: tuple[str, str, str]) -> Table:
    return Table(name, row, tuple(Column(*column) for column in columns))


REPORT = ("report_id", TEXT, "the report: the record's own id, or the file's path relative to the input")
SENTENCE = ("sentence_id", TEXT, "the sentence the row is read from")
START = ("start", WHOLE, "first character in reports.text")
END = ("end", WHOLE, "one past the last character in reports.text")
WORDS = ("text", TEXT, "the exact words: reports.text[start:end]")
EARLIEST = ("earliest", TEXT, "first ISO day (or instant) it can be; empty if unknown")
LATEST = ("latest", TEXT, "last ISO day (or instant) it can be; empty if unknown")
RULE = ("rule", TEXT, "the rule or codebook entry that made the row")
CONFIDENCE = (
    "confidence",
    TEXT,
    "high: the text says so in so many words; medium: one inference (a pronoun, a role, a date from the context); "
    "low: more than one",
)
WHY_EMPTY = ("why_empty", TEXT, "why a key value is empty, one clause a value")
INCIDENT = ("incident_id", TEXT, "the incident; empty if the mention is of none")

_TABLES = (
    _table(
        "reports",
        "a report",
        REPORT,
        ("path", TEXT, "the file it was read from"),
        ("sha256", TEXT, "SHA-256 of the file's bytes, or of the record's text"),
        ("title", TEXT, "the headline, exactly as printed; empty if the report has none"),
        ("published", TEXT, "day of publication (ISO), never guessed"),
        ("published_basis", TEXT, "how that day is known: record, header, dateline, text or folder, with the reason"),
        ("publisher", TEXT, "the outlet, if the text or the record tells"),
        ("url", TEXT, "its address, if the record tells"),
        ("agency", TEXT, "the news agency credited, if any"),
        ("byline", TEXT, "the author line, if any"),
        ("dateline", TEXT, "where it is filed from, as printed"),
        ("language", TEXT, "ISO 639-1 code of the language it is written in"),
        ("machine_written", YES_NO, "true if the report says that a machine wrote it"),
        ("duplicate_of", TEXT, "the report with the same text that was read first"),
        ("chars", WHOLE, "characters"),
        ("words", WHOLE, "words"),
        ("text", TEXT, "the whole text, as decoded"),
        WHY_EMPTY,
    ),
    _table(
        "problems",
        "an input that could not be used, or a warning on one",
        ("path", TEXT, "the file"),
        ("report_id", TEXT, "the report, where there is one"),
        ("severity", TEXT, "error: nothing came of it; warning: used, with a doubt; skipped: not a report"),
        ("problem", TEXT, "what is wrong"),
        ("what_to_do", TEXT, "what mends it"),
    ),
    _table(
        "spans",
        "a stretch of a report; together they are the whole text, once",
        REPORT,
        START,
        END,
        (
            "kind",
            TEXT,
            "title, standfirst, subhead, body, dateline, byline, caption, credit, header, boilerplate or blank",
        ),
        RULE,
    ),
    _table(
        "sentences",
        "a sentence that is read",
        REPORT,
        SENTENCE,
        START,
        END,
        ("paragraph", WHOLE, "number of its paragraph in the report, from 0"),
        ("part", TEXT, "title, standfirst, subhead, caption or body"),
        WORDS,
    ),
    _table(
        "times",
        "a time expression",
        REPORT,
        SENTENCE,
        START,
        END,
        WORDS,
        ("type", TEXT, "TIMEX3 type: DATE, TIME, DURATION or SET"),
        ("value", TEXT, "TIMEX3 value, such as 2026-03-09, 2026-W10, P7D or XXXX-11-16"),
        EARLIEST,
        LATEST,
        ("anchor", TEXT, "what it is relative to: none, publication, another expression, or an event"),
        ("conflict", TEXT, "what contradicts it, such as a weekday that does not fit the date beside it"),
        RULE,
    ),
    _table(
        "places",
        "a place mention",
        REPORT,
        SENTENCE,
        START,
        END,
        WORDS,
        ("name", TEXT, "the place's usual English name"),
        ("kind", TEXT, "country, region, city, base, sea, demonym or other"),
        ("country", TEXT, "country it lies in; several are joined by '; '"),
        ("iso3", TEXT, "ISO 3166-1 alpha-3 code of that country"),
        ("lat", NUMBER, "latitude, decimal degrees; a country's or region's is a point inside it"),
        ("lon", NUMBER, "longitude, decimal degrees"),
        ("geonames_id", TEXT, "GeoNames id, where the place is from GeoNames"),
        ("as_actor", YES_NO, "true where the place stands for its government, as in 'Ankara said'"),
        RULE,
    ),
    _table(
        "actors",
        "a mention of somebody who can speak or act: a party, an institution, a person, or a word standing for one",
        REPORT,
        SENTENCE,
        START,
        END,
        WORDS,
        ("kind", TEXT, "party, institution, person, role (an unnamed holder), outlet, document (speaks for its author) or pronoun"),
        ("name", TEXT, "who it is, resolved within the report; empty if unnamed or unresolved"),
        ("role", TEXT, "the office as printed"),
        ("institution", TEXT, "the body spoken or acted for"),
        ("party", TEXT, "the codebook's name of the state, alliance or organisation"),
        RULE,
        CONFIDENCE,
    ),
    _table(
        "statements",
        "a statement by someone",
        REPORT,
        ("statement_id", TEXT, "made from the report and the offsets"),
        SENTENCE,
        ("kind", TEXT, "direct (all inside quotation marks), indirect, or mixed (a reported clause with a quoted piece)"),
        ("spoken", YES_NO, "false for thoughts, plans and beliefs"),
        ("quotation_id", TEXT, "shared by the pieces of one quotation that its attribution breaks"),
        START,
        END,
        WORDS,
        ("source_start", WHOLE, "first character of the words that name the speaker"),
        ("source_end", WHOLE, "one past their last"),
        ("source_text", TEXT, "the words that name the speaker"),
        ("cue_start", WHOLE, "first character of the reporting word"),
        ("cue_end", WHOLE, "one past its last"),
        ("cue_text", TEXT, "the reporting word"),
        ("speaker", TEXT, "who speaks, resolved within the report; empty if unnamed or unknown"),
        ("role", TEXT, "the speaker's office as printed"),
        ("institution", TEXT, "the body spoken for"),
        ("party", TEXT, "the state, alliance or organisation spoken for"),
        ("unnamed", YES_NO, "true if the report keeps the speaker unnamed"),
        ("act", TEXT, "speech act: assert, deny, warn, ... (codebooks/cues.yaml)"),
        ("verb", TEXT, "lemma of the reporting word; it is not the act"),
        ("addressee", TEXT, "to whom"),
        ("channel", TEXT, "through which outlet or medium the speaker spoke"),
        ("relayed_by", TEXT, "who passes the statement on, outermost first, joined by '; '"),
        ("said_earliest", TEXT, "first ISO day it can have been said"),
        ("said_latest", TEXT, "last ISO day it can have been said"),
        ("time_start", WHOLE, "first character of the time expression that dates it"),
        ("time_end", WHOLE, "one past its last"),
        ("topic", TEXT, "event types it is about, joined by '; '"),
        ("utterance_id", TEXT, "the same thing said once, over all reports"),
        RULE,
        CONFIDENCE,
        WHY_EMPTY,
    ),
    _table(
        "utterances",
        "one thing said once, over all reports",
        ("utterance_id", TEXT, "made from the party, the day and the words"),
        ("speaker", TEXT, "who said it"),
        ("party", TEXT, "the party spoken for"),
        ("said_earliest", TEXT, "first ISO day it can have been said"),
        ("said_latest", TEXT, "last ISO day it can have been said"),
        ("act", TEXT, "speech act"),
        ("topic", TEXT, "event types it is about"),
        ("n_reports", WHOLE, "reports that carry it"),
        ("wording", TEXT, "the fullest wording"),
        ("variants", TEXT, "the other wordings"),
        ("quoted_in", TEXT, "reports that quote it"),
        ("paraphrased_in", TEXT, "reports that paraphrase it"),
    ),
    _table(
        "wordings",
        "one report's wording of an utterance",
        ("utterance_id", TEXT, "the utterance"),
        REPORT,
        ("statement_id", TEXT, "the statement"),
        START,
        END,
        WORDS,
        ("form", TEXT, "quoted or paraphrased"),
        ("difference", TEXT, "against the fullest wording: [-words left out-] and {+words put in+}; empty for the fullest itself"),
    ),
    _table(
        "events",
        "a mention of a happening",
        REPORT,
        ("event_id", TEXT, "made from the report, the offsets and the type"),
        SENTENCE,
        START,
        END,
        WORDS,
        ("trigger_start", WHOLE, "first character of the word that tells the happening"),
        ("trigger_end", WHOLE, "one past its last"),
        ("type", TEXT, "event type (codebooks/events.yaml)"),
        ("plover", TEXT, "PLOVER type, or type-mode, in the present 16-type scheme"),
        ("quad", WHOLE, "quad class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"),
        ("cameo", TEXT, "CAMEO code"),
        ("goldstein", NUMBER, "Goldstein value of the CAMEO code, -10 to 10"),
        ("source_start", WHOLE, "first character of the words that name who acts"),
        ("source_end", WHOLE, "one past their last"),
        ("source_text", TEXT, "the words that name who acts"),
        ("source_party", TEXT, "the party that acts; several are joined by '; '"),
        ("target_start", WHOLE, "first character of the words that name who is acted on"),
        ("target_end", WHOLE, "one past their last"),
        ("target_text", TEXT, "the words that name who is acted on"),
        ("target_party", TEXT, "the party acted on; several are joined by '; '"),
        ("place", TEXT, "the most specific place given"),
        ("country", TEXT, "its country"),
        ("lat", NUMBER, "its latitude, decimal degrees"),
        ("lon", NUMBER, "its longitude, decimal degrees"),
        ("time_start", WHOLE, "first character of the time expression that dates it"),
        ("time_end", WHOLE, "one past its last"),
        EARLIEST,
        LATEST,
        ("modality", TEXT, "asserted (by the report), attributed, denied, hypothetical or negated"),
        ("attributed_to", TEXT, "who says so (or denies it)"),
        ("number", TEXT, "the figures given, with their units"),
        INCIDENT,
        RULE,
        CONFIDENCE,
        WHY_EMPTY,
    ),
    _table(
        "incidents",
        "one happening, over all reports; a composite holds its stages",
        ("incident_id", TEXT, "made from the date, the type and the parties"),
        ("type", TEXT, "its leading stage"),
        ("stages", TEXT, "the event types it holds, joined by '; '"),
        ("what", TEXT, "the mention that tells it best, in the report's words"),
        EARLIEST,
        LATEST,
        ("place", TEXT, "the most specific place given"),
        ("lat", NUMBER, "its latitude, decimal degrees"),
        ("lon", NUMBER, "its longitude, decimal degrees"),
        ("source_party", TEXT, "the party that acts"),
        ("target_party", TEXT, "the party acted on"),
        (
            "status",
            TEXT,
            "asserted (a report says so), attributed (somebody says so), disputed (said and denied) "
            "or denied_only (known only from a denial)",
        ),
        ("n_reports", WHOLE, "reports that mention it, duplicates not counted"),
        ("n_origins", WHOLE, "independent first sources that say so, relays and copies counted with whom they have it from"),
        ("source_grade", TEXT, "A (reliable) to F (cannot be judged): the best first source that says so (codebooks/publishers.csv)"),
        ("information_grade", WHOLE, "1 (independent origins agree) to 6 (cannot be judged)"),
        ("grade_reason", TEXT, "why these grades"),
        ("merge_reason", TEXT, "why its mentions are held to be one happening"),
    ),
    _table(
        "near_misses",
        "two incidents that were nearly taken for one",
        INCIDENT,
        ("other_incident_id", TEXT, "the other incident"),
        ("reason", TEXT, "what they share, and what kept them apart"),
    ),
    _table(
        "incident_attributes",
        "one value of one attribute, as one mention gives it",
        INCIDENT,
        ("attribute", TEXT, "date, place, target, casualties, distance_km ..."),
        ("value", TEXT, "the value, normalised"),
        REPORT,
        START,
        END,
        WORDS,
        ("given_by", TEXT, "who gives it: a party or speaker, or 'report' for the report's own voice"),
        ("modality", TEXT, "how the mention tells it: asserted, attributed, denied (given_by denies it) or negated"),
    ),
    _table(
        "discrepancies",
        "an attribute with incompatible values",
        INCIDENT,
        ("attribute", TEXT, "the attribute"),
        ("values", TEXT, "the values, joined by ' | '"),
        ("reports", TEXT, "the reports that give them, joined by '; '"),
        ("within_report", YES_NO, "true if one report contradicts itself"),
        ("note", TEXT, "why they cannot all hold"),
    ),
    _table(
        "gaps",
        "something a report says is not known, or an expected attribute nobody fills",
        INCIDENT,
        ("attribute", TEXT, "what is not known"),
        REPORT,
        START,
        END,
        WORDS,
        ("kind", TEXT, "stated (a report says so) or expected (nobody says anything)"),
    ),
    _table(
        "claims",
        "a proposition about an incident",
        ("claim_id", TEXT, "made from the incident and the attribute"),
        INCIDENT,
        ("proposition", TEXT, "the claim, one sentence"),
        ("attribute", TEXT, "the attribute it gives a value"),
        ("value", TEXT, "that value"),
    ),
    _table(
        "claim_positions",
        "a party's stance on a claim",
        ("claim_id", TEXT, "the claim"),
        ("party", TEXT, "whose stance it is"),
        ("speaker", TEXT, "who voiced it"),
        ("stance", TEXT, "asserts, denies, hedges or silent_when_asked"),
        ("scope", TEXT, "what a denial covers"),
        REPORT,
        ("statement_id", TEXT, "the statement, where there is one"),
        START,
        END,
        WORDS,
        EARLIEST,
        LATEST,
    ),
    _table(
        "origins",
        "where a report says it has something from",
        REPORT,
        ("origin", TEXT, "the first source"),
        ("via", TEXT, "who passed it on, outermost first, joined by '; '; empty where the report heard the source itself"),
        START,
        END,
        WORDS,
        ("kind", TEXT, "statement (somebody is said to say so), agency (sign-off or dateline), credit or byline"),
        ("party", TEXT, "the party of the first source"),
        ("statement_id", TEXT, "the first statement that has it from there"),
    ),
    _table(
        "copies",
        "two reports that share narration",
        REPORT,
        ("other_report_id", TEXT, "the other report"),
        ("shared_words", WHOLE, "words of narration they share"),
        ("share", NUMBER, "share of the shorter report, 0 to 1"),
        ("longest_run", WHOLE, "longest shared run, words"),
    ),
    _table(
        "positions",
        "an actor's position on a topic over time",
        ("party", TEXT, "whose position it is"),
        ("speaker", TEXT, "who voiced it"),
        ("topic", TEXT, "on what"),
        EARLIEST,
        LATEST,
        ("statement_id", TEXT, "the statement; empty where only the report tells it"),
        ("position", TEXT, "the position"),
        ("changed_from", TEXT, "the position before, where it changed"),
        REPORT,
        START,
        END,
        WORDS,
    ),
    _table(
        "tripwires",
        "what one party said or did about a tripwire; the state absent tells that nobody did",
        ("tripwire", TEXT, "code in codebooks/tripwires.yaml"),
        ("label", TEXT, "its name"),
        ("party", TEXT, "who said or did it; empty for what the report itself thinks of it"),
        ("speaker", TEXT, "who voiced it; 'report' is the report itself"),
        ("state", TEXT, "mentioned, ruled_out, not_asked, asked, held, refused, given, invoked or absent"),
        EARLIEST,
        LATEST,
        REPORT,
        ("statement_id", TEXT, "the statement, where there is one"),
        ("event_id", TEXT, "the event, where there is one"),
        START,
        END,
        WORDS,
        ("last", YES_NO, "true for the row that tells where the party stands"),
        ("change", TEXT, "what would count as a change"),
    ),
    _table(
        "ladders",
        "a rung that a pair of parties, or an alliance, reached on a day",
        ("ladder", TEXT, "pair or the code of an alliance ladder (codebooks/ladders.yaml)"),
        ("party", TEXT, "the party that acts, or the alliance"),
        ("other_party", TEXT, "the party acted on; empty for an alliance"),
        ("date", TEXT, "ISO day"),
        ("rung", WHOLE, "1 is the lowest"),
        ("label", TEXT, "the rung's name"),
        INCIDENT,
        REPORT,
        START,
        END,
        WORDS,
        ("modality", TEXT, "asserted or attributed"),
    ),
    _table(
        "lenses",
        "the sum of a scheme's weights over the incidents of one quad class on a day: two schemes side by side, never added up",
        ("scheme", TEXT, "goldstein (CAMEO) or plover"),
        ("date", TEXT, "ISO day"),
        ("quad", WHOLE, "quad class"),
        ("value", NUMBER, "sum of weights, one an incident and type"),
        ("n_incidents", WHOLE, "incidents with a weight in the scheme"),
        ("n_unweighted", WHOLE, "incidents that the scheme has no weight for"),
        ("disagreement", TEXT, "types whose weights in the two schemes differ in sign or by more than five: goldstein against plover"),
    ),
    _table(
        "indicators",
        "an indicator on a day",
        ("indicator", TEXT, "code in codebooks/indicators.yaml"),
        ("family", TEXT, "kinetic, airspace, alliance, posture, rhetoric, diplomacy, denial, civil_protection, basing, spread"),
        ("date", TEXT, "ISO day; a day without a report has no row"),
        ("direction", TEXT, "up (escalation), down (de-escalation) or context"),
        ("value", NUMBER, "the count or level"),
        ("unit", TEXT, "what is counted"),
        ("n_incidents", WHOLE, "distinct incidents it rests on"),
        ("n_reports", WHOLE, "reports it rests on"),
        ("n_origins", WHOLE, "independent first sources it rests on"),
        ("low", NUMBER, "lowest value when any one report, origin, merge or coding scheme is left out; empty if nothing would tell it"),
        ("high", NUMBER, "highest value when any one of these is left out"),
        ("band", TEXT, "what sets low and high: 'low: report, origin; high: merge'; empty if nothing moves the value"),
    ),
    _table(
        "indicator_evidence",
        "what one indicator value rests on",
        ("indicator", TEXT, "code in codebooks/indicators.yaml"),
        ("date", TEXT, "ISO day"),
        INCIDENT,
        ("statement_id", TEXT, "the statement, where it rests on one"),
        REPORT,
        START,
        END,
        WORDS,
        ("modality", TEXT, "asserted, attributed, denied, hypothetical or negated"),
    ),
    _table(
        "key_dates",
        "a calendar date of the story",
        ("date", TEXT, "ISO day"),
        ("rank", WHOLE, "1 is the date the reports make most of"),
        ("score", NUMBER, "how much they make of it"),
        ("n_reports", WHOLE, "reports that mention it"),
        ("n_mentions", WHOLE, "mentions"),
        INCIDENT,
        ("text", TEXT, "the sentence that tells it best"),
        REPORT,
        START,
        END,
    ),
    _table(
        "overrides",
        "an analyst's correction, kept beside the machine's value",
        ("table", TEXT, "the table"),
        ("row", TEXT, "the row's id"),
        ("column", TEXT, "the column"),
        ("machine_value", TEXT, "what the machine found"),
        ("analyst_value", TEXT, "what the analyst says"),
        ("reason", TEXT, "why"),
        ("by", TEXT, "who"),
        ("on", TEXT, "when (ISO day)"),
        ("path", TEXT, "the file that it stands in"),
        ("line", WHOLE, "its line in that file"),
        ("applied", YES_NO, "false where the row no longer exists or cannot be so; `problems` tells"),
    ),
)

# Two runs side by side: made by `workbook diff`, and no table of a build.
CHANGES = _table(
    "changes",
    "a difference between two runs",
    ("table", TEXT, "the table"),
    ("row", TEXT, "what the row is called: its id, or the columns that stand for one (analysis/overrides.py)"),
    ("what", TEXT, "new, changed, withdrawn, or newly_contradicted (which comes beside the row that tells the change itself)"),
    ("column", TEXT, "the column that differs; empty where the whole row is new or withdrawn, but for an incident that is part of another now"),
    ("old", TEXT, "its value in the old run"),
    ("new", TEXT, "its value in the new run"),
    ("report_id", TEXT, "the report with words that show it: of the new run, or of the old one for what is withdrawn"),
    START,
    END,
    WORDS,
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
DECLARED = {**TABLES, CHANGES.name: CHANGES}


def frame(name: str, rows: Iterable[Mapping]) -> pd.DataFrame:
    """Rows as the typed dataframe `name`: its declared columns in order, missing values null; errors as in `columns`."""
    return as_frame(columns(name, rows))


def columns(name: str, rows: Iterable[Mapping]) -> pa.Table:
    """Rows as an Arrow table with the declared columns; of an iterator no more than a piece of them is held at a time.

    Raises TableError for a key that the table does not declare, naming the row (a misspelt column is never lost), and for
    a value of another type, naming the column.
    """
    rows, made = iter(rows), []
    while piece := list(islice(rows, PIECE)):
        made.append(_piece(name, piece, len(made) * PIECE))
    return pa.concat_tables(made) if made else _piece(name, [], 0)


def _piece(name: str, rows: list[Mapping], first: int) -> pa.Table:
    known = set(DECLARED[name].names)
    for number, row in enumerate(rows, first):
        if not known.issuperset(row):
            unknown = ", ".join(sorted(row.keys() - known))
            raise TableError(f"{name}, row {number}: no such column: {unknown}; declare it in analysis/tables.py")
    return pa.table({column.name: _cells(name, column, rows) for column in DECLARED[name].columns})


def _cells(name: str, column: Column, rows: list[Mapping]) -> pa.Array:
    try:
        return pa.array([row.get(column.name) for row in rows], ARROW[column.dtype], from_pandas=True)
    except (pa.ArrowException, UnicodeEncodeError) as error:
        raise TableError(f"{name}.{column.name}: {error}") from error


def as_frame(table: pa.Table) -> pd.DataFrame:
    """An Arrow table with the types that an analyst sees; the same whatever pieces it was put together from."""
    return table.combine_chunks().to_pandas(types_mapper=PANDAS.get, ignore_metadata=True)


def as_rows(table: pa.Table) -> list[dict]:
    """The rows, every column in each; texts that are alike are held once."""
    kind, columns = _kind(tuple(table.column_names)), [_values(column.combine_chunks()) for column in table.columns]
    return [vars(kind(*cells)) for cells in zip(*columns, strict=True)]


@lru_cache(maxsize=256)
def _kind(names: tuple[str, ...]) -> type:
    """A class for rows with these columns: the dictionaries of its objects share their keys (PEP 412), which takes half of
    the memory or less, and no more time."""
    return make_dataclass("Row", names, eq=False, repr=False)


def _values(column: pa.Array) -> list:
    if not pa.types.is_large_string(column.type):
        return column.to_pylist()
    column = column.dictionary_encode(null_encoding="encode")
    return column.dictionary.to_numpy(zero_copy_only=False)[column.indices.to_numpy()].tolist()


def dictionary() -> str:
    """The data dictionary, as Markdown: every table, what one row is, and every column with its type and meaning."""
    words = {TEXT: "text", WHOLE: "whole number", NUMBER: "number", YES_NO: "yes/no"}
    lines = ["# Data dictionary", "", "Generated from `analysis/tables.py` by `make docs`; do not edit.", ""]
    for table in DECLARED.values():
        lines += [f"## {table.name}", "", f"One row is {table.row}.", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {words[column.dtype]} | {column.meaning} |" for column in table.columns]
        lines.append("")
    return "\n".join(lines)
