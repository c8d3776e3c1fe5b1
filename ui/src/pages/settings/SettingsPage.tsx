import { useQuery } from '@tanstack/react-query'
import type { FC } from 'react'
import { explain } from '../../api/errors'
import { queries, type Setting, type Status } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Skeleton } from '../../components/Skeleton'
import { m } from '../../paraglide/messages.js'
import { AliasSection } from './aliases/AliasSection'
import { InstructionsSection } from './instructions/InstructionsSection'
import { About, AppearanceRows, Section, SectionLink, SwitchRow } from './Sections'
import { SettingField } from './SettingField'
import styles from './SettingsPage.module.css'
import { gateway, limits, type Spec } from './specs'

/** What can be set, each saved by itself, and what this instance is. */
export const SettingsPage: FC = () => {
  const settings = useQuery(queries.settings())
  const { data: status } = useQuery(queries.status())
  const words = settings.error === null ? null : explain(settings.error)
  const desktop = status?.desktop === true
  return (
    <div className={styles.page}>
      <nav className={styles.contents} aria-label={m.settings_sections()}>
        <h1>{m.nav_settings()}</h1>
        <SectionLink id="gateway">{m.settings_gateway()}</SectionLink>
        <SectionLink id="limits">{m.settings_limits()}</SectionLink>
        <SectionLink id="routing">{m.settings_routing()}</SectionLink>
        <SectionLink id="aliases">{m.settings_aliases()}</SectionLink>
        <SectionLink id="instructions">{m.settings_instructions()}</SectionLink>
        <SectionLink id="appearance">{m.settings_appearance()}</SectionLink>
        {desktop && <SectionLink id="start">{m.settings_start()}</SectionLink>}
        <SectionLink id="about">{m.settings_about()}</SectionLink>
      </nav>
      <div>
        {words !== null && (
          <Callout
            tone="bad"
            title={words.title}
            action={
              <Button size="small" onClick={() => void settings.refetch()}>
                {m.retry()}
              </Button>
            }
          >
            {words.next}
          </Callout>
        )}
        {settings.data === undefined ? (
          words === null && <Skeleton rows={6} height="two" label={m.loading()} />
        ) : (
          <All settings={settings.data} status={status} desktop={desktop} />
        )}
      </div>
    </div>
  )
}

const All: FC<{ settings: readonly Setting[]; status: Status | undefined; desktop: boolean }> = ({
  settings,
  status,
  desktop,
}) => {
  const find = (key: Setting['key']) => settings.find((setting) => setting.key === key)
  const rows = (specs: readonly Spec[]) =>
    specs.map((spec) => {
      const setting = find(spec.key)
      return setting && <SettingField key={spec.key} spec={spec} setting={setting} />
    })
  const returns = find('return_to_higher_priority')
  const probes = find('probe_breakers')
  const instructions = find('codex_instructions')
  const start = find('start_at_login')
  const close = find('close_to_tray')
  return (
    <>
      <Section id="gateway" title={m.settings_gateway()}>
        {rows(gateway)}
      </Section>
      <Section id="limits" title={m.settings_limits()}>
        {rows(limits)}
      </Section>
      <Section id="routing" title={m.settings_routing()}>
        {returns && (
          <SwitchRow
            setting={returns}
            label={m.settings_return_to_higher()}
            hint={m.settings_return_to_higher_hint()}
          />
        )}
        {probes && (
          <SwitchRow
            setting={probes}
            label={m.settings_probe_breakers()}
            hint={m.settings_probe_breakers_hint()}
          />
        )}
      </Section>
      <Section id="aliases" title={m.settings_aliases()}>
        <AliasSection />
      </Section>
      {instructions && (
        <Section id="instructions" title={m.settings_instructions()}>
          <InstructionsSection setting={instructions} />
        </Section>
      )}
      <Section id="appearance" title={m.settings_appearance()}>
        <AppearanceRows />
      </Section>
      {desktop && (
        <Section id="start" title={m.settings_start()}>
          {start && (
            <SwitchRow
              setting={start}
              label={m.settings_start_at_login()}
              hint={m.settings_start_at_login_hint()}
            />
          )}
          {close && (
            <SwitchRow
              setting={close}
              label={m.settings_close_to_tray()}
              hint={m.settings_close_to_tray_hint()}
            />
          )}
        </Section>
      )}
      {status !== undefined && (
        <Section id="about" title={m.settings_about()}>
          <About status={status} />
        </Section>
      )}
    </>
  )
}
