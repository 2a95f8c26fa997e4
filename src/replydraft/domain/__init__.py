"""The words of the trade as frozen dataclasses: no input or output, no clock, no library."""
