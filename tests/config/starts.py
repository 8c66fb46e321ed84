"""Starts with one environment after another, each in a child of its own: `python -m tests.config.starts`.

Reads a JSON line each, {"env": …, "settings": module, "show": names of settings}, and answers with a JSON line:
{"status": exit status, "said": what it wrote}. Starting is reading the settings, as every command of ours does.
"""

import json
import os
import sys
import tempfile

# What every settings module imports, once for all.
import django.conf
import django.core.validators

import config.starting


def child(case: dict, out) -> None:
    os.dup2(out.fileno(), 1)
    os.dup2(out.fileno(), 2)
    os.environ.clear()
    os.environ.update(case["env"], DJANGO_SETTINGS_MODULE=case["settings"])
    with config.starting.saying_why_not():
        found = {name: getattr(django.conf.settings, name, None) for name in case["show"]}
        django.conf.settings.SECRET_KEY  # noqa: B018
        print(json.dumps(found, default=str))


def main() -> None:
    for line in sys.stdin:
        with tempfile.TemporaryFile() as out:
            pid = os.fork()
            if pid == 0:
                status = 0
                try:
                    child(json.loads(line), out)
                except SystemExit as ending:
                    status = ending.code
                except BaseException:
                    import traceback

                    traceback.print_exc()
                    status = 70
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            out.seek(0)
            print(json.dumps({"status": status, "said": out.read().decode().strip()}), flush=True)


if __name__ == "__main__":
    main()
