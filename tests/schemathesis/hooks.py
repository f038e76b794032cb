"""Makes each case's idempotency key its own.

Schemathesis draws a key as it draws any text, so that the same one comes back with another body, or after what it made
was deleted. Both are answered as the contract says, and tests/service/idempotency.rs holds it; but no check of a single
exchange can tell such an answer from a wrong one. A text that is no key stays as it is: it has to be refused.
"""

import re
import uuid

import schemathesis

NAME = "Idempotency-Key"
KEY = re.compile("[!-~]{1,255}")


@schemathesis.hook
def before_call(context, case, kwargs):
    sent = (case.headers or {}).get(NAME)
    if isinstance(sent, str) and KEY.fullmatch(sent):
        case.headers[NAME] = str(uuid.uuid4())
