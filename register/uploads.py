"""Reading an uploaded file for its fingerprint alone: nothing of it is kept, in memory or on disk."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class Fingerprint(UploadedFile):
    """What is left of an upload: its name, its size and its SHA-256."""

    def __init__(self, name, size, sha256):
        super().__init__(file=None, name=name, size=size)
        self.sha256 = sha256


class FingerprintHandler(FileUploadHandler):
    """Hashes each file as it arrives, and lets it go."""

    def new_file(self, *args, **kwargs):
        """Begin with the next file of the request."""
        super().new_file(*args, **kwargs)
        self.digest, self.size = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data, start):
        """Hash the bytes; pass nothing on to a handler that would keep them."""
        self.digest.update(raw_data)
        self.size += len(raw_data)

    def file_complete(self, file_size):
        """A Fingerprint stands in the form for the file."""
        return Fingerprint(self.file_name, self.size, self.digest.hexdigest())
