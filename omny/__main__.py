"""`python -m omny`: the command line."""

from omny.cli import main

if __name__ == "__main__":
    main()
