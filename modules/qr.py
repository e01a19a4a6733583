"""The code on the flyer: an address that a phone's camera opens."""

import segno


def png_data(url):
    """The code as a `data:` address of a PNG: error correction M, with the quiet zone of four modules."""
    return segno.make(url, error="m", micro=False).png_data_uri(scale=8, border=4, dark="#0b2f2c")
