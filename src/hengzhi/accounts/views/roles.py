"""Choosing a language, the page of roles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.i18n import set_language

from hengzhi.accounts.models import Role
from hengzhi.core.access import public, signed_in
from hengzhi.core.permissions import permissions

language = public(set_language)


@signed_in
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Show each role's sentence and the matrix of permissions, made from the roles themselves."""
    held = list(Role.objects.all())
    matrix = [
        {"permission": permission, "marks": [code in role.permissions for role in held]}
        for code, permission in permissions().items()
    ]
    return render(request, "accounts/roles.html", {"roles": held, "matrix": matrix})
