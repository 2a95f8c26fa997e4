"""Reply drafting with compliance guardrails for Chinese loan-intermediary advisors."""

__version__ = "0.1.0"
