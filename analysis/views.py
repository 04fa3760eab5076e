"""What the charts and the briefing count: small frames made from the tables, each with its unit said.

Nothing here draws, and nothing here is a score: counts are of distinct happenings or statements, a denied happening
is never counted with the others, and a day that no report speaks of has no row.
"""

import pandas as pd

READ = ("title", "standfirst", "subhead", "body", "caption")
STRENGTH = ("asserted", "attributed", "hypothetical", "negated", "denied")
QUADS = {1: "Verbal cooperation", 2: "Material cooperation", 3: "Verbal conflict", 4: "Material conflict"}
NARRATOR = "the report itself"


def words(code) -> str:
    """A code as an analyst reads it: missile_launch -> missile launch."""
    return "" if pd.isna(code) else str(code).replace("_", " ")


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
    return spans.assign(text=[text[start:end].strip() for text, start, end in zip(spans["text"], spans["start"], spans["end"])])


def incident_labels(book) -> pd.Series:
    """incident_id -> its type and its parties, such as 'missile launch  Iran → Turkey'."""
    incidents = book.incidents
    parties = [" → ".join(x for x in pair if pd.notna(x)) for pair in zip(incidents["source_party"], incidents["target_party"])]
    labels = [f"{words(kind)}  {party}".strip() for kind, party in zip(incidents["type"], parties)]
    return pd.Series(labels, index=incidents["incident_id"], dtype=object)


def known_day(frame: pd.DataFrame) -> pd.Series:
    """The ISO day of a row whose earliest and latest are one day, else null."""
    first, last = frame["earliest"].str[:10], frame["latest"].str[:10]
    return first.where(first == last)


def parties(book) -> dict[str, str]:
    """Every name that speaks or acts -> the party it speaks for."""
    known = {}
    for table, names in (("actors", ("name",)), ("statements", ("institution", "speaker", "party"))):
        frame = getattr(book, table)
        for name in names:
            pairs = frame[[name, "party"]].dropna().drop_duplicates(name)
            known |= dict(zip(pairs.iloc[:, 0], pairs.iloc[:, 1]))
    return known


def voiced(book) -> pd.DataFrame:
    """Events with one more column, `voice`: the party that says it (or denies it), or the report itself."""
    known, events = parties(book), book.events
    voice = [NARRATOR if pd.isna(who) else known.get(who, who) for who in events["attributed_to"]]
    unsaid = events["attributed_to"].isna() & events["modality"].isin(["attributed", "denied"])
    return events.assign(voice=pd.Series(voice, index=events.index, dtype=object).mask(unsaid, "not named"))


def stances(book) -> pd.DataFrame:
    """Who says, attributes or denies each happening: incident_id, voice, modality, mentions, n_reports."""
    events = voiced(book).dropna(subset=["incident_id"])
    groups = events.groupby(["incident_id", "voice", "modality"], as_index=False)
    return groups.agg(mentions=("event_id", "size"), n_reports=("report_id", "nunique"))


def tracks(book) -> pd.DataFrame:
    """Distinct happenings a day and quad class: quad, date, modality (the strongest any report gives it), n.

    A mention outside every incident counts as a happening of its own; one whose day is not known is left out.
    """
    events = book.events.assign(date=known_day(book.events)).dropna(subset=["date", "quad"])
    events = events[events["modality"].isin(["asserted", "attributed", "denied"])]
    own = events["report_id"] + ":" + events["start"].astype(str)
    events = events.assign(happening=events["incident_id"].fillna(own), order=events["modality"].map(STRENGTH.index))
    events = events.sort_values("order").drop_duplicates(["quad", "date", "happening"])
    return events.groupby(["quad", "date", "modality"], as_index=False).agg(n=("happening", "size"))


def undated_events(book) -> int:
    """Mentions with a quad class whose day is not known: what the daily tracks leave out."""
    return int((book.events["quad"].notna() & known_day(book.events).isna()).sum())


def coverage(book) -> pd.DataFrame:
    """What the reports cover, a row a day: date, published (reports of that day), telling (reports that date a happening to it)."""
    telling = book.events.assign(date=known_day(book.events)).dropna(subset=["date"]).groupby("date")["report_id"].nunique()
    published = book.reports["published"].str[:10].value_counts()
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


def contested(book) -> pd.DataFrame:
    """Incidents that somebody denies, the most reported first."""
    return book.incidents[book.incidents["status"].isin(["disputed", "denied_only"])].sort_values("n_reports", ascending=False)


def silent_days(book) -> list[str]:
    """Days inside the period of which no report speaks and on which none was published."""
    span = period(book)
    if not span:
        return []
    spoken = set(coverage(book)["date"])
    return [day for day in pd.date_range(*span).strftime("%Y-%m-%d") if day not in spoken]
