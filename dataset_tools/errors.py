"""Errors raised on purpose: the run stops and a person must act.

ColophonError
├── InputError     a dump or folder cannot be read at all
├── ConfigError    wrong configuration, policy or command line
├── ReleaseError   a release folder is not what it claims to be
├── BuildError     a build cannot go on or its sums do not close
└── PublishError   a release may not, or could not, be published
"""


class ColophonError(Exception):
    """What is wrong, where, and what to try next.

    Args:
        problem: One clause, with the offending value in it.
        where: ``file:line``, ``file@byte``, a record id or a configuration key.
        hint: The next thing to type or to change.

    Arguments are positional so that the error survives the trip between processes.

    >>> print(ColophonError("no pages", "dump.warc", "name another file"))
    dump.warc: no pages
      Try: name another file
    """

    def __init__(self, problem: str, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(problem, where, hint)
        self.problem = problem
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        line = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{line}\n  Try: {self.hint}" if self.hint else line


class InputError(ColophonError):
    """A dump or folder cannot be read at all."""


class ConfigError(ColophonError):
    """Wrong configuration, policy or command line."""


class ReleaseError(ColophonError):
    """A release folder is not what it claims to be."""


class BuildError(ColophonError):
    """A build cannot go on, or its sums do not close."""


class PublishError(ColophonError):
    """A release may not, or could not, be published."""
