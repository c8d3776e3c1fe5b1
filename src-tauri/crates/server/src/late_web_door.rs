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
