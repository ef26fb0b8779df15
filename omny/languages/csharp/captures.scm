; What the walk of a C# file looks at; the vocabulary is that of omny/extract/generic_walk.py.

(namespace_declaration) @unit
(namespace_declaration name: (_) @unit.name)
(file_scoped_namespace_declaration) @unit
(file_scoped_namespace_declaration name: (_) @unit.name)
(using_directive) @import

(class_declaration) @define.class
(struct_declaration) @define.class
(record_declaration) @define.class
(interface_declaration) @define.interface
(enum_declaration) @define.enum
(class_declaration name: (identifier) @name)
(struct_declaration name: (identifier) @name)
(record_declaration name: (identifier) @name)
(interface_declaration name: (identifier) @name)
(enum_declaration name: (identifier) @name)
(base_list [(identifier) (generic_name) (qualified_name)] @base)
(base_list (primary_constructor_base_type type: (_) @base))
((modifier) @open (#eq? @open "partial"))
((modifier) @static (#eq? @static "static"))

(method_declaration) @define.method
(method_declaration name: (identifier) @name)
(method_declaration parameters: (parameter_list) @parameters)
(method_declaration returns: (_) @returns)
(property_declaration) @define.method
(property_declaration name: (identifier) @name)
(property_declaration type: (_) @returns)
(constructor_declaration) @define.constructor
(constructor_declaration name: (identifier) @name)
(constructor_declaration parameters: (parameter_list) @parameters)
(local_function_statement) @define.function
(local_function_statement name: (identifier) @name)
(local_function_statement parameters: (parameter_list) @parameters)
(local_function_statement type: (_) @returns)

(block) @scope
(lambda_expression) @scope
(anonymous_method_expression) @scope
(indexer_declaration) @scope
(operator_declaration) @scope
(conversion_operator_declaration) @scope
(delegate_declaration) @scope
(foreach_statement) @scope
(for_statement) @scope
(using_statement) @scope
(catch_clause) @scope
(switch_section) @scope
(switch_expression_arm) @scope
(query_expression) @scope

(variable_declaration) @bind
(parameter) @bind
(parameter type: (_) @bind.type)
(parameter name: (identifier) @bind.name)
(implicit_parameter) @bind
(type_parameter) @bind
(type_parameter_constraints_clause) @bind
(from_clause) @bind
(declaration_pattern) @bind
(declaration_pattern type: (_) @bind.type)
(declaration_pattern name: (identifier) @bind.name)
(declaration_expression) @bind
(declaration_expression type: (_) @bind.type)
(declaration_expression name: (identifier) @bind.name)
(catch_declaration) @bind
(catch_declaration type: (_) @bind.type)
(catch_declaration name: (identifier) @bind.name)
(enum_member_declaration) @bind
(enum_member_declaration name: (identifier) @bind.name)

(invocation_expression) @invoke
(constructor_initializer) @invoke
(argument [(identifier) (member_access_expression)] @invoke)
(assignment_expression) @invoke
(object_creation_expression) @new
(implicit_object_creation_expression) @new

(comment) @comment
[
  (if_statement) (for_statement) (foreach_statement) (while_statement) (do_statement) (switch_section) (catch_clause)
  (switch_expression_arm) (conditional_expression)
] @branch
