(module_field_func) @define.function
(module_field_func identifier: (identifier) @name)
(module_field_global) @define.variable
(module_field_global identifier: (identifier) @name)
(module_field_memory) @define.variable
(module_field_memory identifier: (identifier) @name)
((instr_plain (op_index) @_word (index) @call) (#match? @_word "^(call|return_call)$"))
[(comment_line) (comment_block)] @comment
