; What the walk of a Rust file looks at; the vocabulary is that of omny/extract/generic_walk.py.
; A call of a macro is an `invoke`: the grammar leaves its arguments as tokens.

(function_item) @define.function
(function_item name: (identifier) @name)
(function_item parameters: (parameters) @parameters)
(function_item return_type: (_) @returns)
(function_signature_item) @define.function
(function_signature_item name: (identifier) @name)
(function_signature_item parameters: (parameters) @parameters)
(function_signature_item return_type: (_) @returns)
(macro_definition) @define.macro
(macro_definition name: (identifier) @name)

(struct_item) @define.class
(struct_item name: (type_identifier) @name)
(union_item) @define.class
(union_item name: (type_identifier) @name)
(enum_item) @define.enum
(enum_item name: (type_identifier) @name)
(trait_item) @define.interface
(trait_item name: (type_identifier) @name)
(trait_item bounds: (trait_bounds (_) @base))
(type_item) @define.type
(type_item name: (type_identifier) @name)
(type_item type: (type_identifier) @base)
(type_item type: (scoped_type_identifier) @base)
(type_item type: (generic_type) @base)

(impl_item) @extend
(mod_item) @namespace
(use_declaration) @import
(extern_crate_declaration) @import
(macro_invocation) @invoke

(block) @scope
(closure_expression) @scope
(if_expression) @scope
(while_expression) @scope
(match_arm) @scope

(parameter) @bind
(let_declaration) @bind
(let_condition) @bind
(assignment_expression left: (identifier)) @bind
(const_item) @bind
(static_item) @bind
(field_declaration) @bind
(enum_variant) @bind

(call_expression function: (_) @call)
(arguments [(identifier) (scoped_identifier)] @pass)

(line_comment) @comment
(block_comment) @comment
[
  (if_expression) (match_arm) (while_expression) (for_expression) (loop_expression)
] @branch
