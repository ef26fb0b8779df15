(type_binding body: (variant_declaration)) @define.enum
(type_binding body: (record_declaration)) @define.record
(type_binding) @define.type
(type_binding name: (_) @name)
(exception_definition) @define.exception
(exception_definition (constructor_declaration (constructor_name) @name))
(module_binding) @define.module
(module_binding (module_name) @name)
(module_type_definition) @define.interface
(module_type_definition (module_type_name) @name)
(value_specification) @define.function
(value_specification (value_name) @name)
(comment) @comment
