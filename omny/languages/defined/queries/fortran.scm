[(module) (submodule)] @define.module
(program) @define.function
[(function) (subroutine)] @define.function
(derived_type_definition) @define.type_class
(interface) @define.interface
(module (module_statement (name) @name))
(submodule (submodule_statement (name) @name))
(program (program_statement (name) @name))
(function (function_statement name: (name) @name))
(subroutine (subroutine_statement name: (name) @name))
(function (function_statement parameters: (parameters) @parameters))
(subroutine (subroutine_statement parameters: (parameters) @parameters))
(derived_type_definition (derived_type_statement (type_name) @name))
(interface (interface_statement (name) @name))
(module (variable_declaration declarator: (init_declarator) @define.constant))
(module (variable_declaration declarator: (init_declarator left: (identifier) @name)))

(variable_declaration) @bind
(variable_declaration declarator: (identifier) @bind.name)
(variable_declaration declarator: (init_declarator left: (identifier) @bind.name))
(variable_declaration declarator: (sized_declarator (identifier) @bind.name))

(call_expression . (identifier) @call)
(subroutine_call subroutine: (_) @call)

(comment) @comment
[(if_statement) (elseif_clause) (do_loop_statement) (case_statement) (where_statement)] @branch
