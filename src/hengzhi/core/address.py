"""From which network address a request comes."""

from django.conf import settings


def client_address(request) -> str:
    """Return the address of who asks: behind HENGZHI_PROXIES proxies of ours, as the outermost of them saw it.

    Only so many entries of X-Forwarded-For are believed, from the right: the rest anybody can write.
    """
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    proxies = settings.HENGZHI_PROXIES
    if proxies and len(told) >= proxies:
        return told[-proxies][:45]
    return request.META.get("REMOTE_ADDR", "")
