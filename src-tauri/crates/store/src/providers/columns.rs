//! A provider's row: each column once, with what it holds of a [`Provider`] and how that comes back.

use crate::{
    StoreError,
    credentials::OpenVault,
    sql,
    vault::{Cell, Vault},
};
use domain::{
    AnthropicOverrides, BaseUrl, BreakerValues, Network, Overrides, Provider, ProviderId, Proxy, ProxyUrl,
    Random, ResponsesOverrides, Schedule, Timeouts, UnixMillis, Weight,
};
use rusqlite::{Row, types::Value};

/// Of the columns, that are named once here, makes the statements' texts. `id`, `created_at` and `revision` are
/// never changed by hand; the proxy's password is sealed.
macro_rules! columns {
    ($($name:literal,)*) => {
        macro_rules! select {
            ($rest:literal) => {
                concat!(
                    "SELECT id", $(", ", $name,)* ", sealed_proxy_password, created_at, revision
                    FROM providers ", $rest
                )
            };
        }

        pub(super) const SELECT_ALL: &str = select!("ORDER BY priority, name_folded");
        pub(super) const SELECT: &str = select!("WHERE id = :id");
        pub(super) const INSERT: &str = concat!(
            "INSERT INTO providers (id", $(", ", $name,)* ", sealed_proxy_password, created_at, revision)
            VALUES (:id", $(", :", $name,)* ", :sealed_proxy_password, :created_at, :revision)"
        );
        // A password that could not be opened comes back as none, and stays with its address.
        pub(super) const UPDATE: &str = concat!(
            "UPDATE providers SET revision = revision + 1", $(", ", $name, " = :", $name,)* ",
                sealed_proxy_password = CASE
                    WHEN :sealed_proxy_password IS NULL AND proxy_url IS :proxy_url THEN sealed_proxy_password
                    ELSE :sealed_proxy_password
                END
            WHERE id = :id AND revision = :revision"
        );
    };
}

columns!(
    "name",
    "name_folded",
    "note",
    "kind",
    "dialect",
    "auth_style",
    "base_url",
    "enabled",
    "held",
    "priority",
    "group_priorities",
    "weight",
    "tags",
    "allowed_models",
    "model_redirects",
    "echo_requested_model",
    "allowed_clients",
    "denied_clients",
    "connect_timeout_ms",
    "first_byte_timeout_ms",
    "stream_idle_timeout_ms",
    "stream_stall_timeout_ms",
    "total_timeout_ms",
    "breaker_failures",
    "breaker_open_ms",
    "breaker_half_open_successes",
    "proxy_url",
    "proxy_fallback_direct",
    "extra_ca_pem",
    "accept_any_certificate",
    "allow_plain_http",
    "schedule_from",
    "schedule_until",
    "schedule_time_zone",
    "pass_client_ip",
    "conversion_allowed",
    "include_usage",
    "anthropic_max_tokens",
    "anthropic_thinking_budget",
    "anthropic_long_context",
    "anthropic_cache_ttl",
    "responses_reasoning_effort",
    "responses_reasoning_summary",
    "responses_verbosity",
    "responses_parallel_tools",
    "responses_service_tier",
    "codex_instructions",
    "gemini_google_search",
    "website",
);

/// What the columns hold of a provider, by the names of the statements' parameters.
pub(super) fn values(
    provider: &Provider,
    vault: OpenVault<'_>,
    random: &dyn Random,
) -> Result<Vec<(&'static str, Value)>, StoreError> {
    let mut values = vec![
        (":id", Value::Blob(provider.id.as_uuid().as_bytes().to_vec())),
        (":name", text(&provider.name)),
        (":name_folded", sql::folded(&provider.name).into()),
        (":note", text(&provider.note)),
        (":kind", sql::to_name("kind", provider.kind)?.into()),
        (":dialect", text(&provider.dialect)),
        (":auth_style", text(&provider.auth_style)),
        (":base_url", optional_text(provider.base_url.as_ref())),
        (":enabled", provider.enabled.into()),
        (":held", provider.held.into()),
        (":priority", provider.priority.into()),
        (":group_priorities", sql::to_json("group_priorities", &provider.group_priorities)?.into()),
        (":weight", provider.weight.get().into()),
        (":tags", sql::to_json("tags", &provider.tags)?.into()),
        (":allowed_models", sql::to_json("allowed_models", &provider.allowed_models)?.into()),
        (":model_redirects", sql::to_json("model_redirects", &provider.model_redirects)?.into()),
        (":echo_requested_model", provider.echo_requested_model.into()),
        (":allowed_clients", sql::to_json("allowed_clients", &provider.allowed_clients)?.into()),
        (":denied_clients", sql::to_json("denied_clients", &provider.denied_clients)?.into()),
        (":allow_plain_http", provider.allow_plain_http.into()),
        (":pass_client_ip", provider.pass_client_ip.into()),
        (":conversion_allowed", provider.conversion_allowed.into()),
        (":include_usage", provider.include_usage.into()),
        (":website", optional_text(provider.website.as_ref())),
    ];
    timeouts(&provider.timeouts, &mut values);
    breaker(&provider.breaker, &mut values);
    network(provider, vault, random, &mut values)?;
    schedule(provider.schedule.as_ref(), &mut values);
    overrides(&provider.overrides, &mut values);
    Ok(values)
}

type Values = Vec<(&'static str, Value)>;

fn timeouts(timeouts: &Timeouts, values: &mut Values) {
    values.extend([
        (":connect_timeout_ms", count(timeouts.connect_timeout_ms)),
        (":first_byte_timeout_ms", count(timeouts.first_byte_timeout_ms)),
        (":stream_idle_timeout_ms", count(timeouts.stream_idle_timeout_ms)),
        (":stream_stall_timeout_ms", count(timeouts.stream_stall_timeout_ms)),
        (":total_timeout_ms", count(timeouts.total_timeout_ms)),
    ]);
}

fn breaker(breaker: &BreakerValues, values: &mut Values) {
    values.extend([
        (":breaker_failures", count(breaker.failures)),
        (":breaker_open_ms", count(breaker.open_ms)),
        (":breaker_half_open_successes", count(breaker.half_open_successes)),
    ]);
}

fn network(
    provider: &Provider,
    vault: OpenVault<'_>,
    random: &dyn Random,
    values: &mut Values,
) -> Result<(), StoreError> {
    let Network { proxy, proxy_fallback_direct, extra_ca_pem, accept_any_certificate } = &provider.network;
    let sealed = match proxy.as_ref().and_then(|proxy| proxy.password.as_ref()) {
        None => None,
        Some(password) => {
            let vault = vault.ok_or(StoreError::VaultClosed)?;
            Some(vault.seal(cell(&provider.id), password.expose(), random)?)
        }
    };
    values.extend([
        (":proxy_url", optional_text(proxy.as_ref().map(|proxy| &proxy.url))),
        (":sealed_proxy_password", sealed.into()),
        (":proxy_fallback_direct", (*proxy_fallback_direct).into()),
        (":extra_ca_pem", optional_text(extra_ca_pem.as_ref())),
        (":accept_any_certificate", (*accept_any_certificate).into()),
    ]);
    Ok(())
}

fn schedule(schedule: Option<&Schedule>, values: &mut Values) {
    values.extend([
        (":schedule_from", optional_text(schedule.map(Schedule::from))),
        (":schedule_until", optional_text(schedule.map(Schedule::until))),
        (":schedule_time_zone", optional_text(schedule.and_then(Schedule::time_zone))),
    ]);
}

fn overrides(overrides: &Overrides, values: &mut Values) {
    let Overrides { anthropic, responses, google_search, codex_instructions } = overrides;
    values.extend([
        (":anthropic_max_tokens", count(anthropic.max_tokens.map(u32::from))),
        (":anthropic_thinking_budget", count(anthropic.thinking_budget.map(u32::from))),
        (":anthropic_long_context", text(&anthropic.long_context)),
        (":anthropic_cache_ttl", optional_text(anthropic.cache_ttl)),
        (":responses_reasoning_effort", optional_text(responses.reasoning_effort.as_ref())),
        (":responses_reasoning_summary", optional_text(responses.reasoning_summary.as_ref())),
        (":responses_verbosity", optional_text(responses.verbosity.as_ref())),
        (":responses_parallel_tools", responses.parallel_tools.into()),
        (":responses_service_tier", optional_text(responses.service_tier.as_ref())),
        (":codex_instructions", text(codex_instructions)),
        (":gemini_google_search", text(google_search)),
    ]);
}

fn text(value: &impl ToString) -> Value {
    Value::Text(value.to_string())
}

fn optional_text(value: Option<impl ToString>) -> Value {
    value.map_or(Value::Null, |value| text(&value))
}

fn count(value: Option<impl Into<u64>>) -> Value {
    value.map(|value| sql::int(value.into())).into()
}

/// The provider of a row, without what other tables hold of it.
pub(super) fn from_row(row: &Row<'_>, vault: OpenVault<'_>) -> Result<Provider, StoreError> {
    let id = ProviderId::from_bytes(sql::get(row, "id")?);
    let weight = sql::narrow::<u8>("weight", sql::get(row, "weight")?)?;
    Ok(Provider {
        id,
        name: sql::text(row, "name")?,
        note: sql::get(row, "note")?,
        kind: sql::name("kind", sql::get(row, "kind")?)?,
        dialect: sql::name("dialect", sql::get(row, "dialect")?)?,
        auth_style: sql::name("auth_style", sql::get(row, "auth_style")?)?,
        base_url: read_base_url(row)?,
        credentials: Vec::new(),
        enabled: sql::get(row, "enabled")?,
        held: sql::get(row, "held")?,
        priority: sql::narrow("priority", sql::get(row, "priority")?)?,
        group_priorities: sql::json(row, "group_priorities")?,
        weight: Weight::try_from(weight).map_err(|error| sql::unreadable("weight", error))?,
        tags: sql::json(row, "tags")?,
        allowed_models: sql::json(row, "allowed_models")?,
        model_redirects: sql::json(row, "model_redirects")?,
        echo_requested_model: sql::get(row, "echo_requested_model")?,
        allowed_clients: sql::json(row, "allowed_clients")?,
        denied_clients: sql::json(row, "denied_clients")?,
        timeouts: Timeouts {
            connect_timeout_ms: sql::optional_uint(row, "connect_timeout_ms")?,
            first_byte_timeout_ms: sql::optional_uint(row, "first_byte_timeout_ms")?,
            stream_idle_timeout_ms: sql::optional_uint(row, "stream_idle_timeout_ms")?,
            stream_stall_timeout_ms: sql::optional_uint(row, "stream_stall_timeout_ms")?,
            total_timeout_ms: sql::optional_uint(row, "total_timeout_ms")?,
        },
        breaker: BreakerValues {
            failures: sql::optional_uint(row, "breaker_failures")?,
            open_ms: sql::optional_uint(row, "breaker_open_ms")?,
            half_open_successes: sql::optional_uint(row, "breaker_half_open_successes")?,
        },
        network: Network {
            proxy: read_proxy(row, id, vault)?,
            proxy_fallback_direct: sql::get(row, "proxy_fallback_direct")?,
            extra_ca_pem: sql::optional_text(row, "extra_ca_pem")?,
            accept_any_certificate: sql::get(row, "accept_any_certificate")?,
        },
        schedule: read_schedule(row)?,
        custom_headers: Vec::new(),
        pass_client_ip: sql::get(row, "pass_client_ip")?,
        conversion_allowed: sql::get(row, "conversion_allowed")?,
        include_usage: sql::get(row, "include_usage")?,
        allow_plain_http: sql::get(row, "allow_plain_http")?,
        overrides: read_overrides(row)?,
        website: sql::get(row, "website")?,
        created_at: UnixMillis(sql::get(row, "created_at")?),
        revision: sql::uint(row, "revision")?,
    })
}

fn read_base_url(row: &Row<'_>) -> Result<Option<BaseUrl>, StoreError> {
    let text: Option<String> = sql::get(row, "base_url")?;
    let url = text.as_deref().map(BaseUrl::parse).transpose();
    url.map_err(|error| sql::unreadable("base_url", error.to_string()))
}

fn read_proxy(row: &Row<'_>, id: ProviderId, vault: OpenVault<'_>) -> Result<Option<Proxy>, StoreError> {
    let Some(url) = sql::parsed::<ProxyUrl>(row, "proxy_url")? else { return Ok(None) };
    let sealed: Option<Vec<u8>> = sql::get(row, "sealed_proxy_password")?;
    let open = |(vault, sealed): (&Vault, Vec<u8>)| vault.open(cell(&id), &sealed);
    Ok(Some(Proxy { url, password: vault.zip(sealed).and_then(open) }))
}

fn read_schedule(row: &Row<'_>) -> Result<Option<Schedule>, StoreError> {
    let ends = (sql::parsed(row, "schedule_from")?, sql::parsed(row, "schedule_until")?);
    let (Some(from), Some(until)) = ends else { return Ok(None) };
    let schedule = Schedule::new(from, until, sql::parsed(row, "schedule_time_zone")?);
    schedule.map(Some).map_err(|error| sql::unreadable("schedule_until", error.to_string()))
}

fn read_overrides(row: &Row<'_>) -> Result<Overrides, StoreError> {
    Ok(Overrides {
        anthropic: AnthropicOverrides {
            max_tokens: read_tokens(row, "anthropic_max_tokens")?,
            thinking_budget: read_tokens(row, "anthropic_thinking_budget")?,
            long_context: sql::name("anthropic_long_context", sql::get(row, "anthropic_long_context")?)?,
            cache_ttl: sql::parsed(row, "anthropic_cache_ttl")?,
        },
        responses: ResponsesOverrides {
            reasoning_effort: sql::parsed(row, "responses_reasoning_effort")?,
            reasoning_summary: sql::parsed(row, "responses_reasoning_summary")?,
            verbosity: sql::parsed(row, "responses_verbosity")?,
            parallel_tools: sql::get(row, "responses_parallel_tools")?,
            service_tier: sql::parsed(row, "responses_service_tier")?,
        },
        google_search: sql::name("gemini_google_search", sql::get(row, "gemini_google_search")?)?,
        codex_instructions: sql::name("codex_instructions", sql::get(row, "codex_instructions")?)?,
    })
}

fn read_tokens<T: TryFrom<u32, Error = String>>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let tokens = sql::optional_uint::<u32>(row, column)?;
    tokens.map(T::try_from).transpose().map_err(|error| sql::unreadable(column, error))
}

fn cell(id: &ProviderId) -> Cell<'_> {
    Cell { table: "providers", row: id, column: "sealed_proxy_password" }
}
