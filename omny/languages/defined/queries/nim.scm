(type_declaration (object_declaration)) @define.class
(type_declaration (enum_declaration)) @define.enum
(type_declaration) @define.type
(type_declaration (type_symbol_declaration name: (identifier) @name))
(type_declaration (type_symbol_declaration name: (exported_symbol (identifier) @name)))
[(proc_declaration) (func_declaration) (method_declaration) (iterator_declaration) (converter_declaration)]
  @define.function
[(template_declaration) (macro_declaration)] @define.macro
(_ name: (identifier) @name parameters: (_))
(_ name: (exported_symbol (identifier) @name) parameters: (_))
(proc_declaration parameters: (_) @parameters)
(func_declaration parameters: (_) @parameters)
(source_file (const_section (variable_declaration) @define.constant))
(source_file (const_section (variable_declaration (symbol_declaration_list (symbol_declaration name: (identifier) @name)))))
(source_file (const_section
  (variable_declaration (symbol_declaration_list (symbol_declaration name: (exported_symbol (identifier) @name))))))

[(for) (block)] @scope
(parameter_declaration) @bind
(let_section (variable_declaration) @bind)
(var_section (variable_declaration) @bind)
(symbol_declaration name: (identifier) @bind.name)

(call function: [(identifier) (dot_expression)] @call)

[(comment) (documentation_comment) (block_comment) (block_documentation_comment)] @comment
[(if) (elif_branch) (for) (while) (of_branch) (except_branch)] @branch
