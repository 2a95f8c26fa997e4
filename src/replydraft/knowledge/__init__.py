"""Knowledge documents: reading, validity, lint, import; and the operator profile."""
