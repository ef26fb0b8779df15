(model_block) @define.table
(enum_block) @define.enum
(model_block . (identifier) @name)
(enum_block . (identifier) @name)
(model_field) @define.field
(model_field field_name: (identifier) @name)
[(comment) (document_comment)] @comment
