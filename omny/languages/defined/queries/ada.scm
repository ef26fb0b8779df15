[(package_declaration) (package_body) (generic_package_declaration)] @define.package
(package_declaration name: (_) @name)
(package_body name: (_) @name)
(full_type_declaration (record_type_definition)) @define.record
(full_type_declaration (enumeration_type_definition)) @define.enum
(full_type_declaration) @define.type
(full_type_declaration . (identifier) @name)
(subtype_declaration) @define.type
(subtype_declaration . (identifier) @name)
[(subprogram_body) (subprogram_declaration)] @define.function
(subprogram_body (function_specification name: (_) @name))
(subprogram_body (procedure_specification name: (_) @name))
(subprogram_declaration (function_specification name: (_) @name))
(subprogram_declaration (procedure_specification name: (_) @name))
(function_specification (formal_part) @parameters)
(procedure_specification (formal_part) @parameters)
(function_specification (result_profile) @returns)
(task_body) @define.task
(task_body . (identifier) @name)
(package_body (non_empty_declarative_part (object_declaration) @define.value))
(object_declaration name: (identifier) @name)

(parameter_specification) @bind
(parameter_specification . (identifier) @bind.name)
(object_declaration) @bind
(object_declaration name: (identifier) @bind.name)
[(block_statement) (loop_statement)] @scope

(function_call name: (_) @call)
(procedure_call_statement name: (_) @call)

(comment) @comment
[(if_statement) (elsif_statement_item) (loop_statement) (case_statement_alternative) (exception_handler)] @branch
