(class_definition) @define.class
(actor_definition) @define.actor
(primitive_definition) @define.object
(struct_definition) @define.struct
[(trait_definition) (interface_definition)] @define.interface
(type_alias) @define.type
(constructor) @define.constructor
[(method) (behavior)] @define.method
(class_definition (identifier) @name)
(actor_definition (identifier) @name)
(primitive_definition (identifier) @name)
(struct_definition (identifier) @name)
(trait_definition (identifier) @name)
(interface_definition (identifier) @name)
(type_alias . (identifier) @name)
(constructor (identifier) @name)
(method (identifier) @name)
(behavior (identifier) @name)
(class_definition (base_type name: (identifier) @base))
(method (parameters) @parameters)
(method returns: (_) @returns)

(parameter) @bind
(parameter name: (identifier) @bind.name)
(variable_declaration) @bind
(variable_declaration (identifier) @bind.name)

(call_expression callee: (_) @call)

[(line_comment) (block_comment)] @comment
[(if_block) (elseif_block) (for_statement) (while_statement) (case_statement)] @branch
