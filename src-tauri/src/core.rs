//! The core: the instance on a runtime of its own, and its end in order. It serves whatever tray and window do.

use server::{Running, Stop};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// A system that shuts down, or a person at a terminal, waits five seconds and no longer; this leaves time for
/// writing everything out.
const SYSTEM_WAITS: Duration = Duration::from_millis(3_500);

/// What the shell asks of the core.
pub(crate) enum CoreWish {
    /// A one-time link into the web door, which is opened for this run.
    Link(oneshot::Sender<Option<String>>),
    /// End in order. The second time at once.
    End(How),
}

/// How to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// The person quits: what is running may finish, as long as the setting says.
    Quit,
    /// A signal or a logout: within five seconds.
    System,
}

/// Keeps the instance until it is to end, and ends it. `ending` is called before the end begins.
pub(crate) async fn keep(running: Running, mut wishes: mpsc::Receiver<CoreWish>, ending: impl FnOnce()) {
    let (how, stop) = loop {
        let wish = tokio::select! {
            wish = wishes.recv() => wish,
            stop = running.ended() => break (How::Quit, stop),
        };
        match wish {
            Some(CoreWish::Link(reply)) => {
                let link = running.open_web_door().await.unwrap_or_else(|error| {
                    tracing::error!("the web door could not be opened: {error}");
                    None
                });
                // Who asked may have gone.
                let _ = reply.send(link);
            }
            Some(CoreWish::End(how)) => break (how, Stop::Gently),
            None => break (How::System, Stop::Gently),
        }
    };
    ending();
    let hurry = running.hurry();
    let too_long = async {
        match how {
            How::Quit => std::future::pending().await,
            How::System => tokio::time::sleep(SYSTEM_WAITS).await,
        }
    };
    let (mut end, mut too_long) = (std::pin::pin!(running.stop(stop)), std::pin::pin!(too_long));
    let mut hurried = false;
    loop {
        tokio::select! {
            () = &mut end => return,
            () = &mut too_long, if !hurried => {
                hurried = true;
                hurry();
            }
            Some(wish) = wishes.recv() => if let CoreWish::End(_) = wish {
                hurry();
            },
        }
    }
}
