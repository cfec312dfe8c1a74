"""How quickly and how well texts about the same matter are found among the demonstration's complaints.

    HENGZHI_HOME=… .venv/bin/hengzhi demo --no-serve
    HENGZHI_HOME=… .venv/bin/python benchmarks/text_clusters.py

Plants texts of six matters, each told in words of its own (matters.toml), among the newest complaints, and planted copies
of complaints with another amount and day.
"""

import os
import random
import re
import resource
import time
import tomllib
from collections import Counter
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengzhi.settings")

import django

django.setup()

from hengzhi.complaints.models import Complaint
from hengzhi.estimation.clusters import near_duplicates, same_matter

MATTERS = tomllib.loads((Path(__file__).parent / "matters.toml").read_text(encoding="utf-8"))
PLANTED = 12
COPIES = 200
SIZES = (1_000, 10_000)
COSINES = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)


def planted(draw: random.Random) -> list[tuple[str, str]]:
    """Return texts with the name of their matter, each business named in half of its texts."""
    return [
        (matter["name"], _told(matter, draw)) for matter in MATTERS["matter"] for _text in range(PLANTED)
    ]


def _told(matter: dict, draw: random.Random) -> str:
    name = draw.choice([matter["name"][:2] + "某公司", "该公司"])
    parts = [draw.choice(matter[part]) for part in ("first", "second", "third")]
    return "，".join(parts).format(name=name) + "。" + draw.choice(MATTERS["ending"]["texts"])


def copied(text: str, draw: random.Random) -> str:
    """Return a text with other numbers, as somebody who copies a complaint leaves it."""
    return re.sub(r"\d+", lambda found: str(draw.randrange(10 ** len(found[0]))), text) + draw.choice(["", "请尽快处理。"])


def main() -> None:
    newest = Complaint.objects.filter(record__kind="complaint").order_by("-pk").values_list("details", "category")
    told = list(newest[: max(SIZES)])
    for size in SIZES:
        print(f"{size:,} texts")
        _same_matter(told[: size - PLANTED * len(MATTERS["matter"])])
        _near_duplicates([text for text, _category in told[: size - COPIES]])
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB, the whole process")


def _same_matter(background: list[tuple[str, str]]) -> None:
    seeded = planted(random.Random(7))
    texts = [*(text for text, _category in background), *(text for _name, text in seeded)]
    names = [*[""] * len(background), *(name for name, _text in seeded)]
    print("  cosine  seconds  groups  planted found together  purity of these  matters found  others grouped  of one category")
    for cosine in COSINES:
        began = time.perf_counter()
        found = same_matter(texts, least_cosine=cosine, least_size=5)
        seconds = time.perf_counter() - began
        best = [max((_overlap(cluster.members, names, matter["name"]) for cluster in found), default=(0, 1))
                for matter in MATTERS["matter"]]
        recall = sum(hits for hits, _size in best) / len(seeded)
        purity = sum(hits for hits, _size in best) / sum(size for _hits, size in best)
        complete = f"{sum(hits >= 5 for hits, _size in best)}/{len(best)}"
        alike = [_alike([background[one] for one in cluster.members if one < len(background)]) for cluster in found]
        own, grouped = (sum(part) for part in zip(*alike, strict=True))
        print(f"  {cosine:6} {seconds:8.1f} {len(found):7} {recall:23.0%} {purity:16.0%} {complete:>14} {grouped:15,} "
              f"{own / grouped:16.0%}")


def _overlap(members: tuple[int, ...], names: list[str], name: str) -> tuple[int, int]:
    """Return how many texts of a group are of a planted matter, and how many texts it has."""
    return sum(names[member] == name for member in members), len(members)


def _alike(group: list[tuple[str, str]]) -> tuple[int, int]:
    """Return how many of a group's complaints are of its commonest category, and how many there are."""
    counts = Counter(category for _text, category in group)
    return max(counts.values(), default=0), len(group)


def _near_duplicates(background: list[str]) -> None:
    draw = random.Random(8)
    originals = draw.sample(range(len(background)), COPIES)
    texts = [*background, *(copied(background[one], draw) for one in originals)]
    began = time.perf_counter()
    group_of = {text: number for number, group in enumerate(near_duplicates(texts)) for text in group}
    seconds = time.perf_counter() - began
    found = sum(
        group_of.get(one) is not None and group_of.get(one) == group_of.get(len(background) + number)
        for number, one in enumerate(originals)
    )
    print(f"  near-duplicates: {seconds:5.1f} s, {found / COPIES:.0%} of {COPIES} planted copies found")


if __name__ == "__main__":
    main()
