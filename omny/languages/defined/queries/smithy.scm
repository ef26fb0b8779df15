(structure_statement) @define.struct
(union_statement) @define.union
(service_statement) @define.service
(resource_statement) @define.resource
(operation_statement) @define.method
(enum_statement) @define.enum
[(list_statement) (map_statement) (simple_shape_statement)] @define.type
(structure_statement (identifier) @name)
(union_statement (identifier) @name)
(service_statement (identifier) @name)
(resource_statement (identifier) @name)
(operation_statement (identifier) @name)
(enum_statement (identifier) @name)
(list_statement (identifier) @name)
(map_statement (identifier) @name)
(simple_shape_statement (identifier) @name)
(comment) @comment
