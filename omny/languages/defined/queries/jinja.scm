(statement (macro_statement)) @define.macro
(macro_statement name: (identifier) @name)
(macro_statement (argument_list) @parameters)
(macro_statement (argument_list) @bind)
(macro_statement (argument_list (identifier) @bind.name))
(macro_statement (argument_list (keyword_argument key: (identifier) @bind.name)))

(statement (block_statement)) @define.block
(block_statement name: (identifier) @name)

(for_statement) @scope
(for_statement variable: (identifier)) @bind
(for_statement variable: (identifier) @bind.name)
(for_statement variable: (identifier_list) @bind)
(for_statement variable: (identifier_list (identifier) @bind.name))
(with_statement) @scope
(assignment) @bind
(assignment . (identifier) @bind.name)
(call_statement) @scope
(call_statement (argument_list) @bind)
(call_statement (argument_list (identifier) @bind.name))
(set_statement) @bind
(set_statement variable: (identifier) @bind.name)
(set_statement variable: (identifier_list (identifier) @bind.name))

; What other templates define, by the names that it has here.
(import_statement) @bind
(import_statement alias: (identifier) @bind.name)
(import_name) @bind
(import_name . (identifier) @bind.name .)
(import_name alias: (identifier) @bind.name)

(call_expression function: [(identifier) (member_expression)] @call)
(comment) @comment
[(if_statement) (elseif_clause) (for_statement) (for_condition) (conditional_expression)] @branch
