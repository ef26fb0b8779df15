; A target has no extent: its block stands beside it.
((call_expression function: (identifier) @_word) @define.target
  (#match? @_word "^(executable|static_library|shared_library|source_set|group|action|copy|component|test|config|toolchain)$"))
((call_expression function: (identifier) @_word) @define.macro (#eq? @_word "template"))
((call_expression function: (identifier) @_word (primary_expression (string) @name))
  (#match? @_word "^(executable|static_library|shared_library|source_set|group|action|copy|component|test|config|toolchain|template)$"))
(call_expression function: (identifier) @call)
(comment) @comment
