"""The contract's JSON: `inputs` reads it into domain objects, `outputs` writes domain objects as it."""
