//! What all resources share: lists, and changes that say which revision they were made from.

use domain::{ClientKeyForm, ProviderForm, UserForm};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

/// A list, or a part of one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// What is in it.
    pub items: Vec<T>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A list that is complete.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }
}

/// The revision that a removal is made from; without one it is removed as it is.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RevisionQuery {
    /// The revision the caller saw; an older one is answered 409.
    pub revision: Option<u64>,
}

macro_rules! change {
    ($(#[$doc:meta])* $name:ident of $form:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            /// The revision the caller saw; an older one is answered 409.
            pub revision: u64,
            /// What to change: a missing field stays, `null` clears.
            pub form: $form,
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let (revision, form) = split(deserializer, "revision", "the revision you read")?;
                Ok(Self { revision, form })
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                with_field::<$form>("revision", Type::Integer)
            }
        }

        impl ToSchema for $name {
            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                $form::schemas(schemas);
            }
        }
    };
}

change!(
    /// A change of a provider.
    ProviderChange of ProviderForm
);
change!(
    /// A change of a user.
    UserChange of UserForm
);
change!(
    /// A change of a key.
    KeyChange of ClientKeyForm
);

/// The schema of a form with one required field more. Not `allOf`: each part would forbid the other's fields.
pub(super) fn with_field<F: ToSchema>(field: &str, kind: Type) -> RefOr<Schema> {
    let mut schema = F::schema();
    if let RefOr::T(Schema::Object(form)) = &mut schema {
        let described = ObjectBuilder::new().schema_type(kind).build();
        form.properties.insert(field.to_owned(), described.into());
        form.required.push(field.to_owned());
    }
    schema
}

/// Reads a form and the one field beside it. Not `flatten`: a flattened form would take unknown fields
/// silently, and a misspelt field must be an error.
pub(super) fn split<'de, D, F, T>(
    deserializer: D,
    field: &'static str,
    what: &str,
) -> Result<(T, F), D::Error>
where
    D: Deserializer<'de>,
    F: DeserializeOwned,
    T: DeserializeOwned,
{
    use serde::de::Error;
    let mut map = Map::<String, Value>::deserialize(deserializer)?;
    let Some(value) = map.remove(field) else {
        return Err(D::Error::custom(format_args!("{field}: missing: send {what}")));
    };
    let beside =
        serde_json::from_value(value).map_err(|error| D::Error::custom(format_args!("{field}: {error}")))?;
    Ok((beside, form(map).map_err(D::Error::custom)?))
}

/// Reads a form; the error begins with the field's name.
fn form<F: DeserializeOwned>(map: Map<String, Value>) -> Result<F, String> {
    serde_json::from_value(Value::Object(map.clone())).map_err(|error| {
        // Every field of a form is optional, so the wrong one is found by reading each alone.
        let culprit = map.into_iter().find_map(|(name, value)| {
            let alone = Map::from_iter([(name.clone(), value)]);
            serde_json::from_value::<F>(Value::Object(alone)).err().map(|error| (name, error))
        });
        match culprit {
            // What stands there instead of a credential may be one.
            Some((name, _)) if name == "credential" || name == "proxy_url" => format!("{name}: is a text"),
            Some((name, _)) if name == "custom_headers" => format!("{name}: names and texts"),
            Some((name, error)) => format!("{name}: {error}"),
            None => error.to_string(),
        }
    })
}
