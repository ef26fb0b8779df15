; What only the grammars of TypeScript have; with common.scm of JavaScript, and its jsx.scm for .tsx.

(abstract_class_declaration) @class
(class_body (decorator) @decorator)
(public_field_definition) @field
(abstract_method_signature) @signature
(method_signature) @signature
(interface_declaration) @interface
(interface_body) @interface_body
(property_signature) @property
(function_signature) @function_signature
(type_alias_declaration) @alias
(enum_declaration) @enum
(internal_module) @namespace
(ambient_declaration (module) @ambient)
(import_alias) @import_alias
(arguments [(non_null_expression) (as_expression)] @argument)
