"""Where a reply's figures come from: what each figure is of, what the sources state, and what can be computed from that."""
