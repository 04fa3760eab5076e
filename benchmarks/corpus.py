"""A corpus of made-up news reports of any size: varied words, the same for the same seed.

    PYTHONPATH=. python benchmarks/corpus.py N FOLDER [--seed 1] [--tables]

Writes reports 0 to N-1, a file each, a thousand a folder; a smaller corpus is the beginning of a larger one. Sentences
come from the templates of grammar.txt. States, towns, seas, outlets and names are those of the codebooks and of the
gazetteer; who quarrels with whom is drawn by lot from neighbours, and nothing of it has happened.

What makes it like an archive: a steady hundred reports a day, so that more reports are more days and not a thicker one.
A day has a dozen crises of unequal weight, each with its parties, ministers and border towns for 45 days; up to six
reports tell the same happening, each in words of its own, one in seven with paragraphs of the agency's report taken
over, one in a hundred that report itself; later reports come back to it. Lengths are log-normal: half of the reports
have less than 370 words, and all between 140 and 960. Layouts differ: headers, datelines, no date at all, captions,
advertising.

With --tables it writes what `reading.read` gives of each report instead (made_tables.py, beside this file, says how).
"""

import argparse
import csv
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from html import escape
from itertools import count
from math import exp
from pathlib import Path
from random import Random

from analysis import codebook, gazetteer

GRAMMAR = Path(__file__).with_name("grammar.txt")
FIRST_DAY, A_DAY = date(2021, 1, 4), 100  # a Monday; reports
CRISES, LASTS = 12, 45  # at a time; days
A_FOLDER = 1000
MEDIAN, SPREAD, SHORTEST, LONGEST = 330, 0.42, 130, 880  # words
OPENED, TAILED = 0.25, 0.5  # share of the sentences in the report's own voice
NOUN = re.compile(r"\bthe (?!two|latest|first|second|third|last|north|south|east|west|rest|day|week|same)(?=[a-z])")
ADJECTIVES = "{|||||||once quiet |much-discussed |long-disputed |now familiar }"  # fit most nouns
NUMBERS = "two three four five six seven eight nine ten".split()
ORDINALS = "second third fourth fifth sixth".split()
WEAPONS = ("ballistic missile", "cruise missile", "missile", "rocket", "drone", "glide bomb")
GOODS = "grain oil gas fertiliser copper timber electronics cotton".split()
ALLIANCES = ("the United Nations", "the European Union", "NATO", "the African Union", "the Arab League", "ASEAN")
ROLES = {
    "p": ("President", "Prime Minister"),
    "f": ("Foreign Minister",),
    "d": ("Defence Minister", "Defense Minister"),
    "s": ("government spokesperson", "Foreign Ministry spokesman", "presidential spokeswoman"),
    "g": ("General", "army chief"),
}
BRANDS = "Morning Post,Daily Courier,World Report,Evening Standard News,Global Desk,Herald Online,Frontier Times".split(
    ","
)
ALTERNATIVES, SLOT = re.compile(r"\{([^{}]*)\}"), re.compile(r"<(\w+)>")


# ------------------------------------------------------------------------------------------------ words
@cache
def grammar() -> dict[str, list[str]]:
    """Section -> its templates."""
    sections: dict[str, list[str]] = {}
    for line in GRAMMAR.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            own = sections[line[3:]] = []
        elif line and not line.startswith("#"):
            own.append(line)
    alike = {word: f"{{{line}}}" for line in sections.pop("like") for word in line.split("|")}
    word = re.compile(rf"(?<![<\w.-])(?:{'|'.join(sorted(alike, key=len, reverse=True))})(?![>\w-])")
    each = {name: [word.sub(lambda found: alike[found[0]], line) for line in own] for name, own in sections.items()}
    return {name: [NOUN.sub(f"the {ADJECTIVES}", line) for line in own] for name, own in each.items()}


@cache
def kinds() -> list[str]:
    return [name.removesuffix(".lead") for name in grammar() if name.endswith(".lead")]


@dataclass(frozen=True)
class State:
    name: str
    adjective: str
    capital: str
    at: tuple[float, float]
    towns: tuple[str, ...]
    article: str  # "the" where its name takes one
    iso3: str


@cache
def states() -> list[State]:
    """States whose capital stands for them and that have eight towns or more with a name of one word."""
    towns, found = _towns(), []
    for row in codebook.load()["parties"]:
        if row["kind"] == "state" and row["metonyms"] and row["demonyms"] and len(towns[row["iso3"]]) >= 8:
            article = (
                "the " if row["name"].startswith("United") or row["name"] in ("Netherlands", "Philippines") else ""
            )
            adjective, capital = row["demonyms"].split("|")[0], row["metonyms"].split("|")[0]
            found.append(
                State(
                    row["name"],
                    adjective,
                    capital,
                    (float(row["lat"]), float(row["lon"])),
                    tuple(towns[row["iso3"]]),
                    article,
                    row["iso3"],
                )
            )
    return found


def _towns() -> dict[str, list[str]]:
    """Country -> its sixty largest towns of 20,000 to two million people."""
    towns: dict[str, dict[str, int]] = defaultdict(dict)
    for row in _gazetteer():
        people, name = int(row["population"] or 0), row["name"]
        if row["kind"] == "city" and 20_000 <= people <= 2_000_000 and name.isalpha() and len(name) > 4:
            towns[row["country"]][name] = people
    return defaultdict(list, {country: sorted(own, key=own.get, reverse=True)[:60] for country, own in towns.items()})


@cache
def points() -> dict[tuple[str, str], tuple[float, float]]:
    """(country, town) -> latitude and longitude."""
    return {
        (row["country"], row["name"]): (float(row["lat"]), float(row["lon"]))
        for row in _gazetteer()
        if row["kind"] == "city"
    }


def _gazetteer() -> Iterator[dict[str, str]]:
    with gzip.open(gazetteer.GAZETTEER, "rt", encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


@cache
def _names(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split()


@cache
def _called(*kinds: str) -> list[str]:
    return [row["name"] for row in codebook.load()["publishers"] if row["kind"] in kinds]


@cache
def _seas() -> list[str]:
    return [
        row["name"]
        for row in codebook.load()["places"]
        if row["kind"] == "sea" and row["name"].endswith(("Sea", "Gulf", "Ocean"))
    ]


def person(chance: Random) -> str:
    """A given name, and a surname from the census or of syllables."""
    if chance.random() < 0.4:
        surname = chance.choice(_names(gazetteer.SURNAMES))
    else:
        syllables = [chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(1, 3))]
        surname = (
            "".join(syllables) + chance.choice(("n", "rov", "ska", "li", "mar", "tis", "kel", "dze", "nen"))
        ).capitalize()
    return f"{chance.choice(_names(gazetteer.GIVEN_NAMES))} {surname}"


# ------------------------------------------------------------------------------------------------ happenings
@dataclass(frozen=True, eq=False)
class Crisis:
    """Who quarrels: states by letter, offices with their holders, and the sea between."""

    states: dict[str, State]
    people: dict[str, tuple[str, str]]  # "Df": (office, name)
    alliance: str
    sea: str


@dataclass(frozen=True, eq=False)
class Story:
    """One happening: every report of it has these from here."""

    number: tuple[int, int]  # day, and which of that day
    crisis: Crisis
    slot: int  # of the crisis
    kind: str
    day: date
    facts: dict[str, str]


@lru_cache(1000)
def crisis(seed: int, slot: int, era: int) -> Crisis:
    chance = Random(f"{seed}/crisis/{slot}/{era}")
    attacked = chance.choice(states())
    near = sorted(states(), key=lambda state: (state.at[0] - attacked.at[0]) ** 2 + (state.at[1] - attacked.at[1]) ** 2)
    others = chance.sample([state for state in states() if state not in near[:8]], 2)
    sides = dict(zip("DALM", (attacked, chance.choice(near[1:8]), *others), strict=True))
    people = {
        f"{side}{role}": (chance.choice(offices), person(chance)) for side in sides for role, offices in ROLES.items()
    }
    people["Os"] = ("Secretary-General", person(chance))
    return Crisis(sides, people, chance.choice(ALLIANCES), chance.choice(_seas()))


@lru_cache(1000)
def stories(seed: int, day: int) -> list[tuple[Story, int]]:
    """For each of the day's reports its story and which of its reports it is; the agency's own is the first."""
    chance, dealt = Random(f"{seed}/day/{day}"), []
    for number in count():
        if len(dealt) >= A_DAY:
            break
        slot = min(int(chance.expovariate(1) * CRISES / 3), CRISES - 1)
        era = (day + slot * LASTS // CRISES) // LASTS
        told = _story(chance, (day, number), slot, crisis(seed, slot, era))
        dealt += [(told, n) for n in range(chance.choices(range(1, 7), (3, 6, 5, 4, 3, 2))[0])]
    dealt = dealt[:A_DAY]
    chance.shuffle(dealt)
    return dealt


def _story(chance: Random, number: tuple[int, int], slot: int, own: Crisis) -> Story:
    weapon, far = chance.choice(WEAPONS), chance.randint(2, 90)
    towns = chance.sample(own.states["D"].towns, 2)
    hour, minute = chance.randrange(24), chance.randrange(0, 60, 5)
    twelve, half = hour % 12 or 12, "ap"[hour > 11]
    facts = {
        "weapon": weapon, "weapons": f"{weapon}s",
        "town": towns[0], "town2": towns[1], "Atown": chance.choice(own.states["A"].towns),
        "dead": str(chance.randint(2, 60)), "hurt": str(chance.randint(5, 240)), "n": chance.choice(NUMBERS),
        "ordinal": chance.choice(ORDINALS),
        "km": chance.choice((f"{far} km", f"{far} kilometres", f"{far} km ({far * 0.62:.0f} miles)")),
        "clock": chance.choice((f"{twelve}:{minute:02} {half}.m.", f"{hour:02}:{minute:02}", f"{twelve} {half}m")),
        "gmt": f"{(hour + 3) % 24:02}{minute:02}", "goods": chance.choice(GOODS), "sea": own.sea,
        "agency": chance.choice(_called("agency")[:12]),
    }  # fmt: skip
    day = FIRST_DAY + timedelta(number[0] - chance.randint(0, 1))
    return Story(number, own, slot, chance.choice(kinds()), day, facts)


# ------------------------------------------------------------------------------------------------ sentences
@dataclass
class Voice:
    """Fills templates in for one report: its lots, its day, and who has been named in it."""

    chance: Random
    story: Story
    published: date
    seed: int
    named: set[str] = field(default_factory=set)
    used: dict[str, list[str]] = field(default_factory=dict)

    def sentence(self, section: str) -> str:
        """One of the section's templates; none twice before all had their turn."""
        left = self.used.get(section)
        if not left:
            left = self.used[section] = self.chance.sample(grammar()[section], len(grammar()[section]))
        return self.filled(left.pop(), dressed=section.endswith(("detail", "background")))

    def filled(self, template: str, *, dressed: bool = False) -> str:
        """One sentence of the template; `dressed` may put an opening before it and a tail after it."""
        number = 1
        while number:
            template, number = ALTERNATIVES.subn(lambda found: self.chance.choice(found[1].split("|")), template)
        if dressed and not template.startswith(('"', "<")) and self.chance.random() < OPENED:
            template = f"{self.sentence('opening')}, {template[0].lower()}{template[1:]}"
        text = SLOT.sub(lambda found: self.word(found[1]), template)
        if dressed and text.endswith(".") and self.chance.random() < TAILED:
            tail = self.sentence("tail")
            text = f"{text[:-1]}, {tail[0].lower()}{tail[1:]}."
        return text[:1].upper() + text[1:]

    def word(self, slot: str) -> str:
        own, chance = self.story.crisis, self.chance
        if slot in self.story.facts:
            return self.story.facts[slot]
        if slot in own.people:
            return self._office(slot)
        if slot[0] in own.states and len(slot) <= 2:
            state = own.states[slot[0]]
            return {"": state.article + state.name, "a": state.adjective, "c": state.capital}[slot[1:]]
        if slot in grammar():
            text = self.sentence(slot)
            return text[0].lower() + text[1:] if slot == "order" else text
        makers = {
            "when": lambda: self._when(self.story.day), "day": lambda: f"{self.story.day:%A}", "soon": self._soon,
            "then": lambda: self._soon().removeprefix("on ").removeprefix("within ").replace(" days", " days from now"),
            "ago": lambda: self._ago(chance.randint(2, 40)), "ago2": lambda: self._since(chance.randint(50, 900)),
            "year": lambda: str(self.published.year - chance.randint(2, 30)),
            "pubyear": lambda: str(self.published.year), "local": lambda: person(chance),
            "outlet": lambda: chance.choice(_called("outlet")), "O": lambda: own.alliance,
            "N": lambda: f"{chance.randint(11, 900) * 100:,}", "years": lambda: chance.choice(NUMBERS),
            "range": lambda: f"{chance.randint(3, 40) * 50:,}", "km2": lambda: str(chance.randint(4, 30)),
            "pop": lambda: str(chance.randint(2, 90)), "brand": lambda: chance.choice(BRANDS),
        }  # fmt: skip
        return makers[slot]()

    def _office(self, slot: str) -> str:
        """With the office and the whole name first, then the surname."""
        office, name = self.story.crisis.people[slot]
        if slot in self.named:
            return name.split()[-1]
        self.named.add(slot)
        adjective = "" if slot == "Os" else f"{self.story.crisis.states[slot[0]].adjective} "
        return f"{adjective}{office} {name}"

    def _when(self, day: date) -> str:
        forms = [
            f"on {day:%A}",
            f"on {day:%A}",
            f"late on {day:%A}",
            f"on {day:%A}, {day:%B} {day.day}",
            f"on {day:%B} {day.day}",
        ]
        forms += ["earlier today", "on " + f"{day:%A} morning"] if day == self.published else ["overnight", "yesterday"]
        return self.chance.choice(forms)

    def _ago(self, days: int) -> str:
        day = self.published - timedelta(days)
        if days < 7:
            return self.chance.choice((f"on {day:%A}", f"on {day:%B} {day.day}", f"{NUMBERS[days - 2]} days ago"))
        return self.chance.choice(
            (f"on {day.day} {day:%B}", f"on {day:%b}. {day.day}", "last month" if days > 30 else "last week")
        )

    def _since(self, days: int) -> str:
        day = self.published - timedelta(days)
        return self.chance.choice((f"{day:%B %Y}", f"{day.day} {day:%B %Y}"))

    def _soon(self) -> str:
        day = self.published + timedelta(self.chance.randint(2, 20))
        return self.chance.choice(
            (f"next {day:%A}", f"on {day:%B} {day.day}", "next week", f"within {self.chance.choice(NUMBERS)} days")
        )

    def recalled(self, earlier: Story) -> str:
        """A sentence on an earlier happening of the same crisis, with its own day and facts."""
        other = Voice(self.chance, earlier, self.published, self.seed, self.named)
        told = self.chance.choice(grammar()[f"{earlier.kind}.recall"])
        back = (self.published - earlier.day).days
        return other.filled(
            told.replace("<ago>", other._ago(back) if back > 1 else other._when(earlier.day)), dressed=True
        )


# ------------------------------------------------------------------------------------------------ reports
@dataclass(frozen=True)
class Report:
    name: str
    text: str
    published: date
    title: str


def report(seed: int, index: int) -> Report:
    """Report number `index`: always the same for a seed."""
    day = index // A_DAY
    story, telling = stories(seed, day)[index % A_DAY]
    published = FIRST_DAY + timedelta(day)
    chance = Random(f"{seed}/report/{index}")
    wire = _wire(seed, story)
    lot = chance.random()
    if telling and lot < 0.01:
        title, body, dated = wire[0], wire[1:], True
    elif telling:
        body = _body(Voice(chance, story, published, seed), _length(chance), list(wire[2:]) if lot < 0.15 else [])
        title, dated = body.pop(0), False
    else:
        title, body, dated = wire[0], wire[1:], True
    name = f"{index // A_FOLDER:04}/{index:07}"
    forms = {".txt": _plain, ".md": _markdown, ".html": _html, ".json": _json}
    form = chance.choices(tuple(forms), (91, 4, 2, 3))[0]
    return Report(name + form, forms[form](chance, story, published, title, body, dated), published, title)


@lru_cache(300)
def _wire(seed: int, story: Story) -> tuple[str, ...]:
    """The agency's report of a story: headline, paragraphs, and who wrote it."""
    chance, published = Random(f"{seed}/wire/{story.number}"), FIRST_DAY + timedelta(story.number[0])
    voice = Voice(chance, story, published, seed)
    title, lead, *body = _body(voice, _length(chance), [])
    lead = f"{_place(story)}, {published:%B} {published.day} ({story.facts['agency']}) - {lead}"
    return title, lead, *body, voice.filled(grammar()["foot"][0])


def _place(story: Story) -> str:
    return story.crisis.states["D"].capital.upper()


def _length(chance: Random) -> int:
    return int(min(LONGEST, max(SHORTEST, MEDIAN * exp(chance.gauss(0, SPREAD)))))


def _body(voice: Voice, words: int, taken: list[str]) -> list[str]:
    """Headline, lead and paragraphs of so many words; some of the paragraphs are `taken` from another report."""
    chance, kind = voice.chance, voice.story.kind
    body = [voice.sentence(f"{kind}.headline"), voice.sentence(f"{kind}.lead")]
    earlier = _earlier(voice)
    taken, left = taken[: len(taken) * 2 // 3], words - len(body[1].split())
    while left > 0:
        lot = chance.random()
        if taken and lot < 0.6:
            paragraph = taken.pop(0)
        elif lot < 0.3:
            paragraph = f"{voice.sentence(f'{kind}.detail')} {voice.sentence('background')}"
        elif lot < 0.45:
            paragraph = voice.sentence(f"{kind}.detail")
        elif lot < 0.77:
            paragraph = voice.sentence(chance.choices(("says.D", "says.A", "says.other"), (4, 3, 3))[0])
        elif lot < 0.92 and earlier:
            paragraph = f"{voice.recalled(chance.choice(earlier))} {voice.sentence('background')}"
        else:
            paragraph = voice.sentence("background")
        body.append(paragraph)
        left -= len(paragraph.split())
    return body


def _earlier(voice: Voice) -> list[Story]:
    """Happenings of the same crisis on the five days before."""
    first, own = voice.story.number[0], voice.story.crisis
    days = range(max(0, first - 5), first)
    return list(
        {told.number: told for day in days for told, _ in stories(voice.seed, day) if told.crisis is own}.values()
    )


def _plain(chance: Random, story: Story, published: date, title: str, body: list[str], dated: bool) -> str:
    """Header, headline, byline, dateline, paragraphs with page furniture between, foot: as a web page is saved."""
    head, day = [], f"{published:%B} {published.day}"
    voice, lot = Voice(chance, story, published, 0), chance.random()
    place = _place(story)
    if not dated:
        if lot < 0.4:
            head.append(f" date {published} {title}")
        else:
            head.append(title)
            if lot < 0.75:
                by = f"By {person(chance)}"
                clock = f"{chance.randrange(24):02}:{chance.randrange(60):02}"
                forms = (
                    f"Published: {published}",
                    f"{by}\n\n{day}, {published.year}",
                    f"{published.day} {published:%B %Y}, {clock}",
                    f"{published:%d.%m.%Y} {clock}",
                    by,
                )
                head.append(chance.choice(forms))
        lead = body[0]
        if chance.random() < 0.4:
            agency = story.facts["agency"]
            lead = chance.choice(
                (
                    f"{place}, {day} ({agency}) - {lead}",
                    f"{place} – {lead}",
                    f"{place}: {lead}",
                    f"{place} ({agency}) -- {lead}",
                )
            )
        body = [lead, *body[1:]]
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
            body.insert(chance.randrange(1, len(body) + 1), voice.sentence("furniture"))
        if chance.random() < 0.5:
            body.append(voice.filled(chance.choice(grammar()["foot"])))
    elif chance.random() < 0.6:
        head.append(title)
    text = "\n\n".join([*head, *body])
    return text.replace('"', "”").replace(" ”", " “").replace("\n”", "\n“") if lot < 0.3 else text


def _markdown(chance: Random, story: Story, published: date, title: str, body: list[str], dated: bool) -> str:
    return _plain(chance, story, published, f"# {title}", body, False)


def _html(chance: Random, story: Story, published: date, title: str, body: list[str], dated: bool) -> str:
    """A small page that tells its day and its publisher."""
    paragraphs = "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in body)
    meta = f'<meta property="article:published_time" content="{published}T09:00:00Z">'
    site = f'<meta property="og:site_name" content="{chance.choice(BRANDS)}">'
    menu = "".join(
        f'<li><a href="/{word.lower()}">{word}</a></li>' for word in ("World", "Politics", "Business", "Sport")
    )
    heading = escape(title, quote=False)
    head = f"<!DOCTYPE html><html lang=en><head><title>{heading}</title>{meta}{site}</head>"
    return (
        f"{head}\n<body><nav><ul>{menu}</ul></nav><article><h1>{heading}</h1>\n{paragraphs}\n</article></body></html>\n"
    )


def _json(chance: Random, story: Story, published: date, title: str, body: list[str], dated: bool) -> str:
    record = {
        "title": title,
        "published": str(published),
        "publisher": chance.choice(BRANDS),
        "text": "\n\n".join(body),
    }
    return json.dumps(record, ensure_ascii=False)


def reports(number: int, seed: int = 1) -> Iterator[Report]:
    return (report(seed, index) for index in range(number))


def write(number: int, folder: Path, seed: int = 1) -> None:
    """The files of a corpus, a thousand a folder. What lies in the folder already is not removed."""
    for made in reports(number, seed):
        path = folder / made.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made.text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, metavar="N", help="so many reports")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", action="store_true", help="the tables that reading gives, without reading so many")
    asked = parser.parse_args()
    if asked.tables:
        import made_tables

        made_tables.write(asked.number, asked.folder, asked.seed)
    else:
        write(asked.number, asked.folder, asked.seed)


if __name__ == "__main__":
    main()
