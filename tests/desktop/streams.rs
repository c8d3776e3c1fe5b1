//! Streams that run while something is done to the desktop, and must not notice.

use crate::{app::App, stage::until};
use bytes::Bytes;
use domain::Dialect;
use journeys::{Scene, Streaming};
use std::time::Duration;
use tokio::task::JoinSet;
use upstream::Upstream;

/// A whole answer's request, and a stream's.
pub(crate) const WHOLE: Scene = Scene { dialect: Dialect::Anthropic, stream: false };
pub(crate) const STREAM: Scene = Scene { dialect: Dialect::Anthropic, stream: true };

/// The model whose answers run on.
const ENDLESS: &str = "endless";
/// How often a running stream says something.
const PACE: Duration = Duration::from_millis(50);

/// Running streams.
pub(crate) struct Streams(JoinSet<Result<usize, String>>);

impl Streams {
    /// Starts so many, each of which says so many things before it ends well.
    pub(crate) async fn run(app: &App, upstream: &Upstream, key: &str, count: usize, words: usize) -> Self {
        let script = Upstream::script().stream((0..words).map(|word| format!("word {word} ")));
        upstream.answer_model(ENDLESS, script.pace(PACE));
        let mut streams = JoinSet::new();
        for _ in 0..count {
            let stream = STREAM.ask(ENDLESS).key(key).stream(app.gateway()).await;
            assert_eq!(stream.status, 200);
            streams.spawn(follow(stream));
        }
        until("every stream runs", async || {
            let status = app.get("status").await;
            (status["in_flight"].as_u64() >= Some(count as u64)).then_some(())
        })
        .await;
        Self(streams)
    }

    /// Whether all of them still run.
    pub(crate) fn all_run(&mut self) -> bool {
        self.0.try_join_next().is_none()
    }

    /// Waits for the ends, which must be good ones.
    pub(crate) async fn all_end_well(mut self) {
        while let Some(ended) = self.0.join_next().await {
            let pieces = ended.unwrap().expect("no stream breaks");
            assert!(pieces > 0);
        }
    }
}

async fn follow(mut stream: Streaming) -> Result<usize, String> {
    let (mut pieces, mut last) = (0, Bytes::new());
    while let Some(piece) = stream.piece().await.map_err(|error| error.to_string())? {
        pieces += 1;
        last = piece;
    }
    let text = String::from_utf8_lossy(&last).into_owned();
    if text.contains("message_stop") { Ok(pieces) } else { Err(format!("ended with {text}")) }
}
