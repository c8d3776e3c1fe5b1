//! The window process, as the tray process sees it: started when the window is first shown, told by lines on its
//! stdin, ended five minutes after it was hidden, and started anew, with safer settings, when its page never came.

use crate::{
    platform::{SPARED, SPARED_GL},
    said::{Said, Told},
    shell::Wish,
};
use std::{
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until, timeout},
};

/// How long a hidden window keeps its process.
const KEPT_HIDDEN: Duration = Duration::from_secs(5 * 60);
/// How long it may take to end.
const END_WITHIN: Duration = Duration::from_millis(1_500);
/// A page that lived this long died of something else than the settings.
const LIVED: Duration = Duration::from_secs(60);

/// What is asked of the window.
pub(crate) enum Ask {
    /// Be seen, in front.
    Show,
    /// Not be seen.
    Hide,
    /// End; told when it has.
    End(oneshot::Sender<()>),
}

/// How careful the window's WebKit is. Some drivers show a white window; the settings are read once a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    Usual,
    WithoutDmabuf,
    WithoutCompositing,
    /// No window at all: the pages are shown in a browser.
    Browser,
}

impl Care {
    fn more(self) -> Self {
        match self {
            Self::Usual => Self::WithoutDmabuf,
            Self::WithoutDmabuf => Self::WithoutCompositing,
            Self::WithoutCompositing | Self::Browser => Self::Browser,
        }
    }

    fn variables(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Usual | Self::Browser => &[],
            Self::WithoutDmabuf => {
                &[("WEBKIT_DISABLE_DMABUF_RENDERER", "1"), ("WEBKIT_DMABUF_RENDERER_FORCE_SHM", "1")]
            }
            Self::WithoutCompositing => &[
                ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
                ("WEBKIT_DMABUF_RENDERER_FORCE_SHM", "1"),
                ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
            ],
        }
    }
}

/// The window process, and what is known of it.
pub(crate) struct WindowProcess {
    program: PathBuf,
    data_dir: PathBuf,
    care: Care,
    running: Option<Running>,
    wishes: mpsc::Sender<Wish>,
}

struct Running {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    /// Its stdout has not ended.
    speaks: bool,
    /// It was told to be seen, and has not answered.
    asked_to_show: bool,
    /// Why it ends, if it said so.
    last_words: Option<Said>,
    ready_at: Option<Instant>,
    hidden_at: Option<Instant>,
}

/// What comes next.
enum Next {
    Asked(Ask),
    Nobody,
    Said(Said),
    Ended(std::io::Result<ExitStatus>),
    HiddenLong,
}

impl WindowProcess {
    pub(crate) fn new(program: PathBuf, data_dir: PathBuf, wishes: mpsc::Sender<Wish>) -> Self {
        Self { program, data_dir, care: Care::Usual, running: None, wishes }
    }

    /// Does what is asked until nobody asks any more, and ends the process with itself.
    pub(crate) async fn serve(mut self, mut asks: mpsc::Receiver<Ask>) {
        loop {
            match self.next(&mut asks).await {
                Next::Asked(Ask::Show) => self.show().await,
                Next::Asked(Ask::Hide) => self.tell(Told::Hide).await,
                Next::Asked(Ask::End(done)) => {
                    self.end().await;
                    // Who asked may have gone.
                    let _ = done.send(());
                }
                Next::Nobody => return self.end().await,
                Next::Said(said) => self.hear(said).await,
                Next::Ended(status) => self.ended(status).await,
                Next::HiddenLong => self.end().await,
            }
        }
    }

    async fn next(&mut self, asks: &mut mpsc::Receiver<Ask>) -> Next {
        let asked = |ask: Option<Ask>| ask.map_or(Next::Nobody, Next::Asked);
        let Some(running) = &mut self.running else { return asked(asks.recv().await) };
        let hidden_long = running.hidden_at.map(|at| at + KEPT_HIDDEN);
        loop {
            tokio::select! {
                biased;
                line = running.lines.next_line(), if running.speaks => match line.ok().flatten() {
                    Some(line) => match line.parse() {
                        Ok(said) => return Next::Said(said),
                        Err(error) => tracing::debug!("the window said something: {error}"),
                    },
                    None => running.speaks = false,
                },
                // Its own children may keep its stdout for a while.
                status = running.child.wait() => return Next::Ended(status),
                ask = asks.recv() => return asked(ask),
                () = sleep_until(hidden_long.unwrap_or_else(Instant::now)), if hidden_long.is_some() => {
                    return Next::HiddenLong;
                }
            }
        }
    }

    async fn show(&mut self) {
        if self.running.is_some() {
            self.tell(Told::Show).await;
        } else {
            self.start().await;
        }
    }

    async fn start(&mut self) {
        if self.care == Care::Browser {
            return self.wish(Wish::UseBrowser).await;
        }
        match self.spawn() {
            Ok(running) => self.running = Some(running),
            Err(error) => {
                tracing::error!(%error, "the window could not be started");
                self.wish(Wish::UseBrowser).await;
            }
        }
    }

    fn spawn(&self) -> std::io::Result<Running> {
        let mut command = Command::new(&self.program);
        command
            .arg("--window")
            .arg("--data-dir")
            .arg(&self.data_dir)
            .envs(self.care.variables().iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        if std::env::var_os(SPARED).is_some_and(|spared| spared == SPARED_GL) {
            // The page may use the graphics driver.
            command.env_remove("GDK_GL");
        }
        let mut child = command.spawn()?;
        let missing = || std::io::Error::other("no pipe to the window");
        let stdin = child.stdin.take().ok_or_else(missing)?;
        let lines = BufReader::new(child.stdout.take().ok_or_else(missing)?).lines();
        tracing::debug!(pid = child.id(), care = ?self.care, "the window process starts");
        Ok(Running {
            child,
            stdin,
            lines,
            speaks: true,
            asked_to_show: false,
            last_words: None,
            ready_at: None,
            hidden_at: None,
        })
    }

    async fn tell(&mut self, told: Told) {
        let Some(running) = &mut self.running else { return };
        running.hidden_at = match told {
            Told::Hide => Some(Instant::now()),
            Told::Show | Told::End => None,
        };
        running.asked_to_show = told == Told::Show;
        // One that is gone is noticed by its end.
        let _ = running.stdin.write_all(format!("{told}\n").as_bytes()).await;
    }

    async fn hear(&mut self, said: Said) {
        let Some(running) = &mut self.running else { return };
        match said {
            Said::Ready => running.ready_at = Some(Instant::now()),
            Said::Shown => running.asked_to_show = false,
            Said::Close => self.wish(Wish::WindowClosed).await,
            Said::NeverReady | Said::PageDied => running.last_words = Some(said),
        }
    }

    /// It has ended: because it was killed, and then the next wish starts another, or because its page failed.
    async fn ended(&mut self, status: std::io::Result<ExitStatus>) {
        let Some(running) = self.running.take() else { return };
        let was_seen = running.hidden_at.is_none();
        tracing::info!(?status, why = ?running.last_words, "the window process has ended");
        let lived = running.ready_at.is_some_and(|at| at.elapsed() >= LIVED);
        // WebKit ends the whole process when its page's process does not even begin.
        let never_came = running.ready_at.is_none().then_some(Said::NeverReady);
        match (running.last_words.or(never_came), self.care) {
            (Some(Said::NeverReady), _) => self.care = self.care.more(),
            (Some(Said::PageDied), Care::Usual | Care::WithoutDmabuf) if !lived => {
                self.care = self.care.more();
            }
            // It can be seen, but doesn't stay: whoever wants it opens it.
            (Some(Said::PageDied), Care::WithoutCompositing | Care::Browser) if !lived => return,
            (Some(Said::PageDied | Said::Ready | Said::Shown | Said::Close), _) => {}
            // It was asked for while it was dying.
            (None, _) if running.asked_to_show => {}
            (None, _) => return,
        }
        if was_seen {
            self.start().await;
        }
    }

    async fn end(&mut self) {
        self.tell(Told::End).await;
        let Some(mut running) = self.running.take() else { return };
        drop(running.stdin);
        if timeout(END_WITHIN, running.child.wait()).await.is_err() {
            // Dropped after this it would be killed, too, but not waited for.
            let _ = running.child.kill().await;
        }
    }

    async fn wish(&self, wish: Wish) {
        // Without the shell nobody is left who would look at a window.
        let _ = self.wishes.send(wish).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_makes_it_more_careful_until_a_browser_is_left() {
        let mut care = Care::Usual;
        for expected in [Care::WithoutDmabuf, Care::WithoutCompositing, Care::Browser, Care::Browser] {
            care = care.more();
            assert_eq!(care, expected);
        }
        assert!(Care::Usual.variables().is_empty());
        assert!(Care::WithoutCompositing.variables().len() > Care::WithoutDmabuf.variables().len());
    }

    /// A window of the test's own: a script that is started as the window process would be.
    #[cfg(unix)]
    struct Stage {
        dir: tempfile::TempDir,
        asks: mpsc::Sender<Ask>,
        wishes: mpsc::Receiver<Wish>,
        _tasks: tokio::task::JoinSet<()>,
    }

    #[cfg(unix)]
    impl Stage {
        fn set(script: &str) -> Self {
            use std::os::unix::fs::PermissionsExt;
            let dir = tempfile::tempdir().unwrap();
            let program = dir.path().join("window");
            std::fs::write(&program, format!("#!/bin/sh\ncd \"$3\"\necho start >> told\n{script}\n"))
                .unwrap();
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
            let ((wishes, received), (asks, asked)) = (mpsc::channel(8), mpsc::channel(8));
            let process = WindowProcess::new(program, dir.path().to_owned(), wishes);
            let mut tasks = tokio::task::JoinSet::new();
            tasks.spawn(process.serve(asked));
            Self { dir, asks, wishes: received, _tasks: tasks }
        }

        /// Waits until the window was told all this.
        async fn was_told(&self, expected: &str) {
            let read = || std::fs::read_to_string(self.dir.path().join("told")).unwrap_or_default();
            for _ in 0..500 {
                if read() == expected {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            panic!("told {:?}", read());
        }
    }

    #[cfg(unix)]
    const LISTENS: &str =
        "echo ready; while read line; do echo $line >> told; test $line = end && exit; done";

    #[cfg(unix)]
    #[tokio::test]
    async fn it_is_started_once_told_by_lines_and_ended_in_order() {
        let stage = Stage::set(LISTENS);
        for ask in [Ask::Hide, Ask::Show, Ask::Hide, Ask::Show] {
            stage.asks.send(ask).await.unwrap();
        }
        stage.was_told("start\nhide\nshow\n").await;
        let (done, ended) = oneshot::channel();
        stage.asks.send(Ask::End(done)).await.unwrap();
        ended.await.unwrap();
        stage.was_told("start\nhide\nshow\nend\n").await;
        stage.asks.send(Ask::Show).await.unwrap();
        stage.was_told("start\nhide\nshow\nend\nstart\n").await;
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_page_that_never_comes_ends_in_the_browser() {
        let mut stage = Stage::set("echo $WEBKIT_DISABLE_COMPOSITING_MODE- >> told; echo never-ready");
        stage.asks.send(Ask::Show).await.unwrap();
        assert!(matches!(stage.wishes.recv().await, Some(Wish::UseBrowser)));
        stage.was_told("start\n-\nstart\n-\nstart\n1-\n").await;
        stage.asks.send(Ask::Show).await.unwrap();
        assert!(matches!(stage.wishes.recv().await, Some(Wish::UseBrowser)), "nothing more is tried");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn one_that_is_killed_comes_back_when_somebody_asks_and_not_before() {
        let stage = Stage::set("echo $$ > pid; echo ready; exec cat > /dev/null");
        stage.asks.send(Ask::Show).await.unwrap();
        stage.was_told("start\n").await;
        let pid = loop {
            let text = std::fs::read_to_string(stage.dir.path().join("pid")).unwrap_or_default();
            match text.trim().parse::<u32>() {
                Ok(pid) => break pid,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        let killed = std::process::Command::new("kill").args(["-KILL", &pid.to_string()]).status();
        assert!(killed.unwrap().success());
        // Asked for while it dies or after: either way there is one more, and one only.
        stage.asks.send(Ask::Show).await.unwrap();
        stage.was_told("start\nstart\n").await;
    }
}
