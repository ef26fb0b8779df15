"""The tests of Kotlin: runners find them as those of Java."""

from __future__ import annotations

from omny.languages.java.testing import TESTING as TESTING
