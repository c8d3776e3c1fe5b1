//! Randomness as an argument, so that tests are exact.

use rand::Rng;

/// Where randomness comes from. Good enough for keys: an implementation outside tests is cryptographic.
pub trait Random: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);

    /// A number below `bound`; 0 when `bound` is 0.
    fn below(&self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        // The bias is bound / 2⁶⁴: nothing for the small bounds of weights and jitter.
        u64::from_le_bytes(bytes).checked_rem(bound).unwrap_or(0)
    }
}

/// The thread's ChaCha generator, seeded and reseeded by the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) {
        rand::rng().fill_bytes(buffer);
    }
}

#[cfg(test)]
pub(crate) use seeded::Seeded;

#[cfg(test)]
mod seeded {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// The same bytes for the same seed.
    pub(crate) struct Seeded(AtomicU64);

    impl Seeded {
        pub(crate) fn new(seed: u64) -> Self {
            Self(AtomicU64::new(seed))
        }
    }

    impl Random for Seeded {
        fn fill(&self, buffer: &mut [u8]) {
            for byte in buffer {
                let state = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
                *byte = (state.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as u8;
            }
        }
    }
}
