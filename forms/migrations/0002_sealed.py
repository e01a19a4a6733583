"""What was published or sent never changes, whoever asks: only a sealed part can be erased (T14, X8)."""

from django.db import migrations

from cms.triggers import columns_kept, never_changed, never_deleted, only_erased, sealing

PART_KEEPS = ["id", "sending_id", "position", "kind", "label", "commitment"]


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [
        sealing(
            columns_kept("forms_formversion", "id", "page_id", "number", "definition", "sha256"),
            never_changed("forms_sending"),
            never_deleted("forms_sending"),
            only_erased("forms_sealedpart", erased=["salt", "content"], kept=PART_KEEPS),
            never_deleted("forms_sealedpart"),
            never_changed("forms_sendingfile"),
            never_deleted("forms_sendingfile"),
        )
    ]
