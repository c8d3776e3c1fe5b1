import type { FC, ReactNode } from 'react'
import styles from './Facts.module.css'

/** Facts about one thing: what each is called on the left, what it is on the right. */
export const Facts: FC<{ children: ReactNode }> = ({ children }) => (
  <dl className={styles.facts}>{children}</dl>
)

/** One fact; exact on hover. */
export const Fact: FC<{ term: ReactNode; exact?: string; children: ReactNode }> = ({
  term,
  exact,
  children,
}) => (
  <>
    <dt>{term}</dt>
    <dd title={exact}>{children}</dd>
  </>
)
