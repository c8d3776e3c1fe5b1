//! Answers that a test holds in its hand: they wait in the middle until it lets them go on, or breaks them.

use tokio::sync::watch;

/// What becomes of the answers that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Waiting,
    Released,
    Severed,
}

/// Holds answers. Clones hold the same ones.
#[derive(Debug, Clone)]
pub struct Hold(watch::Sender<Fate>);

impl Hold {
    /// Holds whatever is scripted to be held by it.
    #[expect(clippy::new_without_default, reason = "a hold that nobody made on purpose would hold nothing")]
    pub fn new() -> Self {
        Self(watch::Sender::new(Fate::Waiting))
    }

    /// Lets them go on, those to come included.
    pub fn release(&self) {
        self.0.send_replace(Fate::Released);
    }

    /// Resets their connections, those of the ones to come included.
    pub fn sever(&self) {
        self.0.send_replace(Fate::Severed);
    }

    /// Waits; whether the answer goes on.
    pub(crate) async fn goes_on(&self) -> bool {
        let mut fate = self.0.subscribe();
        let decided = fate.wait_for(|fate| *fate != Fate::Waiting).await;
        decided.is_ok_and(|fate| *fate == Fate::Released)
    }
}
