//! `status`: how things stand.

use crate::{
    commands::{Work, standing},
    door::Ask,
    output::{Fields, human},
};
use domain::UnixMillis;
use server::{
    PortTaken,
    admin::{GatewayStatus, LedgerStatus, Status, VaultStatus},
};
use std::time::Duration;

/// Shows it.
pub(crate) async fn run(work: &mut Work<'_>) -> anyhow::Result<()> {
    let status: Status = work.door.ask(Ask::get("status")).await?;
    let now = work.now;
    work.output.show(&status, || text(&status, now))
}

fn absent(port_taken: Option<&PortTaken>) -> String {
    let Some(PortTaken { port, holder }) = port_taken else {
        return "not running: start it with `switchyard-server`".to_owned();
    };
    let holder = holder.as_deref().unwrap_or("another program");
    format!("not running: {holder} has port {port}; free it, then `switchyard gateway start`")
}

fn text(status: &Status, now: UnixMillis) -> String {
    let mut fields = Fields::default();
    match status.gateway {
        GatewayStatus::Running => fields.add("gateway", "running"),
        GatewayStatus::Stopped => {
            fields.add("gateway", "stopped: start it with `switchyard-server gateway start`")
        }
        GatewayStatus::Absent => fields.add("gateway", absent(status.port_taken.as_ref())),
    };
    fields.add_some("address", status.gateway_url.as_deref());
    fields.add_some("web pages", status.admin_url.as_deref());
    fields.add("data", &status.data_dir);
    fields.add("version", &status.version);
    if status.gateway != GatewayStatus::Absent {
        let uptime = human::span(Duration::from_secs(status.uptime_seconds));
        fields.add("process", format!("{}, up {uptime}", status.pid));
        fields.add("now", format!("{} requests, {} connections", status.in_flight, status.connections));
    }
    let today = &status.today;
    fields.add(
        "today (UTC)",
        format!(
            "{} requests, {} done, {} failed, {} refused, {} cancelled; {} tokens in, {} out",
            today.requests,
            today.done,
            today.failed,
            today.refused,
            today.cancelled,
            human::count(today.input_tokens),
            human::count(today.output_tokens)
        ),
    );
    let providers = &status.providers;
    let need = match providers.need_credential {
        0 => String::new(),
        number => format!(", {number} need their credential again"),
    };
    fields.add("providers", format!("{} of {} enabled{need}", providers.enabled, providers.total));
    for open in &status.breakers {
        fields.add(
            "breaker",
            format!("{} is {}", open.provider_name, standing::state(open.state, open.until, now)),
        );
    }
    for pin in &status.pins {
        fields.add_some(&format!("{} first", pin.dialect), pin.provider_name.as_deref());
    }
    match &status.vault {
        VaultStatus::Open => {}
        VaultStatus::Opening => drop(fields.add("vault", "opening")),
        VaultStatus::Failed { message } => drop(fields.add("vault", message)),
    }
    match status.ledger {
        LedgerStatus::Ok => {}
        LedgerStatus::Behind => drop(fields.add("ledger", "behind: the disk is slow")),
        LedgerStatus::Spilling => drop(
            fields.add("ledger", "its disk is full or failing: rows wait beside it, and are caught up later"),
        ),
        LedgerStatus::Unreadable => drop(fields.add("ledger", "can't be read just now")),
    }
    fields.to_string()
}
