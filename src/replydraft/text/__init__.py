"""Chinese text below any business: folding with the way back, clauses, numerals."""
