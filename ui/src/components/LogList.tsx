import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type FC,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
} from 'react'
import { classes } from './classes'
import styles from './LogList.module.css'

/** As `--row-dense` says. */
const ROW_PX = 28
/** Closer to the top than this counts as being there. */
const TOP_PX = 2
/** So many rows before the end, what comes next is asked for. */
const AHEAD = 40

/** What a page may tell a list to do. */
export type LogListHandle = {
  toTop: () => void
  /** Brings a row into sight. */
  show: (place: number) => void
  focus: () => void
}

/**
 * A list of any length, the newest on top, of which only what is in sight is drawn.
 *
 * ↑ ↓ choose a row, Enter opens it, Home goes to the top, Esc closes what is open. Focus stays on the list.
 */
export const LogList: FC<{
  label: string
  handle?: Ref<LogListHandle>
  /** The heads of the columns: `LogHead` each. */
  head: ReactNode
  count: number
  /** Stays with a row wherever it stands. */
  idOf: (place: number) => string
  /** The cells of a row: `LogCell` each. */
  cells: (place: number) => ReactNode
  /** The row that is chosen, and whether it is open beside the list. */
  chosen: number | null
  open: boolean
  onChoose: (place: number) => void
  onOpen: (place: number) => void
  onClose: () => void
  onTop: () => void
  /** The list left its top, or is back there. */
  onScrolled: (atTop: boolean) => void
  /** A row is being pressed: nothing may move under the pointer until it is let go. */
  onPress: () => void
  onNearEnd: () => void
  /** Stands after the last row. */
  tail?: ReactNode
  /** The columns, and which of them go first where there is little room. */
  rowClass?: string | undefined
}> = (props) => {
  'use no memo'
  const { label, handle, head, count, idOf, cells, chosen, open, tail, rowClass, onNearEnd } = props
  const scroller = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const wasAtTop = useRef(true)
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    initialRect: { width: 800, height: 600 },
  })
  const drawn = rows.getVirtualItems()
  const last = drawn.at(-1)?.index ?? 0

  useImperativeHandle(handle, () => ({
    toTop: () => {
      if (scroller.current !== null) scroller.current.scrollTop = 0
    },
    show: (place) => rows.scrollToIndex(place, { align: 'auto' }),
    focus: () => grid.current?.focus({ preventScroll: true }),
  }))

  useEffect(() => {
    if (last >= count - AHEAD) onNearEnd()
  }, [last, count, onNearEnd])

  const scrolled = () => {
    const atTop = (scroller.current?.scrollTop ?? 0) <= TOP_PX
    if (atTop === wasAtTop.current) return
    wasAtTop.current = atTop
    props.onScrolled(atTop)
  }

  const choose = (place: number) => {
    const within = Math.min(Math.max(place, 0), count - 1)
    if (within < 0) return
    rows.scrollToIndex(within, { align: 'auto' })
    props.onChoose(within)
  }

  const pressed = (event: KeyboardEvent) => {
    if (
      event.target !== grid.current ||
      scroller.current === null ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return
    const page = Math.max(1, Math.floor((scroller.current.clientHeight - ROW_PX) / ROW_PX))
    const move = ((): (() => void) | null => {
      switch (event.key) {
        case 'ArrowDown':
          return () => choose(chosen === null ? 0 : chosen + 1)
        case 'ArrowUp':
          return () => choose(chosen === null ? 0 : chosen - 1)
        case 'PageDown':
          return () => choose((chosen ?? 0) + page)
        case 'PageUp':
          return () => choose((chosen ?? 0) - page)
        case 'End':
          return () => choose(count - 1)
        case 'Home':
          return props.onTop
        case 'Enter':
          return () => chosen !== null && props.onOpen(chosen)
        case 'Escape':
          return props.onClose
        default:
          return null
      }
    })()
    if (move === null) return
    event.preventDefault()
    move()
  }

  const placeUnder = ({ target }: { target: EventTarget }): number | null => {
    const place =
      target instanceof Element ? target.closest('[data-place]')?.getAttribute('data-place') : null
    return place === null || place === undefined ? null : Number(place)
  }

  const chosenId = chosen !== null && chosen < count ? rowId(idOf(chosen)) : undefined
  return (
    <div ref={scroller} className={styles.scroller} onScroll={scrolled}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table element can't draw only the rows in sight */}
      <div
        ref={grid}
        className={styles.grid}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={count + 1}
        aria-activedescendant={chosenId}
        onKeyDown={pressed}
        onPointerDown={(event) => {
          if (event.button === 0 && placeUnder(event) !== null) props.onPress()
        }}
        onClick={(event) => {
          const place = placeUnder(event)
          if (place !== null) props.onOpen(place)
        }}
      >
        <div {...group} className={styles.head}>
          <div {...rowAt(0)} className={classes(styles.heads, rowClass)}>
            {head}
          </div>
        </div>
        <div {...group} className={styles.rows} style={{ height: rows.getTotalSize() }}>
          {drawn.map(({ index, start }) => {
            const id = idOf(index)
            return (
              <div
                key={id}
                id={rowId(id)}
                {...rowAt(index + 1, index === chosen)}
                data-place={index}
                className={classes(
                  styles.row,
                  rowClass,
                  index === chosen && styles.chosen,
                  index === chosen && open && styles.open,
                )}
                style={{ transform: `translateY(${start}px)` }}
              >
                {cells(index)}
              </div>
            )
          })}
        </div>
      </div>
      {tail}
    </div>
  )
}

type CellPlace = {
  /** Its column, where one goes when there is little room: the page's styles know it by `data-column`. */
  column?: string
  /** To the right, each digit as wide as the next. */
  numeric?: boolean
  children: ReactNode
}

/** The head of a column. */
export const LogHead: FC<CellPlace> = ({ column, numeric = false, children }) => (
  <span {...heads} data-column={column} className={classes(numeric && styles.number)}>
    {children}
  </span>
)

/** A cell; exact on hover. */
export const LogCell: FC<CellPlace & { tone?: 'plain' | 'second' | 'quiet'; exact?: string | null }> = ({
  column,
  numeric = false,
  tone = 'plain',
  exact,
  children,
}) => (
  <span
    {...cell}
    data-column={column}
    className={classes(numeric && styles.number, styles[tone])}
    title={exact ?? undefined}
  >
    {children}
  </span>
)

// A table's own elements can't be placed one by one; the list has the focus and names the chosen row.
const heads = { role: 'columnheader' }
const cell = { role: 'gridcell' }
const rowAt = (place: number, chosen?: boolean) => ({
  role: 'row',
  'aria-rowindex': place + 1,
  'aria-selected': chosen,
})
const group = { role: 'rowgroup' }

const rowId = (id: string): string => `row-${id}`
