#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    given = dict(os.environ)  # before Celery's application, which comes with `config`, names the settings
    from config.demo_env import join_the_demonstration
    from config.starting import saying_why_not

    join_the_demonstration(given)
    os.environ.update(given)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    with saying_why_not():
        execute_from_command_line(sys.argv)
