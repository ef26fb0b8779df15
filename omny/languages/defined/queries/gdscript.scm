(class_definition) @define.class
(enum_definition) @define.enum
(signal_statement) @define.signal
(const_statement) @define.constant
(function_definition) @define.function
(constructor_definition) @define.constructor
(source (variable_statement) @define.variable)
(class_body (variable_statement) @define.variable)
(class_definition name: (name) @name)
(enum_definition name: (name) @name)
(signal_statement name: (name) @name)
(const_statement name: (name) @name)
(function_definition name: (name) @name)
(source (variable_statement name: (name) @name))
(class_body (variable_statement name: (name) @name))
(function_definition parameters: (parameters) @parameters)
(function_definition return_type: (_) @returns)

(parameters) @bind
(parameters (identifier) @bind.name)
(parameters (_ . (identifier) @bind.name))
(body (variable_statement) @bind)
(variable_statement name: (name) @bind.name)
(for_statement) @bind
(for_statement left: (identifier) @bind.name)

(call . (identifier) @call)
(attribute (attribute_call (arguments) @applied))

(comment) @comment
[(if_statement) (elif_clause) (for_statement) (while_statement) (pattern_section)] @branch
