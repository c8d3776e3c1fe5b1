//! The orderly end: everything that was taken is written, the journals are moved in, the threads joined.

use crate::Store;
use tokio::task::spawn_blocking;

impl Store {
    /// Writes what is waiting, empties the journals and ends the threads. Harmless when repeated.
    pub async fn close(&self) {
        self.shared.config_readers.close();
        self.shared.ledger.readers().close();
        let threads = [self.shared.config.close(), self.shared.ledger.close()];
        let joined = spawn_blocking(move || {
            for thread in threads.into_iter().flatten() {
                if thread.join().is_err() {
                    tracing::error!("a writer of the store ended in a panic");
                }
            }
        });
        if joined.await.is_err() {
            tracing::error!("the store could not be closed in order");
        }
    }
}
