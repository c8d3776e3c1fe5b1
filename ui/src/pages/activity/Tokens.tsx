import type { FC } from 'react'
import { type RequestRecord, totalTokens } from '../../api/requestRow'
import { classes } from '../../components/classes'
import { m } from '../../paraglide/messages.js'
import { exactNumber, humanNumber } from '../../preferences/numbers'
import { Section } from './Section'
import styles from './Tokens.module.css'

type Usage = RequestRecord['usage']
type Class = { name: string; tokens: number; style: string | undefined }

/** The tokens by class, as the provider reported them. */
export const Tokens: FC<{ usage: Usage }> = ({ usage }) => {
  const sum = totalTokens(usage)
  const shown = classesOf(usage)
  if (sum === null) {
    return (
      <Section title={m.activity_tokens()}>
        <p className={styles.none}>{m.activity_tokens_none()}</p>
      </Section>
    )
  }
  return (
    <Section title={m.activity_tokens()} remark={usage.estimated ? m.activity_tokens_estimated() : undefined}>
      <div className={styles.stack} aria-hidden="true">
        {shown.map(({ name, tokens, style }) => (
          <i key={name} className={style} style={{ flexGrow: tokens }} />
        ))}
      </div>
      <table className={styles.table}>
        <tbody>
          {shown.map(({ name, tokens, style }) => (
            <tr key={name}>
              <th scope="row">
                <i className={classes(styles.swatch, style)} aria-hidden="true" />
                {name}
              </th>
              <td>{exactNumber(tokens)}</td>
            </tr>
          ))}
          <tr className={styles.sum}>
            <th scope="row">{m.activity_sum()}</th>
            <td>{exactNumber(sum)}</td>
          </tr>
          {usage.web_searches !== null && usage.web_searches > 0 && (
            <tr>
              <th scope="row">{m.activity_searches()}</th>
              <td>{exactNumber(usage.web_searches)}</td>
            </tr>
          )}
        </tbody>
      </table>
    </Section>
  )
}

function classesOf(usage: Usage): readonly Class[] {
  const thinking = usage.reasoning_tokens
  const output =
    thinking === null || thinking === 0
      ? m.activity_class_output()
      : m.activity_class_thinking({ count: humanNumber(thinking) })
  const all: [string, number | null, string | undefined][] = [
    [m.activity_class_input(), usage.input_tokens, styles.input],
    [m.activity_class_cache_read(), usage.cache_read_tokens, styles.read],
    [m.activity_class_cache_5m(), usage.cache_write_5m_tokens, styles.write],
    [m.activity_class_cache_1h(), usage.cache_write_1h_tokens, styles.writeLong],
    [output, usage.output_tokens, styles.output],
  ]
  return all.flatMap(([name, tokens, style]) => (tokens === null ? [] : [{ name, tokens, style }]))
}
