/** The fields as they are typed into: each knows its words, its default and what is wrong with it. */
import { type ComponentProps, type FC, type ReactNode, useId } from 'react'
import { Checkbox } from '../../../components/Checkbox'
import { PairList } from '../../../components/PairList'
import { Select } from '../../../components/Select'
import { SuggestField } from '../../../components/SuggestField'
import { TextArea } from '../../../components/TextArea'
import { TextField } from '../../../components/TextField'
import { m } from '../../../paraglide/messages.js'
import { useForm } from './FormContext'
import { type Field, fields, type Values } from './fields'
import type { FieldSpec } from './fields/kinds'
import { type Pair, pairsOf, textOf } from './fields/pairs'
import styles from './inputs.module.css'

/** The fields that hold any text. */
type TextName = { [Name in Field]: string extends Values[Name] ? Name : never }[Field]
/** The fields that are yes or no. */
type FlagName = { [Name in Field]: boolean extends Values[Name] ? Name : never }[Field]
/** The fields that are one of a few. */
type ChoiceName = Exclude<Field, TextName | FlagName>

type Words = { mono?: boolean; hint?: ReactNode; placeholder?: string }

/** What every field of text has: its words, what stands in it, and what happens when it is typed into. */
function useText(field: TextName) {
  const { values, faults, set } = useForm()
  return {
    label: fields[field].label(),
    value: values[field],
    error: faults[field],
    type: (typed: string) => set({ [field]: typed }),
  }
}

/** One line. */
export const Line: FC<{ field: TextName; unit?: ReactNode } & Words> = ({
  field,
  unit,
  placeholder,
  ...words
}) => {
  const { type, ...text } = useText(field)
  const spec: FieldSpec<string> = fields[field]
  return (
    <Place field={field}>
      <TextField
        {...text}
        {...words}
        placeholder={placeholder ?? spec.usual}
        unit={unit ?? spec.unit?.()}
        inputMode={spec.keyboard}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => type(event.target.value)}
      />
    </Place>
  )
}

/** Several lines: a list with one entry each, or prose. */
export const Lines: FC<{ field: TextName; rows?: number } & Words> = ({ field, ...words }) => {
  const { type, ...text } = useText(field)
  return (
    <Place field={field}>
      <TextArea
        {...text}
        {...words}
        spellCheck={words.mono !== true}
        onChange={(event) => type(event.target.value)}
      />
    </Place>
  )
}

/** One line that may be anything, with what is usual offered. */
export const Suggest: FC<{ field: TextName; suggestions: readonly string[] } & Words> = ({
  field,
  ...words
}) => {
  const { type, ...text } = useText(field)
  return (
    <Place field={field}>
      <SuggestField {...text} {...words} onChange={type} />
    </Place>
  )
}

/** A list of two things each. */
export const Pairs: FC<
  {
    field: TextName
    hint?: ReactNode
    /** What else a change of a line changes in it. */
    settle?: (before: Pair[], after: readonly Pair[]) => Pair[]
  } & Pick<ComponentProps<typeof PairList>, 'first' | 'second' | 'between' | 'addLabel'>
> = ({ field, settle, ...parts }) => {
  const { type, value, ...text } = useText(field)
  const pairs = pairsOf(value)
  return (
    <Place field={field}>
      <PairList
        {...text}
        {...parts}
        value={pairs}
        removeLabel={(name) => m.providers_pair_remove({ name })}
        onChange={(typed) => type(textOf(settle?.(pairs, typed) ?? typed))}
      />
    </Place>
  )
}

/** Yes or no. */
export const Check: FC<{ field: FlagName; hint?: ReactNode }> = ({ field, hint }) => {
  const { values, faults, set } = useForm()
  return (
    <Place field={field}>
      <Checkbox
        label={fields[field].label()}
        hint={faults[field] ?? hint}
        checked={values[field]}
        onChange={(checked) => set({ [field]: checked })}
      />
    </Place>
  )
}

/** One of a few. */
export function Choice<Name extends ChoiceName>({
  field,
  options,
  hint,
}: {
  field: Name
  options: readonly { value: Values[Name]; word: string }[]
  hint?: ReactNode
}): ReactNode {
  const { values, faults, set } = useForm()
  return (
    <Place field={field}>
      <Select<Values[Name]>
        label={fields[field].label()}
        value={values[field]}
        options={options}
        hint={hint}
        error={faults[field]}
        onChange={(value) => set({ [field]: value } as Partial<Values>)}
      />
    </Place>
  )
}

/** Two fields side by side, where there is room. */
export const SideBySide: FC<{ children: ReactNode }> = ({ children }) => (
  <div className={styles.pair}>{children}</div>
)

/** A few fields of one idea inside a section. */
export const Group: FC<{ title: ReactNode; hint?: ReactNode; children: ReactNode }> = ({
  title,
  hint,
  children,
}) => {
  const id = useId()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset lays its content out by rules of its own
    <div className={styles.group} role="group" aria-labelledby={id}>
      <div>
        <h3 id={id}>{title}</h3>
        {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      </div>
      {children}
    </div>
  )
}

/** What is to be known of several fields at once. */
export const Remark: FC<{ children: ReactNode }> = ({ children }) => <p className={styles.hint}>{children}</p>

/** Where a field is, for whoever is sent to it. */
const Place: FC<{ field: Field; children: ReactNode }> = ({ field, children }) => (
  <div data-field={field}>{children}</div>
)
