(entity_declaration) @define.component
(architecture_body) @define.module
[(package_declaration) (package_body)] @define.package
[(function_body) (function_declaration)] @define.function
[(procedure_body) (procedure_declaration)] @define.procedure
(process_statement) @define.job
(full_type_declaration) @define.type
(constant_declaration) @define.constant
(entity_declaration name: (_) @name)
(architecture_body name: (_) @name)
(architecture_body entity: (_) @base)
(package_declaration name: (_) @name)
(function_body designator: (_) @name)
(function_declaration designator: (_) @name)
(procedure_body designator: (_) @name)
(procedure_declaration designator: (_) @name)
(process_statement (label (identifier) @name))
(full_type_declaration name: (_) @name)
(constant_declaration (identifier_list (identifier) @name))

(constant_interface_declaration) @bind
(constant_interface_declaration (identifier_list (identifier) @bind.name))
(variable_declaration) @bind
(variable_declaration (identifier_list (identifier) @bind.name))
(signal_declaration) @bind
(signal_declaration (identifier_list (identifier) @bind.name))

(ambiguous_name prefix: (simple_name) @call)
(procedure_call_statement procedure: (_) @call)

(comment) @comment
[(if_statement) (elsif) (loop_statement) (case_statement_alternative)] @branch
