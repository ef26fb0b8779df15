(source_file) @define.module
(source_file (id) @name)
(subgraph) @define.object
(subgraph id: (id) @name)
(node_stmt) @define.value
(node_stmt (node_id (id) @name))
(comment) @comment
