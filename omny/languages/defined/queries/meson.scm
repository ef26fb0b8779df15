((operatorunit . (identifier) (normal_command command: (identifier) @_word)) @define.target
  (#match? @_word "^(executable|library|static_library|shared_library|both_libraries|custom_target|run_target)$"))
(operatorunit . (identifier) (normal_command)) @define.value
(operatorunit . (identifier) @name (normal_command))
(normal_command command: (identifier) @call)
(comment) @comment
(if_condition) @branch
