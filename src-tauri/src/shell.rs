//! The shell: Tauri's main loop, and one task that does what the tray, the window and the system ask for.

use crate::{
    browser,
    control::Control,
    core::{self, CoreWish, How},
    language::Language,
    login::LoginEntry,
    platform,
    tray::{self, Facts, Tray, TrayAction, Words},
    window,
    window_process::{self, WindowProcess},
};
use anyhow::Context;
use serde_json::json;
use server::Running;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};
use tauri::{AppHandle, Manager, RunEvent};
use tokio::{
    runtime::{self, Runtime},
    sync::{mpsc, oneshot, watch},
};
use tokio_util::task::TaskTracker;

/// A system that ends waits five seconds; then this process ends whatever it is doing.
const AT_THE_LATEST: Duration = Duration::from_secs(5);
/// How long a silent start waits for a panel that comes after us.
const PANEL_COMES: Duration = Duration::from_secs(10);
/// When a start is over.
const SETTLED: Duration = Duration::from_secs(5);
/// In the data directory once the person has been told that closing the window ends nothing.
const TOLD: &str = "told-about-tray";

/// What the shell is asked for.
#[derive(Debug)]
pub(crate) enum Wish {
    /// A click in the tray.
    Act(TrayAction),
    /// The window, by a second start.
    Show,
    /// The person closed the window.
    WindowClosed,
    /// The window can't show the pages.
    UseBrowser,
    /// End.
    End(How),
    /// The core is ending.
    Ending,
}

/// Where wishes go, and where they come out.
pub(crate) struct Wishes {
    pub(crate) wishes: mpsc::Sender<Wish>,
    pub(crate) received: mpsc::Receiver<Wish>,
}

/// How it was started.
pub(crate) struct Asked {
    /// What is shown first.
    pub(crate) wish: cli::Wish,
    /// Whether a start finds this data directory by itself.
    pub(crate) usual_data_dir: bool,
}

/// Runs the shell over a running core until both have ended.
pub(crate) fn run(core: Runtime, running: Running, wishes: Wishes, asked: Asked) -> anyhow::Result<ExitCode> {
    let data_dir = running.data_dir().to_owned();
    let control = Control::of(running.instance().context("the control door has no runtime file")?);
    let runtime =
        runtime::Builder::new_multi_thread().worker_threads(1).thread_name("shell").enable_all().build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    let (core_wishes, core_received) = mpsc::channel(8);
    let Wishes { wishes, received } = wishes;
    let tasks = TaskTracker::new();
    let signals = listen_for_signals(&runtime, &tasks, wishes.clone())?;

    let start = Start { control, core: core_wishes.clone(), data_dir, asked, wishes: wishes.clone() };
    // Without a usable display the toolkit panics; the core must end in order all the same.
    let built = catch_unwind(AssertUnwindSafe(|| build(start, received, &tasks, &runtime)));
    let app = match built {
        Ok(Ok(app)) => Ok(app),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(anyhow::anyhow!(
            "the display can't be used (DISPLAY or WAYLAND_DISPLAY name one); without one, start `switchyard-server`"
        )),
    };
    let app = match app {
        Ok(app) => app,
        Err(error) => {
            core.block_on(running.stop(server::Stop::Now));
            runtime.shutdown_background();
            return Err(error);
        }
    };
    let handle = app.handle().clone();
    let kept = core.spawn(async move {
        let ending = {
            let wishes = wishes.clone();
            // A full queue means that the shell has more to do than this; it ends all the same.
            move || drop(wishes.try_send(Wish::Ending))
        };
        core::keep(running, core_received, ending).await;
        handle.exit(0);
    });
    let code = app.run_return(|_, event| {
        // The last window's end, if a dialog was one, is not the application's.
        if let RunEvent::ExitRequested { code: None, api, .. } = event {
            api.prevent_exit();
        }
    });
    drop((core_wishes, signals));
    // The loop may have ended by itself, with the session: the core still ends in order.
    let _ = core.block_on(async { tokio::time::timeout(AT_THE_LATEST, kept).await });
    tasks.close();
    runtime.shutdown_timeout(Duration::from_millis(200));
    core.shutdown_timeout(Duration::from_millis(200));
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// What the start knows.
struct Start {
    control: Control,
    core: mpsc::Sender<CoreWish>,
    data_dir: PathBuf,
    asked: Asked,
    wishes: mpsc::Sender<Wish>,
}

fn build(
    start: Start,
    received: mpsc::Receiver<Wish>,
    tasks: &TaskTracker,
    runtime: &Runtime,
) -> anyhow::Result<tauri::App> {
    let (tasks, runtime) = (tasks.clone(), runtime.handle().clone());
    let app = tauri::Builder::default()
        .setup(move |app| {
            let handle = app.handle().clone();
            // A missing library is a panic: everything but the tray still works.
            let tray = catch_unwind(AssertUnwindSafe(|| {
                Tray::build(&handle, &start.data_dir, start.wishes.clone())
            }));
            match tray {
                Ok(Ok(tray)) => drop(app.manage(tray)),
                Ok(Err(error)) => tracing::error!(%error, "there is no tray"),
                Err(_) => tracing::error!("there is no tray: is libayatana-appindicator3 installed?"),
            }
            let (facts, facts_known) = watch::channel(Facts::default());
            let (tray_host, tray_host_known) = watch::channel(None);
            let (window, window_asks) = mpsc::channel(16);
            let program = std::env::current_exe()?;
            let starts = platform::what_starts(&app.env(), &program);
            let named = (!start.asked.usual_data_dir).then(|| start.data_dir.clone());
            let login = LoginEntry::new(starts, named);
            let process = WindowProcess::new(program, start.data_dir.clone(), start.wishes.clone());
            tasks.spawn_on(process.serve(window_asks), &runtime);
            tasks.spawn_on(platform::tray_host(tray_host), &runtime);
            tasks.spawn_on(tray::follow(start.control.clone(), facts.clone()), &runtime);
            tasks.spawn_on(tray::keep(handle.clone(), facts_known.clone()), &runtime);
            tasks.spawn_on(settle(), &runtime);
            tasks.spawn_on(login.keep(facts_known), &runtime);
            let asked = start.asked.wish;
            let has_tray = app.try_state::<Tray>().is_some();
            let shell = Shell {
                app: handle,
                control: start.control,
                core: start.core,
                data_dir: start.data_dir,
                window,
                facts,
                tray_host: tray_host_known,
                has_tray,
                wishes: start.wishes,
                tasks: tasks.clone(),
                clipboard: None,
            };
            tasks.spawn_on(shell.serve(received, asked), &runtime);
            Ok(())
        })
        .build(window::context())
        .context("the desktop can't be used")?;
    Ok(app)
}

/// Once all is as it stays, what only the start needed is let go of.
async fn settle() {
    tokio::time::sleep(SETTLED).await;
    platform::give_back_memory();
}

/// One signal ends in order, within five seconds; the second at once.
fn listen_for_signals(
    runtime: &Runtime,
    tasks: &TaskTracker,
    wishes: mpsc::Sender<Wish>,
) -> anyhow::Result<oneshot::Sender<()>> {
    let entered = runtime.enter();
    let mut signals = platform::EndSignals::listen().context("cannot listen for signals")?;
    drop(entered);
    let (keep, mut gone) = oneshot::channel::<()>();
    tasks.spawn_on(
        async move {
            let mut first = true;
            loop {
                tokio::select! {
                    () = signals.next() => {}
                    _ = &mut gone => return,
                }
                if std::mem::take(&mut first) {
                    std::thread::spawn(end_at_the_latest);
                }
                // A full queue is as good as a shell that hangs, which the thread above ends.
                let _ = wishes.try_send(Wish::End(How::System));
            }
        },
        runtime.handle(),
    );
    Ok(keep)
}

fn end_at_the_latest() {
    std::thread::sleep(AT_THE_LATEST);
    #[expect(clippy::disallowed_methods, reason = "the system kills what is still there a moment later")]
    std::process::exit(1);
}

/// The task that obeys.
struct Shell {
    app: AppHandle,
    control: Control,
    core: mpsc::Sender<CoreWish>,
    data_dir: PathBuf,
    window: mpsc::Sender<window_process::Ask>,
    facts: watch::Sender<Facts>,
    tray_host: watch::Receiver<Option<bool>>,
    has_tray: bool,
    wishes: mpsc::Sender<Wish>,
    tasks: TaskTracker,
    /// Lives as long as the application: on X11 it is the one that hands out what was copied.
    clipboard: Option<arboard::Clipboard>,
}

impl Shell {
    async fn serve(mut self, mut received: mpsc::Receiver<Wish>, asked: cli::Wish) {
        match asked {
            cli::Wish::Window | cli::Wish::WindowProcess => self.ask_window(window_process::Ask::Show).await,
            cli::Wish::Tray => self.show_without_panel(),
        }
        while let Some(wish) = received.recv().await {
            match wish {
                Wish::Act(action) => {
                    if let Err(error) = self.act(action).await {
                        tracing::warn!("{action:?} failed: {error:#}");
                    }
                    // The toolkit has flipped what was clicked: show what is.
                    self.facts.send_modify(|_| ());
                }
                Wish::Show => self.ask_window(window_process::Ask::Show).await,
                Wish::WindowClosed => self.window_closed().await,
                Wish::UseBrowser => self.use_browser().await,
                Wish::End(how) => self.end(how).await,
                Wish::Ending => self.close_window().await,
            }
        }
    }

    async fn act(&mut self, action: TrayAction) -> anyhow::Result<()> {
        match action {
            TrayAction::Start => drop(self.control.post("gateway/start", &json!({})).await?),
            TrayAction::Stop => drop(self.control.post("gateway/stop", &json!({})).await?),
            TrayAction::Copy(form) => {
                let url = self.facts.borrow().standing.as_ref().and_then(|standing| standing.url.clone());
                self.copy(form.of(&url.context("the address is not known yet")?))?;
            }
            TrayAction::Pin(dialect, provider) => {
                let pin = json!({ "provider": provider.map(|provider| provider.to_string()) });
                drop(self.control.put(&format!("pins/{dialect}"), &pin).await?);
            }
            TrayAction::Open => self.ask_window(window_process::Ask::Show).await,
            TrayAction::StartAtLogin => {
                let on = self.facts.borrow().settings.start_at_login.unwrap_or(false);
                drop(self.control.put("settings/start_at_login", &json!({ "value": !on })).await?);
            }
            TrayAction::Quit => self.end(How::Quit).await,
        }
        Ok(())
    }

    fn copy(&mut self, text: String) -> anyhow::Result<()> {
        let clipboard = match &mut self.clipboard {
            Some(clipboard) => clipboard,
            none => none.insert(arboard::Clipboard::new().context("there is no clipboard")?),
        };
        clipboard.set_text(text).context("the clipboard refused")
    }

    async fn ask_window(&self, ask: window_process::Ask) {
        if self.facts.borrow().ending && !matches!(ask, window_process::Ask::End(_)) {
            return;
        }
        // The window's keeper lives as long as the shell.
        let _ = self.window.send(ask).await;
    }

    /// A silent start needs a tray to be found in: without one, the window is shown.
    fn show_without_panel(&self) {
        let (has_tray, mut host, wishes) = (self.has_tray, self.tray_host.clone(), self.wishes.clone());
        self.tasks.spawn(async move {
            let comes = async { host.wait_for(|known| *known == Some(true)).await.is_ok() };
            let panel = tokio::time::timeout(PANEL_COMES, comes).await.unwrap_or(false);
            if !has_tray || !panel {
                tracing::info!("no panel shows the tray: the window is shown instead");
                // A shell that has ended needs no window.
                let _ = wishes.send(Wish::Show).await;
            }
        });
    }

    /// What closing means: into the tray, where there is one and the person wants that; else the end, or a question.
    async fn window_closed(&self) {
        let words = self.words();
        let to_tray = self.facts.borrow().settings.close_to_tray.unwrap_or(true);
        let tray = self.has_tray && *self.tray_host.borrow() == Some(true);
        if !to_tray {
            return self.end(How::Quit).await;
        }
        self.ask_window(window_process::Ask::Hide).await;
        if !tray {
            let end = Some(words.end().to_owned());
            self.ask(platform::Question {
                text: words.keep_running().to_owned(),
                go_on: words.keep().to_owned(),
                end,
            });
        } else if is_first_time(&self.data_dir) {
            let go_on = words.understood().to_owned();
            self.ask(platform::Question { text: words.stays_in_tray().to_owned(), go_on, end: None });
        }
    }

    /// Asks the person, and hands the answer on.
    fn ask(&self, question: platform::Question) {
        let wishes = self.wishes.clone();
        let shown = self.app.run_on_main_thread(move || {
            platform::ask(&question, move |answer| match answer {
                platform::Answer::GoOn => {}
                platform::Answer::End => {
                    if let Err(error) = wishes.try_send(Wish::End(How::Quit)) {
                        tracing::warn!(%error, "the answer was lost");
                    }
                }
            });
        });
        if let Err(error) = shown {
            tracing::warn!(%error, "a question could not be asked");
        }
    }

    async fn use_browser(&self) {
        let (reply, link) = oneshot::channel();
        let asked = self.core.send(CoreWish::Link(reply)).await;
        let Some(link) = (if asked.is_ok() { link.await.ok().flatten() } else { None }) else {
            tracing::error!("neither the window nor the web door can show the pages");
            return;
        };
        tracing::warn!("the window can't show the pages: they open in the browser");
        let data_dir = self.data_dir.clone();
        self.tasks.spawn(async move {
            if let Err(error) = browser::open_secretly(&data_dir, &link).await {
                tracing::error!("no browser could be opened: {error:#}");
            }
        });
    }

    async fn end(&self, how: How) {
        // A core that has ended needs no telling.
        let _ = self.core.send(CoreWish::End(how)).await;
    }

    async fn close_window(&self) {
        self.facts.send_modify(|facts| facts.ending = true);
        let (done, ended) = oneshot::channel();
        self.ask_window(window_process::Ask::End(done)).await;
        // It is killed with its keeper otherwise.
        let _ = ended.await;
    }

    fn words(&self) -> Words {
        Words(Language::chosen(self.facts.borrow().settings.language.as_deref()))
    }
}

/// Says why nothing was started, to who looks at a screen and not at a terminal.
pub(crate) fn say_why_not(language: Language, why: &str) {
    use std::io::IsTerminal;
    if std::io::stderr().is_terminal() {
        return;
    }
    platform::complain(&Words(language).could_not_start(why));
}

fn is_first_time(data_dir: &Path) -> bool {
    // Who can't be remembered to have been told is told once a start; that is no harm.
    std::fs::OpenOptions::new().write(true).create_new(true).open(data_dir.join(TOLD)).is_ok()
}
