import type { FC } from 'react'
import type { RequestRecord } from '../../api/requestRow'
import { CodeBlock } from '../../components/CodeBlock'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import styles from './Said.module.css'

/** What went wrong, in the words of whoever said it: each try's, and our own where it says more. */
export const Said: FC<{ request: RequestRecord }> = ({ request }) => {
  const tries = request.attempts.filter((attempt) => attempt.error != null && attempt.error !== '')
  const ours = request.error
  const own = ours != null && ours !== '' && !tries.some((attempt) => attempt.error === ours) ? ours : null
  if (tries.length === 0 && own === null) return null
  return (
    <div className={styles.said}>
      {tries.map((attempt) => (
        <CodeBlock
          key={attempt.id}
          wrap
          title={m.activity_said({ provider: attempt.provider_name })}
          label={m.activity_said({ provider: attempt.provider_name })}
          code={readable(attempt.error ?? '')}
          words={copyWords()}
        />
      ))}
      {own !== null && (
        <CodeBlock
          wrap
          title={m.activity_error()}
          label={m.activity_error()}
          code={readable(own)}
          words={copyWords()}
        />
      )}
    </div>
  )
}

/** JSON is laid out to be read; anything else stays as it was said. */
function readable(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : text
  } catch {
    return text
  }
}
