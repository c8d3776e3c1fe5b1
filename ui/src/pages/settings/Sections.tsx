import { Link } from '@tanstack/react-router'
import type { FC, ReactNode } from 'react'
import type { Setting, Status } from '../../api/queries'
import { LinkButton } from '../../components/Button'
import { CopyInline } from '../../components/CopyField'
import { Fact, Facts } from '../../components/Facts'
import { FieldRow } from '../../components/FieldRow'
import { Segmented } from '../../components/Segmented'
import { Switch } from '../../components/Switch'
import { useAppearance } from '../../frame/useAppearance'
import { useOffline } from '../../frame/useOffline'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { humanDuration } from '../../preferences/numbers'
import { lockedWords, Saved, useSave } from './SettingField'
import styles from './SettingsPage.module.css'

/** How the pages look and read: at once, here and in every other window. */
export const AppearanceRows: FC = () => {
  const { language, theme, setLanguage, setTheme } = useAppearance()
  return (
    <>
      <FieldRow label={m.language()} labelled>
        <Segmented
          label={m.language()}
          value={language}
          onChange={setLanguage}
          options={[
            { value: 'system', word: m.system_default() },
            { value: 'zh', word: '简体中文', lang: 'zh-CN' },
            { value: 'en', word: 'English', lang: 'en' },
          ]}
        />
      </FieldRow>
      <FieldRow label={m.theme()} labelled>
        <Segmented
          label={m.theme()}
          value={theme}
          onChange={setTheme}
          options={[
            { value: 'system', word: m.system_default() },
            { value: 'light', word: m.theme_light() },
            { value: 'dark', word: m.theme_dark() },
          ]}
        />
      </FieldRow>
    </>
  )
}

/** A setting that is on or off, at once. */
export const SwitchRow: FC<{ setting: Setting; label: string; hint: string }> = ({
  setting,
  label,
  hint,
}) => {
  const { save, saved, error } = useSave(setting, () => hint)
  const offline = useOffline()
  return (
    <FieldRow label={label} hint={setting.locked ? lockedWords(setting, null) : hint} error={error} labelled>
      <Saved shown={saved} />
      <Switch
        aria-label={label}
        checked={setting.value === true}
        disabled={setting.locked}
        disabledReason={offline}
        onChange={(value) => void save({ value })}
      />
    </FieldRow>
  )
}

/** Facts that somebody who helps will ask for, and the ways to read on. */
export const About: FC<{ status: Status }> = ({ status }) => (
  <>
    <div className={styles.facts}>
      <Facts>
        <Fact term={m.about_version()}>{status.version}</Fact>
        <Fact term={m.about_uptime()} exact={status.started_at}>
          {humanDuration(status.uptime_seconds)}
        </Fact>
        <Fact term={m.about_data()}>
          <CopyInline value={status.data_dir} label={m.about_data()} words={copyWords()} />
        </Fact>
        <Fact term={m.settings_licence()}>{m.settings_licence_text()}</Fact>
      </Facts>
    </div>
    <div className={styles.ways}>
      <Link to={paths.firstRun} search={{ step: 'provider' }}>
        {m.first_run_again()}
      </Link>
      {!status.desktop && (
        <LinkButton href={paths.apiDocs} target="_blank" rel="noreferrer" icon="external">
          {m.api_docs()}
        </LinkButton>
      )}
    </div>
  </>
)

/** A group of rows under a heading that the list of sections leads to. */
export const Section: FC<{ id: string; title: string; children: ReactNode }> = ({ id, title, children }) => (
  <section id={id} className={styles.section} aria-labelledby={`${id}-title`}>
    <h2 id={`${id}-title`}>{title}</h2>
    {children}
  </section>
)

/** To a section on the same page. */
export const SectionLink: FC<{ id: string; children: ReactNode }> = ({ id, children }) => (
  <Link to={paths.settings} hash={id} className={styles.link} activeOptions={{ includeHash: true }}>
    {children}
  </Link>
)
