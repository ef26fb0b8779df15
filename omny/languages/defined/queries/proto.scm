(message) @define.message
(enum) @define.enum
(service) @define.service
(rpc) @define.rpc
(message (message_name) @name)
(enum (enum_name) @name)
(service (service_name) @name)
(rpc (rpc_name) @name)
(message (message_body (field) @define.field))
(message (message_body (field (identifier) @name)))
(comment) @comment
