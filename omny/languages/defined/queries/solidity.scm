(contract_declaration) @define.contract
(interface_declaration) @define.interface
(library_declaration) @define.library
(struct_declaration) @define.struct
(enum_declaration) @define.enum
(event_definition) @define.event
(error_declaration) @define.error
(modifier_definition) @define.function
(function_definition) @define.function
(constructor_definition) @define.constructor
(state_variable_declaration) @define.variable
(constant_variable_declaration) @define.constant
(user_defined_type_definition) @define.type
(contract_declaration name: (identifier) @name)
(interface_declaration name: (identifier) @name)
(library_declaration name: (identifier) @name)
(struct_declaration name: (identifier) @name)
(enum_declaration name: (identifier) @name)
(event_definition name: (identifier) @name)
(error_declaration name: (identifier) @name)
(modifier_definition name: (identifier) @name)
(function_definition name: (identifier) @name)
(constructor_definition "constructor" @name)
(state_variable_declaration name: (identifier) @name)
(constant_variable_declaration name: (identifier) @name)
(user_defined_type_definition name: (identifier) @name)
(inheritance_specifier ancestor: (user_defined_type) @base)
(function_definition return_type: (_) @returns)

(parameter) @bind
(parameter name: (identifier) @bind.name)
(variable_declaration) @bind
(variable_declaration name: (identifier) @bind.name)
[(block_statement) (for_statement) (while_statement)] @scope

(call_expression function: (expression [(identifier) (member_expression)] @call))
(modifier_invocation (identifier) @call)
(emit_statement name: (expression) @call)
(revert_statement error: (expression) @call)

(comment) @comment
[(if_statement) (for_statement) (while_statement) (ternary_expression) (catch_clause)] @branch
