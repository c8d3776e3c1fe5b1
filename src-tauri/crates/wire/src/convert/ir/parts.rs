//! What a turn is made of.

use crate::convert::tree::Json;
use domain::Dialect;

/// One piece of a turn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    Text(Text),
    Image(Image),
    Document(Document),
    Audio(Audio),
    Call(Call),
    Result(CallResult),
    Thought(Thought),
    Refusal(String),
    /// Something that only the dialect it comes from knows.
    Server(Server),
    /// Names a tool that is loaded by being named.
    ToolReference(String),
}

/// A text of the user, the model or a tool.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) cache: Option<Cache>,
    /// Reasoning state that belongs to this text.
    pub(crate) opaque: Option<Opaque>,
}

/// How long a prompt is to be cached up to here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cache {
    FiveMinutes,
    OneHour,
}

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Source {
    /// Standard base64 without white space.
    Base64 {
        mime: String,
        data: String,
    },
    Url(String),
    /// An id or URI that means something to one vendor only.
    File(String),
    /// Plain text, as a document.
    Text(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Image {
    pub(crate) source: Source,
    /// `low`, `high` or `auto`.
    pub(crate) detail: Option<String>,
    pub(crate) cache: Option<Cache>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    pub(crate) source: Source,
    pub(crate) name: Option<String>,
    /// What is said about it beside it.
    pub(crate) context: Option<String>,
    pub(crate) cache: Option<Cache>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Audio {
    pub(crate) mime: String,
    pub(crate) data: String,
}

/// The model asks for a tool.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    pub(crate) id: String,
    /// As the client knows it.
    pub(crate) name: String,
    pub(crate) namespace: Option<String>,
    pub(crate) kind: CallKind,
    /// As spelled: JSON for a function, the raw text for a freeform tool.
    pub(crate) arguments: String,
    /// Reasoning state that belongs to this call.
    pub(crate) opaque: Option<Opaque>,
    pub(crate) cache: Option<Cache>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum CallKind {
    #[default]
    Function,
    /// Takes raw text.
    Freeform,
    /// The client's own search for tools.
    Search,
}

/// What a tool answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CallResult {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) kind: CallKind,
    /// Texts, images, documents and tool references.
    pub(crate) parts: Vec<Part>,
    pub(crate) is_error: bool,
    pub(crate) cache: Option<Cache>,
}

/// What the model thought.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Thought {
    pub(crate) text: String,
    pub(crate) opaque: Option<Opaque>,
    /// There is nothing to read, only the opaque value.
    pub(crate) redacted: bool,
}

/// Reasoning state that only its maker can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opaque {
    /// The dialect of its maker.
    pub(crate) origin: Dialect,
    pub(crate) value: String,
    /// The id of the item that it is bound to.
    pub(crate) item: Option<String>,
    /// The summary as its maker split it, where the split matters.
    pub(crate) summary: Vec<String>,
    /// It stands for thoughts that nobody may read.
    pub(crate) redacted: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Server {
    /// The type it had.
    pub(crate) kind: String,
    pub(crate) json: Json,
}

impl Part {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Text { text: text.into(), cache: None, opaque: None })
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(&text.text) } else { None }
    }

    /// Whether it is a file that is known by its id only.
    pub(crate) fn is_kept_file(&self) -> bool {
        match self {
            Self::Image(Image { source, .. }) | Self::Document(Document { source, .. }) => {
                matches!(source, Source::File(_))
            }
            Self::Result(result) => result.parts.iter().any(Self::is_kept_file),
            Self::Text(_)
            | Self::Audio(_)
            | Self::Call(_)
            | Self::Thought(_)
            | Self::Refusal(_)
            | Self::Server(_)
            | Self::ToolReference(_) => false,
        }
    }

    pub(crate) fn as_call(&self) -> Option<&Call> {
        if let Self::Call(call) = self { Some(call) } else { None }
    }
}
