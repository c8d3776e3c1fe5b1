//! The web door's key: its password, its one-time links, signing in and out.

mod link;
mod password;
mod sign_in;
mod sign_out;
mod view;

pub(super) use link::{__path_make_link, make_link};
pub(super) use password::{__path_set_password, set_password};
pub(super) use sign_in::{
    __path_sign_in_options, __path_sign_in_with_link, __path_sign_in_with_password, sign_in_options,
    sign_in_with_link, sign_in_with_password,
};
pub(super) use sign_out::{__path_sign_out, sign_out};
pub use view::{
    PasswordChange, PasswordChanged, PasswordSignIn, SignInLink, SignInOptions, SignInWithLink, SignedIn,
};
