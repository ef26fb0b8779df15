(fn_define) @define.function
(fn_define (function_header name: (global_var) @name))
(fn_define (function_header arguments: (argument_list) @parameters))
(global_global) @define.variable
(global_global . (global_var) @name)
(global_type) @define.type
(global_type . (local_var) @name)
(instruction_call callee: (value (var (global_var) @call)))
(comment) @comment
