"""Run the command line as ``python -m dataset_tools``."""

from dataset_tools.cli import main

if __name__ == "__main__":
    main()
