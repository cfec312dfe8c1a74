"""The pages shown when there is nothing else to show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hengzhi.core.access import public


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "core/bad_request.html", status=400)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "core/forbidden.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "core/not_found.html", status=404)
