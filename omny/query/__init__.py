"""Answers: what a repository holds, shaped for people and scripts. No SQL, nothing is changed."""
