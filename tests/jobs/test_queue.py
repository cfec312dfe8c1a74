"""A job reaches one worker, once it is committed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connection, transaction

from hengzhi.jobs.models import Job, State
from hengzhi.jobs.queue import queue
from hengzhi.jobs.services import enqueue
from workers import Heard

WORKERS = 4
JOBS = 40


def in_thread(act):
    """Run this in a thread with a connection of its own and return what it gave."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(closing, act).result()


def closing(act):
    try:
        return act()
    finally:
        connection.close()


def test_several_workers_take_every_job_once(transactional_db, jobs, at):
    for number in range(JOBS):
        enqueue(jobs.note, {"word": f"{number}"}, starter=None, at=at)
    start = Barrier(WORKERS)

    def take_all(worker):
        start.wait()
        taken = []
        while job := queue().take(worker=worker, at=at):
            taken.append(job.pk)
        return taken

    with ThreadPoolExecutor(WORKERS) as pool:
        futures = [pool.submit(closing, lambda name=f"w{number}": take_all(name)) for number in range(WORKERS)]
        taken = [pk for future in futures for pk in future.result()]

    assert sorted(taken) == sorted(Job.objects.values_list("pk", flat=True))
    assert set(Job.objects.values_list("state", "attempts")) == {(State.RUNNING, 1)}


def test_a_job_can_be_taken_only_once_what_it_belongs_to_is_committed(transactional_db, jobs, at):
    def due():
        return list(Job.objects.due(at))

    with transaction.atomic():
        job = enqueue(jobs.note, {"word": "a"}, starter=None, at=at)
        before = in_thread(due)

    assert (before, in_thread(due)) == ([], [job])


def test_a_job_of_a_transaction_that_failed_is_not_there(transactional_db, jobs, at):
    with transaction.atomic():
        enqueue(jobs.note, {"word": "a"}, starter=None, at=at)
        transaction.set_rollback(True)

    assert list(Job.objects.all()) == []


def test_jobs_are_taken_when_due_and_in_order(db, jobs, at):
    later, second, first = [
        enqueue(jobs.note, {"word": "a"}, starter=None, at=at + timedelta(seconds=seconds)) for seconds in (60, 10, 0)
    ]

    taken = [queue().take(worker="w", at=at + timedelta(seconds=seconds)) for seconds in (10, 10, 10, 60)]

    assert taken == [first, second, None, later]


def test_another_queue_by_setting_is_told_of_a_job_after_the_commit(db, jobs, at, settings, django_capture_on_commit_callbacks):
    settings.HENGZHI_JOBS_QUEUE = "workers.Heard"
    Heard.codes.clear()

    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(jobs.note, {"word": "a"}, starter=None, at=at)
        before = list(Heard.codes)

    assert (before, Heard.codes) == ([], [job.code])
