"""Makes each case's idempotency key its own.

Schemathesis draws a key as it draws any text, so that the same one comes back with another body, or after what it made
was deleted. Both are answered as the contract says, and tests/service/idempotency.rs holds it; but no check of a single
exchange can tell such an answer from a wrong one. What has to be refused stays as it is: a text that is no key, and every
case that is wrong on purpose (one that is touched counts as right, and gets back the header that it was to do without).
"""

import re
import uuid

import schemathesis

NAME = "Idempotency-Key"
KEY = re.compile("[!-~]{1,255}")


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is not None and case.meta.generation.mode.is_negative:
        return
    sent = (case.headers or {}).get(NAME)
    if isinstance(sent, str) and KEY.fullmatch(sent):
        case.headers[NAME] = str(uuid.uuid4())
