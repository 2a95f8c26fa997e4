"""Every error replydraft raises on purpose.

ReplydraftError
├── ContentError        a rule, document, fact or profile file is wrong: stops start-up, names file and line
├── InputError          a caller's object is wrong: names the field; nothing was done
├── UpstreamError       a model, embedding endpoint or index failed: stops that reply, kept for retry
│   └── DeadlineExceeded
├── StoreError          the store cannot be read or written; nothing was accepted
│   ├── StoreLocked     another process owns what only one may write
│   ├── KeyMissing      what is encrypted cannot be read with the keys at hand
│   └── AuditBroken     the hash chain does not verify
├── AccessError         the caller may not
│   ├── NotAllowed      known, but not permitted
│   └── SignInRefused   wrong name or password, or too many tries
└── ReviewError         a decision that may not be made now
    ├── ReviewNotFound
    ├── StaleReview     someone else was faster, or the customer wrote again
    ├── SecondPersonDue this person has approved already; another one is due
    └── DraftBlocked    the text still carries a blocking finding
"""

from __future__ import annotations


class ReplydraftError(Exception):
    """Base of all. `code` is stable and goes to callers; `str(self)` never carries customer text."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class ContentError(ReplydraftError):
    """A file of ours cannot be used. `where` is `path:line` (line where known)."""

    code = "content_error"

    def __init__(self, message: str, *, where: str = "", code: str | None = None) -> None:
        super().__init__(f"{where}: {message}" if where else message, code=code)
        self.where = where


class InputError(ReplydraftError):
    """What a caller sent cannot be used. `field` names the offending key (dotted path)."""

    code = "bad_input"

    def __init__(self, message: str, *, field: str = "", code: str | None = None) -> None:
        super().__init__(f"{field}: {message}" if field else message, code=code)
        self.field = field


class UpstreamError(ReplydraftError):
    """Something outside this process failed. The message says what, never the payload."""

    code = "upstream_error"


class DeadlineExceeded(UpstreamError):
    """The whole call, retries included, took longer than it may."""

    code = "deadline_exceeded"


class StoreError(ReplydraftError):
    """The store refused; nothing of the request was kept."""

    code = "store_error"


class StoreLocked(StoreError):
    """Another process owns it."""

    code = "store_locked"


class KeyMissing(StoreError):
    """The key that customer text was sealed with is not here, or is another one."""

    code = "key_missing"


class AuditBroken(StoreError):
    """The chain does not verify; the message names the first broken record."""

    code = "audit_broken"


class AccessError(ReplydraftError):
    """The caller may not."""

    code = "forbidden"


class NotAllowed(AccessError):
    """Known, but not permitted to do this."""


class SignInRefused(AccessError):
    """Wrong name or password, or too many tries; `retry_after_s` is set where waiting helps."""

    code = "bad_credentials"

    def __init__(self, message: str, *, code: str | None = None, retry_after_s: int | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after_s = retry_after_s


class ReviewError(ReplydraftError):
    """The decision may not be made now."""

    code = "review_error"


class ReviewNotFound(ReviewError):
    """No review has this id."""

    code = "review_not_found"


class ConsentNotFound(ReviewError):
    """No consent of this customer has this id, or none is known of this customer."""

    code = "consent_not_found"


class StaleReview(ReviewError):
    """The review is not at the revision (or in the state) the caller saw."""

    code = "stale"


class SecondPersonDue(ReviewError):
    """The one who approved first may not be the second; `wait_s` where the same person may attest alone, later."""

    code = "second_person_due"

    def __init__(self, message: str, *, wait_s: int | None = None) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class DraftBlocked(ReviewError):
    """The text still has a finding that blocks. `findings` are the contract's finding objects."""

    code = "blocked"

    def __init__(self, message: str, findings: list[dict[str, object]] | None = None) -> None:
        super().__init__(message)
        self.findings = findings or []
