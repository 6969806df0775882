"""`python -m dongmaeng` is the command line."""

from dongmaeng.cli import main

if __name__ == "__main__":
    main()
