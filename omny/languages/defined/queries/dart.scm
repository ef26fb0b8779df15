(class_definition) @define.class
(mixin_declaration) @define.mixin
(enum_declaration) @define.enum
(extension_declaration) @define.extension
(type_alias) @define.type
(class_definition name: (identifier) @name)
(mixin_declaration (identifier) @name)
(enum_declaration name: (identifier) @name)
(extension_declaration name: (identifier) @name)
(type_alias . (type_identifier) @name)
(class_definition superclass: (superclass (type_identifier) @base))
(class_definition superclass: (superclass (mixins (type_identifier) @base)))
(class_definition interfaces: (interfaces (type_identifier) @base))

; A body stands beside the signature.
(method_signature (function_signature)) @define.method
(method_signature (getter_signature)) @define.getter
(method_signature (setter_signature)) @define.setter
(method_signature (constructor_signature)) @define.constructor
(method_signature (factory_constructor_signature)) @define.constructor
(declaration (constructor_signature)) @define.constructor
(declaration (function_signature)) @define.method
(declaration (getter_signature)) @define.getter
(declaration (setter_signature)) @define.setter
(program (function_signature) @define.function)
(lambda_expression) @define.function
(function_signature name: (identifier) @name)
(getter_signature name: (identifier) @name)
(setter_signature name: (identifier) @name)
(constructor_signature name: (identifier) @name)
(factory_constructor_signature (identifier) @name)
(function_signature (formal_parameter_list) @parameters)
(constructor_signature parameters: (formal_parameter_list) @parameters)
(function_body) @rest

(declaration (static_final_declaration_list (static_final_declaration) @define.constant))
(program (static_final_declaration_list (static_final_declaration) @define.constant))
(static_final_declaration . (identifier) @name)
(class_body (declaration (initialized_identifier_list (initialized_identifier) @define.variable)))
(initialized_identifier . (identifier) @name)

[(block) (for_statement)] @scope
(formal_parameter) @bind
(formal_parameter name: (identifier) @bind.name)
(local_variable_declaration) @bind
(initialized_variable_definition name: (identifier) @bind.name)

(selector (argument_part) @applied)

[(comment) (documentation_comment)] @comment
[(if_statement) (for_statement) (while_statement) (switch_statement_case) (conditional_expression) (catch_clause)] @branch
