//! The filters that last, in gateway.md's order: the first that applies is the reason. How the provider does is
//! asked after them.

use super::{
    Ask, DEMO_MODEL, Place, has_upstreams,
    model::{Knowledge, Listed, Models, Target, target},
};
use domain::{
    Alias, ClientPattern, Dialect, Exclusion, Groups, ModelPattern, OperationKind, Provider, ProviderId,
    ProviderKind, Snapshot,
};

/// What is the same for all providers of a plan.
pub(super) struct Filters<'a> {
    ask: Ask<'a>,
    groups: Groups<'a>,
    pinned: Option<ProviderId>,
    alias: Option<&'a Alias>,
    others_exist: bool,
}

impl<'a> Filters<'a> {
    /// For one request.
    pub(super) fn new(snapshot: &'a Snapshot, ask: Ask<'a>) -> Self {
        let mut aliases = snapshot.aliases.iter();
        Self {
            ask,
            groups: ask.caller.map_or(Groups::All, |caller| caller.groups()),
            pinned: snapshot.pins.of(ask.dialect),
            alias: aliases.find(|alias| alias.name.eq_ignore_ascii_case(ask.model)).map(AsRef::as_ref),
            others_exist: has_upstreams(snapshot),
        }
    }

    /// What a provider would be sent, or why it isn't asked.
    pub(super) fn pass<'p>(
        &self,
        provider: &'p Provider,
        models: &dyn Models,
    ) -> Result<Target<'p>, Exclusion>
    where
        'a: 'p,
    {
        let ask = &self.ask;
        if !provider.enabled {
            return Err(Exclusion::Disabled);
        }
        if !self.groups.see(&provider.tags) {
            return Err(Exclusion::Group);
        }
        if provider.schedule.as_ref().is_some_and(|schedule| !schedule.is_open(ask.now)) {
            return Err(Exclusion::Schedule);
        }
        let dialect = dialect(provider, ask.dialect, ask.operation).ok_or(Exclusion::Dialect)?;
        let target = Target { dialect, ..self.model(provider, models)? };
        if !takes_client(provider, ask.client) {
            return Err(Exclusion::Client);
        }
        if provider.needs_credential() {
            return Err(Exclusion::NeedsCredential);
        }
        let asked_for_by_name = self.pinned == Some(provider.id) || ask.session_provider == Some(provider.id);
        if provider.weight.get() == 0 && !asked_for_by_name {
            return Err(Exclusion::WeightZero);
        }
        Ok(target)
    }

    /// Where a provider that passed stands.
    pub(super) fn place(&self, provider: &Provider, target: &Target<'_>) -> Place {
        let ask = &self.ask;
        Place::new(
            self.pinned == Some(provider.id),
            (ask.session_provider == Some(provider.id)).then_some(ask.session_returns),
            ask.caller.map_or(provider.priority, |caller| caller.priority_of(provider)),
            target.knowledge,
            target.dialect != ask.dialect,
        )
    }

    fn model<'p>(&self, provider: &'p Provider, models: &dyn Models) -> Result<Target<'p>, Exclusion>
    where
        'a: 'p,
    {
        let asked = self.ask.model;
        let target = target(provider, asked, self.alias, self.ask.dialect).ok_or(Exclusion::Alias)?;
        match provider.kind {
            // A canned answer in a real session is the worst wrong answer.
            ProviderKind::Loopback if *asked != *DEMO_MODEL && self.others_exist => {
                return Err(Exclusion::LoopbackOnly);
            }
            ProviderKind::Loopback => return Ok(target),
            ProviderKind::Upstream => {}
        }
        // Where no model is named it is the provider's to choose.
        if asked.is_empty() {
            return Ok(target);
        }
        let allowed = &provider.allowed_models;
        // A name that is redirected may stand on the list itself.
        let is_allowed =
            ModelPattern::any_matches(allowed, target.model) || ModelPattern::any_matches(allowed, asked);
        if !is_allowed {
            return Err(Exclusion::Model);
        }
        if target.rule.is_some() || !allowed.is_empty() {
            return Ok(target);
        }
        let knowledge = match models.listed(provider, target.model) {
            Listed::Has => Knowledge::Knows,
            Listed::Nothing => Knowledge::Unknown,
            Listed::LackedLongAgo => Knowledge::Doubtful,
            Listed::Lacks => return Err(Exclusion::ModelUnknown),
        };
        Ok(Target { knowledge, ..target })
    }
}

fn takes_client(provider: &Provider, client: Option<&str>) -> bool {
    if provider.allowed_clients.is_empty() && provider.denied_clients.is_empty() {
        return true;
    }
    let client = client.unwrap_or_default();
    ClientPattern::any_matches(&provider.allowed_clients, client)
        && !provider.denied_clients.iter().any(|pattern| pattern.matches(client))
}

/// Whether a reason says something of the request rather than of the provider.
pub(super) fn is_about_request(reason: Exclusion) -> bool {
    match reason {
        Exclusion::Dialect
        | Exclusion::Model
        | Exclusion::Alias
        | Exclusion::ModelUnknown
        | Exclusion::Client
        | Exclusion::LoopbackOnly => true,
        Exclusion::Disabled
        | Exclusion::Group
        | Exclusion::Schedule
        | Exclusion::NeedsCredential
        | Exclusion::WeightZero => false,
    }
}

/// The dialect in which a provider is asked this: the client's, or its own, where that may be. `None`: it can't be
/// asked at all. What is forwarded as it is goes to OpenAI's kind of providers,
/// whichever of its two dialects they speak; Switchyard's own answers models' requests only.
fn dialect(provider: &Provider, dialect: Dialect, operation: OperationKind) -> Option<Dialect> {
    let serves = match operation {
        OperationKind::Generate | OperationKind::CountTokens if !provider.speaks(dialect) => {
            return provider.conversion_allowed.then_some(provider.dialect);
        }
        OperationKind::Generate | OperationKind::CountTokens | OperationKind::Models => {
            provider.speaks(dialect)
        }
        OperationKind::Compact | OperationKind::StoredAnswer => {
            provider.kind == ProviderKind::Upstream && provider.dialect == dialect
        }
        OperationKind::Embed
        | OperationKind::Complete
        | OperationKind::Image
        | OperationKind::Speak
        | OperationKind::Transcribe
        | OperationKind::Moderate
        | OperationKind::Rerank => {
            provider.kind == ProviderKind::Upstream
                && matches!(provider.dialect, Dialect::OpenaiChat | Dialect::OpenaiResponses)
        }
    };
    serves.then_some(dialect)
}
