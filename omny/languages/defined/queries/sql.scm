(create_table) @define.table
[(create_view) (create_materialized_view)] @define.view
(create_function) @define.function
(create_type) @define.type
(create_trigger) @define.trigger
(create_sequence) @define.value
(create_schema) @define.schema
(create_table (object_reference name: (_) @name))
(create_view (object_reference name: (_) @name))
(create_materialized_view (object_reference name: (_) @name))
(create_function (object_reference name: (_) @name))
(create_type (object_reference name: (_) @name))
(create_trigger (object_reference name: (_) @name))
(create_sequence (object_reference name: (_) @name))
(create_schema (identifier) @name)
(create_index) @define.value
(create_index column: (identifier) @name)
(column_definition) @define.field
(column_definition name: (identifier) @name)
(create_function (function_arguments) @parameters)

(invocation (object_reference) @call)
(create_trigger (keyword_execute) (object_reference) @call)

[(comment) (marginalia)] @comment
[(case) (when_clause)] @branch
