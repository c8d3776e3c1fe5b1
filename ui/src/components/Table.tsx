import type { ComponentProps, FC, ReactNode } from 'react'
import { classes } from './classes'
import styles from './Table.module.css'

/** A column: its head, and how wide and which way its cells stand. */
export type Column = { key: string; head: ReactNode; width?: 's' | 'm' | 'l'; numeric?: boolean }

/** Quiet lines, no boxes. `dense` is the log. */
export const Table: FC<{
  label: string
  columns: readonly Column[]
  dense?: boolean
  children: ReactNode
}> = ({ label, columns, dense = false, children }) => (
  <table className={classes(styles.table, dense && styles.dense)} aria-label={label}>
    <thead>
      <tr>
        {columns.map((column) => (
          <th
            key={column.key}
            scope="col"
            className={classes(column.numeric && styles.number, column.width && styles[column.width])}
          >
            {column.head}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
)

/** A row; a selected one has its panel open beside the list. */
export const Row: FC<ComponentProps<'tr'> & { selected?: boolean }> = ({
  selected = false,
  className,
  ...rest
}) => (
  <tr
    {...rest}
    aria-selected={selected || undefined}
    className={classes(selected && styles.selected, className)}
  />
)

/** A number, a time, a price: tabular, to the right; an en dash where there is none. */
export const NumberCell: FC<{ children?: ReactNode; exact?: string }> = ({ children, exact }) => (
  <td className={styles.number} title={exact}>
    {children ?? '–'}
  </td>
)
