(class_declaration) @define.class
(interface_declaration) @define.interface
(enum_declaration) @define.enum
(trigger_declaration) @define.trigger
(method_declaration) @define.method
(constructor_declaration) @define.constructor
(field_declaration) @define.variable
(class_declaration name: (identifier) @name)
(interface_declaration name: (identifier) @name)
(enum_declaration name: (identifier) @name)
(trigger_declaration name: (identifier) @name)
(method_declaration name: (identifier) @name)
(constructor_declaration name: (identifier) @name)
(field_declaration declarator: (variable_declarator name: (identifier) @name))
(class_declaration superclass: (superclass (type_identifier) @base))
(class_declaration interfaces: (interfaces (type_list (type_identifier) @base)))
(method_declaration parameters: (formal_parameters) @parameters)
(method_declaration type: (_) @returns)
(constructor_declaration parameters: (formal_parameters) @parameters)

(block) @scope
(formal_parameter) @bind
(formal_parameter name: (identifier) @bind.name)
(local_variable_declaration) @bind
(local_variable_declaration declarator: (variable_declarator name: (identifier) @bind.name))

(method_invocation arguments: (argument_list) @applied)
(object_creation_expression type: (type_identifier) @call)

[(line_comment) (block_comment)] @comment
[(if_statement) (for_statement) (enhanced_for_statement) (while_statement) (catch_clause) (ternary_expression)] @branch
