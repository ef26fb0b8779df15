(object_type_definition) @define.class
(interface_type_definition) @define.interface
(enum_type_definition) @define.enum
(input_object_type_definition) @define.class
(union_type_definition) @define.union
(scalar_type_definition) @define.type
(directive_definition) @define.annotation
(object_type_extension) @define.extension
(field_definition) @define.field
(input_fields_definition (input_value_definition) @define.field)
(operation_definition) @define.operator
(fragment_definition) @define.function
(object_type_definition (name) @name)
(interface_type_definition (name) @name)
(enum_type_definition (name) @name)
(input_object_type_definition (name) @name)
(union_type_definition (name) @name)
(scalar_type_definition (name) @name)
(directive_definition (name) @name)
(object_type_extension (name) @name)
(field_definition (name) @name)
(input_fields_definition (input_value_definition (name) @name))
(operation_definition (name) @name)
(fragment_definition (fragment_name (name) @name))
(implements_interfaces (named_type (name) @base))
(object_type_definition (description (string_value) @doc))
(field_definition (description (string_value) @doc))

(fragment_spread (fragment_name (name) @call))

(comment) @comment
