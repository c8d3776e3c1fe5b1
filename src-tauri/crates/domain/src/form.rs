//! How a form is written: a list of fields, each of which may be missing, `null` or a value.

/// Makes a form of its fields. In a change a missing field stays and `null` clears. The type after `as` is how
/// the API's description calls the field's.
macro_rules! form {
    (
        $(#[$doc:meta])*
        pub struct $form:ident {
            $($(#[$field_doc:meta])* $field:ident: $kind:ty as $schema:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $form {
            $(
                $(#[$field_doc])*
                #[serde(default)]
                #[schema(value_type = Option<$schema>)]
                pub $field: $crate::Patch<$kind>,
            )*
        }
    };
}

pub(crate) use form;
