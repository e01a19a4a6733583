"""Pages as people read them."""


def text(response):
    """A page's HTML with every run of spaces and line ends as one space."""
    return " ".join(response.content.decode().split())
