//! Whose certificates are believed: the system's, certificates of the person's beside them, or, marked unsafe,
//! anybody's.

use domain::{Network, Text};
use rustls::{
    CertificateError, ClientConfig, ConfigBuilder, DigitallySignedStruct, SignatureScheme, WantsVerifier,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};
use rustls_platform_verifier::{BuilderVerifierExt, Verifier};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;

/// What is made ready, each once.
#[derive(Default)]
pub(super) struct Trust {
    system: OnceCell<TlsConnector>,
    own: Mutex<Vec<(Key, TlsConnector)>>,
}

/// What a network says of trust.
type Key = (Option<Text>, bool);

/// How many different ones are kept ready.
const KEPT: usize = 16;

impl Trust {
    /// The connector that believes whom this network believes.
    ///
    /// # Errors
    /// Certificates that can't be read.
    pub(super) async fn of(&self, network: Option<&Network>) -> Result<TlsConnector, rustls::Error> {
        match network.filter(|network| network.has_own_trust()) {
            None => self.system.get_or_try_init(|| blocking(system)).await.cloned(),
            Some(network) => self.own((network.extra_ca_pem.clone(), network.accept_any_certificate)).await,
        }
    }

    async fn own(&self, key: Key) -> Result<TlsConnector, rustls::Error> {
        let ready = || self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, connector)) = ready().iter().find(|(known, _)| *known == key) {
            return Ok(connector.clone());
        }
        let (pem, any) = key.clone();
        let connector =
            blocking(move || if any { believing(Belief::Anybody) } else { with_extra(pem.as_deref()) })
                .await?;
        let mut ready = ready();
        // Two may have made it at once; an old one is made anew when it is wanted again.
        ready.retain(|(known, _)| *known != key);
        ready.truncate(KEPT - 1);
        ready.insert(0, (key, connector.clone()));
        Ok(connector)
    }
}

/// Reading the system's certificates takes milliseconds, and memory that a gateway to local models never needs.
async fn blocking(
    make: impl FnOnce() -> Result<ClientConfig, rustls::Error> + Send + 'static,
) -> Result<TlsConnector, rustls::Error> {
    let made = tokio::task::spawn_blocking(make).await;
    let mut config = made.map_err(|error| rustls::Error::General(error.to_string()))??;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn builder() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, rustls::Error> {
    ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()
}

fn system() -> Result<ClientConfig, rustls::Error> {
    Ok(builder()?.with_platform_verifier()?.with_no_client_auth())
}

fn with_extra(pem: Option<&str>) -> Result<ClientConfig, rustls::Error> {
    let unreadable = |_| rustls::Error::InvalidCertificate(CertificateError::BadEncoding);
    let extra = CertificateDer::pem_slice_iter(pem.unwrap_or_default().as_bytes());
    let extra = extra.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    let usual = Verifier::new_with_extra_roots(extra.iter().cloned(), provider())?;
    believing(Belief::Extra { usual, extra })
}

fn believing(whom: Belief) -> Result<ClientConfig, rustls::Error> {
    let algorithms = provider().signature_verification_algorithms;
    let verifier = Arc::new(Believer { whom, algorithms });
    Ok(builder()?.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

/// Whose certificates are believed where that isn't the system's alone.
#[derive(Debug)]
enum Belief {
    /// The system's certificates and some beside them. A server's own certificate may be among these: what signs
    /// itself is no authority, and the usual rules alone would refuse it.
    Extra { usual: Verifier, extra: Vec<CertificateDer<'static>> },
    /// Anybody's.
    Anybody,
}

/// Whoever is believed, the certificate's key must still be the one that signs the connection.
#[derive(Debug)]
struct Believer {
    whom: Belief,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Believer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Belief::Extra { usual, extra } = &self.whom else { return Ok(ServerCertVerified::assertion()) };
        let verified = usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        if verified.is_err() && extra.contains(end_entity) {
            verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            return Ok(ServerCertVerified::assertion());
        }
        verified
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
