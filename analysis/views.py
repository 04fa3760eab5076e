"""What the charts and the briefing count: small frames made from the tables, each with its unit said.

Nothing here draws, and nothing here is a score: counts are of distinct happenings or statements, a denied happening
is never counted with the others, and a day that no report speaks of has no row.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis import corroboration, indicators

READ = ("title", "standfirst", "subhead", "body", "caption")
STRENGTH = ("asserted", "attributed", "hypothetical", "negated", "denied")
QUADS = {1: "Verbal cooperation", 2: "Material cooperation", 3: "Verbal conflict", 4: "Material conflict"}
NARRATOR = "the report itself"
STANCES = {"asserts": "asserts", "denies": "denies", "hedges": "hedges", "silent_when_asked": "silent when asked"}


def words(code) -> str:
    """A code as an analyst reads it: missile_launch -> missile launch."""
    return "" if pd.isna(code) else str(code).replace("_", " ")


def plain_values(cells: pd.Series) -> list:
    """The cells, null as None."""
    return cells.astype(object).where(cells.notna(), None).tolist()


def records(frame: pd.DataFrame, names: Iterable[str] | None = None) -> list[dict]:
    """The rows as dictionaries of these columns, or of all; null as None."""
    names = list(frame.columns if names is None else names)
    return [dict(zip(names, row)) for row in zip(*(plain_values(frame[name]) for name in names))]


def plural(n: int, noun: str, many: str = "") -> str:
    return f"{n:,} {noun if n == 1 else many or noun + 's'}"


def short(text, width: int = 60) -> str:
    """The text cut at a word, with an ellipsis where it was cut."""
    text = "" if pd.isna(text) else " ".join(str(text).split())
    return text if len(text) <= width else text[: width - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def report_labels(book, width: int = 46) -> pd.Series:
    """report_id -> day and headline; a report without a headline shows its first words, one without a day says so."""
    first = book.sentences[book.sentences["part"] == "body"].drop_duplicates("report_id").set_index("report_id")["text"]
    titles = book.reports["title"].where(book.reports["title"].notna(), book.reports["report_id"].map(first))
    titles = titles.fillna(book.reports["report_id"]).map(lambda title: short(title, width))
    days = book.reports["published"].fillna("undated")
    return pd.Series((days + "  " + titles).to_numpy(), index=book.reports["report_id"])


def read_and_cut(book) -> pd.DataFrame:
    """Characters of each report by what was done with them: report_id, kind, chars, share of the report."""
    spans = book.spans.assign(chars=book.spans["end"] - book.spans["start"])
    spans = spans[spans["kind"] != "blank"].groupby(["report_id", "kind"], as_index=False)["chars"].sum()
    return spans.assign(share=spans["chars"] / spans.groupby("report_id")["chars"].transform("sum"))


def told_spans(book) -> pd.DataFrame:
    """The stretches of the reports with their words, blank ones left out."""
    spans = book.spans[book.spans["kind"] != "blank"].merge(book.reports[["report_id", "text"]], on="report_id")
    return spans.assign(
        text=[text[start:end].strip() for text, start, end in zip(spans["text"], spans["start"], spans["end"])]
    )


def incident_labels(book) -> pd.Series:
    """incident_id -> its type and its parties, such as 'missile launch  Iran → Turkey'."""
    incidents = book.incidents
    parties = [
        " → ".join(x for x in pair if pd.notna(x)) for pair in zip(incidents["source_party"], incidents["target_party"])
    ]
    labels = [f"{words(kind)}  {party}".strip() for kind, party in zip(incidents["type"], parties)]
    return pd.Series(labels, index=incidents["incident_id"], dtype=object).pipe(
        lambda named: named[~named.index.duplicated()]
    )


def incident_times(book) -> pd.Series:
    """incident_id -> its time in words."""
    times = when(book.incidents).fillna("no date").set_axis(book.incidents["incident_id"])
    return times[~times.index.duplicated()]


def known_day(frame: pd.DataFrame) -> pd.Series:
    """The ISO day of a row whose earliest and latest are one day, else null."""
    first, last = frame["earliest"].str[:10], frame["latest"].str[:10]
    return first.where(first == last)


def when(frame: pd.DataFrame) -> pd.Series:
    """The time of a row in words: its day, the first and last day it can be, or the day by which it was told."""
    first, last = frame["earliest"].str[:10], frame["latest"].str[:10]
    span = first + " – " + last.where(first.str[:4] != last.str[:4], last.str[5:])
    return first.where(first == last, span).fillna("by " + last).fillna("from " + first)


def parties(book) -> dict[tuple[str | None, str], str]:
    """(report, name as printed or resolved) -> the party it speaks for; under None for the report, what most say."""
    pairs = []
    for table, columns in (
        ("actors", ("text", "name", "institution", "party")),
        ("statements", ("source_text", "speaker", "institution", "party")),
    ):
        frame = getattr(book, table)
        frame = frame[frame["kind"] != "pronoun"] if table == "actors" else frame
        pairs += [frame[["report_id", "party"]].assign(name=folded(frame[column])) for column in columns]
    known = pd.concat(pairs, ignore_index=True).dropna()
    known = (
        known.groupby(["report_id", "name", "party"], as_index=False)
        .size()
        .sort_values(["size", "party"], ascending=[False, True])
    )
    anywhere = (
        known.groupby(["name", "party"], as_index=False)["size"]
        .sum()
        .sort_values(["size", "party"], ascending=[False, True])
        .drop_duplicates("name")
    )
    own = known.drop_duplicates(["report_id", "name"])
    return {(None, name): party for name, party in zip(anywhere["name"], anywhere["party"])} | dict(
        zip(zip(own["report_id"], own["name"]), own["party"])
    )


def folded(names: pd.Series) -> pd.Series:
    return names.str.casefold().str.replace("’", "'")


def voiced(book) -> pd.DataFrame:
    """Events with `voice`: the party that says (or denies) it, the report itself, or whoever is said to say so."""
    known, events = parties(book), book.events
    said = zip(events["report_id"], events["attributed_to"], folded(events["attributed_to"]))
    voice = [
        NARRATOR if pd.isna(who) else known.get((report, name)) or known.get((None, name)) or who
        for report, who, name in said
    ]
    unsaid = events["attributed_to"].isna() & events["modality"].isin(["attributed", "denied"])
    return events.assign(voice=pd.Series(voice, index=events.index, dtype=object).mask(unsaid, "not named"))


def stances(book) -> pd.DataFrame:
    """Who says, attributes or denies each happening: incident_id, voice, modality, mentions, n_reports."""
    events = voiced(book).dropna(subset=["incident_id"])
    groups = events.groupby(["incident_id", "voice", "modality"], as_index=False)
    return groups.agg(mentions=("event_id", "size"), n_reports=("report_id", "nunique"))


def stands(book) -> pd.DataFrame:
    """`claim_positions`, those of disputed claims first, with the proposition, its incident and `voice`: the party, the
    report itself, or who else speaks."""
    claims = book.claims.drop_duplicates("claim_id")[["claim_id", "incident_id", "proposition", "attribute"]]
    rows = book.claim_positions.merge(claims, on="claim_id")
    doubted = rows.groupby("claim_id")["stance"].transform(lambda stances: (stances != "asserts").sum())
    rows = rows.loc[doubted.sort_values(ascending=False, kind="stable").index]
    narrated = rows["party"].isna() & (rows["speaker"] == "report")
    return rows.assign(voice=rows["party"].mask(narrated, NARRATOR).fillna(rows["speaker"]).fillna("not named"))


def disputed_claims(book) -> pd.DataFrame:
    """The claims on which the voices differ, those denied by most first: claim_id, proposition, and who takes which stance."""
    rows = stands(book)
    voices = rows.groupby(["claim_id", "stance"])["voice"].agg(lambda names: ", ".join(dict.fromkeys(names))).unstack()
    claims = book.claims.merge(voices.reindex(columns=list(STANCES)), left_on="claim_id", right_index=True)
    claims = claims[claims[list(STANCES)[1:]].notna().any(axis=1)]
    order = claims[list(STANCES)].notna().assign(n=claims["claim_id"].map(rows["claim_id"].value_counts()))
    return claims.loc[order.sort_values(["denies", "silent_when_asked", "hedges", "n"], ascending=False, kind="stable").index]


def track_evidence(book) -> pd.DataFrame:
    """What the four quad-class indicators rest on: `indicator_evidence` with `track` (the class) and `happening`."""
    quads = book.indicators.loc[book.indicators["family"] == "quad", "indicator"].unique()
    rows = book.indicator_evidence[book.indicator_evidence["indicator"].isin(quads)]
    return rows.assign(
        track=rows["indicator"].str[-1].map({str(number): name for number, name in QUADS.items()}),
        happening=rows["incident_id"].map(incident_labels(book)),
    )


def tracks(book) -> pd.DataFrame:
    """Distinct happenings a day and quad class: track, indicator, date, modality (the strongest that is given), n.

    Asserted and attributed together are the value of the indicator; what is only denied stands beside it, uncounted.
    """
    rows = track_evidence(book)
    rows = (
        rows.assign(order=rows["modality"].map(STRENGTH.index))
        .sort_values("order")
        .drop_duplicates(["track", "date", "incident_id"])
    )
    return rows.groupby(["track", "indicator", "date", "modality"], as_index=False).agg(n=("incident_id", "size"))


def untracked(book) -> int:
    """Happenings that no daily track holds: their day is not known, or only a denial tells of them."""
    return int((~book.incidents["incident_id"].isin(track_evidence(book)["incident_id"])).sum())


def left_out(book) -> pd.DataFrame:
    """What each daily value is without one report or origin, where it changes: the rows of `indicators.left_out`."""
    names = ("events", "statements", "incidents", "reports", "origins", "copies")
    events, statements, incidents, reports, *rest = (records(getattr(book, name)) for name in names)
    sources = corroboration.Sources(reports, statements, *rest, codebook=book.codebook)
    found = indicators.left_out(events, statements, incidents, reports, codebook=book.codebook, origins=sources.key)
    columns = ["kind", "left_out", "indicator", "date", "modality", "value"]
    return pd.DataFrame(found, columns=columns, dtype=object)


def coverage(book, without: str | None = None) -> pd.DataFrame:
    """What the reports cover, a row a day: date, published (reports of it), telling (reports that speak of it);
    `without` is a report that is left out."""
    rests, reports = book.indicator_evidence.dropna(subset=["report_id"]), book.reports
    rests, reports = (frame[frame["report_id"] != without] for frame in (rests, reports))
    telling = rests.groupby("date")["report_id"].nunique()
    published = reports["published"].str[:10].value_counts()
    days = pd.DataFrame({"published": published, "telling": telling}).fillna(0).astype(int)
    return days.rename_axis("date").sort_index().reset_index()


def period(book) -> tuple[str, str] | None:
    """First and last day that the charts show: the days of publication and up to sixty days before them."""
    days = coverage(book)
    published = days.loc[days["published"] > 0, "date"]
    if published.empty:
        return (days["date"].min(), days["date"].max()) if len(days) else None
    floor = str((pd.Timestamp(published.min()) - pd.Timedelta(60, "D")).date())
    return days.loc[days["date"].between(floor, published.max()), "date"].min(), published.max()


def lineage(book) -> pd.DataFrame:
    """`wordings` of what several reports tell, with the party; the fullest has itself as its difference."""
    said = book.utterances.loc[book.utterances["n_reports"] > 1, ["utterance_id", "party"]]
    rows = book.wordings.merge(said, on="utterance_id")
    return rows.assign(difference=rows["difference"].fillna(rows["text"]))


def graded(book) -> pd.DataFrame:
    """Incidents with `grade`, the two axes in one word such as F2, those on most independent sources first."""
    incidents = book.incidents
    grade = incidents["source_grade"].fillna("") + incidents["information_grade"].astype("string").fillna("")
    return incidents.assign(grade=grade).sort_values(["n_origins", "n_reports"], ascending=False, kind="stable")


def near_misses(book) -> pd.DataFrame:
    """`near_misses` with `other`, what the other incident is."""
    labels, times = incident_labels(book), incident_times(book)
    other = book.near_misses["other_incident_id"]
    return book.near_misses.assign(other=other.map(labels) + ", " + other.map(times))


def leading(book, limit: int) -> pd.DataFrame:
    """The incidents of the period that a chart shows first: the most reported, those known to the day, the latest."""
    span, incidents = period(book), book.incidents.drop_duplicates("incident_id")
    last = incidents["latest"].str[:10]
    inside = incidents[last.between(*span)] if span else incidents[last.notna()]
    inside = inside.assign(known=known_day(inside).notna())
    return inside.sort_values(["n_reports", "known", "latest"], ascending=False, kind="stable").head(limit)


def contested(book) -> pd.DataFrame:
    """Incidents that somebody denies, the most reported first."""
    denied = book.incidents[book.incidents["status"].isin(["disputed", "denied_only"])]
    return denied.sort_values("n_reports", ascending=False, kind="stable")


def silent_days(book) -> list[str]:
    """Days inside the period of which no report speaks and on which none was published."""
    span = period(book)
    if not span:
        return []
    spoken = set(coverage(book)["date"])
    return [day for day in pd.date_range(*span).strftime("%Y-%m-%d") if day not in spoken]


def fragile(indicators: pd.DataFrame) -> pd.DataFrame:
    """The daily values that would be gone without one report, or without one origin."""
    alone = indicators["band"].fillna("").str.extract(r"low: ([^;]*)")[0].fillna("")
    return indicators[(indicators["low"] == 0) & (indicators["value"] > 0) & alone.str.contains("report|origin")]


def ladder_names(rungs: pd.DataFrame) -> pd.Series:
    """What a ladder is of: 'Iran – Turkey' of a pair, whoever acts, or the name of an alliance."""
    pairs = zip(rungs["party"].fillna("not named"), rungs["other_party"])
    names = [" – ".join(sorted((one, other))) if pd.notna(other) else one for one, other in pairs]
    return pd.Series(names, index=rungs.index, dtype=object)


def lens_gaps(book) -> pd.DataFrame:
    """Days and quad classes that both schemes weigh, the widest gap first: date, quad, goldstein, plover, gap."""
    wide = book.lenses.pivot_table(index=["date", "quad"], columns="scheme", values="value", aggfunc="first")
    if not {"goldstein", "plover"} <= set(wide):
        return pd.DataFrame(columns=["date", "quad", "goldstein", "plover", "gap"])
    wide = wide.dropna().assign(gap=lambda both: (both["goldstein"] - both["plover"]).abs())
    return wide.sort_values("gap", ascending=False, kind="stable").reset_index()


# ---------------------------------------------------------------- graphs
SPEAKS, NAMES = "speaks to", "names"
NO_DAY, NO_RELAY = "no day told", "no relay told"
FEW = 0.2  # of all: so few may stand in one span, however long


def gathered(names: pd.Series, order: Sequence, limit: int, noun: str) -> pd.Series:
    """The names as a category in this order, those after the first `limit` as one such as '12 other parties'."""
    shown = list(order[: limit if len(order) > limit + 1 else None])
    left_over = names.notna() & ~names.isin(shown)
    rest = f"{names[left_over].nunique():,} other {noun}"
    shown += [rest] * bool(left_over.any())
    return names.astype(object).mask(left_over, rest).astype(pd.CategoricalDtype(shown))


def frequent(names: pd.Series) -> list:
    """The names, the most frequent first."""
    counts = names.value_counts()
    return sorted(counts.index, key=lambda name: (-counts[name], name))


def chains(book, *, limit: int = 12) -> pd.DataFrame:
    """`origins` as ways from a first source to a report: `source` (its party), `behind` and `relay` (who passed it on,
    the latter to the report), `report`, and `way`: direct, relayed or credited.

    An agency or page that a report is credited to is a relay without a source; authors are the report's own voice and
    left out. Beyond `limit` the rarest are one; of the reports those with fewest relays and copies.
    """
    rows = book.origins[book.origins["kind"] != "byline"]
    told, links = rows["kind"] == "statement", rows["via"].fillna("").str.partition("; ").reindex(columns=range(3))
    unnamed = book.statements.loc[book.statements["unnamed"].fillna(False).astype(bool), "statement_id"]
    nobody = rows["statement_id"].isin(unnamed).map({True: "unnamed speakers", False: "party not known"})
    source = rows["party"].astype(object).fillna(nobody).where(told, None)
    relay, behind = (links[part].replace("", None).astype(object) for part in (0, 2))
    relay = relay.where(told, rows["origin"]).fillna(NO_RELAY)
    copied = book.copies[["report_id", "other_report_id"]].melt()["value"]
    linked = frequent(pd.concat([rows.loc[relay != NO_RELAY, "report_id"], copied[copied.isin(rows["report_id"])]]))
    reports = [*linked, *frequent(rows.loc[~rows["report_id"].isin(linked), "report_id"])]
    return rows.assign(
        source=gathered(source, frequent(source.dropna()), limit, "parties"),
        behind=gathered(behind, frequent(behind.dropna()), limit // 3, "relays"),
        relay=gathered(relay, [NO_RELAY, *frequent(relay[relay != NO_RELAY])], limit, "relays"),
        report=gathered(rows["report_id"], reports, limit, "reports"),
        way=relay.eq(NO_RELAY).map({True: "direct", False: "relayed"}).where(told, "credited"),
    )


def exchanges(book, *, panels: int = 8) -> pd.DataFrame:
    """`statements` that speak to another party or name one, a row a statement and `whom`, that other: with `how`,
    `tone`, `period` and `utterance` (what is said once, however many reports carry it).

    `whom` is the party addressed (who else is addressed: as printed), or a party that the words name, pronouns not
    counted. `tone` is the quad class of what is done to it by speaking. `period` is the last day on which it can have
    been said, or the week, month, quarter or year where there would be more than `panels` of them.
    """
    said = book.statements[book.statements["spoken"].fillna(True).astype(bool) & book.statements["party"].notna()]
    days, known = dict(zip(book.utterances["utterance_id"], book.utterances["said_latest"])), parties(book)
    said = said.assign(
        utterance=said["utterance_id"].fillna(said["statement_id"]),
        day=said["utterance_id"].map(days).astype(object).fillna(said["said_latest"]).astype("str"),
    )
    to = said.assign(how=SPEAKS, whom=said["addressee"].str.split("; ")).explode("whom").dropna(subset=["whom"])
    names = zip(to["report_id"], folded(to["whom"].astype("str")), to["whom"])
    to["whom"] = [known.get((report, name)) or known.get((None, name)) or printed for report, name, printed in names]
    rows = pd.concat([to, _named(book, said)])
    rows = rows[rows["whom"] != rows["party"]].drop_duplicates(["statement_id", "whom"])
    rows = rows.assign(tone=_tones(book, rows), period=_periods(rows["day"], panels))
    return rows.sort_values(["day", "report_id", "start"], kind="stable").drop(columns="day")  # without a day: last


def _named(book, said: pd.DataFrame) -> pd.DataFrame:
    """The statements with each party that their words name."""
    actors = book.actors[book.actors["party"].notna() & (book.actors["kind"] != "pronoun")]
    numbers = pd.factorize(pd.concat([actors["report_id"], said["report_id"]]))[0] << 32  # all reports as one long text
    places, base = numbers[: len(actors)] + actors["start"].to_numpy("int64"), numbers[len(actors) :]
    party, places = actors["party"].iloc[places.argsort()], np.sort(places)
    first, last = (np.searchsorted(places, base + said[edge].to_numpy("int64")) for edge in ("start", "end"))
    found = [at for a, b in zip(first, last) for at in range(a, b)]
    rows = said.iloc[np.repeat(np.arange(len(said)), last - first)].assign(how=NAMES)
    return rows.assign(whom=party.iloc[found].str.split("; ").to_numpy(object)).explode("whom")


def _tones(book, rows: pd.DataFrame) -> pd.Series:
    """Verbal conflict or cooperation: of the event in the statement or its reporting words that the speaker does to the
    other, else of the act by which a party is addressed (`acts` of codebooks/events.yaml).

    Null where neither is told: who condemns a strike on a neighbour does not condemn the neighbour."""
    events = book.events[book.events["quad"].isin([1, 3]) & book.events["modality"].isin(["asserted", "attributed"])]
    events = events[["report_id", "trigger_start", "quad", "source_party", "target_party"]]
    for side in ("source_party", "target_party"):
        events = events.assign(**{side: events[side].str.split("; ")}).explode(side)
    first, last = (rows[[f"{part}{edge}" for part in ("", "source_", "cue_")]] for edge in ("start", "end"))
    edges = rows[["report_id", "party", "whom", "statement_id"]].assign(first=first.min(axis=1), last=last.max(axis=1))
    sides = {"left_on": ["report_id", "party", "whom"], "right_on": ["report_id", "source_party", "target_party"]}
    done = edges.merge(events, **sides)
    done = done[done["trigger_start"].between(done["first"], done["last"], inclusive="left")].sort_values("quad")
    quads = dict(zip(zip(done["statement_id"], done["whom"]), done["quad"]))  # conflict, where both are told
    verbal = [entry for entry in book.codebook["events"] if entry.get("quad") in (1, 3)]
    acts = {act: entry["quad"] for entry in verbal for act in entry.get("acts", ())}
    addressed = (rows["how"] == SPEAKS) & rows["whom"].isin({*book.actors["party"], *book.statements["party"]})
    spoken = rows["act"].map(acts).astype(object).where(addressed, None)
    told = zip(zip(rows["statement_id"], rows["whom"]), spoken)
    return pd.Series([QUADS.get(quads.get(edge, act)) for edge, act in told], rows.index, dtype=object)


def _periods(days: pd.Series, limit: int) -> pd.Series:
    """The day of each, or the shortest span of which `limit` hold all, or nearly all: those before are one."""
    dates = pd.to_datetime(days.str[:10], errors="coerce")
    limit -= int(dates.isna().any())
    for length in ("D", "W", "M", "Q", "Y"):
        spans = dates.dt.to_period(length)
        told = sorted(spans.dropna().unique())
        early = told[: 1 - limit] if len(told) > limit else []
        if spans.isin(early).mean() <= FEW:
            break
    week = "{0.start_time:%Y-%m-%d} – {0.end_time:%m-%d}"
    names = {span: week.format(span) if length == "W" else str(span) for span in told}
    names |= {span: f"until {early[-1].end_time:%Y-%m-%d}" for span in early}
    return spans.map(names).astype(object).fillna(NO_DAY)


# ---------------------------------------------------------------- briefing
def briefing(book, *, limit: int = 6) -> dict[str, list[dict]]:
    """What a reader wants first: `contested`, `contradicted`, `unknown` and `latest`, each line with text, facts and
    incident_id."""
    incidents = book.incidents.assign(when=when(book.incidents).fillna("no date")).drop_duplicates("incident_id")
    denied = incidents[incidents["incident_id"].isin(contested(book)["incident_id"])]
    recent = incidents.dropna(subset=["earliest", "latest"])
    gaps = book.gaps.dropna(subset=["start"]).drop_duplicates(["incident_id", "attribute"])
    names, labels, who = incident_labels(book), report_labels(book), deniers(book)

    def line(row: dict) -> dict:
        name = " ".join(names[row["incident_id"]].split())
        told = plural(row["n_reports"], "report")
        facts = [name, row["when"], f"denied by {who[row['incident_id']]}" if row["incident_id"] in who else "", told]
        return {
            "text": short(row["what"], 140),
            "facts": " · ".join(filter(None, facts)),
            "incident_id": row["incident_id"],
        }

    def gap(row: dict) -> dict:
        text = short(book.evidence(row).replace("»", "").replace("«", ""), 160)
        facts = f"{words(row['attribute'])} · {labels.get(row['report_id'], '')}"
        return {
            "text": text,
            "facts": facts,
            "incident_id": None if pd.isna(row["incident_id"]) else row["incident_id"],
        }

    def contradiction(row: dict) -> dict:
        name = " ".join(names[row["incident_id"]].split())
        own = "within one report" if row["within_report"] else ""
        facts = " · ".join(filter(None, [words(row["attribute"]), name, own]))
        return {"text": short(row["values"].replace(" | ", " or "), 140), "facts": facts, "incident_id": row["incident_id"]}

    order = {"ascending": False, "kind": "stable"}
    return {
        "contradicted": [contradiction(row) for row in book.discrepancies.head(limit).to_dict("records")],
        "contested": [line(row) for row in denied.sort_values("n_reports", **order).head(limit).to_dict("records")],
        "unknown": [gap(row) for row in gaps.head(limit).to_dict("records")],
        "latest": [
            line(row) for row in recent.sort_values(["latest", "n_reports"], **order).head(limit).to_dict("records")
        ],
    }


def deniers(book) -> dict[str, str]:
    """incident_id -> who denies it."""
    denied = stances(book).query("modality == 'denied'")
    return denied.groupby("incident_id")["voice"].agg(lambda voices: ", ".join(sorted(set(voices)))).to_dict()


def warnings(book) -> list[str]:
    """What a reader must know before trusting the figures."""
    lost, copies = int((book.problems["severity"] == "error").sum()), int(book.reports["duplicate_of"].notna().sum())
    machine = int(book.reports["machine_written"].fillna(False).astype(bool).sum())
    return list(
        filter(
            None,
            [
                f"{plural(lost, 'input')} could not be used." if lost else "",
                f"{plural(copies, 'report repeats', 'reports repeat')} another, which is not counted twice."
                if copies
                else "",
                f"{plural(machine, 'report says it was', 'reports say they were')} written by a machine."
                if machine
                else "",
            ],
        )
    )


CHANGED = {  # what of the changes between two runs a reader wants first, and the page that shows it
    ("newly_contradicted", "incidents"): ("newly denied", "claims"),
    ("newly_contradicted", "discrepancies"): ("newly contradicted", "claims"),
    ("newly_contradicted", "claims"): ("newly denied in part", "claims"),
    ("new", "incidents"): ("new", "chronology"),
    ("withdrawn", "incidents"): ("withdrawn", "changes"),
}
MERGED = "withdrawn, part of another now", "chronology"


def changed(changes: pd.DataFrame, book, *, limit: int = 6) -> list[dict]:
    """The happenings that are newly contradicted, new or withdrawn since another run, each once, some of each kind.

    From `changes` (analysis/diff.py), lines with text, facts, page (the one that shows it), what (the kind of change)
    and incident_id: null for what is gone, the other incident for what is part of another now.
    """
    claims = dict(zip(book.claims["claim_id"], book.claims["incident_id"]))
    names, times = incident_labels(book), incident_times(book)

    def which(row: dict) -> str | None:
        if row["what"] == "withdrawn":
            return row["new"] if row["column"] == "incident_id" else None
        return claims.get(row["row"]) if row["table"] == "claims" else row["row"].split(" | ")[0]

    lines: dict[str, dict] = {}
    for row in changes.to_dict("records"):
        if (row["what"], row["table"]) not in CHANGED:
            continue
        incident, text = which(row), row["text"]
        if row["table"] == "discrepancies":
            text = f"{words(row['row'].split(' | ')[-1])}: {row['new'].replace(' | ', ' or ')}"
        said, page = MERGED if incident and row["what"] == "withdrawn" else CHANGED[row["what"], row["table"]]
        facts = filter(None, [said, " ".join(names.get(incident, row["row"]).split()), times.get(incident)])
        line = {"text": short(text, 140) or row["row"], "facts": " · ".join(facts), "page": page}
        lines.setdefault(incident or row["row"], line | {"what": row["what"], "incident_id": incident})
    kinds = pd.Series([line["what"] for line in lines.values()], dtype=object)
    turns = kinds.groupby(kinds).cumcount().sort_values(kind="stable")
    return [list(lines.values())[number] for number in sorted(turns.index[:limit])]
