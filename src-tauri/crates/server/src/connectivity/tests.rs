//! The test against scripted upstreams on real sockets.

mod network;

use super::*;
use crate::admin::{TestOutcome, TestReport};
use domain::{
    AuthStyle, BaseUrl, Credential, CredentialId, Dialect, NewProvider, Patch, ProviderForm, Secret,
    SystemClock, SystemRandom, UnixMillis,
};
use std::sync::Mutex;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_util::task::TaskTracker;

/// What an upstream heard.
type Heard = Arc<Mutex<Vec<String>>>;

/// An upstream that answers by path: the whole response, head and body.
async fn upstream(answers: &'static [(&'static str, &'static str)]) -> (String, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = Heard::default();
    let into = Arc::clone(&heard);
    let tasks = TaskTracker::new();
    let connections = tasks.clone();
    tasks.spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let into = Arc::clone(&into);
            connections.spawn(async move {
                let mut head = Vec::new();
                // 22 begins a TLS handshake, which this upstream doesn't understand.
                while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.first() != Some(&22) {
                    let mut buffer = [0; 1024];
                    match stream.read(&mut buffer).await {
                        Ok(0) | Err(_) => return,
                        Ok(read) => head.extend_from_slice(&buffer[..read]),
                    }
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                into.lock().unwrap().push(head);
                let answer = answers.iter().find(|(start, _)| path.starts_with(start));
                let answer =
                    answer.map_or("HTTP/1.1 404 x\r\nconnection: close\r\n\r\n", |(_, answer)| answer);
                stream.write_all(answer.as_bytes()).await.unwrap();
            });
        }
    });
    (format!("http://{address}"), heard)
}

fn provider(base_url: &str, dialect: Dialect) -> Provider {
    let form = ProviderForm {
        name: Patch::Set("up".into()),
        dialect: Patch::Set(dialect),
        base_url: Patch::Set(base_url.into()),
        ..ProviderForm::default()
    };
    let new = NewProvider { next_priority: 1, clock: &SystemClock, random: &SystemRandom };
    let mut provider = form.create(new).unwrap();
    let id = CredentialId::new(UnixMillis(0), &SystemRandom);
    provider.credentials = vec![Credential::new(id, Secret::new("sk-canary-0123456789"))];
    provider
}

async fn report(provider: Provider) -> TestReport {
    report_within(Duration::from_secs(5), provider).await
}

async fn report_within(within: Duration, provider: Provider) -> TestReport {
    let (sender, mut events) = mpsc::channel(32);
    let (provider, dialer) = (Arc::new(provider), Dialer::default());
    let test = Test { provider, dialer, model: None, within };
    let run = TaskTracker::new();
    run.spawn(test.run(sender));
    let mut report = None;
    while let Some(event) = events.recv().await {
        if let TestEvent::Report(done) = event {
            report = Some(done);
        }
    }
    report.unwrap()
}

fn failed(report: &TestReport) -> Option<(TestStepKind, TestFailure)> {
    let step = report.steps.iter().find(|step| step.outcome == TestOutcome::Failed)?;
    Some((step.step, step.cause.as_ref()?.failure))
}

const MODELS: (&str, &str) = (
    "/v1/models",
    "HTTP/1.1 200 x\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n\
     {\"data\":[{\"id\":\"big\"},{\"id\":\"claude-haiku\"}]}",
);

#[tokio::test]
async fn a_provider_that_answers_passes_with_its_first_words() {
    let (url, heard) = upstream(&[
        MODELS,
        (
            "/v1/messages",
            "HTTP/1.1 200 x\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n\
             event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello \"}}\n\n\
             data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"there\"}}\n\n\
             data: {\"type\":\"message_stop\"}\n\n",
        ),
    ])
    .await;
    let report = report(provider(&url, Dialect::Anthropic)).await;
    assert!(report.passed, "{report:?}");
    assert_eq!(report.answer.as_deref(), Some("Hello there"));
    assert_eq!(report.model.as_deref(), Some("claude-haiku"));
    let outcomes: Vec<_> = report.steps.iter().map(|step| step.outcome).collect();
    use TestOutcome::{Passed, Skipped};
    assert_eq!(outcomes, [Passed, Passed, Skipped, Skipped, Passed, Passed, Passed]);
    let heard = heard.lock().unwrap();
    assert!(heard.iter().any(|head| head.to_lowercase().contains("x-api-key: sk-canary-0123456789")));
}

#[tokio::test]
async fn each_failure_is_told_by_its_cause() {
    use TestFailure as F;
    use TestStepKind as S;
    for (answers, expected) in [
        (
            &[("/v1/models", "HTTP/1.1 401 x\r\nconnection: close\r\n\r\n{\"error\":{\"message\":\"no\"}}")]
                [..],
            (S::Credential, F::CredentialRefused),
        ),
        (&[][..], (S::Generation, F::WrongBaseUrl)),
        (
            &[("/", "HTTP/1.1 200 x\r\nconnection: close\r\ncontent-type: text/html\r\n\r\n<html>")],
            (S::Generation, F::WebPage),
        ),
        (
            &[("/", "HTTP/1.1 302 x\r\nconnection: close\r\nlocation: https://other.example/v1/x\r\n\r\n")],
            (S::Generation, F::Redirect),
        ),
        (
            &[MODELS, ("/v1/me", "HTTP/1.1 402 x\r\nconnection: close\r\n\r\n")],
            (S::Generation, F::OutOfCredit),
        ),
        (
            &[
                MODELS,
                ("/v1/me", "HTTP/1.1 429 x\r\nconnection: close\r\n\r\n{\"error\":{\"message\":\"slow\"}}"),
            ],
            (S::Generation, F::RateLimited),
        ),
        (
            &[MODELS, ("/v1/me", "HTTP/1.1 403 x\r\nconnection: close\r\n\r\n")],
            (S::Generation, F::CredentialRefused),
        ),
        (
            &[(
                "/v1/models",
                "HTTP/1.1 200 x\r\nconnection: close\r\n\r\n{\"object\":\"list\",\"data\":[{\"id\":\"gpt\"}]}",
            )],
            (S::Generation, F::WrongDialect),
        ),
        (
            &[(
                "/",
                "HTTP/1.1 400 x\r\nconnection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
            )],
            (S::Generation, F::NeedsTls),
        ),
        (&[("/", "SSH-2.0-OpenSSH_9.2\r\n")], (S::Credential, F::NotHttp)),
        (&[("/", "")], (S::Credential, F::Reset)),
        (
            &[MODELS, ("/v1/me", "HTTP/1.1 503 x\r\nconnection: close\r\n\r\n")],
            (S::Generation, F::UpstreamBroken),
        ),
        (
            &[
                MODELS,
                (
                    "/v1/me",
                    "HTTP/1.1 200 x\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n\
                     data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n",
                ),
            ],
            (S::Generation, F::WrongDialect),
        ),
        (
            &[
                MODELS,
                ("/v1/me", "HTTP/1.1 200 x\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n"),
            ],
            (S::Generation, F::EmptyAnswer),
        ),
    ] {
        let (url, _) = upstream(answers).await;
        assert_eq!(failed(&report(provider(&url, Dialect::Anthropic)).await), Some(expected));
    }
}

#[tokio::test]
async fn what_cannot_be_reached_says_so() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let refused = report(provider(&format!("http://{free}"), Dialect::Gemini)).await;
    assert_eq!(failed(&refused), Some((TestStepKind::Tcp, TestFailure::Refused)));
    // Too long to be a name, so that no name server has to be asked.
    let unknown = report(provider(&format!("https://{}.invalid", "a".repeat(64)), Dialect::Gemini)).await;
    assert_eq!(failed(&unknown), Some((TestStepKind::Dns, TestFailure::UnknownName)));
    let (plain, _) = upstream(&[]).await;
    let plain = report(provider(&plain.replace("http:", "https:"), Dialect::Gemini)).await;
    assert_eq!(failed(&plain), Some((TestStepKind::Tls, TestFailure::NotTls)));
}

#[tokio::test]
async fn who_says_nothing_is_named_when_the_time_is_over() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let provider = provider(&format!("http://{address}"), Dialect::OpenaiResponses);
    let report = report_within(Duration::from_millis(200), provider).await;
    assert_eq!(failed(&report), Some((TestStepKind::Credential, TestFailure::Timeout)));
    let cause = report.steps.iter().find_map(|step| step.cause.clone()).unwrap();
    assert!(cause.en.contains(&address.to_string()) && cause.zh.contains(&address.to_string()), "{cause:?}");
}

#[tokio::test]
async fn a_credential_that_is_repeated_by_the_upstream_is_not_repeated_by_us() {
    let (url, heard) = upstream(&[(
        "/",
        "HTTP/1.1 401 x\r\nconnection: close\r\n\r\n{\"error\":{\"message\":\"bad key sk-canary-0123456789\"}}",
    )])
    .await;
    let provider = Provider { auth_style: AuthStyle::Query, ..provider(&url, Dialect::OpenaiChat) };
    let told = serde_json::to_string(&report(provider).await).unwrap();
    assert!(heard.lock().unwrap()[0].contains("key=sk-canary-0123456789"));
    assert!(told.contains("bad key ***") && !told.contains("canary"), "{told}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (other, other_heard) = upstream(&[]).await;
    let location = format!("HTTP/1.1 307 x\r\nconnection: close\r\nlocation: {other}/v1/messages\r\n\r\n");
    let (url, _) = upstream(Box::leak(Box::new([("/", &*location.leak())]))).await;
    let report = report(provider(&url, Dialect::Anthropic)).await;
    assert_eq!(failed(&report), Some((TestStepKind::Generation, TestFailure::Redirect)));
    assert!(other_heard.lock().unwrap().is_empty());
    let cause = report.steps.iter().find_map(|step| step.cause.clone()).unwrap();
    assert_eq!(cause.suggestion, Some(BaseUrl::parse(&other).unwrap().to_string()));
}

#[tokio::test]
async fn a_provider_whose_credential_is_unreadable_is_not_called() {
    let (url, heard) = upstream(&[MODELS]).await;
    let mut provider = provider(&url, Dialect::Anthropic);
    provider.credentials[0].secret = None;
    let report = report(provider).await;
    assert_eq!(failed(&report), Some((TestStepKind::Credential, TestFailure::NoCredential)));
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_loopback_provider_answers_at_once() {
    let form = ProviderForm {
        name: Patch::Set("demo".into()),
        kind: Patch::Set(ProviderKind::Loopback),
        ..ProviderForm::default()
    };
    let new = NewProvider { next_priority: 1, clock: &SystemClock, random: &SystemRandom };
    let report = report(form.create(new).unwrap()).await;
    assert!(report.passed && report.model.as_deref() == Some("switchyard-demo"), "{report:?}");
}
