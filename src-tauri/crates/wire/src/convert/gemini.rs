//! Gemini generateContent: reading and writing requests and answers.

mod read_answer;
mod read_contents;
mod read_request;
mod write_answer;
mod write_config;
mod write_contents;
mod write_request;

pub(crate) use read_answer::Reader;
pub(crate) use read_request::read_request;
pub(crate) use write_answer::{Writer, body};
pub(crate) use write_request::write_request;

use super::tree::{Json, Object};

/// Takes a member by its name, or by the name that proto's own JSON has for it.
fn take(object: &mut Object, name: &str) -> Option<Json> {
    object.take(name).or_else(|| {
        let mut snake = String::with_capacity(name.len() + 4);
        for character in name.chars() {
            if character.is_ascii_uppercase() {
                snake.push('_');
            }
            snake.push(character.to_ascii_lowercase());
        }
        if snake == name { None } else { object.take(&snake) }
    })
}

fn take_text(object: &mut Object, name: &str) -> Option<String> {
    take(object, name).and_then(Json::into_text)
}

fn take_object(object: &mut Object, name: &str) -> Option<Object> {
    take(object, name).and_then(Json::into_object)
}

fn take_list(object: &mut Object, name: &str) -> Vec<Json> {
    take(object, name).map(Json::into_list).unwrap_or_default()
}
