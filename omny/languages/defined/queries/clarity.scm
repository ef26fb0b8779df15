(function_definition) @define.function
(function_definition (_ (function_signature . (identifier) @name)))
(constant_definition) @define.constant
(variable_definition) @define.variable
(mapping_definition) @define.variable
(trait_definition) @define.trait
(constant_definition . (identifier) @name)
(variable_definition . (identifier) @name)
(mapping_definition . (identifier) @name)
(trait_definition . (identifier) @name)
(function_signature (function_parameter) @bind)
(function_parameter . (identifier) @bind.name)
(contract_function_call operator: (identifier) @call)
(comment) @comment
