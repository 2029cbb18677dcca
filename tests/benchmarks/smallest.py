"""The smallest site that can be measured: it works a little, breaks on demand, and remembers nothing."""

from kb.benchmarks.worker import telling


def answer(environ, start):
    sum(range(20_000))
    is_broken = environ["PATH_INFO"] == "/broken"
    start("500 Broken" if is_broken else "200 OK", [("Content-Type", "text/plain"), ("ETag", '"one"')])
    return [b"said"]


application = telling(answer)
