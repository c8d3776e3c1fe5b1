//! What a failure means: gateway.md's table of attempts. What is tried next, what the breaker counts, what
//! rests.
//!
//! Decided by what happened, the status and known codes; never by free text alone.

use super::{Failure, Local, Said, is_about_request};
use crate::{
    health::{Order, Verdict},
    upstream::{ConnectError, ProxyError},
};
use domain::{CredentialId, OperationKind, RestCause, Resting};

/// What to do after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Once more at the same provider, at once.
    Again,
    /// Once more at the same provider, after a moment.
    AgainLater,
    /// Once more at the same provider after a moment, if there is no other.
    AgainIfOnly,
    /// With the provider's next credential, else at the next provider.
    OtherCredential,
    /// At the next provider.
    Other,
    /// Nowhere: the request itself is refused, and would be everywhere.
    Nobody,
}

/// What was asked, and with what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// What for.
    pub(crate) operation: OperationKind,
    /// The model.
    pub(crate) model: &'a str,
    /// The credential.
    pub(crate) credential: Option<CredentialId>,
    /// Whether the provider has others.
    pub(crate) has_others: bool,
}

impl Failure {
    /// What is tried next.
    pub(crate) fn next(&self) -> Next {
        match self {
            Self::Connect(
                ConnectError::Forbidden { .. }
                | ConnectError::Own { .. }
                | ConnectError::Tls { .. }
                | ConnectError::TlsSetup(_)
                | ConnectError::TimedOut,
            ) => Next::Other,
            Self::Connect(ConnectError::Proxy { source, .. }) => again_through(source),
            Self::Connect(ConnectError::Name { .. } | ConnectError::Tcp { .. } | ConnectError::Local(_))
            | Self::Reset(_) => Next::Again,
            Self::Status(said) => match said.status.as_u16() {
                401..=403 | 429 => Next::OtherCredential,
                _ if said.in_answer => Next::Other,
                529 | 408 | 425 => Next::AgainLater,
                500..=599 => Next::AgainIfOnly,
                _ if said.local == Some(Local::Trouble) => Next::AgainIfOnly,
                _ if said.local == Some(Local::Model) => Next::Other,
                _ if is_about_request(said.status) => Next::Nobody,
                _ => Next::Other,
            },
            Self::BrokeOff(_) => Next::AgainIfOnly,
            Self::NotHttp(_)
            | Self::Timeout(_)
            | Self::NotAnAnswer(_)
            | Self::Unsendable(_)
            | Self::Inconvertible(_) => Next::Other,
        }
    }

    /// What it says of the provider.
    pub(crate) fn verdict(&self, operation: OperationKind) -> Verdict {
        match self {
            Self::Connect(error) => match error {
                // Without its proxy a provider is as good as down: others serve meanwhile.
                ConnectError::Name { .. }
                | ConnectError::Tcp { .. }
                | ConnectError::Tls { .. }
                | ConnectError::Proxy { .. }
                | ConnectError::TimedOut => Verdict::Fails,
                // Ours, or a fault of the configuration.
                ConnectError::TlsSetup(_)
                | ConnectError::Forbidden { .. }
                | ConnectError::Own { .. }
                | ConnectError::Local(_) => Verdict::Nothing,
            },
            Self::Reset(_) | Self::NotHttp(_) => Verdict::Fails,
            Self::Unsendable(_) | Self::Inconvertible(_) => Verdict::Nothing,
            // Many providers count no tokens, and are none the worse for it.
            Self::Status(_) | Self::NotAnAnswer(_) | Self::Timeout(_)
                if operation != OperationKind::Generate =>
            {
                Verdict::Nothing
            }
            Self::Timeout(_) | Self::NotAnAnswer(_) | Self::BrokeOff(_) => Verdict::Fails,
            Self::Status(said) => match said.status.as_u16() {
                429 if said.is_about_money => Verdict::Nothing,
                408 | 409 | 425 | 429 | 529 => Verdict::Busy,
                500..=599 => Verdict::Fails,
                _ if said.local == Some(Local::Trouble) => Verdict::Fails,
                _ => Verdict::Nothing,
            },
        }
    }

    /// What rests because of it.
    pub(crate) fn rest(&self, asked: Asked<'_>) -> Option<Order> {
        let Self::Status(said) = self else { return None };
        let of_credential = asked.credential.map(|credential_id| Resting::Credential { credential_id });
        let of_model = || Resting::Model { model: asked.model.into() };
        let (resting, cause) = match said.status.as_u16() {
            402 => (of_credential?, RestCause::OutOfCredit),
            429 | 403 if said.is_about_money => (of_credential?, RestCause::OutOfCredit),
            401 | 403 => (of_credential?, RestCause::Rejected),
            429 if said.names(asked.model) => (of_model(), RestCause::RateLimited),
            429 => {
                let of_one = of_credential.filter(|_| asked.has_others);
                (of_one.unwrap_or(Resting::Provider), RestCause::RateLimited)
            }
            529 => (Resting::Provider, RestCause::Overloaded),
            404 if asked.operation == OperationKind::Generate => (of_model(), RestCause::ModelUnknown),
            _ if said.local == Some(Local::Model) => (of_model(), RestCause::ModelUnknown),
            _ => return None,
        };
        // A refusal says when to come back, but not when the key is good again.
        let said = said.wait.filter(|_| cause != RestCause::Rejected && cause != RestCause::ModelUnknown);
        Some(Order { resting, cause, said })
    }

    /// Whether the provider answered: only then can the request be at fault.
    pub(crate) fn is_an_answer(&self) -> bool {
        match self {
            Self::Status(_) | Self::NotAnAnswer(_) => true,
            Self::Connect(_)
            | Self::Reset(_)
            | Self::BrokeOff(_)
            | Self::NotHttp(_)
            | Self::Timeout(_)
            | Self::Unsendable(_)
            | Self::Inconvertible(_) => false,
        }
    }
}

/// Whether a proxy that failed may not fail the next time.
fn again_through(failed: &ProxyError) -> Next {
    match failed {
        ProxyError::Name(_)
        | ProxyError::Unreachable(_)
        | ProxyError::Reset(_)
        | ProxyError::CannotReach(_) => Next::Again,
        ProxyError::Tls(_)
        | ProxyError::TimedOut
        | ProxyError::Login
        | ProxyError::Refused(_)
        | ProxyError::NotAProxy(_) => Next::Other,
    }
}

impl Said {
    /// Whether it speaks of this model. A short name is found in every text.
    fn names(&self, model: &str) -> bool {
        model.len() >= 4 && self.message.contains(model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{SystemRandom, UnixMillis};
    use http::StatusCode;
    use std::time::Duration;

    const GENERATE: OperationKind = OperationKind::Generate;

    fn said(status: u16) -> Said {
        Said {
            status: StatusCode::from_u16(status).unwrap(),
            message: "m".into(),
            wait: Some(Duration::from_secs(7)),
            is_about_money: false,
            in_answer: false,
            local: None,
        }
    }

    fn status(code: u16) -> Failure {
        Failure::Status(said(code))
    }

    fn refused() -> std::io::Error {
        std::io::Error::from(std::io::ErrorKind::ConnectionRefused)
    }

    fn tcp() -> Failure {
        Failure::Connect(ConnectError::Tcp { host: "h".into(), port: 1, source: refused() })
    }

    fn proxy(source: ProxyError) -> Failure {
        Failure::Connect(ConnectError::Proxy { proxy: "http://p:1".into(), source })
    }

    fn local() -> Failure {
        Failure::Connect(ConnectError::Local(std::io::Error::from(std::io::ErrorKind::OutOfMemory)))
    }

    /// Cases 37, 46, 47 and the table of gateway.md §9.
    #[test]
    fn each_failure_goes_where_the_table_says() {
        for (failure, next, verdict) in [
            (tcp(), Next::Again, Verdict::Fails),
            (local(), Next::Again, Verdict::Nothing),
            (Failure::Reset("r".into()), Next::Again, Verdict::Fails),
            (Failure::BrokeOff("b".into()), Next::AgainIfOnly, Verdict::Fails),
            (Failure::Connect(ConnectError::TimedOut), Next::Other, Verdict::Fails),
            (proxy(ProxyError::Unreachable(refused())), Next::Again, Verdict::Fails),
            (proxy(ProxyError::CannotReach("503".into())), Next::Again, Verdict::Fails),
            (proxy(ProxyError::Login), Next::Other, Verdict::Fails),
            (proxy(ProxyError::TimedOut), Next::Other, Verdict::Fails),
            (Failure::Timeout("first_byte_timeout_ms"), Next::Other, Verdict::Fails),
            (Failure::NotHttp("n".into()), Next::Other, Verdict::Fails),
            (Failure::NotAnAnswer("html"), Next::Other, Verdict::Fails),
            (Failure::Unsendable("u".into()), Next::Other, Verdict::Nothing),
            (status(429), Next::OtherCredential, Verdict::Busy),
            (status(529), Next::AgainLater, Verdict::Busy),
            (status(408), Next::AgainLater, Verdict::Busy),
            (status(425), Next::AgainLater, Verdict::Busy),
            (status(409), Next::Other, Verdict::Busy),
            (status(401), Next::OtherCredential, Verdict::Nothing),
            (status(402), Next::OtherCredential, Verdict::Nothing),
            (status(403), Next::OtherCredential, Verdict::Nothing),
            (status(404), Next::Other, Verdict::Nothing),
            (status(400), Next::Nobody, Verdict::Nothing),
            (status(413), Next::Nobody, Verdict::Nothing),
            (status(422), Next::Nobody, Verdict::Nothing),
            (status(307), Next::Other, Verdict::Nothing),
            (status(499), Next::Other, Verdict::Nothing),
            (status(500), Next::AgainIfOnly, Verdict::Fails),
            (status(502), Next::AgainIfOnly, Verdict::Fails),
            (status(503), Next::AgainIfOnly, Verdict::Fails),
            (status(524), Next::AgainIfOnly, Verdict::Fails),
        ] {
            assert_eq!((failure.next(), failure.verdict(GENERATE)), (next, verdict), "{failure}");
        }
    }

    #[test]
    fn what_an_answer_says_counts_as_if_its_status_had_said_so() {
        let said = |status| Failure::Status(Said { in_answer: true, ..said(status) });
        for (status, next, verdict) in [
            (429, Next::OtherCredential, Verdict::Busy),
            (529, Next::Other, Verdict::Busy),
            (502, Next::Other, Verdict::Fails),
            (400, Next::Other, Verdict::Nothing),
        ] {
            assert_eq!((said(status).next(), said(status).verdict(GENERATE)), (next, verdict), "{status}");
        }
    }

    /// Cases 71 and 72: only what may answer is judged.
    #[test]
    fn a_provider_that_counts_no_tokens_is_none_the_worse() {
        for code in [404, 500, 501, 529] {
            assert_eq!(status(code).verdict(OperationKind::CountTokens), Verdict::Nothing, "{code}");
        }
        assert_eq!(tcp().verdict(OperationKind::CountTokens), Verdict::Fails);
    }

    #[test]
    fn each_refusal_rests_what_it_is_about() {
        let id = CredentialId::new(UnixMillis(0), &SystemRandom);
        let asked = Asked { operation: GENERATE, model: "gpt-5", credential: Some(id), has_others: false };
        let credential = Resting::Credential { credential_id: id };
        let model = Resting::Model { model: "gpt-5".into() };
        let money = |status| Failure::Status(Said { is_about_money: true, ..said(status) });
        let named = Failure::Status(Said { message: "the limit of gpt-5".into(), ..said(429) });
        let two = Asked { has_others: true, ..asked };
        let count = Asked { operation: OperationKind::CountTokens, ..asked };
        for (failure, asked, rest) in [
            (status(401), asked, Some((credential.clone(), RestCause::Rejected))),
            (status(403), asked, Some((credential.clone(), RestCause::Rejected))),
            (status(402), asked, Some((credential.clone(), RestCause::OutOfCredit))),
            (money(429), asked, Some((credential.clone(), RestCause::OutOfCredit))),
            (money(403), asked, Some((credential.clone(), RestCause::OutOfCredit))),
            (status(429), asked, Some((Resting::Provider, RestCause::RateLimited))),
            (status(429), two, Some((credential, RestCause::RateLimited))),
            (named, asked, Some((model.clone(), RestCause::RateLimited))),
            (status(529), asked, Some((Resting::Provider, RestCause::Overloaded))),
            (status(404), asked, Some((model, RestCause::ModelUnknown))),
            (status(404), count, None),
            (status(401), Asked { credential: None, ..asked }, None),
            (status(400), asked, None),
            (status(500), asked, None),
            (Failure::NotAnAnswer("html"), asked, None),
        ] {
            let order = failure.rest(asked).map(|order| (order.resting, order.cause));
            assert_eq!(order, rest, "{failure} {asked:?}");
        }
    }
}
