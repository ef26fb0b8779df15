; What only the grammars of TypeScript have; with common.scm of JavaScript, and its jsx.scm for .tsx.

(abstract_class_declaration) @define.class
(extends_clause value: (_) @base)
(implements_clause (_) @base)
(extends_type_clause (_) @base)
(class_body (decorator) @decorate)
(public_field_definition) @field
(abstract_method_signature) @define.method
(method_signature) @define.method
(interface_declaration) @define.interface
(interface_body) @body
(property_signature) @field
(call_signature) @field
(function_signature) @define.function
(type_alias_declaration) @define.type
(enum_declaration) @define.enum
(internal_module) @namespace
(ambient_declaration (module) @namespace)
(import_alias) @import
(import_require_clause (identifier) @import.all)
(import_require_clause source: (_) @import.source)
(arguments [(non_null_expression) (as_expression)] @pass)
