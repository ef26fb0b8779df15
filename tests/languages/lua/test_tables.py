"""Tables as classes and modules: what has a method, and which file's."""

from __future__ import annotations

from pathlib import Path

from tests.support.helpers import index_tree, memory_repository, write_tree

FILES = {
    "shop/account.lua": """
        Account = {}
        function Account:new(o)
          o = o or {}
          setmetatable(o, self)
          self.__index = self
          return o
        end
        function Account:pay() return self.limit() end
        function Account.limit() return 1 end
    """,
    "shop/special.lua": """
        require("shop.account")
        Special = Account:new()
        function Special:bonus() return self:pay() end
        function Account.extra() end
        local s = Special:new()
        s:bonus()
        s:pay()
        s:missing()
    """,
    "shop/tools.lua": """
        local log = require("shop.log")
        local function trim() return log.write() end
        each({}, function() return log end)
        return { trim = trim, pad = function() return trim() end, deep = { cut = function() end } }
    """,
    "shop/log/init.lua": """
        local M = {}
        M.write = function() end
        return setmetatable(M, { __call = function(self) return M.write() end })
    """,
    "main.lua": """
        local ok, tools = pcall(require, "shop.tools")
        require "shop.special"
        tools.trim()
        tools.pad()
        tools["deep"].cut()
        Account.extra()
        table.sort({}, tools.pad)
        tools[trim]()
    """,
    "other.lua": """
        Account.extra()
        function print() end
    """,
}


def test_methods_are_found_through_metatables_modules_and_globals_that_are_loaded(tmp_path: Path) -> None:
    with memory_repository() as repository:
        index_tree(write_tree(tmp_path, FILES), repository)
        assert sorted((edge.source_id, edge.edge_type, edge.target_id) for edge in repository.edges()) == [
            ("main.lua::<module>", "call", "shop/special.lua::Account.extra"),
            ("main.lua::<module>", "call", "shop/tools.lua::deep.cut"),
            ("main.lua::<module>", "call", "shop/tools.lua::pad"),
            ("main.lua::<module>", "call", "shop/tools.lua::trim"),
            ("main.lua::<module>", "callback", "shop/tools.lua::pad"),
            ("shop/account.lua::Account.pay", "call", "shop/account.lua::Account.limit"),
            ("shop/log/init.lua::<module>", "call", "shop/log/init.lua::M.write"),
            ("shop/special.lua::<module>", "call", "shop/account.lua::Account.new"),
            ("shop/special.lua::<module>", "call", "shop/account.lua::Account.pay"),
            ("shop/special.lua::<module>", "call", "shop/special.lua::Special.bonus"),
            ("shop/special.lua::Special.bonus", "call", "shop/account.lua::Account.pay"),
            ("shop/tools.lua::<module>", "callback", "shop/tools.lua::trim"),
            ("shop/tools.lua::pad", "call", "shop/tools.lua::trim"),
            ("shop/tools.lua::trim", "call", "shop/log/init.lua::M.write"),
        ]
