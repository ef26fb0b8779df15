(module_defn) @define.module
(module_defn (identifier) @name)
(type_definition (union_type_defn)) @define.union
(type_definition (record_type_defn)) @define.record
(type_definition (anon_type_defn)) @define.class
(type_definition (enum_type_defn)) @define.enum
(type_definition (_ (type_name type_name: (identifier) @name)))
(function_or_value_defn (function_declaration_left)) @define.function
(function_or_value_defn (function_declaration_left . (identifier) @name))
(function_or_value_defn (function_declaration_left (argument_patterns) @parameters))
(named_module (declaration_expression (function_or_value_defn (value_declaration_left)) @define.value))
(file (declaration_expression (function_or_value_defn (value_declaration_left)) @define.value))
(module_defn (declaration_expression (function_or_value_defn (value_declaration_left)) @define.value))
(function_or_value_defn (value_declaration_left (identifier_pattern (long_identifier_or_op) @name)))
(member_defn) @define.method
(member_defn (method_or_prop_defn name: (property_or_ident method: (identifier) @name)))
(member_defn (method_or_prop_defn name: (property_or_ident . (identifier) @name .)))
(member_defn (member_signature . (identifier) @name))
(class_inherits_decl (simple_type (long_identifier) @base))

(argument_patterns) @bind
(argument_patterns (long_identifier) @bind.name)
(argument_patterns (typed_pattern (identifier_pattern (long_identifier_or_op) @bind.name)))
(method_or_prop_defn args: (identifier_pattern) @bind)
(identifier_pattern (long_identifier_or_op) @bind.name)
(value_declaration_left) @bind
(fun_expression) @scope

(application_expression . (long_identifier_or_op) @call)

[(line_comment) (block_comment)] @comment
[(if_expression) (elif_expression) (rule) (for_expression) (while_expression)] @branch
