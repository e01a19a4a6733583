"""A public page, from the page cache and drawn anew, against a bare view that returns the same bytes."""

from benchmarks import asking, data
from benchmarks.client import get
from benchmarks.processes import Server
from benchmarks.report import Row, compared, middle
from benchmarks.rounds import Contender, in_turns
from modules.models import ModulePage

BARE = "/bench/page/"
SITE = ("cms.wsgi", "benchmarks.settings")
PROJECT = ("benchmarks.bare.wsgi", "benchmarks.bare.settings")


def measure(client):
    """The rows of this benchmark."""
    path = ModulePage.objects.live().order_by("path").first().url
    body = asking.page(path)
    data.write("page.html", body)
    with (
        Server("bare view", *PROJECT, BARE, BENCH_MIDDLEWARE="none") as bare_server,
        Server("site", *SITE, path) as site,
        Server("site without page cache", *SITE, path, BENCH_PAGE_CACHE="0") as uncached,
    ):
        bare = Contender(bare_server, [get(BARE)], 800)
        ours_bare = Contender(uncached, [get(BARE)], 250)
        cached = Contender(site, [get(path)], 800)
        cold = Contender(uncached, [get(path)], 40)
        in_turns(client, [bare, cached, ours_bare, cold])
        memory = site.memory()
    against = "bare view, no middleware"
    return [
        compared("module page from the page cache", cached, bare, against, most=1.5),
        compared("module page, cold", cold, bare, against),
        compared("bare view behind our middleware", ours_bare, bare, against),
        Row("module page, cold", asking.queries(path), "queries", most=10),
        Row("module page, cold", middle(cold.cpu), "absolute", unit="ms CPU", most=8),
        Row("module page", len(body) / 1000, "absolute", unit="kB"),
        Row("start to the first page", site.started_in, "absolute", unit="s", most=2.5),
        Row("a web worker in memory", memory, "absolute", unit="MB", most=130),
    ]
