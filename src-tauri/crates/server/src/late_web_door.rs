//! The web door, opened while the instance runs: for a desktop whose window can't show the pages.

use crate::{
    Given, Running, StartError, WebDoor,
    doors::{serve::serve, web},
    start::bind_web,
};

impl Running {
    /// A one-time link into the web door, which is opened for this run if it is off: at its usual port, or at any
    /// free one if that is taken.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn open_web_door(&self) -> Result<Option<String>, StartError> {
        if self.admin_url().is_none() {
            let settings = self.configuration.current().settings.clone();
            let usual = bind_web(&WebDoor::default(), None, &settings, &self.access).await;
            let listener = match usual {
                Ok(listener) => listener,
                Err(_) => {
                    let any = WebDoor { host: None, port: Some(Given::flag(0)) };
                    bind_web(&any, None, &settings, &self.access).await?
                }
            };
            if let Ok(address) = listener.local_addr() {
                self.gateway.refuse_port(address.port());
            }
            let router = web::router(self.state.clone());
            self.doors.spawn(serve(listener, router, self.doors_close.clone(), self.doors.clone()));
        }
        Ok(self.sign_in_link())
    }
}

#[cfg(test)]
mod tests {
    use crate::{Given, Options, Stop, start};

    #[tokio::test(flavor = "multi_thread")]
    async fn it_opens_when_it_is_needed_and_only_once() {
        let dir = tempfile::tempdir().unwrap();
        let options =
            Options { data_dir: dir.path().to_owned(), port: Some(Given::flag(0)), ..Options::default() };
        let running = start(options).await.unwrap();
        assert_eq!((running.admin_url(), running.sign_in_link()), (None, None));
        let first = running.open_web_door().await.unwrap().unwrap();
        let second = running.open_web_door().await.unwrap().unwrap();
        let url = running.admin_url().unwrap();
        assert!(first.starts_with(url) && second.starts_with(url) && first != second);
        let address = url.strip_prefix("http://").unwrap();
        assert!(tokio::net::TcpStream::connect(address).await.is_ok());
        running.stop(Stop::Now).await;
    }
}
