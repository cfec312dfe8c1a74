"""What a user signs in with beside the password. Secrets are sealed or kept as digests; instants are the machine's."""

from django.db import models

from hengzhi.accounts.models.users import User


class Totp(models.Model):
    """An authenticator app. `last_step` is the newest time step whose code was taken: no code is taken twice."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="totp")
    sealed = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()


class Passkey(models.Model):
    """A passkey; `credential` is the attested credential data of WebAuthn, `handle` its id in base64."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    handle = models.CharField(max_length=1400, unique=True)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]


class RecoveryCode(models.Model):
    """A code that stands once for a lost second factor."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once_a_user")]


class PasswordLink(models.Model):
    """A link by which a user sets a password, once and until an instant."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Identity(models.Model):
    """Who a user is to an identity provider (OpenID Connect)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_of_one_user")]
