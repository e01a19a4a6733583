"""The words by which a certificate is found: of the name and the school that are printed on it."""

from django.db import models

from register.folding import LONGEST, START, start_of, words_of


class SearchWord(models.Model):
    """One word of one certificate, folded (register.folding). They go when its details are erased (T43)."""

    certificate = models.ForeignKey(
        "register.Certificate", models.CASCADE, related_name="words", db_index=False
    )
    start = models.CharField(max_length=START)
    word = models.CharField(max_length=LONGEST)

    wagtail_reference_index_ignore = True

    class Meta:
        # The first word is looked for among all, each further one among a certificate's own.
        indexes = [models.Index(fields=["start", "word", "certificate"], name="search_word")]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "start", "word"], name="search_word_once"),
        ]

    def __str__(self):
        return self.word

    @classmethod
    def of(cls, certificate):
        """The unsaved rows of a certificate; none once it was erased."""
        words = words_of(certificate.facts)
        return [cls(certificate_id=certificate.pk, start=start_of(word), word=word) for word in words]
