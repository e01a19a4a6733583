"""The person who signs in: one account, one email address, one name."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Length, Lower
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from people.identifiers import clean_email, clean_name, clean_trn, validate_trn
from people.topics import TOPICS

from .mail_choices import MailChoice


def new_session_salt():
    """A random text that every session of a person depends on."""
    return get_random_string(16)


class UserQuerySet(models.QuerySet):
    def with_mail_choice(self, topic):
        """People with `mail_choice`: what each chose on the topic, or its default. KeyError for no topic."""
        chosen = MailChoice.objects.filter(person=OuterRef("pk"), topic=topic).values("value")
        return self.annotate(mail_choice=Coalesce(Subquery(chosen), Value(TOPICS[topic].default)))

    def accounts_of(self, person):
        """All accounts of one person: this one, and those that are joined with it (E16)."""
        return self.sharing(person.same_as_id or person.pk)

    def sharing(self, kept):
        """The account that stays and those joined to it. `kept` is its key, or an expression for it."""
        return self.filter(Q(pk=kept) | Q(same_as=kept))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes and finds people by email address, whatever its case."""

    def create_user(self, email, name, password=None, **more):
        """Save a new person; without a password they choose one by the reset link. Raises ValidationError."""
        user = self.model(email=email, name=name, **more)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email, name, password=None, **more):
        """Save a new administrator, for `manage.py createsuperuser` and the demonstration."""
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **more)

    def get_by_natural_key(self, username):
        return self.get(email=clean_email(username))


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Never deleted: what they signed refers to them, so accounts are deactivated instead."""

    email = models.EmailField(
        "email address", unique=True, error_messages={"unique": "Somebody already has it."}
    )
    name = models.CharField(
        "name",
        max_length=120,
        help_text="As it should appear on certificates, for example Łucja O’Brien-Nguyễn.",
    )
    trn = models.CharField(
        "teacher reference number",
        max_length=7,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_trn],
        help_text="7 digits. Not everybody has one.",
    )
    is_active = models.BooleanField("can sign in", default=True)
    is_staff = models.BooleanField("technical staff", default=False)
    # The account that stays, where administrators have joined this one to it (E16; people.models.Joining).
    same_as = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joined_accounts",
        editable=False,
        db_index=False,  # nearly all are empty: an index of all of them leads SQLite to read it whole
    )
    date_joined = models.DateTimeField("added", default=timezone.now, editable=False)
    session_salt = models.CharField(max_length=16, default=new_session_salt, editable=False)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["same_as"], condition=Q(same_as__isnull=False), name="people_joined_to")
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="people_user_one_per_mailbox",
                violation_error_message="Somebody already has it.",
            ),
            models.CheckConstraint(
                condition=Q(trn__isnull=True) | Exact(Length("trn"), 7), name="people_user_trn_has_7_digits"
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def clean_fields(self, exclude=None):
        """Tidy what was typed before it is checked, so that "RP12/34567" is a valid TRN."""
        exclude = set(exclude or ())
        for field, tidy in (("email", clean_email), ("name", clean_name), ("trn", clean_trn)):
            if field not in exclude:
                setattr(self, field, self._tidied(field, tidy))
        super().clean_fields(exclude=exclude)

    def _tidied(self, field, tidy):
        try:
            return tidy(getattr(self, field))
        except ValidationError as error:
            raise ValidationError({field: error}) from None

    def clean(self):
        self.email = clean_email(self.email)
        if self.same_as_id and self.is_active:
            raise ValidationError("This account is joined with another one. Part them first.")

    @property
    def account(self):
        """The account that the person signs in with: this one, or the one that it is joined to (E16)."""
        return self.same_as or self

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        """The first word of the name, for greetings."""
        return self.name.split(" ")[0] if self.name else self.email

    @property
    def first_name(self):
        """What Wagtail's sidebar shows for the person signed in."""
        return self.get_short_name()

    def _get_session_auth_hash(self, secret=None):
        """Sessions depend on the salt besides the password: changing it ends them all at once (T39)."""
        return salted_hmac(
            "people.User.session", f"{self.password}:{self.session_salt}", secret=secret, algorithm="sha256"
        ).hexdigest()
