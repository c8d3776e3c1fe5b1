//! JSON as a tree that loses nothing: the order of members, the text of numbers, any depth up to a limit.
//!
//! Conversion takes such a tree apart: what a reader has taken out of an object is understood, what is left in
//! it is not. Half surrogates become U+FFFD instead of an error. Answers are read without a tree, by [`Doc`].
//!
//! [`Doc`]: super::doc::Doc

mod parse;
#[cfg(test)]
mod tests;

pub(crate) use parse::{NotATree, unescape};

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// As it was spelled.
    Number(Box<str>),
    Text(String),
    Array(Vec<Json>),
    Object(Object),
}

/// The members of an object, in their order, each name once.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Object(Vec<(String, Json)>);

impl Json {
    /// Reads a whole document.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, NotATree> {
        parse::parse(bytes)
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Text(text) => text.parse().ok(),
            Self::Null | Self::Number(_) | Self::Array(_) | Self::Object(_) => None,
        }
    }

    /// The number, also where it is spelled as a text.
    pub(crate) fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(text) => text.parse().ok(),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Null | Self::Bool(_) | Self::Array(_) | Self::Object(_) => None,
        }
        .filter(|number: &f64| number.is_finite())
    }

    /// The whole number; a fraction is cut off.
    pub(crate) fn as_i64(&self) -> Option<i64> {
        let exact = if let Self::Number(text) = self { text.parse().ok() } else { None };
        // A float to integer cast saturates.
        exact.or_else(|| self.as_f64().map(|number| number as i64))
    }

    pub(crate) fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    pub(crate) fn as_object_mut(&mut self) -> Option<&mut Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(list) = self { Some(list) } else { None }
    }

    pub(crate) fn into_text(self) -> Option<String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn into_object(self) -> Option<Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// The elements; a single value that is no array counts as one.
    pub(crate) fn into_list(self) -> Vec<Self> {
        match self {
            Self::Array(list) => list,
            Self::Null => Vec::new(),
            other @ (Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Object(_)) => vec![other],
        }
    }

    /// Appends the value as compact JSON.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.extend_from_slice(b"null"),
            Self::Bool(true) => out.extend_from_slice(b"true"),
            Self::Bool(false) => out.extend_from_slice(b"false"),
            Self::Number(text) => out.extend_from_slice(text.as_bytes()),
            Self::Text(text) => write_text(text, out),
            Self::Array(list) => {
                out.push(b'[');
                for (at, item) in list.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    item.write(out);
                }
                out.push(b']');
            }
            Self::Object(object) => object.write(out),
        }
    }

    /// The value as compact JSON.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    /// The value as compact JSON text.
    pub(crate) fn to_compact(&self) -> String {
        String::from_utf8(self.to_bytes()).unwrap_or_default()
    }
}

/// Appends a text as a JSON string.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    // Writing to a vector never fails.
    let _ = serde_json::to_writer(out, text);
}

impl Object {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        self.0.iter_mut().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Json::as_text)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Json)> {
        self.0.iter_mut().map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&str, &Json) -> bool) {
        self.0.retain(|(name, value)| keep(name, value));
    }

    /// Removes a member; `null` is as good as absent.
    pub(crate) fn take(&mut self, name: &str) -> Option<Json> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        let (_, value) = self.0.remove(at);
        (!value.is_null()).then_some(value)
    }

    pub(crate) fn take_text(&mut self, name: &str) -> Option<String> {
        self.take(name).and_then(Json::into_text)
    }

    pub(crate) fn take_bool(&mut self, name: &str) -> Option<bool> {
        self.take(name).and_then(|value| value.as_bool())
    }

    pub(crate) fn take_f64(&mut self, name: &str) -> Option<f64> {
        self.take(name).and_then(|value| value.as_f64())
    }

    pub(crate) fn take_i64(&mut self, name: &str) -> Option<i64> {
        self.take(name).and_then(|value| value.as_i64())
    }

    pub(crate) fn take_object(&mut self, name: &str) -> Option<Self> {
        self.take(name).and_then(Json::into_object)
    }

    pub(crate) fn take_list(&mut self, name: &str) -> Vec<Json> {
        self.take(name).map(Json::into_list).unwrap_or_default()
    }

    /// Replaces a member in its place, or adds it at the end.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Json>) {
        match self.get_mut(name) {
            Some(place) => *place = value.into(),
            None => self.0.push((name.to_owned(), value.into())),
        }
    }

    /// The object with one more member.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.set(name, value);
        self
    }

    /// The object with one more member, if there is one.
    pub(crate) fn with_some(self, name: &str, value: Option<impl Into<Json>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        for (at, (name, value)) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            write_text(name, out);
            out.push(b':');
            value.write(out);
        }
        out.push(b'}');
    }

    /// Of members with the same name the last one stays, in the place of the first.
    fn from_members(members: Vec<(String, Json)>) -> Self {
        const FEW: usize = 16;
        let mut object = Self(Vec::with_capacity(members.len()));
        if members.len() <= FEW {
            for (name, value) in members {
                object.set(&name, value);
            }
            return object;
        }
        let mut places = std::collections::HashMap::with_capacity(members.len());
        for (name, value) in members {
            match places.get(&name) {
                Some(&at) => object.0[at] = (name, value),
                None => {
                    places.insert(name.clone(), object.0.len());
                    object.0.push((name, value));
                }
            }
        }
        object
    }
}

impl IntoIterator for Object {
    type Item = (String, Json);
    type IntoIter = std::vec::IntoIter<(String, Json)>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number(number.to_string().into())
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Number(number.to_string().into())
    }
}

impl From<f64> for Json {
    fn from(number: f64) -> Self {
        // Only finite numbers are ever read.
        Self::Number(serde_json::to_string(&number).unwrap_or_default().into())
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Json>> for Json {
    fn from(list: Vec<Json>) -> Self {
        Self::Array(list)
    }
}

impl From<Vec<Object>> for Json {
    fn from(list: Vec<Object>) -> Self {
        list.into_iter().map(Json::Object).collect()
    }
}

impl From<Vec<String>> for Json {
    fn from(list: Vec<String>) -> Self {
        list.into_iter().map(Json::Text).collect()
    }
}

impl FromIterator<Json> for Json {
    fn from_iter<I: IntoIterator<Item = Json>>(items: I) -> Self {
        Self::Array(items.into_iter().collect())
    }
}
