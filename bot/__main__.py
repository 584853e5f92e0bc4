"""`python -m bot` is `luottamus`."""

from bot.command_line import main

if __name__ == "__main__":
    main()
