//! A panel's tray: owns the watcher's name on the private bus, reads the application's menu and clicks in it.

use crate::stage::{PATIENCE, Stage, until};
use std::collections::HashMap;
use tokio::sync::watch;
use zbus::{
    Connection, Proxy, connection, interface,
    message::Header,
    proxy::CacheProperties,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

struct Watcher {
    items: watch::Sender<Vec<String>>,
}

#[expect(clippy::needless_pass_by_value, reason = "the bus gives a header away")]
#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// Some libraries pass an object path, others a bus name.
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let item = if service.starts_with('/') {
            format!("{sender}{service}")
        } else {
            format!("{service}/StatusNotifierItem")
        };
        self.items.send_modify(|items| items.push(item));
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.borrow().clone()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// The panel.
pub(crate) struct Panel {
    bus: Connection,
    items: watch::Receiver<Vec<String>>,
}

/// The application's icon in it.
pub(crate) struct Tray {
    icon: Proxy<'static>,
    menu: Proxy<'static>,
}

/// A line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    id: i32,
    pub(crate) depth: usize,
    pub(crate) label: String,
    pub(crate) enabled: bool,
    pub(crate) checked: Option<bool>,
}

impl Entry {
    /// Whether it is the same item of the menu, whatever it says by now.
    pub(crate) fn has_id_of(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl Panel {
    pub(crate) async fn on(stage: &Stage) -> Self {
        let (sender, items) = watch::channel(Vec::new());
        let bus = connection::Builder::address(stage.bus.as_str())
            .unwrap()
            .serve_at("/StatusNotifierWatcher", Watcher { items: sender })
            .unwrap()
            .name("org.kde.StatusNotifierWatcher")
            .unwrap()
            .build()
            .await
            .unwrap();
        Self { bus, items }
    }

    /// The application's icon, once it is there.
    pub(crate) async fn tray(&mut self) -> Tray {
        let found = tokio::time::timeout(PATIENCE, self.items.wait_for(|items| !items.is_empty()));
        let item = found.await.expect("an icon appears").unwrap().last().cloned().unwrap();
        let (name, path) = item.split_at(item.find('/').unwrap());
        // It announces changes by signals of its own, which a cache does not know.
        let icon: Proxy<'static> = zbus::proxy::Builder::new(&self.bus)
            .destination(name.to_owned())
            .unwrap()
            .path(path.to_owned())
            .unwrap()
            .interface("org.kde.StatusNotifierItem")
            .unwrap()
            .cache_properties(CacheProperties::No)
            .build()
            .await
            .unwrap();
        let menu: OwnedObjectPath = icon.get_property("Menu").await.unwrap();
        let menu = Proxy::new(&self.bus, name.to_owned(), menu, "com.canonical.dbusmenu").await.unwrap();
        Tray { icon, menu }
    }
}

impl Tray {
    /// Every line, depth first, separators left out.
    pub(crate) async fn entries(&self) -> Vec<Entry> {
        until("the menu", async || self.read().await.ok()).await
    }

    /// The icon is announced a moment before its menu is there.
    async fn read(&self) -> zbus::Result<Vec<Entry>> {
        // Panels announce the menu before they show it.
        let _: bool = self.menu.call("AboutToShow", &(0i32)).await?;
        let all = (0i32, -1i32, Vec::<String>::new());
        let (_, root): (u32, Node) = self.menu.call("GetLayout", &all).await?;
        let mut entries = Vec::new();
        walk(root, 0, &mut entries);
        Ok(entries)
    }

    pub(crate) async fn labels(&self) -> Vec<String> {
        self.entries().await.into_iter().map(|entry| entry.label).collect()
    }

    /// The file that the icon is drawn from.
    pub(crate) async fn icon(&self) -> String {
        self.icon.get_property("IconName").await.unwrap()
    }

    /// Waits for a line that begins so.
    pub(crate) async fn shows(&self, label: &str) -> Entry {
        until(label, async || self.entries().await.into_iter().find(|entry| entry.label.starts_with(label)))
            .await
    }

    /// Waits for a line in the submenu whose title begins so.
    pub(crate) async fn shows_in(&self, submenu: &str, label: &str, checked: Option<bool>) -> Entry {
        until(&format!("{submenu} ▸ {label} {checked:?}"), async || {
            let entries = self.entries().await;
            let title =
                entries.iter().position(|entry| entry.depth == 1 && entry.label.starts_with(submenu))?;
            let inside = entries[title + 1..].iter().take_while(|entry| entry.depth > 1);
            let mut inside = inside.filter(|entry| entry.label == label && entry.checked == checked);
            inside.next().cloned()
        })
        .await
    }

    /// Clicks the line that begins so.
    pub(crate) async fn click(&self, label: &str) {
        self.click_entry(&self.shows(label).await).await;
    }

    pub(crate) async fn click_entry(&self, entry: &Entry) {
        self.click_what_may_have_gone(entry).await.unwrap();
    }

    /// Clicks what was in the menu a moment ago.
    pub(crate) async fn click_what_may_have_gone(&self, entry: &Entry) -> zbus::Result<()> {
        let click = (entry.id, "clicked", Value::from(0i32), 0u32);
        self.menu.call::<_, _, ()>("Event", &click).await
    }
}

fn walk(node: Node, depth: usize, out: &mut Vec<Entry>) {
    let (id, properties, children) = node;
    let text = |key: &str| {
        properties.get(key).and_then(|value| <&str>::try_from(value).ok()).unwrap_or_default().to_owned()
    };
    if depth > 0 && text("type") != "separator" {
        let state = properties.get("toggle-state").and_then(|value| i32::try_from(value).ok());
        out.push(Entry {
            id,
            depth,
            // An underscore is written twice on its way.
            label: text("label").replace("__", "_"),
            enabled: properties.get("enabled").and_then(|value| bool::try_from(value).ok()).unwrap_or(true),
            checked: (!text("toggle-type").is_empty()).then_some(state == Some(1)),
        });
    }
    for child in children {
        walk(Node::try_from(child).unwrap(), depth + 1, out);
    }
}
