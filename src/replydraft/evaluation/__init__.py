"""Evaluation: samples in, scores with intervals out, compared with a recorded baseline."""
