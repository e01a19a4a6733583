"""Pictures are drawn anew: what was hidden in them (place, camera, scripts behind the pixels) is gone (T19,
T20).
"""

import io
import warnings

from PIL import Image, ImageOps

from forms.errors import RefusedFile

MOST_PIXELS = 25_000_000
Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # Pillow warns above, and refuses at twice as many

UNREADABLE = (
    "This picture cannot be opened. It may be damaged, or another kind of file under a picture's name."
)
TOO_LARGE = "This picture has too many pixels. Make it smaller than 25 megapixels and try again."


def redraw(content, kind):
    """The bytes of the same picture, drawn anew as "JPEG" or "PNG". Raises RefusedFile."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise RefusedFile(TOO_LARGE)
                return _encoded(picture, kind)
    except RefusedFile:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise RefusedFile(TOO_LARGE) from None
    except (
        Exception
    ):  # Pillow raises whatever its decoders do: OSError, ValueError, SyntaxError, struct.error …
        raise RefusedFile(UNREADABLE) from None


def _encoded(picture, kind):
    upright = ImageOps.exif_transpose(picture)
    plain = upright.convert(_mode(upright, kind))
    plain.info = {}  # comments, profiles, text chunks
    drawn = io.BytesIO()
    if kind == "JPEG":
        plain.save(drawn, "JPEG", quality=88, optimize=True)
    else:
        plain.save(drawn, "PNG")
    return drawn.getvalue()


def _mode(picture, kind):
    if kind == "JPEG":
        return "L" if picture.mode == "L" else "RGB"
    if picture.mode in ("1", "L", "LA", "RGB", "RGBA"):
        return picture.mode
    return "RGBA" if "transparency" in picture.info or picture.mode in ("PA", "RGBa") else "RGB"
