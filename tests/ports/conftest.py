"""The fixtures of `store_fixtures.py`, for every test here."""

from store_fixtures import *  # noqa: F403
