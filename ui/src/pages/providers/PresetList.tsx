import { type FC, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { match } from 'ts-pattern'
import { explain } from '../../api/errors'
import type { Preset, Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Skeleton } from '../../components/Skeleton'
import { TextField } from '../../components/TextField'
import { m } from '../../paraglide/messages.js'
import { language } from '../../preferences/language'
import { LoopbackButton } from './LoopbackButton'
import styles from './PresetList.module.css'
import { type Category, categories, presetName, search } from './presets'
import { dialectName } from './words'

/** The providers that many people have, found by either name; what isn't among them is typed in full. */
export const PresetList: FC<{
  presets: readonly Preset[] | undefined
  error: unknown
  /** The names that are taken. */
  names: readonly string[]
  onChoose: (preset: Preset) => void
  onCustom: () => void
  /** Adds the built-in one; left out where that is offered elsewhere. */
  onAdded?: (provider: Provider) => void
}> = ({ presets, error, names, onChoose, onCustom, onAdded }) => {
  const [text, setText] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const found = search(presets ?? [], text)
  useEffect(() => box.current?.querySelector('input')?.focus(), [])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows only move the focus between the buttons
    <div ref={box} className={styles.picker} onKeyDown={moveFocus}>
      <TextField
        label={m.providers_search()}
        placeholder={m.providers_search_example()}
        type="search"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          const [first] = found
          // While Chinese is being composed, Enter belongs to the input method.
          if (event.key !== 'Enter' || event.nativeEvent.isComposing || text === '' || first === undefined)
            return
          event.preventDefault()
          onChoose(first)
        }}
      />
      {error !== null && presets === undefined && (
        <Callout tone="bad" title={explain(error).title}>
          {explain(error).next}
        </Callout>
      )}
      {presets === undefined && error === null && <Skeleton rows={6} label={m.loading()} />}
      {presets !== undefined && found.length === 0 && text !== '' && (
        <p className={styles.none}>{m.providers_search_none({ text })}</p>
      )}
      {categories.map((category) => (
        <Kind
          key={category}
          category={category}
          presets={found.filter((preset) => preset.category === category)}
          onChoose={onChoose}
        />
      ))}
      <div className={styles.others}>
        <Button icon="plus" onClick={onCustom} data-choice>
          {m.providers_custom_choose()}
        </Button>
        {onAdded !== undefined && <LoopbackButton names={names} onAdded={onAdded} />}
      </div>
    </div>
  )
}

const Kind: FC<{ category: Category; presets: readonly Preset[]; onChoose: (preset: Preset) => void }> = ({
  category,
  presets,
  onChoose,
}) => {
  if (presets.length === 0) return null
  const head = `presets-${category}`
  return (
    <section aria-labelledby={head}>
      <h3 id={head} className={styles.kind}>
        {categoryName(category)}
      </h3>
      <ul>
        {presets.map((preset) => (
          <li key={preset.id}>
            <button type="button" className={styles.preset} data-choice onClick={() => onChoose(preset)}>
              <span>{presetName(preset, language())}</span>
              <span className={styles.dialects}>
                {preset.endpoints.map(({ dialect }) => dialectName(dialect)).join('\u00a0· ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const categoryName = (category: Category): string =>
  match(category)
    .with('official', () => m.providers_kind_official())
    .with('relay', () => m.providers_kind_relay())
    .with('aggregator', () => m.providers_kind_aggregator())
    .with('cloud', () => m.providers_kind_cloud())
    .with('local', () => m.providers_kind_local())
    .exhaustive()

/** ↓ goes from the search into what was found, and on; ↑ back. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [data-choice]')]
  const at = stops.indexOf(event.target as HTMLElement)
  const next = stops[at + step]
  if (at < 0 || next === undefined) return
  event.preventDefault()
  next.focus()
}
