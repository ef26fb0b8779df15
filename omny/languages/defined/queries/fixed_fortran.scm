(module) @define.module
(program) @define.function
[(function) (subroutine)] @define.function
(module (module_statement (name) @name))
(program (program_statement (name) @name))
(function (function_statement name: (name) @name))
(subroutine (subroutine_statement name: (name) @name))
(function (function_statement parameters: (parameters) @parameters))
(subroutine (subroutine_statement parameters: (parameters) @parameters))

(call_expression . (identifier) @call)
(subroutine_call subroutine: (_) @call)

(comment) @comment
[(if_statement) (elseif_clause) (do_loop_statement) (case_statement)] @branch
