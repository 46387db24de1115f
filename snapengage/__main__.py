"""The command ``snapengage``, which is also ``python -m snapengage``."""

import sys

__all__ = ["main"]


def main() -> None:
    """Runs the command line on this process's arguments, and ends the process with its exit code."""
    try:
        # Only now, since what it needs is an extra.
        from snapengage.cli import run  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name not in ("click", "rich"):
            raise
        print("snapengage: the command line is an extra: pip install 'snapengage[cli]'", file=sys.stderr)  # noqa: T201  # click is what is missing
        sys.exit(2)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
