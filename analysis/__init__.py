"""An analyst's workbook: a folder of news reports in; sourced tables, notebooks and offline HTML out."""


def load(*paths, progress=None):
    """Read reports into a book of tables; see analysis.book.load."""
    from analysis import book  # late: importing a module of the package must not import all of it

    return book.load(*paths, progress=progress)
