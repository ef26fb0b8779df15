(function_def) @define.function
(macro_def) @define.macro
(function_def (function_command (argument_list . (argument) @name)))
(macro_def (macro_command (argument_list . (argument) @name)))
((normal_command (identifier) @_word) @define.target (#match? @_word "(?i)^add_(executable|library|custom_target)$"))
((source_file (normal_command (identifier) @_word) @define.variable) (#match? @_word "(?i)^(option|set)$"))
((normal_command (identifier) @_word (argument_list . (argument) @name))
  (#match? @_word "(?i)^(add_(executable|library|custom_target)|option|set)$"))
(normal_command (identifier) @call)
[(line_comment) (bracket_comment)] @comment
[(if_condition) (elseif_command) (foreach_loop) (while_loop)] @branch
