from forms.models.attachments import Attachment
from forms.models.pages import FormPage, FormVersion
from forms.models.sendings import SealedPart, Sending, SendingFile
from forms.models.submissions import Status, Submission

__all__ = [
    "Attachment",
    "FormPage",
    "FormVersion",
    "SealedPart",
    "Sending",
    "SendingFile",
    "Status",
    "Submission",
]
