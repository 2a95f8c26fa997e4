"""The deterministic checker: rule book, stance, leaks, figures, rewriting."""
