"""Codebooks looked over: is every entry in form, does every example get its entry, and which entries match a text.

What form an entry must have is what the entries of that codebook that ship have: their keys, and the kinds of values.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from analysis import actors, events, language, places, reading, statements, times
from analysis.codebook import Codebook
from analysis.errors import WorkbookError, nearest
from analysis.terms import WORD

COLUMNS = ("name", "aliases", "demonyms", "metonyms", "term")  # of a CSV codebook: terms, separated by |
ONE_MEANING = (
    "parties",
    "institutions",
    "places",
    "publishers",
    "refuse",
    "times",
)  # where a term stands under one code
REFUSED = ("parties", "places")  # where no term may stand that refuse.csv holds
NESTED = ("triggers", "stages", "rule")  # keys that hold keys of their own
TRIGGERS = ("verb", "noun", "adjective")
NAMES = ("parties", "institutions", "places", "publishers", "refuse")  # whose terms are met as they are written
SILENT = ("times", "common_words")  # words so common that each of them explains nothing; the reading tells
FORMULA = re.compile(r"[\\()\[\]{}*+?|^$]")  # a term with one of these is a regular expression
Entry = Mapping[str, object]


class Fault(NamedTuple):
    """One thing wrong with one entry."""

    codebook: str
    code: str
    problem: str
    what_to_do: str

    def __str__(self) -> str:
        return f"{self.codebook}, entry {self.code}: {self.problem}; {self.what_to_do}"


class Match(NamedTuple):
    """An entry that matches words of a text, and by what."""

    start: int
    end: int
    codebook: str
    code: str
    by: str


# ---------------------------------------------------------------- looking over
def check(codebook: Codebook, shipped: Codebook) -> Iterator[Fault]:
    """All faults of a codebook, the quick ones first; the examples that must be read cost some seconds."""
    yield from forms(codebook, shipped=shipped)
    yield from terms(codebook)
    yield from patterns(codebook)
    try:
        yield from readings(codebook)
    except (KeyError, TypeError, ValueError, AttributeError, re.error, WorkbookError) as error:
        yield Fault(
            "all", "-", f"no example can be read with it ({type(error).__name__}: {error})", "mend the faults above"
        )


def forms(codebook: Codebook, *, shipped: Codebook) -> Iterator[Fault]:
    """Codebooks and keys that nothing reads, keys that are missing, and values of another kind than those that ship."""
    everything = [entry for entries in shipped.values() for entry in entries]
    for name, entries in codebook.items():
        if name not in shipped:
            yield Fault(name, "-", "nothing reads a codebook of that name", nearest(name, shipped, "known are"))
            continue
        for entry in entries:
            like = [one for one in shipped[name] if one.get("kind") == entry.get("kind")]
            yield from (
                Fault(name, entry["code"], *told)
                for told in _form(entry, like or shipped[name], shipped[name], everything)
            )


def _form(entry: Entry, like: list[dict], known: list[dict], everything: list[dict]) -> Iterator[tuple[str, str]]:
    keys = {key for one in known for key in one}
    for key in entry.keys() - keys:
        yield f"nothing reads its key {key!r}", nearest(str(key), sorted(keys), "known are")
    for key in sorted(set.intersection(*({*one} for one in like)) - entry.keys()):
        yield f"it has no {key}", "add it; the other entries of the codebook show how"
    for key in sorted(entry.keys() & keys):
        kinds = {type(one[key]) for one in known if key in one}
        kinds |= {int, float} if kinds & {int, float} else set()
        if type(entry[key]) not in kinds:
            wanted = " or ".join(sorted({KINDS.get(kind, kind.__name__) for kind in kinds}))
            yield f"its {key} is {KINDS.get(type(entry[key]), 'no value')}", f"write {wanted}, as the other entries do"
        elif key in NESTED and (odd := _inner([entry], key) - _inner(everything, key)):
            yield (
                f"nothing reads {', '.join(sorted(odd))} in its {key}",
                nearest(min(odd), sorted(_inner(everything, key)), "known are"),
            )
        elif key == "terms" and (odd := [term for term in entry[key] if not isinstance(term, str)]):
            yield (
                f"a term of it is no text but {odd[0]}",
                "write it in quotation marks: YAML reads on, off, yes and no as true and false",
            )


KINDS = {
    list: "a list",
    dict: "keys with values",
    str: "text",
    int: "a number",
    float: "a number",
    bool: "true or false",
}


def _inner(entries: Iterable[Entry], key: str) -> set[str]:
    """The keys that the values of a key hold."""
    values = [entry[key] for entry in entries if key in entry]
    parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
    return {inner for part in parts if isinstance(part, dict) for inner in part}


def terms(codebook: Codebook) -> Iterator[Fault]:
    """Terms under two codes, twice in one entry, or refused; a party without an example that names it."""
    refused = {entry["term"] for entry in codebook.get("refuse", ())}
    for name, entries in codebook.items():
        seen: dict[str, str] = {}
        for entry in entries:
            own = list(_terms(entry))
            for term in sorted({term for term in own if own.count(term) > 1}) if "terms" in entry else ():
                yield Fault(name, entry["code"], f"{term!r} stands in it twice", "take one away")
            for term in dict.fromkeys(own if name in ONE_MEANING else ()):
                if seen.setdefault(term, entry["code"]) != entry["code"]:
                    yield Fault(
                        name,
                        entry["code"],
                        f"{term!r} also stands under {seen[term]}",
                        "a term has one meaning: take it out of one",
                    )
            for term in own if name in REFUSED else ():
                if term in refused:
                    yield Fault(
                        name, entry["code"], f"{term!r} is refused", "take it out of here, or out of refuse.csv"
                    )
    yield from _acts(codebook.get("cues", ()))
    for entry in codebook.get("parties", ()):
        for column in ("name", "demonyms", "metonyms"):
            if entry[column] and not any(term in entry["examples"] for term in entry[column].split("|")):
                yield Fault(
                    "parties", entry["code"], f"no example holds one of its {column}", "add a sentence that does"
                )


def _terms(entry: Entry) -> Iterator[str]:
    yield from (term for term in entry.get("terms") or () if isinstance(term, str))
    for column in COLUMNS:
        yield from (term for term in str(entry.get(column) or "").split("|") if term)


def _acts(cues: Iterable[Entry]) -> Iterator[Fault]:
    """A reporting word may stand in several entries if they differ in what they report (frames) or in being spoken."""
    seen: dict[str, list[Entry]] = defaultdict(list)
    for entry in cues:
        for term in entry["terms"]:
            for other in seen[term]:
                same = set(other["frames"]) & set(entry["frames"]) and other.get("spoken", True) == entry.get(
                    "spoken", True
                )
                if same and other["act"] != entry["act"]:
                    yield Fault(
                        "cues",
                        entry["code"],
                        f"{term!r} is also {other['act']} under {other['code']}",
                        "take it out of one",
                    )
            seen[term].append(entry)


def patterns(codebook: Codebook) -> Iterator[Fault]:
    """Patterns that cannot be compiled, or that do not fit their own examples and only these."""
    for name in ("layout", "acts", "things"):
        for entry in codebook.get(name, ()):
            if "pattern" in entry:
                yield from _fits(name, entry, entry["pattern"], re.IGNORECASE if name == "acts" else 0)
    for entry in codebook.get("gaps", ()):
        if entry["kind"] == "wording":
            yield from _fits("gaps", entry, "|".join(f"(?:{term})" for term in entry["terms"]), re.IGNORECASE)


def _fits(name: str, entry: Entry, pattern: str, flags: int) -> Iterator[Fault]:
    try:
        known = re.compile(pattern, flags)
    except re.error as error:
        yield Fault(name, entry["code"], f"its pattern is no regular expression: {error}", "mend the pattern")
        return
    for wanted, examples in ((True, entry.get("examples", ())), (False, entry.get("not_examples", ()))):
        for example in examples:
            if _fit(known, example, entry.get("scope")) is not wanted:
                yield _missed(name, entry, wanted, example)


def _fit(pattern: re.Pattern, text: str, scope: str | None) -> bool:
    """It fits a whole line, the head of one, or its end; without a scope, anything in it."""
    if scope == "end":
        return any(match.end() == len(text) for match in pattern.finditer(text))
    reach = {"line": pattern.fullmatch, "head": pattern.match}.get(scope or "", pattern.search)
    return reach(text) is not None


def _missed(name: str, entry: Entry, wanted: bool, example: str) -> Fault:
    what = f"{'does not get its example' if wanted else 'gets what is no example'}: {example}"
    return Fault(name, entry["code"], what, "mend the entry or the sentence")


def readings(codebook: Codebook) -> Iterator[Fault]:
    """Examples of events and times that, read as a report, give no row of their entry; counter-examples that do."""
    rules = [entry for entry in codebook["times"] if entry["kind"] == "rule"]
    texts = [text for entry in codebook["events"] for key in ("examples", "not_examples") for text in entry[key]]
    found = _events(list(dict.fromkeys(texts)), codebook)
    for name, entries, codes in (
        ("events", codebook["events"], found.get),
        ("times", rules, partial(_rules, codebook)),
    ):
        for entry in entries:
            for wanted, examples in ((True, entry["examples"]), (False, entry.get("not_examples", ()))):
                yield from (
                    _missed(name, entry, wanted, text)
                    for text in examples
                    if (entry["code"] in codes(text)) is not wanted
                )


def _sentence(text: str, report_id: str = "text") -> tuple[dict, dict]:
    report = {"report_id": report_id, "text": text, "published": None, "language": "en"}
    return report, {
        "report_id": report_id,
        "sentence_id": f"{report_id}:0",
        "start": 0,
        "end": len(text),
        "text": text,
        "paragraph": 0,
        "part": "body",
    }


def _rules(codebook: Codebook, text: str) -> set[str]:
    report, sentence = _sentence(text)
    return {row["rule"] for row in times.find(report, [sentence], codebook=codebook)}


def _events(texts: list[str], codebook: Codebook) -> dict[str, set[str]]:
    """Text -> the types of its events, all texts parsed in one batch."""
    pairs = [_sentence(text, f"r{number}") for number, text in enumerate(texts)]
    docs = language.parse([sentence for _, sentence in pairs])
    types = {}
    for (report, sentence), doc in zip(pairs, docs, strict=True):
        one = [sentence], [doc]
        where = places.find(report, *one, codebook=codebook)
        who = actors.find(report, *one, where, codebook=codebook)
        when = times.find(report, [sentence], codebook=codebook)
        said = statements.find(report, *one, who, when, codebook=codebook)
        found = events.find(report, *one, who, where, when, said, codebook=codebook)
        types[report["text"]] = {row["type"] for row in found}
    return types


# ---------------------------------------------------------------- explaining
def explain(text: str, codebook: Codebook) -> tuple[list[Match], list[Match]]:
    """(what the text is read as: rows of the tables with the rule that made them, entries whose words stand in it)."""
    _, found = reading.read(_sentence(text)[0], codebook=codebook)
    read = [
        Match(
            row["start"],
            row["end"],
            table,
            row.get("type") or row.get("act") or row.get("name") or row.get("kind") or "-",
            f"rule {row['rule']}",
        )
        for table, rows in found.items()
        for row in rows
        if row.get("rule") and row["start"] < row["end"]
    ]
    return sorted(read), sorted({*_worded(text, codebook), *_patterned(text, codebook)})


def _worded(text: str, codebook: Codebook) -> Iterator[Match]:
    """Terms in the text, word by word: those in lower case in any case and as lemmas, names and capitals as written."""
    known: dict[str, list[tuple[list[str], str, str, str]]] = defaultdict(list)
    for name, entry, term, by in _listed(codebook):
        if words := WORD.findall(term):
            known[words[0]].append((words, name, entry["code"], f"{by} {term}"))
    (doc,) = language.parse([_sentence(text)[1]])
    lemmas = {token.idx: token.lemma_.lower() for token in doc}
    found = list(WORD.finditer(text))
    forms_ = [{word[0], word[0].lower(), lemmas.get(word.start(), word[0])} for word in found]
    for at, first in enumerate(forms_):
        for words, name, code, by in (one for form in first for one in known.get(form, ())):
            here, written = forms_[at : at + len(words)], [word[0] for word in found[at : at + len(words)]]
            met = (
                written == words
                if name in NAMES
                else len(here) == len(words) and all(map(set.__contains__, here, words))
            )
            if met:
                yield Match(found[at].start(), found[at + len(words) - 1].end(), name, code, by)


def _listed(codebook: Codebook) -> Iterator[tuple[str, Entry, str, str]]:
    """(codebook, entry, term, what kind of term) of all terms that are plain words."""
    for name, entries in codebook.items():
        for entry in entries if name not in SILENT else ():
            yield from ((name, entry, term, "term") for term in _terms(entry) if not FORMULA.search(term))
            for trigger in entry.get("triggers") or ():
                for kind in TRIGGERS:
                    yield from ((name, entry, term, kind) for term in _as_list(trigger.get(kind)))


def _as_list(value: object) -> list[str]:
    return [str(part) for part in (value if isinstance(value, list) else [value] if value else [])]


def _patterned(text: str, codebook: Codebook) -> Iterator[Match]:
    """Patterns that fit words of the text; those of the layout fit its lines."""
    for entry in codebook.get("layout", ()):
        for line in re.finditer(r"[^\n]+", text):
            if _fit(re.compile(entry["pattern"]), line[0], entry["scope"]):
                yield Match(*line.span(), "layout", entry["code"], f"pattern of a {entry['scope']}")
    formulas = [("acts", entry, entry["pattern"]) for entry in codebook.get("acts", ())]
    formulas += [
        ("gaps", entry, term)
        for entry in codebook.get("gaps", ())
        for term in entry.get("terms", ())
        if FORMULA.search(term)
    ]
    for name, entry, pattern in formulas:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield Match(
                *match.span(), name, entry["code"], f"pattern {pattern if len(pattern) < 60 else pattern[:57] + '...'}"
            )
