"""The families of errors a user may see, each message one sentence saying what to do.

Library exceptions are translated once, where the library is called, with `raise … from`.
Anything that is not an `AppError` is a bug and ends in a report.
"""


class AppError(Exception):
    """A failure we understand: its text is shown to the user as it is."""


class Cancelled(AppError):  # noqa: N818 - cancelling is an outcome, not a fault
    """The user asked to stop; shown as silence."""


class UsageError(AppError):
    """A command or a value the user typed does not make sense."""


class MediaError(AppError):
    """A media file cannot be read or written as asked."""


class ProjectError(AppError):
    """A project file or an edit is not valid."""


class ModelError(AppError):
    """Weights are missing, damaged, refused or do not fit."""


class DeviceError(AppError):
    """A device is missing or out of memory."""


class EffectError(AppError):
    """An effect or analysis cannot do what its parameters ask."""


class AnnotationError(AppError):
    """An annotation file or layer is not valid."""


class SettingsError(AppError):
    """A setting is not valid."""
