"""Imported by the server that reading processes are forked from: what it loads, they share."""

import gc

from analysis import gazetteer, language

language.parse([{"text": "The model is loaded, and the forms of words with it."}])
gazetteer.begins("a")
gc.freeze()  # what is loaded stays, and pages that nobody touches stay shared
