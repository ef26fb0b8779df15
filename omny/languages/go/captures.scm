; What the walk of a Go file looks at; the vocabulary is that of omny/extract/generic_walk.py.

(function_declaration) @define.function
(function_declaration name: (identifier) @name)
(function_declaration parameters: (parameter_list) @parameters)
(function_declaration result: (_) @returns)
(method_declaration) @define.method
(method_declaration name: (field_identifier) @name)
(method_declaration parameters: (parameter_list) @parameters)
(method_declaration result: (_) @returns)
(method_declaration receiver: (parameter_list (parameter_declaration type: (_) @on)))

(type_spec type: (struct_type)) @define.class
(type_spec type: (interface_type)) @define.interface
(type_spec) @define.type
(type_alias) @define.type
(type_spec name: (type_identifier) @name)
(type_alias name: (type_identifier) @name)
(type_spec type: (type_identifier) @base)
(type_spec type: (qualified_type) @base)
(type_alias type: (type_identifier) @base)
(type_alias type: (qualified_type) @base)
(type_elem (type_identifier) @base)
(type_elem (qualified_type) @base)
(method_elem) @define.method
(method_elem name: (field_identifier) @name)
(method_elem parameters: (parameter_list) @parameters)
(method_elem result: (_) @returns)

(package_clause) @unit
(import_spec) @import
(import_spec path: (_) @import.path)
(import_spec name: (_) @import.alias)

(func_literal) @scope
(struct_type) @scope
(block) @scope
(for_statement) @scope
(if_statement) @scope
(expression_switch_statement) @scope
(type_switch_statement) @scope
(expression_case) @scope
(default_case) @scope
(type_case) @scope
(communication_case) @scope

(parameter_declaration) @bind
(parameter_declaration name: (identifier) @bind.name)
(parameter_declaration type: (_) @bind.type)
(variadic_parameter_declaration) @bind
(variadic_parameter_declaration name: (identifier) @bind.name)
(variadic_parameter_declaration type: (_) @bind.type)
(type_parameter_declaration) @bind
(type_parameter_declaration name: (identifier) @bind.name)
(type_parameter_declaration type: (_) @bind.type)
(field_declaration) @bind
(field_declaration name: (field_identifier) @bind.name)
(field_declaration type: (_) @bind.type)
(short_var_declaration) @bind
(short_var_declaration left: (expression_list (identifier) @bind.name))
(short_var_declaration right: (expression_list (_) @bind.value))
(receive_statement) @bind
(receive_statement left: (expression_list (identifier) @bind.name))
(receive_statement right: (_) @bind.value)
(var_spec) @bind
(var_spec name: (identifier) @bind.name)
(var_spec type: (_) @bind.type)
(var_spec value: (expression_list (_) @bind.value))
(const_spec) @bind
(const_spec name: (identifier) @bind.name)
(const_spec type: (_) @bind.type)
(range_clause) @bind
(range_clause left: (expression_list (identifier) @bind.name))
(range_clause right: (_) @bind.each)

(call_expression function: (_) @call)
(type_conversion_expression type: (generic_type) @call)
(argument_list [(identifier) (selector_expression)] @pass)
(keyed_element value: (literal_element [(identifier) (selector_expression)] @pass))

(comment) @comment
[
  (if_statement) (for_statement) (expression_case) (type_case) (communication_case)
] @branch
