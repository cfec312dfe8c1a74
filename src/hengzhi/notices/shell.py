"""The bell in the head of every page."""

from django.utils.functional import SimpleLazyObject

from hengzhi.notices.queries import MANY, unread_count


def context(request) -> dict:
    """Give templates `bell`, the number of unread notices as it is written; counted only where it is shown."""

    def bell() -> str:
        count = unread_count(request.user)
        return f"{MANY - 1}+" if count == MANY else str(count or "")

    return {"bell": SimpleLazyObject(bell)}
