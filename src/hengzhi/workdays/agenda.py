"""The campaign days on the calendar."""

from collections.abc import Iterator
from datetime import date

from hengzhi.core.agenda import Entry
from hengzhi.workdays.models import CampaignDay


def entries(user, first: date, last: date) -> Iterator[Entry]:
    """Yield the campaign days from one day to another; a campaign of a whole month stands on its first day."""
    campaigns = list(CampaignDay.objects.all())
    for year in range(first.year, last.year + 1):
        for campaign in campaigns:
            day = campaign.day_in(year)
            if day and first <= day <= last:
                yield Entry(day, campaign.name, tone="campaign")
