(struct_definition) @define.struct
(union_definition) @define.union
(exception_definition) @define.exception
(enum_definition) @define.enum
(service_definition) @define.service
(function_definition) @define.rpc
(const_definition) @define.constant
(typedef_definition) @define.type
(struct_definition type: (identifier) @name)
(union_definition type: (identifier) @name)
(exception_definition . (identifier) @name)
(enum_definition type: (identifier) @name)
(service_definition . (identifier) @name)
(service_definition . (identifier) type: (identifier) @base)
(function_definition (identifier) @name)
(const_definition (identifier) @name)
(typedef_definition (typedef_identifier) @name)
(function_definition (parameters) @parameters)
(struct_definition (field) @define.field)
(struct_definition (field (identifier) @name))
(comment) @comment
