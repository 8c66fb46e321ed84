"""A step's page for somebody signed in: queries, and CPU against a bare Wagtail page with the same block.

Both are called through Django's WSGI handler in this process, in turns, so that a busy machine slows both alike.
"""

import io
import time

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench import data
from tests.bench.bare.site import bare, ours
from tests.bench.figures import report, typical

ROUNDS, REQUESTS, WARM_UP = 4, 12, 3
MOST_QUERIES, MOST_TIMES_BARE = 12, 2.0


def environ(path: str, cookie: str) -> dict:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def get(handler, path: str, cookie: str) -> bytes:
    answers = []
    response = handler(environ(path, cookie), lambda status, headers: answers.append(status))
    body = b"".join(response)
    response.close()
    if not answers[0].startswith("200"):
        raise RuntimeError(f"{path}: {answers[0]}")
    return body


def milliseconds(handler, path: str, cookie: str) -> list[float]:
    for _each in range(WARM_UP):
        get(handler, path, cookie)
    samples = []
    for _each in range(REQUESTS):
        before = time.process_time()
        get(handler, path, cookie)
        samples.append((time.process_time() - before) * 1000)
    return samples


def in_turns(step, module_path: str, cookie: str) -> tuple[float, float]:
    """(ours, bare) in milliseconds of CPU, each the median of all rounds."""
    own, anchor = [], []
    for _each in range(ROUNDS):
        with ours():
            own += milliseconds(WSGIHandler(), step.url, cookie)
        with bare(step.key):
            anchor += milliseconds(WSGIHandler(), module_path, cookie)
    return typical(own), typical(anchor)


def queries(steps, cookie: str) -> dict[str, int]:
    handler, counts = WSGIHandler(), {}
    for step in steps:
        get(handler, step.url, cookie)
        with CaptureQueriesContext(connection) as captured:
            get(handler, step.url, cookie)
        counts[f"{step.number} {step.kind}"] = len(captured)
    return counts


def main() -> None:
    enrolment, module = data.reader(), data.module()
    client = Client()
    client.force_login(enrolment.person)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    few = queries(module.step_list, cookie)
    data.crowd()
    many = queries(module.step_list, cookie)
    most = max(many.values())
    report(
        "step page, signed in: queries of the costliest step",
        target=f"at most {MOST_QUERIES}",
        figure=str(most),
        passed=most <= MOST_QUERIES,
    )
    report(
        "the same with 20,000 more people",
        target="constant",
        figure="constant" if few == many else f"{few} {many}",
        passed=few == many,
    )
    by_kind = {step.kind: step for step in reversed(module.step_list)}
    for kind, step in by_kind.items():
        own, anchor = in_turns(step, module.get_url(), cookie)
        report(
            f"step page, {kind}: CPU, ours and bare Wagtail",
            target=f"at most {MOST_TIMES_BARE:.0f} times",
            figure=f"{own:.2f} and {anchor:.2f} ms",
            ratio=f"{own / anchor:.2f}",
            passed=own / anchor <= MOST_TIMES_BARE,
        )


if __name__ == "__main__":
    main()
