"""What an appointment and the invitation to one have in common: a role at its place, its own or acting."""

from django.db.models import Q

from people.roles import ACTING_ROLES, PROVIDER_STAFF, SCHOOL_ROLES, Role

PLACE_OF_ROLE = (
    Q(role__in=sorted(SCHOOL_ROLES), school__isnull=False, provider__isnull=True)
    | Q(role=Role.LINK_TUTOR, provider__isnull=False)
    | Q(role__in=sorted(PROVIDER_STAFF), school__isnull=True, provider__isnull=False)
    | Q(role=Role.COORDINATOR, school__isnull=True, provider__isnull=True)
)
WRONG_PLACE = (
    "Mentors and PCMs belong to a school; link tutors, office staff and leads to a provider; "
    "link tutors may name a school too; co-ordinators belong to neither."
)
# Who acts does so for a while: without a last day, acting would become the rule (E3).
ACTING_FITS = Q(acting=False) | Q(role__in=sorted(ACTING_ROLES), end__isnull=False)
WRONG_ACTING = "Only a PCM or a link tutor can be acting, and needs a last day."
ACTING_HELP = "Acts until there is a PCM or link tutor of one's own. Needs a last day."


class Post:
    """Mixin for rows with a role, school, provider and acting: how they are called."""

    @property
    def role_name(self):
        """The role without its place: "Link tutor", "Acting PCM"."""
        return f"Acting {Role(self.role).short}" if self.acting else self.get_role_display()

    @property
    def title(self):
        """The role and its place: "Link tutor, Northbank (Ashdown School)" or "acting PCM, Hillcrest"."""
        role = f"acting {Role(self.role).short}" if self.acting else self.role_name
        if self.provider_id and self.school_id:
            return f"{role}, {self.provider.short_name} ({self.school.name})"
        return f"{role}, {self.place}" if self.place else role

    @property
    def description(self):
        """What someone may see and do in the role."""
        return Role(self.role).description

    @property
    def place(self):
        """The name of the school or provider, or nothing for the whole collaboration."""
        return self.school.name if self.school_id else self.provider.short_name if self.provider_id else ""
