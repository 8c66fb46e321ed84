#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    from config.demo_env import join_the_demonstration

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    join_the_demonstration(os.environ)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
