; What the walk of a Java file looks at; the vocabulary is that of omny/extract/generic_walk.py.

(package_declaration) @unit
(package_declaration (_) @unit.name)
(import_declaration) @import

(class_declaration) @define.class
(record_declaration) @define.class
(enum_declaration) @define.enum
(interface_declaration) @define.interface
(annotation_type_declaration) @define.interface
(class_declaration name: (identifier) @name)
(record_declaration name: (identifier) @name)
(enum_declaration name: (identifier) @name)
(interface_declaration name: (identifier) @name)
(annotation_type_declaration name: (identifier) @name)
(superclass (_) @base)
(super_interfaces (type_list (_) @base))
(extends_interfaces (type_list (_) @base))
(class_declaration (modifiers "private" @private))
(record_declaration (modifiers "private" @private))
(enum_declaration (modifiers "private" @private))
(interface_declaration (modifiers "private" @private))

(method_declaration) @define.method
(method_declaration name: (identifier) @name)
(method_declaration parameters: (formal_parameters) @parameters)
(method_declaration type: (_) @returns)
(method_declaration (modifiers "private" @private))
(method_declaration (modifiers "static" @static))
(annotation_type_element_declaration) @define.method
(annotation_type_element_declaration name: (identifier) @name)
(annotation_type_element_declaration type: (_) @returns)
(constructor_declaration) @define.constructor
(constructor_declaration name: (identifier) @name)
(constructor_declaration parameters: (formal_parameters) @parameters)
(constructor_declaration (modifiers "private" @private))
(compact_constructor_declaration) @define.constructor
(compact_constructor_declaration name: (identifier) @name)
(compact_constructor_declaration (modifiers "private" @private))

(class_declaration (modifiers (marker_annotation) @decorate))
(class_declaration (modifiers (annotation) @decorate))
(record_declaration (modifiers (marker_annotation) @decorate))
(record_declaration (modifiers (annotation) @decorate))
(enum_declaration (modifiers (marker_annotation) @decorate))
(enum_declaration (modifiers (annotation) @decorate))
(interface_declaration (modifiers (marker_annotation) @decorate))
(interface_declaration (modifiers (annotation) @decorate))
(annotation_type_declaration (modifiers (marker_annotation) @decorate))
(annotation_type_declaration (modifiers (annotation) @decorate))
(method_declaration (modifiers (marker_annotation) @decorate))
(method_declaration (modifiers (annotation) @decorate))
(constructor_declaration (modifiers (marker_annotation) @decorate))
(constructor_declaration (modifiers (annotation) @decorate))

(block) @scope
(lambda_expression) @scope
(for_statement) @scope
(enhanced_for_statement) @scope
(if_statement) @scope
(while_statement) @scope
(try_statement) @scope
(try_with_resources_statement) @scope
(catch_clause) @scope
(switch_rule) @scope
(switch_block_statement_group) @scope
(object_creation_expression (class_body) @scope)
(enum_constant body: (class_body) @scope)

(type_parameter) @bind
(field_declaration) @bind
(field_declaration type: (_) @bind.type)
(field_declaration (variable_declarator name: (identifier) @bind.name))
(constant_declaration) @bind
(constant_declaration type: (_) @bind.type)
(constant_declaration (variable_declarator name: (identifier) @bind.name))
(local_variable_declaration) @bind
(local_variable_declaration type: (_) @bind.type)
(local_variable_declaration (variable_declarator name: (identifier) @bind.name))
(local_variable_declaration (variable_declarator value: (_) @bind.value))
(formal_parameter) @bind
(formal_parameter type: (_) @bind.type)
(formal_parameter name: (identifier) @bind.name)
(spread_parameter) @bind
(spread_parameter (variable_declarator name: (identifier) @bind.name))
(catch_formal_parameter) @bind
(catch_formal_parameter (catch_type (_) @bind.type))
(catch_formal_parameter name: (identifier) @bind.name)
(resource) @bind
(resource type: (_) @bind.type)
(resource name: (identifier) @bind.name)
(resource value: (_) @bind.value)
(instanceof_expression name: (identifier)) @bind
(instanceof_expression right: (_) @bind.type)
(instanceof_expression name: (identifier) @bind.name)
(type_pattern) @bind
(record_pattern_component) @bind
(enum_constant) @bind
(enum_constant name: (identifier) @bind.name)

(method_invocation) @invoke
(explicit_constructor_invocation) @invoke
(object_creation_expression) @new
(method_reference) @pass

[(line_comment) (block_comment)] @comment
[
  (if_statement) (for_statement) (while_statement) (do_statement) (enhanced_for_statement) (catch_clause)
  (switch_label) (ternary_expression)
] @branch
