import { type FC, type ReactNode, useId } from 'react'
import styles from './Section.module.css'

/** A part of the panel: its name, and a remark at the end of the line. */
export const Section: FC<{ title: ReactNode; remark?: ReactNode; children: ReactNode }> = ({
  title,
  remark,
  children,
}) => {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <div className={styles.head}>
        <h3 id={id} className={styles.title}>
          {title}
        </h3>
        {remark !== undefined && <span className={styles.remark}>{remark}</span>}
      </div>
      {children}
    </section>
  )
}
