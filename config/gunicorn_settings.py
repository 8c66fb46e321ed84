"""How gunicorn serves the site: `gunicorn -c python:config.gunicorn_settings config.wsgi --bind 127.0.0.1:8000`."""

from config import environment

worker_class = "config.buffering_worker.BufferingWorker"
logger_class = "config.gunicorn_logging.QuietLogger"
loglevel = "warning"
workers = environment.number("WEB_WORKERS", 2, least=1)
threads = environment.number("WEB_THREADS", 24, least=1)
preload_app = True  # the workers share the code in memory, and what is wrong with the settings ends the start
umask = 0o077
control_socket_disable = True  # nothing of ours asks it anything
