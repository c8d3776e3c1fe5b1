//! The web door's password: argon2id, at most two at work at once. There is none until one is set.

use crate::admin::{Problem, ProblemCode};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::{Random, Secret};
use std::{sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The shortest password.
const SHORTEST: usize = 12;
/// The longest: more is an attack on the hash, not a password.
const LONGEST: usize = 1_024;
/// How long a sign-in waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hashes and compares.
pub(crate) struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        // Each hash takes 19 MiB and a core.
        Self(Arc::new(Semaphore::new(2)))
    }
}

impl Passwords {
    /// Whether it may become the password.
    pub(crate) fn check(password: &Secret) -> Result<(), Problem> {
        let length = password.expose().chars().count();
        if length < SHORTEST || password.expose().len() > LONGEST {
            let message = format!("a password has {SHORTEST} to {LONGEST} characters");
            return Err(Problem::field("password", message));
        }
        Ok(())
    }

    /// What is kept of a new password.
    pub(crate) async fn hash(&self, password: Secret, random: &dyn Random) -> Result<String, Problem> {
        Self::check(&password)?;
        let mut salt = [0; 16];
        random.fill(&mut salt);
        let permit = self.turn().await?;
        let hashed = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let hash = Argon2::default().hash_password_with_salt(password.expose().as_bytes(), &salt);
            hash.map(|hash| hash.to_string())
        });
        match hashed.await {
            Ok(Ok(hash)) => Ok(hash),
            Ok(Err(_)) | Err(_) => {
                Err(Problem::new(ProblemCode::Internal, "the password could not be hashed"))
            }
        }
    }

    /// Whether it is the password.
    pub(crate) async fn verify(&self, password: Secret, hash: String) -> Result<bool, Problem> {
        if password.expose().len() > LONGEST {
            return Ok(false);
        }
        let permit = self.turn().await?;
        let verified = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            Argon2::default().verify_password(password.expose().as_bytes(), hash.as_str()).is_ok()
        });
        Ok(verified.await.unwrap_or(false))
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        match tokio::time::timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Problem {
                retry_after_seconds: Some(PATIENCE.as_secs()),
                ..Problem::new(ProblemCode::TooManyFailures, "too many sign-ins at once: try again")
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SystemRandom;

    #[tokio::test]
    async fn only_the_password_matches_its_hash() {
        let passwords = Passwords::default();
        let hash = passwords.hash(Secret::new("correct horse battery"), &SystemRandom).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify(Secret::new("correct horse battery"), hash.clone()).await.unwrap());
        for wrong in ["", "correct horse batterY", "correct horse battery "] {
            assert!(!passwords.verify(Secret::new(wrong), hash.clone()).await.unwrap(), "{wrong}");
        }
        for nothing in ["", "$argon2id$"] {
            assert!(!passwords.verify(Secret::new(""), nothing.into()).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_short_password_is_refused() {
        let refused = Passwords::default().hash(Secret::new("elevenchars"), &SystemRandom).await;
        assert_eq!(refused.unwrap_err().field.as_deref(), Some("password"));
    }
}
