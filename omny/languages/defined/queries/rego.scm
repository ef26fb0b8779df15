(rule (rule_head (rule_args))) @define.function
(rule) @define.rule
(rule (rule_head . (var) @name))
(expr_call func_name: (fn_name) @call)
(comment) @comment
