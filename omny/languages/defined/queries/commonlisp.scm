((defun (defun_header keyword: (defun_keyword) @_word)) @define.function (#match? @_word "(?i)^(defun|defgeneric)$"))
((defun (defun_header keyword: (defun_keyword) @_word)) @define.method (#match? @_word "(?i)^defmethod$"))
((defun (defun_header keyword: (defun_keyword) @_word)) @define.macro (#match? @_word "(?i)^defmacro$"))
(defun (defun_header function_name: (_) @name))
(defun (defun_header lambda_list: (_) @parameters))
(defun value: (str_lit) @doc)
((list_lit . (sym_lit) @_word) @define.class (#match? @_word "(?i)^(defclass|define-condition)$"))
((list_lit . (sym_lit) @_word) @define.struct (#match? @_word "(?i)^defstruct$"))
((list_lit . (sym_lit) @_word) @define.package (#match? @_word "(?i)^defpackage$"))
((list_lit . (sym_lit) @_word) @define.variable (#match? @_word "(?i)^(defvar|defparameter|defconstant)$"))
((list_lit . (sym_lit) @_word (sym_lit) @name)
  (#match? @_word "(?i)^(defclass|define-condition|defstruct|defvar|defparameter|defconstant)$"))
((list_lit . (sym_lit) @_word (kwd_lit (kwd_symbol) @name)) (#match? @_word "(?i)^defpackage$"))

; The parameters of a definition, and what a `let` binds, have the form of calls.
(defun (defun_header lambda_list: (_) @skip))
((list_lit . (sym_lit) @_word (list_lit) @skip) (#match? @_word "(?i)^(defclass|define-condition)$"))
((list_lit . (sym_lit) @_word (list_lit . (list_lit . (sym_lit) @fresh))) (#match? @_word "(?i)^(let[*]?|do)$"))
((list_lit . (sym_lit) @_word (list_lit . (list_lit) (list_lit . (sym_lit) @fresh))) (#match? @_word "(?i)^(let[*]?|do)$"))
((list_lit . (sym_lit) @invoke)
  (#match? @invoke "(?i)^(?!(def[a-z-]*|in-package|let|lambda|if|when|unless|cond|case|progn|setf|setq|quote|and|or|loop|do)$)"))

(comment) @comment
((list_lit . (sym_lit) @_word) @branch (#match? @_word "(?i)^(if|when|unless|cond|case|loop|dolist|dotimes)$"))
