"""formtools' storage on a submission's own row."""

from formtools.wizard.storage.base import BaseStorage

from forms import actions, compiler


class SubmissionStorage(BaseStorage):
    """Reads and saves a draft's answers, which are kept by step and question, not as one lump in a session.

    Nothing is written except by `set_step_data`: a GET, "done" and "reset" leave the draft alone. The current
    step is the one in the address, never one that was stored or posted. Files are actions of their own.
    """

    extra_data = {}
    file_storage = None

    def __init__(self, submission, by, current_step):
        self.submission, self.by = submission, by
        self._step = current_step

    @property
    def current_step(self):
        return self._step

    @current_step.setter
    def current_step(self, slug):
        self._step = slug

    def step(self, slug):
        """The step's dict. Raises KeyError."""
        return {step["slug"]: step for step in compiler.steps(self.submission.version)}[slug]

    def answers(self, slug):
        """What is kept for a step: {question's id: answer}, empty before it was first saved."""
        return self.submission.answers.get(self.step(slug)["id"], {})

    def get_step_data(self, step):
        return compiler.typed(self.step(step), self.answers(step))

    def set_step_data(self, step, cleaned_data, seen_before=None):
        """Save a step's answers (as `StepForm.answers` gives them). Raises NotNow or Changed."""
        actions.save_step(
            submission=self.submission,
            by=self.by,
            step_id=self.step(step)["id"],
            answers=cleaned_data,
            seen_before=seen_before,
        )

    def get_step_files(self, step):
        return None

    def set_step_files(self, step, files):
        pass

    def reset(self):
        pass

    def update_response(self, response):
        pass
