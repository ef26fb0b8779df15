"""The day of an agent, measured: tasks in a handful of calls, and first replies to questions."""
