; The methods of a file are those of its one class.
(class_directive) @define.class
(class_directive (class_identifier) @name)
(method_definition) @define.function
(method_definition (method_signature (method_identifier) @name))
(method_definition (method_signature (parameters) @parameters))
(field_definition) @define.field
(field_definition (field_identifier) @name)
(comment) @comment
