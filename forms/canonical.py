"""One way only to write a value as JSON, so that equal values have equal hashes."""

import hashlib
import json


def canonical_json(content):
    """The bytes of `content` as JSON: keys sorted, no spaces, Unicode as it is (UTF-8)."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def fingerprint(content):
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(content)).hexdigest()
