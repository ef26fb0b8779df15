"""Tests of Lua."""
