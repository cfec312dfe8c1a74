"""A worker in a process of its own, for the test that kills it: `worker_process.py DATABASE`."""

import sys
import time

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from hengzhi.jobs.catalogue import JobKind, kinds
from hengzhi.jobs.run import Stop
from hengzhi.jobs.worker import Worker


def hang(run, *, steps):
    run.progress(1, steps, "half way")
    time.sleep(600)


kinds()["tests.step"] = JobKind("tests.step", "step", hang)
Worker(Stop()).work()
