"""The QR code on a certificate: the address of its check page."""

import segno


def png_data(url: str) -> str:
    """The code as a `data:` address of a PNG: error correction M, and the quiet zone of four modules."""
    return segno.make(url, error="m", micro=False).png_data_uri(scale=10, border=4, dark="#0b2f2c")
