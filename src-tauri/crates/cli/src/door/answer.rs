//! What the admin API answers.

use anyhow::Context;
use axum::body::Body;
use bytes::BytesMut;
use http::Response;
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use server::admin::Problem;
use std::fmt;
use tokio::task::JoinSet;

/// An answer whose head has come.
pub(crate) struct Answer {
    response: Response<Body>,
    /// What keeps the connection going, until the answer is dropped.
    connection: JoinSet<()>,
}

/// The admin API refused.
#[derive(Debug)]
struct Refused(Problem);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.field {
            Some(field) => write!(f, "{field}: {}", self.0.detail),
            None => f.write_str(&self.0.detail),
        }
    }
}

impl std::error::Error for Refused {}

impl Answer {
    pub(super) fn new(response: Response<Body>) -> Self {
        Self { response, connection: JoinSet::new() }
    }

    pub(super) fn over(response: Response<Body>, connection: JoinSet<()>) -> Self {
        Self { response, connection }
    }

    /// An error unless the status is one of success.
    pub(super) async fn accepted(self) -> anyhow::Result<Self> {
        let status = self.response.status();
        if status.is_success() {
            return Ok(self);
        }
        let problem = self.read::<Problem>().await;
        Err(Refused(problem.with_context(|| format!("the instance answered {status}"))?).into())
    }

    /// The whole body.
    pub(crate) async fn read<T: DeserializeOwned>(self) -> anyhow::Result<T> {
        let body = self.response.into_body().collect().await.context("the answer broke off")?.to_bytes();
        serde_json::from_slice(&body).context("the answer is not what this version understands")
    }

    /// The body line by line.
    pub(crate) fn lines(self) -> Lines {
        Lines { body: self.response.into_body(), held: BytesMut::new(), _connection: self.connection }
    }
}

/// A body, line by line as they come.
pub(crate) struct Lines {
    body: Body,
    held: BytesMut,
    _connection: JoinSet<()>,
}

impl Lines {
    /// The next line; `None` at the end.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Option<String>> {
        loop {
            if let Some(end) = self.held.iter().position(|byte| *byte == b'\n') {
                let line = self.held.split_to(end + 1);
                return Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned()));
            }
            match self.body.frame().await {
                Some(frame) => {
                    if let Some(piece) = frame.context("the answer broke off")?.data_ref() {
                        self.held.extend_from_slice(piece);
                    }
                }
                None if self.held.is_empty() => return Ok(None),
                None => {
                    let rest = std::mem::take(&mut self.held);
                    return Ok(Some(String::from_utf8_lossy(&rest).into_owned()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_come_one_by_one_and_the_last_needs_no_end() {
        let mut lines = Answer::new(Response::new(Body::from("one\r\n\ntwo"))).lines();
        for expected in [Some("one"), Some(""), Some("two"), None] {
            assert_eq!(lines.next().await.unwrap().as_deref(), expected);
        }
    }

    #[tokio::test]
    async fn a_refusal_names_its_field() {
        let problem = Problem::field("weight", "from 0 to 100");
        let response =
            Response::builder().status(422).body(Body::from(serde_json::to_vec(&problem).unwrap()));
        let refused = Answer::new(response.unwrap()).accepted().await.err().unwrap();
        assert_eq!(refused.to_string(), "weight: from 0 to 100");
    }
}
