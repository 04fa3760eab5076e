"""An analyst's workbook: a folder of news reports in; sourced tables, notebooks and offline HTML out."""

import os

# The model's matrices are small: threads that share one take longer than one thread does. Counts if NumPy comes later.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def load(*paths, **how):
    """Read reports into a book of tables; see analysis.book.load."""
    from analysis import book  # late: importing a module of the package must not import all of it

    return book.load(*paths, **how)
