(struct_item) @define.struct
(enum_item) @define.enum
(trait_item) @define.trait
(impl_item) @define.impl
(mod_item) @define.module
(const_item) @define.constant
[(function_definition) (function_signature)] @define.function
(struct_item name: (type_identifier) @name)
(enum_item name: (type_identifier) @name)
(trait_item name: (type_identifier) @name)
(impl_item . (type_identifier) @name)
(mod_item name: (identifier) @name)
(const_item name: (identifier) @name)
(function_definition . (identifier) @name)
(function_signature . (identifier) @name)
(function_definition returns: (_) @returns)
(parameter) @bind
(parameter . (identifier) @bind.name)
(let_declaration) @bind
(let_declaration pattern: (identifier) @bind.name)
(block) @scope
(call_expression function: (_) @call)
(comment) @comment
[(if_expression) (match_arm) (loop_expression)] @branch
