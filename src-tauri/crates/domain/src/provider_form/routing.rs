//! What decides whether a provider is asked: groups, models, clients, hours, and its breaker's values.

use super::{FieldError, ProviderForm};
use crate::{BreakerValues, GroupName, ModelName, ModelRedirect, Patch, Provider, Schedule, ScheduleError};
use std::ops::RangeInclusive;

/// What `breaker_failures` may be.
const FAILURES: RangeInclusive<u32> = 1..=100;
/// What `breaker_open_ms` may be.
const OPEN_MS: RangeInclusive<u64> = 1_000..=1_800_000;
/// What `breaker_half_open_successes` may be.
const SUCCESSES: RangeInclusive<u32> = 1..=20;

pub(super) fn apply(form: &ProviderForm, provider: &mut Provider) -> Result<(), FieldError> {
    if let Patch::Set(tags) = &form.tags {
        refuse_all("tags", tags)?;
    }
    if let Patch::Set(priorities) = &form.group_priorities {
        refuse_all("group_priorities", priorities.keys())?;
    }
    form.tags.apply_or_default(&mut provider.tags);
    let mut seen = Vec::new();
    provider.tags.retain(|tag| {
        !seen.contains(tag) && {
            seen.push(tag.clone());
            true
        }
    });
    form.group_priorities.apply_or_default(&mut provider.group_priorities);
    form.allowed_models.apply_or_default(&mut provider.allowed_models);
    match &form.model_redirects {
        Patch::Keep => {}
        Patch::Clear => provider.model_redirects.clear(),
        Patch::Set(redirects) => provider.model_redirects = valid_redirects(redirects)?,
    }
    form.echo_requested_model.apply_or_default(&mut provider.echo_requested_model);
    form.allowed_clients.apply_or_default(&mut provider.allowed_clients);
    form.denied_clients.apply_or_default(&mut provider.denied_clients);
    breaker(form, &mut provider.breaker)?;
    schedule(form, &mut provider.schedule)
}

/// A provider is in groups that have names: that all are meant is a caller's to say.
fn refuse_all<'a>(
    field: &'static str,
    groups: impl IntoIterator<Item = &'a GroupName>,
) -> Result<(), FieldError> {
    if groups.into_iter().any(GroupName::is_all) {
        return Err(FieldError::new(field, "`*` is for keys and users: name the provider's groups"));
    }
    Ok(())
}

fn valid_redirects(redirects: &[ModelRedirect]) -> Result<Vec<ModelRedirect>, FieldError> {
    let wrong = |message: String| FieldError::new("model_redirects", message);
    let mut valid: Vec<ModelRedirect> = Vec::with_capacity(redirects.len());
    for ModelRedirect { from, to } in redirects {
        let to = to.trim();
        if to.contains('*') {
            return Err(wrong(format!("`{to}` must be one model's name, without `*`")));
        }
        let to = ModelName::try_from(to.to_owned()).map_err(wrong)?;
        if valid.iter().any(|earlier| earlier.from.as_str().eq_ignore_ascii_case(from.as_str())) {
            return Err(wrong(format!("`{}` stands there twice", from.as_str())));
        }
        valid.push(ModelRedirect { from: from.clone(), to: to.as_str().into() });
    }
    Ok(valid)
}

fn breaker(form: &ProviderForm, values: &mut BreakerValues) -> Result<(), FieldError> {
    within("breaker_failures", &form.breaker_failures, FAILURES)?;
    within("breaker_open_ms", &form.breaker_open_ms, OPEN_MS)?;
    within("breaker_half_open_successes", &form.breaker_half_open_successes, SUCCESSES)?;
    form.breaker_failures.apply(&mut values.failures);
    form.breaker_open_ms.apply(&mut values.open_ms);
    form.breaker_half_open_successes.apply(&mut values.half_open_successes);
    Ok(())
}

fn within<T: PartialOrd + std::fmt::Display>(
    field: &'static str,
    typed: &Patch<T>,
    range: RangeInclusive<T>,
) -> Result<(), FieldError> {
    match typed {
        Patch::Set(value) if !range.contains(value) => {
            Err(FieldError::new(field, format!("from {} to {}", range.start(), range.end())))
        }
        Patch::Set(_) | Patch::Keep | Patch::Clear => Ok(()),
    }
}

/// Its two ends come and go together; the time zone stays or goes with them.
fn schedule(form: &ProviderForm, schedule: &mut Option<Schedule>) -> Result<(), FieldError> {
    let mentioned = form.schedule_from.is_mentioned()
        || form.schedule_until.is_mentioned()
        || form.schedule_time_zone.is_mentioned();
    if !mentioned {
        return Ok(());
    }
    let mut from = schedule.as_ref().map(Schedule::from);
    let mut until = schedule.as_ref().map(Schedule::until);
    let mut zone = schedule.as_ref().and_then(Schedule::time_zone).cloned();
    read("schedule_from", &form.schedule_from, &mut from)?;
    read("schedule_until", &form.schedule_until, &mut until)?;
    read("schedule_time_zone", &form.schedule_time_zone, &mut zone)?;
    *schedule = match (from, until) {
        (Some(from), Some(until)) => Some(
            Schedule::new(from, until, zone)
                .map_err(|error| FieldError::new("schedule_until", error.to_string()))?,
        ),
        (Some(_), None) => return Err(FieldError::new("schedule_until", "say when it ends, too")),
        (None, Some(_)) => return Err(FieldError::new("schedule_from", "say when it begins, too")),
        (None, None) if matches!(form.schedule_time_zone, Patch::Set(_)) => {
            return Err(FieldError::new("schedule_from", "a time zone alone says nothing: add the hours"));
        }
        (None, None) => None,
    };
    Ok(())
}

fn read<T: std::str::FromStr<Err = ScheduleError>>(
    field: &'static str,
    typed: &Patch<String>,
    value: &mut Option<T>,
) -> Result<(), FieldError> {
    match typed {
        Patch::Keep => {}
        Patch::Clear => *value = None,
        Patch::Set(text) => {
            let read = text.trim().parse::<T>();
            *value = Some(read.map_err(|error| FieldError::new(field, error.to_string()))?);
        }
    }
    Ok(())
}
