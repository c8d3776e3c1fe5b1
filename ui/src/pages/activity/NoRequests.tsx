import { useQuery } from '@tanstack/react-query'
import type { FC } from 'react'
import { queries } from '../../api/queries'
import { CopyField } from '../../components/CopyField'
import { EmptyState } from '../../components/EmptyState'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import { ClearFilters, filterName, filterWords } from './Filters'
import styles from './NoRequests.module.css'
import { type ActivitySearch, filterNames, isFiltered } from './search'

/** Nothing to show: nothing came yet, or nothing matches. */
export const NoRequests: FC<{ search: ActivitySearch }> = ({ search }) => {
  const { data: status } = useQuery(queries.status())
  const { data: providers = [] } = useQuery(queries.providers())
  const { data: users = [] } = useQuery(queries.users())
  const { data: keys = [] } = useQuery(queries.keys())
  if (isFiltered(search)) {
    const named = filterWords(search, { providers, users, keys })
    const words = filterNames
      .filter((filter) => named[filter] !== undefined)
      .map((filter) => m.activity_filter_set({ name: filterName(filter), value: named[filter] ?? '' }))
    return (
      <div className={styles.middle}>
        <EmptyState title={m.activity_no_match()} actions={<ClearFilters plain />}>
          {m.activity_no_match_next({ filters: words.join(m.activity_and()) })}
        </EmptyState>
      </div>
    )
  }
  return (
    <div className={styles.middle}>
      <EmptyState
        title={m.activity_empty()}
        actions={
          status?.gateway_url && (
            <CopyField value={status.gateway_url} label={m.gateway_address()} words={copyWords()} />
          )
        }
      >
        {m.activity_empty_next()}
      </EmptyState>
    </div>
  )
}
