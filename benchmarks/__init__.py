"""`make bench`: how fast the check is, beside what else could be used, on the same messages in one run."""
