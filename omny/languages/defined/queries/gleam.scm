(type_definition) @define.class
(type_alias) @define.type
(constant) @define.constant
(function) @define.function
(type_definition (type_name name: (_) @name))
(type_alias (type_name name: (_) @name))
(constant name: (identifier) @name)
(function name: (identifier) @name)
(function parameters: (function_parameters) @parameters)
(function return_type: (_) @returns)

[(block) (case_clause) (anonymous_function)] @scope
(function_parameter) @bind
(function_parameter name: (identifier) @bind.name)
(let) @bind
(let pattern: (identifier) @bind.name)
(case_clause_pattern) @bind
(case_clause_pattern (identifier) @bind.name)

(function_call function: [(identifier) (field_access)] @call)

[(comment) (statement_comment) (module_comment)] @comment
[(case_clause)] @branch
