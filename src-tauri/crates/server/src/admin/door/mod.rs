//! The web door's key: its password, its one-time links, signing in and out.

mod view;

pub use view::{PasswordChange, PasswordChanged, PasswordSignIn, SignInLink, SignInWithLink, SignedIn};
