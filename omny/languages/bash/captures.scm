; What the walk of a shell script looks at; the vocabulary is that of omny/extract/generic_walk.py.

(function_definition) @define.function
(function_definition name: (word) @name)
[(command) (declaration_command)] @invoke

(comment) @comment
[(if_statement) (elif_clause) (while_statement) (for_statement) (c_style_for_statement) (case_item)] @branch
