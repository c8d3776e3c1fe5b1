import { Link } from '@tanstack/react-router'
import type { FC } from 'react'
import { classes } from '../../components/classes'
import { Icon } from '../../components/Icon'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import styles from './Rail.module.css'
import { type Progress, type Step, steps, stepWords } from './steps'

/** The three steps as stations of one line: done ones are joined, the one at hand is lit. Any can be gone to. */
export const Rail: FC<{ now: Step; progress: Progress; done: ReadonlySet<Step> }> = ({
  now,
  progress,
  done,
}) => (
  <aside className={styles.rail}>
    <h1>{m.first_run_title()}</h1>
    <p>{m.first_run_intro()}</p>
    <ol>
      {steps.map((step) => {
        const { title, about } = stepWords(step)
        return (
          <li
            key={step}
            className={classes(styles.station, step === now && styles.now, done.has(step) && styles.done)}
            aria-current={step === now ? 'step' : undefined}
          >
            <span className={styles.mark}>{done.has(step) && <Icon name="check" />}</span>
            <Link to={paths.firstRun} search={{ ...progress, step }} className={styles.title}>
              {title}
            </Link>
            <span className={styles.about}>{done.has(step) ? m.first_run_done() : about}</span>
          </li>
        )
      })}
    </ol>
  </aside>
)
