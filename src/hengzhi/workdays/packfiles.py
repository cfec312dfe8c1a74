"""What the work calendar takes from packs beside its years: the campaign days."""

from hengzhi.core.packs import Field, PackFile, Row, csv_reader, whole
from hengzhi.workdays.models import CampaignDay

COLUMNS = ["name_zh", "name_en", "month", "day", "weekday", "nth", "since_year", "source"]


def write_campaigns(rows: list[Row]) -> None:
    CampaignDay.objects.bulk_create(
        [CampaignDay(**row.values) for row in rows], update_conflicts=True, unique_fields=["code"], update_fields=COLUMNS
    )


PACK_FILES = [
    PackFile("calendar/campaigns.csv", csv_reader(
        Field("code"), Field("name_zh"), Field("name_en"), Field("month", whole), Field("day", whole, optional=True),
        Field("weekday", whole, optional=True), Field("nth", whole, optional=True), Field("since_year", whole, optional=True),
        Field("source"), key=["code"],
    ), write_campaigns),
]
