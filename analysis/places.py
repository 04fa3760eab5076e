def find(report, sentences, docs, *, codebook):
    return []
