"""The vocabulary of those who speak and act: parties and institutions, offices and bodies, outlets.

From the codebooks parties, institutions, roles and publishers, each made once into Terms that are found in a text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from analysis.codebook import Codebook
from analysis.terms import Terms


@dataclass(frozen=True)
class Named:
    """What a term of the codebooks names."""

    party: str
    kind: str  # state alliance organisation group
    institution: str | None = None
    demonym: bool = False
    metonym: bool = False


@lru_cache(maxsize=8)
def parties(codebook: Codebook) -> Terms[Named | None]:
    """Parties and institutions by every term that names them; the terms of codebooks/refuse.csv mean None."""
    terms: dict[str, Named | None] = {}
    for entry in codebook["parties"]:
        known = Named(entry["name"], entry["kind"])
        terms |= dict.fromkeys((entry["name"], *_listed(entry["aliases"])), known)
        terms |= dict.fromkeys(_listed(entry["metonyms"]), replace(known, metonym=True))
        for term in _listed(entry["demonyms"]):
            terms.setdefault(term, replace(known, demonym=True))
    kinds = {entry["name"]: entry["kind"] for entry in codebook["parties"]}
    for entry in codebook["institutions"]:
        known = Named(entry["party"], kinds.get(entry["party"], "state"), institution=entry["name"])
        terms |= dict.fromkeys((entry["name"], *_listed(entry["aliases"])), known)
    terms |= {entry["term"]: None for entry in codebook["refuse"]}  # 'African American' is no 'American'
    return Terms(terms.items())


@lru_cache(maxsize=8)
def roles(codebook: Codebook) -> Terms[dict]:
    """Words for offices, bodies and documents, in singular and plural; an office of one state alone comes first."""
    terms: dict[str, dict] = {}
    for entry in codebook["roles"]:
        for form in (form for term in entry["terms"] for form in _forms(term)):
            if "party" in entry or form not in terms:
                terms[form] = entry
    return Terms(terms.items())


def _forms(term: str) -> Iterator[str]:
    yield term
    yield f"{term}s"
    if term.endswith("y"):
        yield f"{term[:-1]}ies"


@lru_cache(maxsize=32)
def role_words(codebook: Codebook, kind: str) -> frozenset[str]:
    """The terms of all entries of one kind in codebooks/roles.yaml."""
    return frozenset(term for entry in codebook["roles"] if entry["kind"] == kind for term in entry["terms"])


MEDIA = ("medium", "occasion")  # what is spoken through or at, and speaks itself as little


@lru_cache(maxsize=8)
def outlets(codebook: Codebook) -> Terms[dict]:
    """Outlets, agencies and media by name; a name of one letter counts only after 'on'."""
    names = [(name, entry) for entry in codebook["publishers"] for name in (entry["name"], *_listed(entry["aliases"]))]
    return Terms((f"on {name}" if len(name) == 1 else name, entry) for name, entry in names)


def _listed(cell: str) -> list[str]:
    return [item for item in cell.split("|") if item]
