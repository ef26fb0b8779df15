[(spec) (fun_decl)] @define.function
(spec fun: (atom) @name)
(fun_decl clause: (function_clause name: (atom) @name))
(fun_decl clause: (function_clause args: (expr_args) @parameters))
(pp_define lhs: (macro_lhs args: (_))) @define.macro
(pp_define) @define.value
(pp_define lhs: (macro_lhs name: (_) @name))
(record_decl) @define.record
(record_decl name: (atom) @name)
[(type_alias) (opaque)] @define.type
(type_alias name: (type_name name: (atom) @name))
(opaque name: (type_name name: (atom) @name))

; Types look like calls.
[(spec) (callback) (type_alias) (opaque) (record_decl)] @skip
(call expr: [(atom) (remote)] @invoke)
(internal_fun fun: (atom) @pass)

(comment) @comment
[(cr_clause) (if_clause) (catch_clause)] @branch
