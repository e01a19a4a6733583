"""What a mentor tells the provider about a shared or interrupted placement (E7)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0004_words_of_the_other_person")]
    operations = [
        migrations.AddField(
            model_name="placement",
            name="note",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        )
    ]
