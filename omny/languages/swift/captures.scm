; What the walk of a Swift file looks at; the vocabulary is that of omny/extract/generic_walk.py.
; The grammar gives most parts of a declaration one field, `name`: the walk tells them apart.

(import_declaration) @import

(class_declaration declaration_kind: "class") @define.class
(class_declaration declaration_kind: "struct") @define.class
(class_declaration declaration_kind: "actor") @define.class
(class_declaration declaration_kind: "enum") @define.enum
(class_declaration declaration_kind: "extension") @extend
(class_declaration name: (type_identifier) @name)
(protocol_declaration) @define.interface
(protocol_declaration name: (type_identifier) @name)

(function_declaration) @define.function
(protocol_function_declaration) @define.function
(subscript_declaration) @define.function
(deinit_declaration) @define.function
(macro_declaration) @define.macro
(macro_declaration (simple_identifier) @name)
(init_declaration) @define.constructor

(property_declaration) @bind
(protocol_property_declaration) @bind
(typealias_declaration) @bind
(associatedtype_declaration) @bind
(type_parameter) @bind
(type_constraint) @bind
(parameter) @bind
(enum_entry) @bind
(guard_statement) @bind

(lambda_literal) @scope
(if_statement) @scope
(while_statement) @scope
(for_statement) @scope
(switch_entry) @scope
(do_statement) @scope
(catch_block) @scope

(call_expression) @invoke
(constructor_expression) @invoke
(macro_invocation) @invoke
(selector_expression) @invoke
(value_argument value: (simple_identifier) @invoke)
(value_argument value: (navigation_expression) @invoke)

(comment) @comment
(multiline_comment) @comment
[
  (if_statement) (guard_statement) (for_statement) (while_statement) (repeat_while_statement) (switch_entry)
  (catch_block) (ternary_expression) (nil_coalescing_expression)
] @branch
