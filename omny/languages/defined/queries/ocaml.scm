(type_binding body: (variant_declaration)) @define.enum
(type_binding body: (record_declaration)) @define.record
(type_binding) @define.type
(type_binding name: (_) @name)
(exception_definition) @define.exception
(exception_definition (constructor_declaration (constructor_name) @name))
(module_binding) @define.module
(module_binding (module_name) @name)
(module_type_definition) @define.interface
(module_type_definition (module_type_name) @name)
(class_binding) @define.class
(class_binding (class_name) @name)
(method_definition) @define.method
(method_definition (method_name) @name)
(let_binding pattern: (value_name) (parameter)) @define.function
(let_binding pattern: (value_name) body: (fun_expression)) @define.function
(let_binding pattern: (value_name) body: (function_expression)) @define.function
(compilation_unit (value_definition (let_binding pattern: (value_name)) @define.value))
(structure (value_definition (let_binding pattern: (value_name)) @define.value))
(let_binding pattern: (value_name) @name)
[(value_specification) (external)] @define.function
(value_specification (value_name) @name)
(external (value_name) @name)

[(match_case) (fun_expression) (let_expression)] @scope
(parameter) @bind
(parameter pattern: (value_pattern) @bind.name)
(parameter pattern: (typed_pattern pattern: (value_pattern) @bind.name))
(let_expression (value_definition (let_binding) @bind))
(let_binding pattern: (value_name) @bind.name)
(match_case pattern: (value_pattern)) @bind
(match_case pattern: (value_pattern) @bind.name)

(application_expression function: (value_path) @call)

(comment) @comment
[(if_expression) (match_case) (while_expression) (for_expression)] @branch
