(struct) @define.struct
(interface) @define.interface
(enum) @define.enum
(method) @define.method
(const) @define.constant
(annotation) @define.annotation
(struct (type_identifier) @name)
(interface . (type_identifier) @name)
(enum (enum_identifier) @name)
(method (method_identifier) @name)
(const (const_identifier) @name)
(annotation (annotation_definition_identifier) @name)
(field) @define.field
(field . (field_identifier) @name)
(comment) @comment
