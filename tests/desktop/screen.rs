//! What is on the screen, and the clipboard, as any other program on it would see them.

use crate::stage::{Stage, until};
use x11rb::{
    COPY_DEPTH_FROM_PARENT, CURRENT_TIME,
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, ImageFormat, MapState,
            Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
};

/// The screen.
pub(crate) struct Screen {
    x: RustConnection,
    root: Window,
}

impl Screen {
    pub(crate) fn of(stage: &Stage) -> Self {
        let (x, number) = x11rb::connect(Some(&stage.display)).unwrap();
        let root = x.setup().roots[number].root;
        Self { x, root }
    }

    /// The application's window, if it can be seen. Small ones are the toolkit's own.
    pub(crate) fn window(&self) -> Option<Window> {
        let children = self.x.query_tree(self.root).unwrap().reply().unwrap().children;
        children.into_iter().find(|window| self.is_the_window(*window).unwrap_or(false))
    }

    fn is_the_window(&self, window: Window) -> Option<bool> {
        let attributes = self.x.get_window_attributes(window).ok()?.reply().ok()?;
        let geometry = self.x.get_geometry(window).ok()?.reply().ok()?;
        let name =
            self.x.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64).ok()?.reply().ok()?;
        let large = geometry.width > 400 && geometry.height > 300;
        Some(attributes.map_state == MapState::VIEWABLE && large && name.value == b"Switchyard")
    }

    pub(crate) async fn shows_the_window(&self) -> Window {
        until("the window can be seen", async || self.window()).await
    }

    pub(crate) async fn shows_no_window(&self) {
        until("the window is gone", async || self.window().is_none().then_some(())).await;
    }

    /// Its place and size.
    pub(crate) fn place(&self, window: Window) -> (i16, i16, u16, u16) {
        let geometry = self.x.get_geometry(window).unwrap().reply().unwrap();
        (geometry.x, geometry.y, geometry.width, geometry.height)
    }

    /// Moves and resizes it, as a person would.
    pub(crate) fn put(&self, window: Window, x: i32, y: i32, width: u32, height: u32) {
        let change = x11rb::protocol::xproto::ConfigureWindowAux::new().x(x).y(y).width(width).height(height);
        self.x.configure_window(window, &change).unwrap();
        self.x.flush().unwrap();
    }

    /// Waits until the window can be seen and its page has painted.
    pub(crate) async fn shows_the_page(&self) -> Window {
        until("the page has painted", async || {
            self.window().filter(|window| self.is_painted(*window).unwrap_or(false))
        })
        .await
    }

    /// Whether it has more than one colour. `None` when it went away meanwhile.
    fn is_painted(&self, window: Window) -> Option<bool> {
        let geometry = self.x.get_geometry(window).ok()?.reply().ok()?;
        let (format, width, height) = (ImageFormat::Z_PIXMAP, geometry.width, geometry.height);
        let image = self.x.get_image(format, window, 0, 0, width, height, u32::MAX).ok()?.reply().ok()?;
        Some(image.data.chunks_exact(4).any(|pixel| pixel != &image.data[..4]))
    }

    /// Asks it to close, as a window manager would.
    pub(crate) fn close(&self, window: Window) {
        let message = [self.atom("WM_DELETE_WINDOW"), CURRENT_TIME, 0, 0, 0];
        let event = ClientMessageEvent::new(32, window, self.atom("WM_PROTOCOLS"), message);
        self.x.send_event(false, window, EventMask::NO_EVENT, event).unwrap();
        self.x.flush().unwrap();
    }

    /// A dialog of the application's, if one can be seen.
    pub(crate) fn dialog(&self) -> Option<Window> {
        let children = self.x.query_tree(self.root).unwrap().reply().unwrap().children;
        let is_dialog = |window: &Window| {
            let kind = self.atom("_NET_WM_WINDOW_TYPE");
            let of = self.x.get_property(false, *window, kind, AtomEnum::ATOM, 0, 4).ok()?.reply().ok()?;
            let dialog = self.atom("_NET_WM_WINDOW_TYPE_DIALOG");
            let shown =
                self.x.get_window_attributes(*window).ok()?.reply().ok()?.map_state == MapState::VIEWABLE;
            Some(shown && of.value32()?.any(|found| found == dialog))
        };
        children.into_iter().find(|window| is_dialog(window).unwrap_or(false))
    }

    /// What the clipboard holds.
    pub(crate) fn clipboard(&self) -> Option<String> {
        let window = self.x.generate_id().unwrap();
        let aux = CreateWindowAux::new();
        let depth = COPY_DEPTH_FROM_PARENT;
        self.x
            .create_window(depth, window, self.root, 0, 0, 1, 1, 0, WindowClass::INPUT_OUTPUT, 0, &aux)
            .unwrap();
        let [selection, target, property] = ["CLIPBOARD", "UTF8_STRING", "TEST"].map(|name| self.atom(name));
        self.x.convert_selection(window, selection, target, property, CURRENT_TIME).unwrap();
        self.x.flush().unwrap();
        loop {
            if let Event::SelectionNotify(event) = self.x.wait_for_event().unwrap() {
                if event.property == x11rb::NONE {
                    return None;
                }
                let text =
                    self.x.get_property(true, window, property, target, 0, 1024).unwrap().reply().unwrap();
                return String::from_utf8(text.value).ok();
            }
        }
    }

    fn atom(&self, name: &str) -> u32 {
        self.x.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }
}
