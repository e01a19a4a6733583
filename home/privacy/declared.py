"""What this app and the CMS keep about a person, and what of it the person is given (cms/privacy.py, T45)."""

from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import APIToken, Comment, CommentReply, ModelLogEntry, PageLogEntry, TaskState
from wagtail.users.models import UserProfile

from cms.privacy import Export, LeftOut, Made
from home.models import DataExport

NO_FILE = "Content of the site: the file is public."
ONLY_WHO = "Content of the site. What the person did with it stands in the log of changes, which is given."
OF_THE_MOMENT = "What the admin remembers while somebody edits; it is thrown away afterwards."


def log_of(model):
    """What the person did in the CMS, from one of its logs."""
    return lambda person: model.objects.filter(user=person).order_by("timestamp", "pk")


LOGGED = {"What": "action", "On": "label", "When": "timestamp"}
OF_A_LOG = {
    "data": "Details of the action, about the page and not the person.",
    "uuid": "Binds lines of one action.",
    "revision": "The version of the page.",
    "content_changed": "Whether the page changed.",
    "deleted": "Whether the page is gone.",
    "content_type": "What kind of page it was.",
}

EXPORTS = [
    Export(
        DataExport,
        "Copies of your data",
        lambda person: DataExport.objects.filter(person=person),
        {"Asked for": "asked_at", "Made": "made_at", "Bytes": "size", "Deleted after": "gone_at"},
        people=("person",),
        untold={
            "key": "Where the copy lies: nobody should have it in a file.",
            "attempts": "How often the worker has begun to make it.",
            "problem": "Why the worker gave up.",
        },
    ),
    Export(
        UserProfile,
        "How the admin looks to you",
        lambda person: UserProfile.objects.filter(user=person),
        {
            "Told of what is sent to moderation": "submitted_notifications",
            "Told of what is approved": "approved_notifications",
            "Told of what is rejected": "rejected_notifications",
            "Told of comments": "updated_comments_notifications",
            "Language": "preferred_language",
            "Time zone": "current_time_zone",
            "Picture": Made(bool, ("avatar",)),
            "Hints closed": "dismissibles",
            "Theme": "theme",
            "Contrast": "contrast",
            "Density": "density",
            "Keyboard shortcuts": "keyboard_shortcuts",
        },
        people=("user",),
    ),
    Export(
        PageLogEntry,
        "What you did with the site’s pages",
        log_of(PageLogEntry),
        LOGGED,
        people=("user",),
        untold=OF_A_LOG | {"page": "Its title stands there."},
    ),
    Export(
        ModelLogEntry,
        "What you did with other content",
        log_of(ModelLogEntry),
        {"What": "action", "Kind": "content_type__model", "When": "timestamp"},
        people=("user",),
        untold=OF_A_LOG | {"label": "May be somebody’s name.", "object_id": "Which one it was."},
    ),
    Export(
        Comment,
        "Your comments on the site’s pages",
        lambda person: Comment.objects.filter(user=person).order_by("pk"),
        {
            "Page": "page__title",
            "Text": "text",
            "Written": "created_at",
            "Changed": "updated_at",
            "Settled": "resolved_at",
        },
        people=("user",),
        untold=dict.fromkeys(("contentpath", "position", "revision_created"), "Where on the page it stands."),
    ),
    Export(
        CommentReply,
        "Your replies to comments on the site’s pages",
        lambda person: CommentReply.objects.filter(user=person).order_by("pk"),
        {
            "Page": "comment__page__title",
            "Text": "text",
            "Written": "created_at",
            "Changed": "updated_at",
        },
        people=("user",),
    ),
    Export(
        TaskState,
        "Pages you moderated",
        lambda person: TaskState.objects.filter(finished_by=person).order_by("pk"),
        {"Outcome": "status", "What you said": "comment", "Begun": "started_at", "Decided": "finished_at"},
        people=("finished_by",),
        untold=dict.fromkeys(("workflow_state", "revision", "task", "content_type"), "Which page it was."),
    ),
    Export(
        Document,
        "Documents you put on the site",
        lambda person: Document.objects.filter(uploaded_by_user=person).order_by("pk"),
        {"Title": "title", "Added": "created_at", "Bytes": "file_size"},
        people=("uploaded_by_user",),
        untold={"file": NO_FILE, "file_hash": NO_FILE, "collection": "Where editors keep it."},
    ),
    Export(
        Image,
        "Pictures you put on the site",
        lambda person: Image.objects.filter(uploaded_by_user=person).order_by("pk"),
        {"Title": "title", "Description": "description", "Added": "created_at", "Bytes": "file_size"},
        people=("uploaded_by_user",),
        untold={"file": NO_FILE, "file_hash": NO_FILE, "collection": "Where editors keep it."}
        | dict.fromkeys(("width", "height"), "A property of the picture.")
        | dict.fromkeys(
            (f"focal_point_{part}" for part in ("x", "y", "width", "height")), "A property of the picture."
        ),
    ),
    Export(
        APIToken,
        "Tokens for programs",
        lambda person: APIToken.objects.filter(user=person).order_by("pk"),
        {"Name": "name", "Made": "created", "Revoked": "revoked_at", "Last used": "last_used_at"},
        people=("user",),
        untold={"key_hash": "A secret.", "prefix": "The beginning of a secret."},
    ),
]

LEFT_OUT = [
    LeftOut("wagtailcore.Page", ONLY_WHO, ("owner", "locked_by")),
    LeftOut("wagtailcore.Revision", ONLY_WHO, ("user",)),
    LeftOut("wagtailcore.WorkflowState", ONLY_WHO, ("requested_by",)),
    LeftOut("wagtailcore.Comment", "Whose comment it is says more than who settled it.", ("resolved_by",)),
    LeftOut(
        "wagtailcore.PageSubscription", "Whether the admin tells somebody of comments on a page.", ("user",)
    ),
    LeftOut("wagtailcore.UploadedFile", OF_THE_MOMENT, ("uploaded_by_user",)),
    LeftOut("wagtailadmin.EditingSession", OF_THE_MOMENT, ("user",)),
    LeftOut("wagtailadmin.FormState", OF_THE_MOMENT, ("user",)),
    LeftOut("wagtailimages.Rendition", "The same picture in another size."),
]
