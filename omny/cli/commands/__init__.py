"""The commands and their options, declared by kind. What they do is elsewhere, imported when a command needs it."""
